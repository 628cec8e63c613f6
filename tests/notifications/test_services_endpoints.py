"""Programs' addresses: checked before anything is sent, secrets sealed and shown once, two of them while changing."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from standardwebhooks import Webhook

from accounts.models import AuditRecord
from accounts.selectors import actor_of
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.vault import Unreadable, unseal
from notifications import services
from notifications.models import Delivery, Endpoint, Subscription
from notifications.services import endpoints
from tests.factories.letters import endpoint
from tests.factories.people import organisation, person

pytestmark = pytest.mark.django_db
PUBLIC = "https://93.184.215.14/hook?token=vaga-salajane"
REFUSED = [
    "http://93.184.215.14/",
    "ftp://93.184.215.14/",
    "https://user:pass@93.184.215.14/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.1.2.3/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:10.0.0.1]/",
    "https://2130706433/",
    "https://no-such-host.invalid/",
    "räme",
    "",
]


def add(by, **more):
    return services.add_endpoint(**{"channel": "webhook", "name": "Meie programm", "url": PUBLIC, **more}, by=by)


@pytest.mark.parametrize("url", REFUSED)
def test_a_forbidden_address_is_refused_with_a_sentence(cast, settings, url):
    settings.DEMO = False
    with pytest.raises(Invalid) as refusal:
        add(cast.actor("owner"), url=url)
    assert refusal.value.field == "url"
    assert len(str(refusal.value.message)) > 10
    assert not Endpoint.objects.exists()


def test_a_name_that_leads_inside_is_refused_too(cast, settings):
    settings.DEMO = False
    with pytest.raises(Invalid):
        add(cast.actor("owner"), url="https://localhost/")


def test_the_demonstration_opens_loopback_but_not_its_system_ports(cast, settings):
    settings.DEMO = True
    add(cast.actor("owner"), url="http://127.0.0.1:18999/")
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1/", "http://169.254.169.254/"):
        with pytest.raises(Invalid) as refusal:
            add(cast.actor("owner"), url=url)
        assert refusal.value.field == "url"


def test_the_secret_is_given_once_and_lies_nowhere(cast):
    made, secret = add(cast.actor("owner"))
    assert secret.startswith("whsec_")
    assert len(Webhook(secret)._whsecret) == 32
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM notifications_endpoint e")
        stored = cursor.fetchone()[0]
    trail = json.dumps(list(AuditRecord.objects.values()), default=str)
    for hidden in (secret, secret.removeprefix("whsec_"), "vaga-salajane"):
        assert hidden not in stored
        assert hidden not in trail
    assert unseal(made.secret_sealed) == secret
    assert unseal(made.url_sealed) == PUBLIC
    assert (made.shown, made.target) == ("https://93.184.215.14/hook?…", "93.184.215.14:443")


def test_a_room_shows_only_its_host_and_its_end(cast):
    made, secret = add(cast.actor("owner"), channel="chat", url="https://93.184.215.14/services/T000/B000/abcdWXYZ")
    assert secret == made.secret_sealed == ""
    assert made.shown == "https://93.184.215.14/…WXYZ"


def test_new_keys_unseal_what_old_ones_sealed(cast, settings):
    made, secret = add(cast.actor("owner"))
    old = settings.PORTAL_ENCRYPTION_KEYS
    settings.PORTAL_ENCRYPTION_KEYS = ["a" * 43 + "=", *old]
    assert endpoints.secrets_of(made) == (secret,)
    settings.PORTAL_ENCRYPTION_KEYS = ["a" * 43 + "="]
    with pytest.raises(Unreadable):
        endpoints.secrets_of(made)


def test_both_secrets_are_in_force_for_a_day(cast):
    made, first = add(cast.actor("owner"))
    made, second = services.rotate_secret(made, by=cast.actor("owner"))
    assert endpoints.secrets_of(made) == (second, first)
    with clock.at(clock.now() + timedelta(hours=24, seconds=1)):
        assert endpoints.secrets_of(made) == (second,)


def test_a_room_has_no_secret_to_change(cast):
    made, _secret = add(cast.actor("owner"), channel="chat")
    with pytest.raises(Conflict):
        services.rotate_secret(made, by=cast.actor("owner"))


def test_each_sees_and_keeps_their_own(cast):
    own = {
        who: add(cast.actor(who), organisation_id=place)[0]
        for who, place in {
            "owner": None,
            "partner_a": organisation("kov-a").pk,
            "partner_b": None,
        }.items()
    }
    seen = {
        who: set(Endpoint.objects.visible_to(cast.actor(who))) for who in ("lead", "admin", "partner_a", "partner_b")
    }
    assert seen["lead"] == seen["admin"] == set(own.values())
    assert seen["partner_a"] == {own["partner_a"]}
    assert seen["partner_b"] == {own["partner_b"]}
    for who in ("staff", "resolver", "manager", "auditor"):
        assert not Endpoint.objects.visible_to(cast.actor(who)).exists()
    with pytest.raises(NotFound):
        services.rotate_secret(own["partner_a"], by=cast.actor("partner_b"))
    with pytest.raises(NotAllowed):
        add(cast.actor("staff"))
    with pytest.raises(Invalid):
        add(cast.actor("partner_a"), organisation_id=organisation("kov-b").pk)


def test_nobody_leads_notices_to_anothers_program(cast):
    theirs = endpoint(PUBLIC, organisation=organisation("kov-a"), keeper=cast.partner_a)
    for who in ("owner", "partner_b"):
        with pytest.raises(Invalid):
            services.subscribe(topic="all", channel="webhook", endpoint_id=theirs.pk, by=cast.actor(who))
    colleague = actor_of(person("lahendaja", role="resolver", organisation_slug="kov-a"))
    with pytest.raises(Invalid):
        services.subscribe(topic="all", channel="webhook", endpoint_id=theirs.pk, by=colleague)
    with pytest.raises(Invalid):
        services.subscribe(topic="all", channel="webhook", by=cast.actor("partner_a"))
    with pytest.raises(Invalid):
        services.subscribe(topic="all", channel="chat", endpoint_id=theirs.pk, by=cast.actor("partner_a"))
    made = services.subscribe(topic="all", channel="webhook", endpoint_id=theirs.pk, by=cast.actor("partner_a"))
    assert made.endpoint == theirs


def test_off_and_on_and_away(cast):
    by = cast.actor("owner")
    made, _secret = add(by)
    services.subscribe(topic="all", channel="webhook", endpoint_id=made.pk, by=by)
    made = services.disable_endpoint(made, reason="kolime", by=by)
    assert (made.is_open, made.disabled_because) == (False, "kolime")
    with pytest.raises(Conflict):
        services.disable_endpoint(made, reason="", by=by)
    made = services.enable_endpoint(made, by=by)
    assert (made.is_open, made.disabled_because) == (True, "")
    services.archive_endpoint(made, by=by)
    assert not Subscription.objects.live().exists()
    with pytest.raises(NotFound):
        services.enable_endpoint(made, by=by)
    actions = AuditRecord.objects.filter(subject=f"notifications.endpoint:{made.pk}").values_list("action", flat=True)
    assert {action.partition("_")[2] for action in actions} == {"add", "disable", "enable", "archive"}


def test_another_address_is_checked_too(cast, settings):
    settings.DEMO = False
    made, _secret = add(cast.actor("owner"))
    with pytest.raises(Invalid):
        services.edit_endpoint(made, name="Uus", url="https://10.0.0.1/", by=cast.actor("owner"))
    made = services.edit_endpoint(made, name="Uus", by=cast.actor("owner"))
    assert (made.name, unseal(made.url_sealed)) == ("Uus", PUBLIC)
    made = services.edit_endpoint(made, name="Uus", url="https://93.184.215.15:8443/x", by=cast.actor("owner"))
    assert made.target == "93.184.215.15:8443"


def test_one_that_is_gone_is_switched_off_and_its_person_is_told(cast):
    made = endpoint(PUBLIC, user=cast.partner_a)
    endpoints.shut(made, because="HTTP 410")
    endpoints.shut(made, because="HTTP 410")
    made.refresh_from_db()
    assert (made.state, made.disabled_because) == ("disabled", "HTTP 410")
    letters = Delivery.objects.filter(user=cast.partner_a)
    assert sorted(letters.values_list("channel", flat=True)) == ["email", "inbox"]
    assert "HTTP 410" in letters[0].body
    assert AuditRecord.objects.get(action="notifications.endpoint_disable").actor_kind == SYSTEM.kind


def test_an_owner_has_so_many(cast, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST", 1)
    add(cast.actor("owner"))
    with pytest.raises(Conflict):
        add(cast.actor("owner"))
    add(cast.actor("owner"), organisation_id=organisation().pk)
