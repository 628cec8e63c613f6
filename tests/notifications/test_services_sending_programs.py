"""Letters to programs: real receivers, retries, a circuit for each host, and the people told when a program is not."""

import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, NotFound, TooMany
from core.fields import Translated
from core.vault import unseal
from notifications import selectors, services
from notifications.channels import webhook
from notifications.models import Delivery, DeliveryAttempt
from notifications.services import fallback, outbox, sending, tries
from notifications.types import Recipient
from tests.factories.letters import NEXT, endpoint
from tests.factories.people import organisation
from tests.fakes.smtp import free_port

pytestmark = pytest.mark.django_db
WORDS = Translated(et="TARA on häiritud", en="TARA is disturbed")


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def theirs(receiver, cast):
    """The partner's webhook, subscribed to everything."""
    made = endpoint(receiver.url, user=cast.partner_a)
    services.subscribe(topic="all", channel="webhook", endpoint_id=made.pk, by=cast.actor("partner_a"))
    return made


def publish(cast, **more):
    by = cast.actor("owner")
    draft = services.draft_notice(kind="problem", title=WORDS, by=by, **more)
    return services.publish_notice(draft, body=WORDS, **NEXT, by=by)


def put(to, key="k", **more):
    recipient = Recipient("webhook", to.target, "et", to.name, to.user_id, "", to.pk)
    values = {"subject": "Teade", "body": "Sisu {link}", **more}
    return outbox.enqueue(event_key=key, recipient=recipient, by=SYSTEM, **values)


def later(**more):
    return clock.at(clock.now() + timedelta(**more))


def rows(channel: str) -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(channel=channel).order_by("pk").values_list("state", "subject"))


def test_a_notice_arrives_signed_with_its_words(cast, receiver, theirs):
    notice = publish(cast, about="incident:INC-2026-00001")
    services.end_notice(notice, body=WORDS, by=cast.actor("owner"))
    assert services.run_queue("bulk") == 2
    library = Webhook(unseal(theirs.secret_sealed))
    first, last = (library.verify(one.body, one.headers) for one in receiver.requests)
    assert (first["type"], last["type"]) == ("notice.published", "notice.ended")
    assert first["data"]["url"].endswith(f"/status/{notice.public_id}/")
    assert first["data"]["about"] == "incident:INC-2026-00001"
    assert "{" not in first["data"]["text"], "addresses are filled in"
    assert "unsubscribe" not in receiver.requests[0].body.decode(), "a way out is for people"
    attempt = DeliveryAttempt.objects.latest("pk")
    assert (attempt.status, attempt.error) == (204, "")
    assert json.loads(attempt.sent) == last


def test_secrets_of_letters_are_left_out_of_the_log(receiver, theirs):
    from core.links import token_for
    from core.models import Link

    link = Link.objects.create(purpose="handover", subject="incidents.handover:1")
    put(theirs, link=link, path="/handover/{token}/")
    services.run_queue("bulk")
    assert token_for(link).encode() in receiver.requests[0].body
    assert token_for(link) not in json.dumps(list(DeliveryAttempt.objects.values()), default=str)


def test_it_is_tried_again_when_the_other_side_asked(receiver, theirs):
    receiver.answers = [(503, {"Retry-After": "600"}, b"hooldus"), (200, {}, b"ok")]
    put(theirs)
    assert services.run_queue("bulk") == 0
    one = Delivery.objects.get()
    assert one.state == "waiting"
    assert one.next_attempt_at >= clock.now() + timedelta(minutes=9)
    with later(minutes=30):
        assert services.run_queue("bulk") == 1
    assert [attempt.status for attempt in Delivery.objects.get().log.order_by("pk")] == [503, 200]
    first, second = (request.headers["webhook-id"] for request in receiver.requests)
    assert first == second


def test_gone_is_switched_off_and_the_person_is_told_once_and_why(cast, receiver, theirs):
    receiver.answers = [(410, {}, b"gone")]
    publish(cast)
    services.run_queue("bulk")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.disabled_because) == ("disabled", "HTTP 410")
    instead = Delivery.objects.get(channel="email", notice_update__isnull=False)
    assert (instead.user, instead.address) == (cast.partner_a, cast.partner_a.email)
    assert "Meie programm" in instead.body
    assert "HTTP 410" in instead.body
    assert "TARA on häiritud" in instead.body
    assert instead.body.rstrip().endswith("{unsubscribe}")
    assert Delivery.objects.filter(user=cast.partner_a, notice_update=None).count() == 2, "switched off: e-mail, inbox"


def test_while_it_is_off_notices_come_by_e_mail_with_the_reason(cast, receiver, theirs):
    services.disable_endpoint(theirs, reason="kolime", by=cast.actor("partner_a"))
    (told,) = selectors.who_would_be_told([], "problem")
    assert (told.channel, told.address) == ("email", cast.partner_a.email)
    publish(cast)
    letter = Delivery.objects.get()
    assert (letter.channel, letter.endpoint) == ("email", None)
    assert "Meie programm" in letter.body
    assert not receiver.requests


def test_who_has_heard_by_e_mail_is_not_told_again(cast, receiver, theirs):
    services.subscribe(topic="all", channel="email", by=cast.actor("partner_a"))
    receiver.answers = [(400, {}, b"no")]
    publish(cast)
    services.run_queue("bulk")
    assert len(rows("email")) == 1
    assert rows("webhook")[0][0] == "failed"
    services.disable_endpoint(theirs, reason="kolime", by=cast.actor("partner_a"))
    publish(cast)
    assert len(rows("email")) == 2


def test_what_waits_when_it_is_switched_off_goes_another_way(cast, receiver, theirs):
    receiver.answers = [(500, {}, b"")]
    put(theirs)
    services.run_queue("bulk")
    services.disable_endpoint(theirs, reason="kolime", by=cast.actor("partner_a"))
    services.run_queue("bulk")
    assert rows("webhook")[0][0] == "failed"
    assert len(rows("email")) == 1
    assert len(receiver.requests) == 1


def test_given_up_after_a_day_it_comes_to_the_inbox_without_a_mail_server(cast, receiver, theirs, monkeypatch):
    monkeypatch.setattr(fallback, "is_mail_configured", lambda: False)
    receiver.answers = [(500, {}, b"")]
    put(theirs)
    with later(hours=25):
        assert services.run_queue("bulk") == 0
    assert rows("webhook")[0][0] == "failed"
    (letter,) = Delivery.objects.filter(channel="inbox")
    assert (letter.user, letter.state) == (cast.partner_a, "delivered")


def test_an_organisations_program_tells_its_keeper_or_whoever_is_there(cast, receiver):
    made = endpoint(receiver.url, organisation=organisation("kov-a"), keeper=cast.partner_a)
    assert selectors.people_of(made) == [cast.partner_a]
    from tests.factories.people import person

    heir = person("parija", role="partner", organisation_slug="kov-a")
    cast.partner_a.memberships.update(archived_at=clock.now())
    assert selectors.people_of(made) == [heir]


def test_one_host_that_is_away_holds_up_no_other(cast, receiver, theirs, monkeypatch):
    away = endpoint(f"http://127.0.0.1:{free_port()}/", user=cast.partner_b)
    moment = clock.now()
    for n in range(sending.FAULTS_TO_OPEN):
        with clock.at(moment + timedelta(seconds=n)):
            put(away, key=f"away{n}")
            put(theirs, key=f"fine{n}")
            assert services.run_queue("bulk") == 1
    tried = DeliveryAttempt.objects.filter(delivery__endpoint=away).count()
    with clock.at(moment + timedelta(seconds=10)):
        put(away, key="untried")
        put(theirs, key="fine")
        assert services.run_queue("bulk") == 1
    assert DeliveryAttempt.objects.filter(delivery__endpoint=away).count() == tried, "the circuit is open"
    untried = Delivery.objects.get(event_key="untried")
    assert (untried.state, untried.attempts) == ("waiting", 0)
    assert "webhook" in sending.open_channels()


def test_letters_to_a_host_that_stays_away_go_another_way_after_a_day(cast):
    away = endpoint(f"http://127.0.0.1:{free_port()}/", user=cast.partner_b)
    for n in range(sending.FAULTS_TO_OPEN + 2):
        put(away, key=f"away{n}", subject=f"Teade {n}")
    with later(hours=25):
        for _n in range(6):
            services.run_queue("bulk")
            Delivery.objects.filter(state="waiting", channel="webhook").update(next_attempt_at=clock.now())
    assert {state for state, _subject in rows("webhook")} == {"failed"}
    assert len(rows("email")) == sending.FAULTS_TO_OPEN + 2


def test_what_is_internal_leads_nowhere_outside(cast, receiver, theirs):
    own = endpoint(receiver.url, organisation=organisation(), keeper=cast.owner, name="Agentuuri oma")
    services.subscribe(topic="all", channel="webhook", endpoint_id=own.pk, by=cast.actor("owner"))
    publish(cast, is_public=False)
    assert [one.endpoint for one in Delivery.objects.filter(channel="webhook")] == [own]


def test_a_test_message_goes_now_and_its_answer_is_kept(cast, receiver, theirs):
    receiver.answers = [(200, {}, b"tere")]
    letter = services.send_test(theirs, by=cast.actor("partner_a"))
    assert letter.state == "delivered"
    (attempt,) = letter.log.all()
    assert (attempt.status, attempt.answer) == (200, "tere")
    told = Webhook(unseal(theirs.secret_sealed)).verify(receiver.requests[0].body, receiver.requests[0].headers)
    assert told["type"] == "test"


def test_a_test_that_fails_tells_nobody_by_e_mail_and_is_not_repeated(cast, receiver, theirs):
    receiver.answers = [(500, {}, b"viga")]
    letter = services.send_test(theirs, by=cast.actor("partner_a"))
    assert (letter.state, letter.error) == ("failed", "HTTP 500")
    assert Delivery.objects.count() == 1
    receiver.answers = [(410, {}, b"")]
    services.send_test(theirs, by=cast.actor("partner_a"))
    theirs.refresh_from_db()
    assert theirs.state == "disabled"
    receiver.answers = [(200, {}, b"")]
    assert services.send_test(theirs, by=cast.actor("partner_a")).state == "delivered", "tried before switching on"


def test_tests_are_braked(cast, receiver, theirs):
    for _n in range(tries.TESTS_A_MINUTE):
        services.send_test(theirs, by=cast.actor("partner_a"))
    with pytest.raises(TooMany):
        services.send_test(theirs, by=cast.actor("partner_a"))


def test_a_message_is_sent_once_more_under_its_id(cast, receiver, theirs):
    put(theirs)
    services.run_queue("bulk")
    letter = Delivery.objects.get()
    with pytest.raises(NotFound):
        services.resend(letter, by=cast.actor("partner_b"))
    services.resend(letter, by=cast.actor("partner_a"))
    with pytest.raises(Conflict):
        services.resend(letter, by=cast.actor("partner_a"))
    services.run_queue("bulk")
    first, second = (request.headers["webhook-id"] for request in receiver.requests)
    assert first == second
    assert letter.log.count() == 2


def test_a_slow_receiver_is_left_after_a_while(receiver, theirs, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.3)
    receiver.answers = [None]
    put(theirs)
    services.run_queue("bulk")
    one = Delivery.objects.get()
    assert (one.state, one.attempts, one.log.get().status) == ("waiting", 1, None)
    assert one.error
