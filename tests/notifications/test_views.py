import pytest
from django.urls import reverse

from core.fields import Translated
from notifications import services
from notifications.models import Delivery, Notice, Subscription
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
WORDS = Translated(et="TARA on häiritud", en="TARA is disturbed")


@pytest.fixture
def notice(cast):
    by = cast.actor("owner")
    return services.publish_notice(services.draft_notice(kind="problem", title=WORDS, by=by), body=WORDS, **NEXT, by=by)


@pytest.fixture
def failed(db):
    return Delivery.objects.create(
        event_key="f",
        about="case:1",
        channel="email",
        subject="Kiri",
        body="",
        state="failed",
        ended_at="2026-01-01T00:00Z",
    )


def test_the_list_narrows_and_exports(as_, notice):
    client = as_("owner")
    assert "TARA" in client.get("/notices/").content.decode()
    assert "TARA on" not in client.get("/notices/?kind=training").content.decode()
    assert "TARA on" in client.get("/notices/?q=disturbed").content.decode()
    assert notice.public_id in client.get("/notices/?format=csv").content.decode()
    assert client.get("/notices/?format=xlsx").content.startswith(b"PK")


def test_a_notice_goes_its_way_through_forms(as_, cast):
    client = as_("owner")
    services.subscribe(topic="all", by=cast.actor("staff"))
    sent = {"kind": "problem", "title_et": "Häire", "topics": ["all"], "impact": "major", "is_public": "on"}
    url = client.post("/notices/new/", sent).url
    assert "Omanik" not in client.get(url).content.decode()
    publish = client.get(url + "publish/").content.decode()
    assert "Staff" in publish, "shown beforehand who is told"
    word = {"next_update_at": "2099-01-01T10:00", "stage": "investigating", "body_et": "Otsime."}
    assert client.post(url + "publish/", word).status_code == 422, "nobody knows what to do meanwhile"
    word["meanwhile_et"] = "Oodake."
    assert client.post(url + "publish/", {**word, "next_update_at": ""}).status_code == 422
    assert client.post(url + "publish/", word).status_code == 302
    assert client.post(url + "update/", {**word, "stage": "monitoring", "body_et": "Parandatud."}).status_code == 302
    assert client.post(url + "end/", {"body_et": "Korras."}).status_code == 302
    page = client.get(url).content.decode()
    assert all(words in page for words in ("Otsime.", "Parandatud.", "Korras."))
    assert Notice.objects.get().state == "ended"
    assert Delivery.objects.count() == 3
    assert client.get(url + "update/").status_code == 200
    assert client.post(url + "update/", {**word, "body_et": "Hiljem."}).status_code == 409


def test_a_wrong_form_keeps_what_was_typed(as_):
    answer = as_("owner").post("/notices/new/", {"kind": "problem", "title_en": "Only English", "topics": ["all"]})
    assert answer.status_code == 422
    assert "Only English" in answer.content.decode()


def test_figures_lead_to_letters(as_, notice):
    page = as_("owner").get(f"/notices/{notice.public_id}/").content.decode()
    assert f"/notices/deliveries/?state=failed&amp;notice={notice.public_id}" in page


def test_letters_by_what_they_are_about(as_, failed):
    client = as_("owner")
    assert "Kiri" in client.get("/notices/deliveries/?about=case:1&state=failed").content.decode()
    assert "Kiri" not in client.get("/notices/deliveries/?about=case:2").content.decode()


def test_send_again(as_, failed):
    assert as_("owner").post(reverse("delivery_send_again", args=[failed.pk])).status_code == 302
    failed.refresh_from_db()
    assert failed.state == "waiting"


def test_the_inbox_and_its_bell(as_, cast):
    from core.actor import SYSTEM
    from notifications.types import Recipient

    for n in range(2):
        recipient = Recipient("inbox", "", "et", user_id=cast.staff.pk)
        body = "Vaata {link}"
        services.enqueue(event_key=f"k{n}", recipient=recipient, subject=f"Kiri {n}", body=body, path="/x/", by=SYSTEM)
    client = as_("staff")
    page = client.get("/notices/inbox/").content.decode()
    assert '<span class="count">2</span>' in page
    assert 'href="http://127.0.0.1:8000/x/"' in page
    client.post(reverse("inbox_read", args=[Delivery.objects.first().pk]))
    assert Delivery.objects.filter(read_at__isnull=True).count() == 1
    client.post(reverse("inbox_read_all"))
    assert '<span class="count">' not in client.get("/notices/inbox/").content.decode()


def test_another_cannot_mark_my_letters_read(as_, cast):
    mine = Delivery.objects.create(
        event_key="m",
        channel="inbox",
        user=cast.owner,
        subject="",
        body="",
        state="delivered",
        ended_at="2026-01-01T00:00Z",
    )
    as_("staff").post(reverse("inbox_read", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.read_at is None


def test_subscribe_and_unsubscribe(as_, cast):
    client = as_("partner_a")
    sent = {"topic": "all", "channel": "email", "language": "et"}
    assert client.post("/notices/subscriptions/", sent).status_code == 302
    subscription = Subscription.objects.get(user=cast.partner_a)
    client.post(reverse("subscription_end", args=[subscription.pk]))
    assert not Subscription.objects.live().exists()


def test_an_outsiders_form_says_the_same_for_everybody(client):
    sent = {"address": "mari@test.example", "topic": "all", "language": "et"}
    first, second = (client.post("/notices/subscribe/", sent, follow=True) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert Subscription.objects.count() == 1


def test_pages_take_few_queries(as_, notice, django_assert_max_num_queries):
    client = as_("owner")
    client.get("/notices/")
    for url in ("/notices/", f"/notices/{notice.public_id}/", "/notices/deliveries/", "/notices/inbox/"):
        with django_assert_max_num_queries(16):  # of which 11 are the session, the person and the header
            assert client.get(url).status_code == 200
