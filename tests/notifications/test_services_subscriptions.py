import re

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from core.actor import ANONYMOUS
from core.errors import Invalid, NotAllowed, NotFound, TooMany
from core.links import token_for
from core.models import Link
from notifications import services
from notifications.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


def ask(address="mari@test.example", **more):
    services.subscribe_address(address=address, topic="all", by=ANONYMOUS, **more)
    return Subscription.objects.filter(address=address).last()


def way_out(subscription) -> str:
    return token_for(Link.objects.get(purpose="unsubscribe", subject=f"notifications.subscription:{subscription.pk}"))


def test_asked_twice_it_is_one(cast):
    first = services.subscribe(topic="all", by=cast.actor("staff"))
    second = services.subscribe(topic="all", kinds=["problem"], by=cast.actor("staff"))
    assert first == second
    assert Subscription.objects.get().kinds == ["problem"]


@pytest.mark.parametrize("wrong", [{"topic": "component:none"}, {"channel": "pigeon"}, {"kinds": ["gossip"]}])
def test_nonsense_is_refused(cast, wrong):
    with pytest.raises(Invalid):
        services.subscribe(**{"topic": "all", **wrong}, by=cast.actor("staff"))


def test_others_are_subscribed_by_owner_and_lead_alone(cast):
    with pytest.raises(NotAllowed):
        services.subscribe(topic="all", user_id=cast.lead.pk, by=cast.actor("staff"))
    assert services.subscribe(topic="all", user_id=cast.staff.pk, by=cast.actor("lead")).user == cast.staff


def test_an_outsider_confirms_by_a_letter(client, mail):
    subscription = ask()
    assert not Subscription.objects.counting().exists()
    services.run_queue("critical")
    (url,) = set(re.findall(r"/notices/subscribe/\S+/", mail.letters[0].get_body(("plain",)).get_content()))
    assert client.get(url).status_code == 200
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None, "mail scanners open links"
    assert client.post(url).status_code == 200
    assert Subscription.objects.counting().get() == subscription


def test_flooding_somebodys_mailbox_is_braked():
    for _try in range(3):
        ask()
    with pytest.raises(TooMany):
        ask()
    assert Delivery.objects.count() == 3


def test_a_confirmed_address_gets_no_second_letter():
    subscription = ask()
    Subscription.objects.update(confirmed_at=subscription.created_at)
    ask()
    assert Delivery.objects.count() == 1


def test_one_click_ends_it_without_signing_in_or_a_form_key(cast):
    from django.test import Client

    subscription = services.subscribe(topic="all", by=cast.actor("staff"))
    url = reverse("subscription_unsubscribe", args=[way_out(subscription)])
    client = Client(enforce_csrf_checks=True)
    assert client.get(url).status_code == 200
    assert Subscription.objects.live().exists()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.live().exists()
    assert client.post(url).status_code == 200, "twice is done"


def test_a_forged_link_is_not_found(client):
    subscription = ask()
    forged = f"{Link.objects.get(purpose='unsubscribe').pk}-{'x' * 24}"
    assert client.post(reverse("subscription_unsubscribe", args=[forged])).status_code == 404
    with pytest.raises(NotFound):
        services.confirm(way_out(subscription), by=ANONYMOUS)


def test_letters_not_yet_sent_are_cancelled_with_the_subscription(cast):
    subscription = ask()
    link = Link.objects.get(purpose="unsubscribe")
    Delivery.objects.create(event_key="k", channel="email", subject="", body="", link=link)
    services.unsubscribe_by_link(way_out(subscription), by=ANONYMOUS)
    assert Delivery.objects.get(event_key="k").state == "cancelled"
    assert AuditRecord.objects.get(action="notifications.unsubscribe").reason == "kirja lingi kaudu"
