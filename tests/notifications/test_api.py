from datetime import timedelta

import pytest
from django.db import connection
from standardwebhooks import Webhook

from core import clock
from core.fields import Translated
from core.models import Submission
from notifications import services
from notifications.channels import webhook
from notifications.models import Delivery, Notice
from tests.factories.letters import endpoint

pytestmark = pytest.mark.django_db
SOON = (clock.now() + timedelta(hours=2)).isoformat()
WORDS = {"et": "TARA on häiritud", "en": "TARA is disturbed"}
NEXT = {"next_update_at": SOON, "meanwhile": {"et": "Oodake."}}


def test_a_notice_from_draft_to_its_end(as_):
    client = as_("owner")

    def post(url, **sent):
        return client.post(f"/api/v1/notices/{url}", sent, content_type="application/json")

    made = post("", kind="problem", title=WORDS, topics=["all"])
    assert made.status_code == 201
    public_id = made.json()["public_id"]
    assert post(f"{public_id}/publish/", body=WORDS).status_code == 422, "a trouble says when the next word comes"
    assert post(f"{public_id}/publish/", body=WORDS, **NEXT).json()["state"] == "published"
    assert post(f"{public_id}/updates/", body=WORDS, stage="identified", **NEXT).status_code == 201
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


def test_a_webhook_by_the_api(as_, settings, receiver):
    settings.DEMO = True
    client = as_("partner_a")

    def post(url, /, **sent):
        return client.post(f"/api/v1/webhooks/{url}", sent, content_type="application/json")

    refused = post("", name="Meie", url="http://169.254.169.254/")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["url"])
    made = post("", name="Meie", url=receiver.url)
    assert made.status_code == 201, made.content
    assert made["Cache-Control"] == "no-store"
    number, secret = made.json()["id"], made.json()["secret"]
    assert secret.startswith("whsec_")
    tried = post(f"{number}/test/").json()
    assert (tried["state"], tried["log"][0]["status"]) == ("delivered", 204)
    Webhook(secret).verify(receiver.requests[0].body, receiver.requests[0].headers)
    again = post(f"{number}/rotate/").json()["secret"]
    assert again != secret
    asked = {"topic": "all", "channel": "webhook", "webhook": number}
    assert client.post("/api/v1/subscriptions/", asked, content_type="application/json").status_code == 201
    assert post(f"{number}/disable/", reason="kolime").json()["state"] == "disabled"
    assert post(f"{number}/disable/", reason="kolime").status_code == 409
    assert post(f"{number}/enable/").json()["state"] == "active"
    changed = client.put(f"/api/v1/webhooks/{number}/", {"name": "Uus"}, content_type="application/json").json()
    assert changed["name"] == "Uus"
    assert client.get(f"/api/v1/webhooks/{number}/deliveries/").json()["count"] == 1
    shown = client.get("/api/v1/webhooks/").content.decode()
    assert again not in shown
    assert as_("partner_b").get(f"/api/v1/webhooks/{number}/").status_code == 404
    assert as_("staff").get("/api/v1/webhooks/").status_code == 403
    assert as_("partner_a").delete(f"/api/v1/webhooks/{number}/").status_code == 204


def test_a_repeated_write_is_answered_without_the_secret(as_, settings):
    settings.DEMO = True
    client, sent = as_("partner_a"), {"name": "Meie", "url": "https://93.184.215.14/"}

    def post():
        headers = {"Idempotency-Key": "k1"}
        return client.post("/api/v1/webhooks/", sent, content_type="application/json", headers=headers).json()

    first, second = post(), post()
    assert first["id"] == second["id"]
    assert "secret" not in second
    assert first["secret"] not in str(list(Submission.objects.values()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/api/v1/webhooks/{}/test/", "/notices/webhooks/{}/test/"])
def test_no_transaction_is_held_while_a_test_message_waits(as_, cast, settings, receiver, monkeypatch, address):
    settings.DEMO = True
    made, held, post = endpoint(receiver.url, user=cast.partner_a), [], webhook.post

    def watched(*args, **more):
        held.append(connection.in_atomic_block)
        return post(*args, **more)

    monkeypatch.setattr(webhook, "post", watched)
    client, at, body = as_("partner_a"), address.format(made.pk), {"submission": "k1"}
    for _turn in range(2):
        answer = (
            client.post(at, body, headers={"Idempotency-Key": "k1"}, content_type="application/json")
            if ("api" in at)
            else client.post(at, body)
        )
        assert answer.status_code in (200, 302)
    assert held == [False], "sent once, and nothing was held"


FAULTS = [
    ("", {"title": {"et": "x" * 201}}, "title"),
    ("", {"title": {"et": "a\0b"}}, "title"),
    ("", {"title": {"et": "a", "de": "b"}}, "title"),
    ("", {"title": {"et": "a", "\0": "b"}}, "title"),
    ("", {"title": WORDS, "topics": ["component:none"]}, "topics"),
    ("", {"title": WORDS, "topics": ["x" * 101]}, "topics"),
    ("", {"title": WORDS, "about": "a\0b"}, "about"),
    ("", {"title": WORDS, "ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at"),
    ("", {"title": WORDS, "starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
    ("{}/publish/", {"body": {"et": "x" * 4001}}, "body"),
    ("{}/publish/", {"body": {"et": " "}}, "body"),
    ("{}/publish/", {"body": WORDS, "next_update_at": "2020-01-01T10:00:00Z"}, "next_update_at"),
    ("{}/publish/", {"body": WORDS, "next_update_at": "2999-01-01T10:00:00Z"}, "next_update_at"),
    ("{}/publish/", {"body": WORDS, "next_update_at": "9999-12-31T23:59:59-23:59"}, "next_update_at"),
]


@pytest.mark.parametrize(("at", "sent", "field"), FAULTS)
def test_what_the_form_refuses_the_api_refuses_at_its_field(as_, cast, at, sent, field):
    draft = services.draft_notice(kind="problem", title=Translated(WORDS), by=cast.actor("owner"))
    address = "/api/v1/notices/" + at.format(draft.public_id)
    answer = as_("owner").post(address, {"kind": "problem", **sent}, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content
    assert field in answer.json()["errors"]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(("sent", "field"), [({"language": "xx"}, "language"), ({"topic": "a\0"}, "topic")])
def test_a_subscription_is_checked_as_its_form(as_, sent, field):
    answer = as_("owner").post("/api/v1/subscriptions/", {"topic": "all", **sent}, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert field in answer.json()["errors"]


def test_reasons_have_an_end(as_, cast, settings):
    settings.DEMO = True
    made = endpoint("https://93.184.215.14/", user=cast.partner_a)
    sent = {"reason": "x" * 301}
    answer = as_("partner_a").post(f"/api/v1/webhooks/{made.pk}/disable/", sent, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
