"""Told in time, acknowledged, arrived: by hand-made notices."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.fields import Translated
from core.measures import Reading, measures
from notifications import services
from notifications.models import Acknowledgement, Delivery, Subscription
from notifications.services import follow_times, outbox

pytestmark = pytest.mark.django_db
WORDS = Translated(et="Uuendus", en="Update")


@pytest.fixture
def by(cast):
    return cast.actor("lead")


@pytest.fixture(autouse=True)
def readers(db):
    for name in ("mari", "jaan"):
        Subscription.objects.create(address=f"{name}@x.example", topic="all", confirmed_at="2026-01-01T00:00Z")


def publish(by, when: str, **values):
    values = {"kind": "maintenance", "title": WORDS, "topics": ["component:aut-tara"], **values}
    with clock.at(clock.parse_local(when)):
        draft = services.draft_notice(**values, by=by)
        return services.publish_notice(draft, body=WORDS, late_reason="katse", by=by)


def arrive(when: str, address: str = "mari@x.example") -> None:
    with clock.at(clock.parse_local(when)):
        outbox.mark_delivered(Delivery.objects.filter(address=address).latest("pk"), "250")


def counts(slug: str, as_of: str) -> tuple[int, int, int]:
    found = measures.get(slug).read(Reading.of(clock.parse_local(as_of)))
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


def local(text: str):
    return clock.parse_local(text)


@pytest.mark.parametrize(
    ("starts", "arrived", "expected"),
    [
        ("2026-03-19T19:00", "2026-03-17T19:00", (1, 0, 0)),  # a Thursday: 48 hours
        ("2026-03-19T19:00", "2026-03-17T19:01", (0, 1, 0)),
        ("2026-03-22T19:00", "2026-03-20T10:00", (1, 0, 0)),  # a Sunday: also Friday 10:00
        ("2026-03-22T19:00", "2026-03-20T10:01", (0, 1, 0)),
        ("2026-03-31T02:00", "2026-03-29T01:00", (1, 0, 0)),  # clocks went forward between: 48 real hours
        ("2026-03-31T02:00", "2026-03-29T01:01", (0, 1, 0)),
    ],
)
def test_planned_work(by, starts, arrived, expected):
    publish(by, "2026-03-16T09:00", starts_at=local(starts))
    arrive(arrived)
    assert counts("2.2.b-1", "2026-03-31T09:00") == expected


@pytest.mark.parametrize(("arrived", "expected"), [("2026-06-03T00:00", (1, 0, 0)), ("2026-06-03T00:01", (0, 1, 0))])
def test_a_change_with_no_contract(by, arrived, expected):
    publish(by, "2026-06-01T09:00", kind="change", starts_at=local("2026-09-01T00:00"))
    arrive(arrived)
    assert counts("2.2.b-1", "2026-06-30T09:00") == expected


def test_pressing_send_is_not_telling(by):
    publish(by, "2026-03-16T09:00", starts_at=local("2026-03-19T19:00"))
    assert counts("2.2.b-1", "2026-03-17T19:00") == (0, 0, 1), "still in time"
    assert counts("2.2.b-1", "2026-03-17T19:01") == (0, 1, 0), "reached nobody"


def test_left_out(by):
    publish(by, "2026-03-16T09:00", kind="document", starts_at=local("2026-03-17T19:00"))
    gone = publish(by, "2026-03-16T09:00", starts_at=local("2026-03-19T19:00"))
    with clock.at(local("2026-03-16T10:00")):
        services.cancel_notice(gone, reason="Jääb ära", by=by)
    assert counts("2.2.b-1", "2026-03-31T09:00") == (0, 0, 1)


def test_withdrawn_after_the_limit_is_still_late(by):
    late = publish(by, "2026-03-16T09:00", starts_at=local("2026-03-19T19:00"))
    with clock.at(local("2026-03-17T19:01")):
        services.cancel_notice(late, reason="Jääb ära", by=by)
    assert counts("2.2.b-1", "2026-03-31T09:00") == (0, 1, 0)
    assert counts("2.2.b-1", "2026-03-17T18:00") == (0, 0, 1), "still in time"


def test_withdrawn_by_the_limit_is_left_out_from_then_on(by):
    gone = publish(by, "2026-03-16T09:00", starts_at=local("2026-03-19T19:00"))
    arrive("2026-03-16T09:05")
    with clock.at(local("2026-03-17T19:00")):
        services.cancel_notice(gone, reason="Jääb ära", by=by)
    assert counts("2.2.b-1", "2026-03-31T09:00") == (0, 0, 1)
    assert counts("2.2.b-1", "2026-03-17T18:59") == (1, 0, 0), "it was not withdrawn yet"


@pytest.mark.parametrize(
    ("arrived", "moved_to", "expected"),
    [
        ("2026-03-17T19:01", "2026-03-26T19:00", (0, 1, 0)),
        ("2026-03-17T19:00", "2026-03-18T19:00", (1, 0, 0)),
    ],
)
def test_moving_neither_mends_nor_spoils_the_first_version(by, arrived, moved_to, expected):
    publish(by, "2026-03-16T09:00", starts_at=local("2026-03-19T19:00"), about="maintenance:x")
    arrive(arrived)
    with clock.at(local("2026-03-17T20:00")):
        follow_times("maintenance:x", local(moved_to), local(moved_to) + timedelta(hours=1), reason="katse")
    assert counts("2.2.b-1", "2026-03-31T09:00") == expected


def test_acknowledged_ten_working_days_later(by):
    publish(by, "2026-06-12T10:00", kind="document", asks_ack=True)
    assert counts("2.2.b-2", "2026-06-30T10:00") == (0, 0, 2), "23 and 24 June are holidays"
    assert counts("2.2.b-2", "2026-06-30T10:01") == (0, 2, 0)
    row = Acknowledgement.objects.first()
    row.acknowledged_at, row.how = local("2026-06-15T09:00"), "link"
    row.save()
    assert counts("2.2.b-2", "2026-06-16T10:00") == (1, 0, 1), "whoever has, counts at once"
    assert counts("2.2.b-2", "2026-06-14T10:00") == (0, 0, 2)


def test_letters_of_the_first_word(by):
    notice = publish(by, "2026-06-12T10:00", kind="document")
    arrive("2026-06-12T10:01")
    other = Delivery.objects.get(address="jaan@x.example")
    assert counts("2.2.b-3", "2026-06-12T11:00") == (1, 0, 1)
    assert counts("2.2.b-3", "2026-06-13T10:01") == (1, 1, 0), "a day is over: it will not arrive"
    other.state, other.ended_at = "failed", local("2026-06-12T10:30")
    other.save()
    assert counts("2.2.b-3", "2026-06-12T10:20") == (1, 0, 1), "as it stood then"
    assert counts("2.2.b-3", "2026-06-12T11:00") == (1, 1, 0)
    with clock.at(local("2026-06-12T12:00")):
        services.add_update(notice, body=WORDS, by=by)
    assert counts("2.2.b-3", "2026-06-12T13:00") == (1, 1, 0), "later words go to the same circle"


def test_questions_do_not_grow_with_rows(by, django_assert_num_queries):
    for day in range(1, 6):
        publish(by, f"2026-06-0{day}T10:00", kind="document", asks_ack=True)
    reading = Reading.of(local("2026-06-30T10:00") + timedelta(days=1))
    with django_assert_num_queries(2):
        for slug in ("2.2.b-1", "2.2.b-2", "2.2.b-3"):
            measures.get(slug).read(reading)
