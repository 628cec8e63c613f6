"""Webhooks and chat rooms against a real receiver; signatures are checked by the public library."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from core import clock
from notifications.channels import webhook
from notifications.channels.chat import Chat
from notifications.rules import signing
from notifications.types import Message, PermanentError, TargetDown, TransientError, channels
from tests.fakes.smtp import free_port

SECRET, OLD = signing.new_secret(), signing.new_secret()
MESSAGE = Message(
    event_key="notice:abc:1",
    subject="Häire: õäöüšž",
    body="Otsime põhjust.",
    thread_key="notice:abc",
    kind="notice.published",
    about="incident:INC-2026-00001",
    url="https://portaal.example/status/abc/",
    made_at=datetime(2026, 3, 4, 8, 50, tzinfo=UTC),
    secrets=(SECRET,),
)


@pytest.fixture(autouse=True)
def demonstration(settings):
    """Loopback opens in the demonstration alone."""
    settings.DEMO = True


def test_the_public_library_accepts_what_arrives(receiver):
    channels.get("webhook").send(MESSAGE, receiver.url)
    (request,) = receiver.requests
    told = Webhook(SECRET).verify(request.body, request.headers)
    assert told == json.loads(request.body)
    assert told["type"] == "notice.published"
    assert told["timestamp"] == "2026-03-04T08:50:00.000Z"
    assert told["data"] == {
        "subject": "Häire: õäöüšž",
        "text": "Otsime põhjust.",
        "language": "et",
        "about": "incident:INC-2026-00001",
        "url": "https://portaal.example/status/abc/",
        "thread": "notice:abc",
    }
    assert request.headers["content-type"] == "application/json"


def test_both_secrets_verify_while_they_are_being_changed_and_no_other(receiver):
    channels.get("webhook").send(Message(**{**fields(), "secrets": (SECRET, OLD)}), receiver.url)
    (request,) = receiver.requests
    for secret in (SECRET, OLD):
        Webhook(secret).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.body + b" ", request.headers)


def fields() -> dict:
    return {name: getattr(MESSAGE, name) for name in MESSAGE.__dataclass_fields__}


def test_a_repeat_carries_the_same_id(receiver):
    for _try in range(2):
        channels.get("webhook").send(MESSAGE, receiver.url)
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert "." not in receiver.requests[0].headers["webhook-id"], "dots divide what is signed"


def test_what_went_and_came_is_given_back(receiver):
    receiver.answers = [(200, {}, "võetud \0".encode() + b"x" * 5000)]
    exchange = channels.get("webhook").send(MESSAGE, receiver.url)
    assert exchange.status == 200
    assert exchange.answer.startswith("võetud �x")
    assert len(exchange.answer) == webhook.KEPT
    assert exchange.sent == receiver.requests[0].body.decode()


@pytest.mark.parametrize(
    ("status", "kind", "disables"),
    [
        (301, PermanentError, False),
        (307, PermanentError, False),
        (400, PermanentError, False),
        (404, PermanentError, False),
        (410, PermanentError, True),
        (408, TransientError, None),
        (429, TransientError, None),
        (500, TransientError, None),
        (503, TransientError, None),
    ],
)
def test_what_an_answer_means(receiver, status, kind, disables):
    receiver.answers = [(status, {"Location": receiver.url}, b"words")]
    with pytest.raises(kind) as refusal:
        channels.get("webhook").send(MESSAGE, receiver.url)
    assert not isinstance(refusal.value, TargetDown)
    assert getattr(refusal.value, "disable", None) is disables
    assert (refusal.value.exchange.status, refusal.value.exchange.answer) == (status, "words")
    assert len(receiver.requests) == 1, "redirects are not followed"


def test_the_other_side_says_when(receiver):
    receiver.answers = [(429, {"Retry-After": "120"}, b"")]
    with pytest.raises(TransientError) as refusal:
        channels.get("webhook").send(MESSAGE, receiver.url)
    assert refusal.value.after_s == 120


def test_when_as_a_date():
    with clock.at(datetime(2026, 3, 4, 8, 50, tzinfo=UTC)):
        assert webhook.retry_after("Wed, 04 Mar 2026 08:52:00 GMT") == 120
        assert webhook.retry_after("Wed, 04 Mar 2026 08:00:00 GMT") == 0
    for words in ("", "soon", "-1", "１２"):
        assert webhook.retry_after(words) is None


def test_one_that_hangs_or_is_away_is_down(receiver, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.3)
    receiver.answers = [None]
    for url in (receiver.url, f"http://127.0.0.1:{free_port()}/"):
        with pytest.raises(TargetDown) as refusal:
            channels.get("webhook").send(MESSAGE, url)
        assert refusal.value.exchange.status is None


def test_outside_the_demonstration_loopback_is_shut(receiver, settings):
    settings.DEMO = False
    with pytest.raises(PermanentError):
        channels.get("webhook").send(MESSAGE, receiver.url)
    assert not receiver.requests


def test_a_chat_room_gets_its_text_unsigned(receiver):
    Chat().send(MESSAGE, receiver.url)
    (request,) = receiver.requests
    assert json.loads(request.body) == {"text": "Häire: õäöüšž\n\nOtsime põhjust."}
    assert not [name for name in request.headers if name.startswith("webhook-")]


@pytest.mark.parametrize("status", [404, 410])
def test_a_room_that_is_gone(receiver, status):
    receiver.answers = [(status, {}, b"no_service")]
    with pytest.raises(PermanentError) as refusal:
        Chat().send(MESSAGE, receiver.url)
    assert refusal.value.disable


def test_programs_sides_are_counted_each_by_itself():
    for slug in ("webhook", "chat"):
        assert channels.get(slug).target("a.example:443") == "a.example:443"
        assert channels.get(slug).target(), "configured"
