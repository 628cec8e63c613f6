"""Pages of webhooks and chat rooms."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from standardwebhooks import Webhook

from notifications import services
from notifications.models import Delivery, Endpoint, Subscription
from tests.factories.letters import endpoint

pytestmark = pytest.mark.django_db
NEW = "/notices/webhooks/new/"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def theirs(receiver, cast):
    return endpoint(receiver.url, user=cast.partner_a)


def page_of(one: Endpoint) -> str:
    return reverse("endpoint_detail", args=[one.pk])


def text(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def typed(**more) -> dict[str, str]:
    return {"channel": "webhook", "name": "Meie programm", "url": "https://10.0.0.1/saladus", **more}


def test_a_forbidden_address_is_refused_and_what_was_typed_stays(as_, receiver):
    answer = as_("partner_a").post(NEW, typed())
    assert answer.status_code == 422
    form = BeautifulSoup(answer.content, "html.parser").find("form", class_="form")
    assert form.find(attrs={"name": "url"})["value"] == "https://10.0.0.1/saladus"
    assert form.find(attrs={"name": "name"})["value"] == "Meie programm"
    assert form.find(id="id_url_error").get_text(strip=True)
    assert not Endpoint.objects.exists()


def test_the_secret_is_shown_once(as_, cast, receiver):
    client = as_("partner_a")
    sent = typed(url=receiver.url, submission="once-1")
    answer = client.post(NEW, sent)
    secret = BeautifulSoup(answer.content, "html.parser").find(id="secret-text").get_text()
    assert answer["Cache-Control"] == "no-store"
    made = Endpoint.objects.get()
    assert client.post(NEW, sent).url == page_of(made), "sent again, it makes nothing and shows nothing"
    for url in (page_of(made), "/notices/webhooks/", f"/notices/webhooks/{made.pk}/edit/"):
        assert secret not in client.get(url).content.decode()
    assert client.post(f"{page_of(made)}test/").status_code == 302
    Webhook(secret).verify(receiver.requests[0].body, receiver.requests[0].headers)


def test_a_new_secret(as_, theirs):
    client, url = as_("partner_a"), reverse("endpoint_rotate", args=[theirs.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {})
    assert "whsec_" in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.has_two_secrets


def test_a_room_has_none(as_, receiver):
    answer = as_("partner_a").post(NEW, typed(channel="chat", url=receiver.url))
    assert answer.url == page_of(Endpoint.objects.get())


def test_a_test_message_shows_the_answer(as_, receiver, theirs):
    receiver.answers = [(503, {}, b"<b>hooldus</b>")]
    client = as_("partner_a")
    answer = client.post(f"{page_of(theirs)}test/", follow=True)
    assert "HTTP 503" in text(answer)
    assert "<b>hooldus</b>" in text(answer)
    assert b"<b>hooldus</b>" not in answer.content
    receiver.answers = [(200, {}, b"tere")]
    assert "tere" in text(client.post(f"{page_of(theirs)}test/", follow=True))


def test_off_on_and_away(as_, theirs):
    client = as_("partner_a")
    assert client.post(f"{page_of(theirs)}off/", {"reason": ""}).status_code == 422
    assert "kolime" in text(client.post(f"{page_of(theirs)}off/", {"reason": "kolime"}, follow=True))
    assert client.post(f"{page_of(theirs)}off/", {"reason": "kolime"}).status_code == 409
    assert client.post(f"{page_of(theirs)}on/").status_code == 302
    assert client.post(f"{page_of(theirs)}archive/").url == reverse("endpoint_list")
    assert client.get(page_of(theirs)).status_code == 200, "the log stays"
    assert client.post(f"{page_of(theirs)}on/").status_code == 404


def test_it_is_a_choice_among_channels(as_, cast, receiver, theirs):
    client = as_("partner_a")
    key = f"webhook:{theirs.pk}"
    page = BeautifulSoup(client.get(f"/notices/subscriptions/?channel={key}").content, "html.parser")
    assert page.find("option", value=key).has_attr("selected")
    assert not page.find("option", value="webhook"), "without an address it is no choice"
    assert client.post("/notices/subscriptions/", {"topic": "all", "channel": key, "language": "et"}).status_code == 302
    assert Subscription.objects.get().endpoint == theirs
    assert "Meie programm" in text(client.get("/notices/subscriptions/"))
    others = as_("partner_b").get("/notices/subscriptions/").content.decode()
    assert key not in others


def test_a_message_is_sent_again_from_the_log(as_, cast, receiver, theirs):
    letter = services.send_test(theirs, by=cast.actor("partner_a"))
    client = as_("partner_a")
    url = reverse("endpoint_resend", args=[theirs.pk, letter.pk])
    assert client.post(url).status_code == 302
    assert Delivery.objects.get().state == "waiting"
    assert client.post(url).status_code == 409
    assert as_("partner_b").post(url).status_code == 404


def test_the_log_takes_few_queries(as_, cast, receiver, theirs, django_assert_max_num_queries):
    for _n in range(5):
        services.send_test(theirs, by=cast.actor("partner_a"))
    client = as_("partner_a")
    client.get(page_of(theirs))
    with django_assert_max_num_queries(17):  # of which 11 are the session, the person and the header
        assert client.get(page_of(theirs)).status_code == 200
