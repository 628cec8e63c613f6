from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock, events
from core.actor import SYSTEM
from core.errors import Conflict, NotAllowed
from notifications.events import DeliveryEnded
from notifications.models import Delivery
from notifications.services import outbox
from notifications.types import Recipient

pytestmark = pytest.mark.django_db
CHANNELS = ("email", "inbox")


def to(address="mari@test.example", **more) -> Recipient:
    return Recipient("email", address, "et", **more)


def put(key="k", recipient=None, **more):
    return outbox.enqueue(
        event_key=key, recipient=recipient or to(), subject="Teade", body="Sisu {link}", by=SYSTEM, **more
    )


def take(queue="bulk", limit=20, worker="w"):
    return outbox.claim(queue, limit, worker=worker, channels=CHANNELS)


@pytest.fixture
def ended(monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, DeliveryEnded, [heard.append])
    return heard


def test_the_same_event_is_queued_once():
    first = put()
    assert first.pk
    assert put() is None
    assert Delivery.objects.count() == 1


def test_many_are_queued_in_few_statements(django_assert_max_num_queries):
    letters = [
        outbox.letter(event_key=f"k{n}", recipient=to(f"p{n}@test.example"), subject="s", body="b") for n in range(3000)
    ]
    with django_assert_max_num_queries(12):
        assert outbox.enqueue_many(letters, by=SYSTEM) == 3000
    assert outbox.enqueue_many(letters, by=SYSTEM) == 0


def test_an_inbox_letter_is_delivered_on_insert(cast):
    made = put(recipient=Recipient("inbox", "", "et", user_id=cast.owner.pk))
    assert (made.state, made.ended_at is not None) == ("delivered", True)


def test_a_subject_is_one_line():
    made = outbox.enqueue(event_key="k", recipient=to(), subject="a\r\nBcc: b@c.example", body="", by=SYSTEM)
    assert made.subject == "a Bcc: b@c.example"


def test_claim_takes_each_letter_once_oldest_first():
    for n in range(3):
        put(f"k{n}")
    assert [one.event_key for one in take(limit=2)] == ["k0", "k1"]
    assert [one.event_key for one in take()] == ["k2"]
    assert take() == []


def test_claim_leaves_other_queues_channels_and_times():
    put("critical", queue="critical")
    put("closed channel")
    Delivery.objects.create(
        event_key="later", channel="email", subject="", body="", next_attempt_at=clock.now() + timedelta(minutes=1)
    )
    assert outbox.claim("bulk", 20, worker="w", channels=["inbox"]) == []
    assert [one.event_key for one in take()] == ["closed channel"]


def test_a_dead_holders_letter_is_claimed_after_its_lease(at):
    put()
    with at("2030-01-01T10:00:00"):
        assert take()
        assert not take()
    with at("2030-01-01T10:00:29"):
        assert not take(worker="another")
    with at("2030-01-01T10:00:30"):
        assert not take(), "what is its own it has in stock"
        assert take(worker="another")[0].attempts == 2


def test_renewing_keeps_the_letter(at):
    put()
    with at("2030-01-01T10:00:00"):
        held = take(worker="a")
    with at("2030-01-01T10:00:20"):
        assert outbox.renew(held, worker="a") == 1
        assert outbox.renew(held, worker="another") == 0
    with at("2030-01-01T10:00:40"):
        assert not take()


def test_delivered_is_announced_once(ended):
    put(about="incident:INC-1")
    (one,) = take()
    outbox.begin([one])
    outbox.mark_delivered(one, "<id>")
    outbox.mark_delivered(one, "<id>")
    assert [(event.about, event.state) for event in ended] == [("incident:INC-1", "delivered")]
    assert Delivery.objects.get().receipt == "<id>"


@pytest.mark.parametrize(("attempts", "longest"), [(1, 30), (2, 60), (4, 240), (7, 1800), (60, 1800)])
def test_the_pause_doubles_up_to_half_an_hour_with_full_jitter(attempts, longest):
    pauses = [outbox.pause_s(attempts) for _ in range(300)]
    assert 0 <= min(pauses) < longest * 0.1
    assert longest * 0.9 < max(pauses) <= longest


def test_retry_waits_as_long_as_the_other_side_asked(at):
    put()
    with at("2030-01-01T10:00"):
        Delivery.objects.update(give_up_at=clock.now() + timedelta(days=1))
        (one,) = take()
        outbox.mark_retry(one, "busy", after_s=900)
        assert Delivery.objects.get().next_attempt_at >= clock.now() + timedelta(minutes=15)
    assert Delivery.objects.get().state == "waiting"


def test_after_a_day_it_fails_and_the_person_finds_it_in_the_inbox(cast, ended):
    put(recipient=to(user_id=cast.owner.pk, name="Omanik"))
    (one,) = take()
    with clock.at(clock.now() + timedelta(hours=24)):
        outbox.mark_retry(one, "still away")
    assert Delivery.objects.get(channel="email").state == "failed"
    inbox = Delivery.objects.get(channel="inbox")
    assert (inbox.state, inbox.user, inbox.body) == ("delivered", cast.owner, "Sisu {link}")
    assert [event.state for event in ended] == ["failed"]


def test_a_verdict_of_one_who_lost_the_lease_is_void(at):
    put()
    with at("2030-01-01T10:00"):
        (slow,) = take(worker="slow")
    with at("2030-01-01T10:01"):
        (now,) = take(worker="fast")
        assert not outbox.begin([slow])
        outbox.mark_failed(slow, "no")
        assert Delivery.objects.get().state == "sending"
        assert outbox.begin([now])


def test_only_the_letter_in_hand_is_suspected_and_the_fifth_crash_is_the_last(at):
    put("deadly")
    put("innocent")
    for minute in range(5):
        with at(f"2030-01-01T10:{minute:02}"):
            outbox.begin(take(worker=f"w{minute}")[:1])
    with at("2030-01-01T10:10"):
        assert outbox.quarantine("bulk") == 1
        assert [one.event_key for one in take(worker="last")] == ["innocent"]
    deadly = Delivery.objects.get(event_key="deadly")
    assert (deadly.state, bool(deadly.error)) == ("failed", True)


def test_given_back_untried_a_try_is_not_counted():
    put()
    held = take()
    outbox.release(held, until=clock.now(), worker="w")
    assert take()[0].attempts == 1


def test_a_failed_letter_is_sent_again_by_who_may(cast):
    put()
    (one,) = take()
    with pytest.raises(Conflict):
        outbox.send_again(one, by=cast.actor("owner"))
    outbox.mark_failed(one, "no such")
    with pytest.raises(NotAllowed):
        outbox.send_again(one, by=cast.actor("staff"))
    outbox.send_again(one, by=cast.actor("owner"))
    assert [again.attempts for again in take()] == [1]
    assert AuditRecord.objects.filter(action="notifications.send_again").exists()
