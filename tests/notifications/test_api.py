import pytest

from core.fields import Translated
from notifications import services
from notifications.models import Delivery, Notice

pytestmark = pytest.mark.django_db
WORDS = {"et": "TARA on häiritud", "en": "TARA is disturbed"}


def test_a_notice_from_draft_to_its_end(as_):
    client = as_("owner")

    def post(url, **sent):
        return client.post(f"/api/v1/notices/{url}", sent, content_type="application/json")

    made = post("", kind="problem", title=WORDS, topics=["all"])
    assert made.status_code == 201
    public_id = made.json()["public_id"]
    assert post(f"{public_id}/publish/", body=WORDS).json()["state"] == "published"
    assert post(f"{public_id}/updates/", body=WORDS, stage="identified").status_code == 201
    ended = post(f"{public_id}/end/", body=WORDS).json()
    assert (ended["state"], len(ended["updates"])) == ("ended", 3)
    assert post(f"{public_id}/end/", body=WORDS).status_code == 409


def test_outside_the_agency_drafts_do_not_exist(as_, cast):
    draft = services.draft_notice(kind="problem", title=Translated(WORDS), by=cast.actor("owner"))
    client = as_("partner_a")
    assert client.get("/api/v1/notices/").json()["count"] == 0
    assert client.get(f"/api/v1/notices/{draft.public_id}/").status_code == 404
    answer = client.post("/api/v1/notices/", {"kind": "problem", "title": WORDS}, content_type="application/json")
    assert answer.status_code == 403
    assert Notice.objects.count() == 1


def test_subscriptions_are_ones_own(as_):
    client = as_("staff")
    made = client.post("/api/v1/subscriptions/", {"topic": "all"}, content_type="application/json")
    assert made.status_code == 201, made.content
    assert as_("partner_a").get("/api/v1/subscriptions/").json()["count"] == 0
    assert as_("staff").delete(f"/api/v1/subscriptions/{made.json()['id']}/").status_code == 204


def test_letters_as_csv(as_):
    Delivery.objects.create(event_key="k", channel="email", address="=cmd@x.example", subject="Kiri", body="")
    text = as_("owner").get("/api/v1/deliveries/?format=csv").content.decode()
    assert "Kiri" in text
    assert "'=cmd" in text
    assert as_("staff").get("/api/v1/deliveries/").json()["count"] == 0
