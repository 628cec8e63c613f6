"""Where cases went, by hand-made cases: limits to the minute, wrong parties, what is left out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.measures import Reading, measures
from incidents.models import Handover
from incidents.services import cases, handovers
from tests.factories import cases as make
from tests.incidents.test_measures import counts, opened, read

pytestmark = pytest.mark.django_db
SLUGS = ("2.1.a-1", "2.1.a-2", "2.1.a-3", "2.1.a-4", "2.1.a-5", "2.1.b-1", "2.1.b-5")


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture
def give(at, by):
    """``give(case, when, to=…)`` hands the case over; its letter arrives then."""

    def hand(case, when: str, to: str = "tehik-uk", **values) -> Handover:
        with at(when):
            return make.handed(case, by=by, to=make.group(to), **values)

    return hand


@pytest.fixture
def refuse(at, by):
    def act(handover: Handover, when: str, *, is_misroute: bool = True) -> None:
        with at(when):
            handovers.refuse(handover, text="Ei ole meie", is_misroute=is_misroute, by=by)

    return act


@pytest.mark.parametrize(
    ("priority", "opened_at", "delivered", "is_in_time"),
    [
        (1, "2026-03-07T02:00", "2026-03-07T02:30", True),  # a Saturday night: priority 1 runs on the calendar
        (1, "2026-03-07T02:00", "2026-03-07T02:31", False),
        (1, "2026-03-29T02:45", "2026-03-29T04:15", True),  # clocks go from 3:00 to 4:00 meanwhile: 30 minutes
        (1, "2026-03-29T02:45", "2026-03-29T04:16", False),
        (2, "2026-03-06T16:00", "2026-03-09T10:00", True),  # from Friday afternoon to Monday morning
        (2, "2026-03-06T16:00", "2026-03-09T10:01", False),
        (2, "2026-12-23T13:00", "2026-12-28T10:00", True),  # 23 December ends at 14:00; three holidays and a weekend
        (2, "2026-12-23T13:00", "2026-12-28T10:01", False),
        (3, "2026-03-06T16:00", "2026-03-09T16:00", True),
        (3, "2026-03-06T16:00", "2026-03-09T16:01", False),
        (3, "2026-10-23T16:00", "2026-10-26T16:00", True),  # clocks go back on that weekend: working time does not
    ],
)
def test_with_the_right_party_by_the_minute(at, give, priority, opened_at, delivered, is_in_time):
    give(opened(at, opened_at, priority), delivered)
    assert counts("2.1.a-1", "2026-12-30T09:00") == ((1, 0, 0) if is_in_time else (0, 1, 0))


@pytest.mark.parametrize(
    ("priority", "opened_at", "resolved", "is_in_time"),
    [
        (1, "2026-03-07T22:00", "2026-03-08T02:00", True),
        (1, "2026-03-07T22:00", "2026-03-08T02:01", False),
        (2, "2026-12-23T12:00", "2026-12-28T15:00", True),  # two hours of the short day and six of Monday
        (2, "2026-12-23T12:00", "2026-12-28T15:01", False),
        (3, "2026-03-02T09:00", "2026-03-16T09:00", True),  # ten working days are over at Friday's end; it stands still
        (3, "2026-03-02T10:00", "2026-03-16T10:01", False),
    ],
)
def test_solved_by_ourselves_by_the_minute(at, by, priority, opened_at, resolved, is_in_time):
    case = opened(at, opened_at, priority)
    with at(resolved):
        cases.resolve(case, by=by)
    assert counts("2.1.a-1", "2026-12-30T09:00") == ((1, 0, 0) if is_in_time else (0, 1, 0))


def test_not_due_until_the_last_minute(at, give):
    opened(at, "2026-03-04T10:00", 1)
    assert counts("2.1.a-1", "2026-03-04T14:00") == (0, 0, 1), "it may still be solved"
    assert counts("2.1.a-1", "2026-03-04T14:01") == (0, 1, 0)


def test_a_case_that_came_back_is_due_by_the_time_to_hand_over(at, by, give, refuse):
    case = opened(at, "2026-03-04T10:00", 2)
    wrong = give(case, "2026-03-04T10:10")
    refuse(wrong, "2026-03-04T11:30")
    assert counts("2.1.a-1", "2026-03-04T11:00") == (1, 0, 0), "nobody knew yet that it was wrong"
    assert counts("2.1.a-1", "2026-03-04T12:00") == (0, 0, 1)
    assert counts("2.1.a-1", "2026-03-04T12:01") == (0, 1, 0)
    give(case, "2026-03-04T12:05", to="ria")
    assert counts("2.1.a-1", "2026-03-31T09:00") == (0, 1, 0)
    assert [one.minutes for one in read("2.1.a-2", "2026-03-31T09:00").rows("missed")] == [125]


def test_solved_by_us_after_it_came_back(at, by, give, refuse):
    case = opened(at, "2026-03-04T10:00", 2)
    refuse(give(case, "2026-03-04T10:10"), "2026-03-04T10:30")
    with at("2026-03-05T10:00"):
        cases.resolve(case, by=by)
    assert counts("2.1.a-1", "2026-03-31T09:00") == (1, 0, 0)
    assert counts("2.1.a-2", "2026-03-31T09:00") == (0, 0, 1)


@pytest.mark.parametrize(("then", "expected"), [("tehik-uk", (2, 0, 0)), ("ria", (1, 1, 0))])
def test_called_back_and_sent_to_another_party_was_wrong(at, by, give, then, expected):
    case = opened(at, "2026-03-04T10:00", 2)
    first = give(case, "2026-03-04T10:10")
    with at("2026-03-04T10:20"):
        handovers.revoke(first, text="Vale saaja", by=by)
    give(case, "2026-03-04T10:30", to=then)
    assert counts("2.1.a-3", "2026-03-31T09:00") == expected
    assert counts("2.1.a-3", "2026-03-04T10:25") == (1, 0, 0)


def test_refused_for_another_reason_is_no_wrong_party(at, give, refuse):
    refuse(give(opened(at, "2026-03-04T10:00", 2), "2026-03-04T10:10"), "2026-03-04T11:00", is_misroute=False)
    assert counts("2.1.a-3", "2026-03-31T09:00") == (1, 0, 0)


def test_left_out_duplicates_rejected_and_the_lowest_priority(at, by):
    twin, other = opened(at, "2026-03-04T10:00", 2), opened(at, "2026-03-04T10:01", 4, of="log")
    no_fault = opened(at, "2026-03-04T10:02", 2, of="api")
    with at("2026-03-04T10:05"):
        cases.mark_duplicate(twin, of=other, by=by)
        cases.reject(no_fault, text="Kasutaja katkestas", by=by)
    assert counts("2.1.a-1", "2026-03-31T09:00") == (0, 0, 3)


def test_by_the_year_of_detection_and_of_delivery(at, give):
    give(opened(at, "2025-12-31T23:50"), "2026-01-01T00:05")
    assert counts("2.1.a-1", "2026-03-31T09:00") == (0, 0, 0)
    assert counts("2.1.a-3", "2026-03-31T09:00") == (1, 0, 0)


def test_the_median_of_minutes(at, give):
    for hour, minutes in ((9, 10), (10, 59), (11, 59)):
        give(opened(at, f"2026-03-04T{hour:02}:00", of=f"osa-{hour}"), f"2026-03-04T{hour:02}:{minutes}")
    found = read("2.1.a-2", "2026-03-31T09:00")
    assert (found.value, found.total("fulfilled")) == (59, 3)
    give(opened(at, "2026-03-05T09:00", of="osa-5"), "2026-03-05T10:01")
    assert (read("2.1.a-2", "2026-03-31T09:00").value, counts("2.1.a-2", "2026-03-31T09:00")) == (59, (3, 1, 0))


def test_nobody_accepted_in_the_partys_hours(at, by, give):
    """The team works E–R 8–17 and reacts in 30 minutes by the rule."""
    handover = give(opened(at, "2026-03-06T16:40", 2), "2026-03-06T16:45", rule=make.rule())
    assert counts("2.1.a-4", "2026-03-09T08:15") == (0, 0, 1)
    assert counts("2.1.a-4", "2026-03-09T08:16") == (0, 1, 0)
    assert read("2.1.a-4", "2026-03-09T08:16").figure == "1"
    with at("2026-03-09T08:20"):
        handovers.accept(handover, by=by)
    assert counts("2.1.a-4", "2026-03-09T08:30") == (1, 0, 0)
    assert counts("2.1.a-4", "2026-03-09T08:16") == (0, 1, 0), "as it stood then"
    with at("2026-03-09T08:40"):
        handovers.fix(handover, by=by)
    assert counts("2.1.a-4", "2026-03-09T09:00") == (0, 0, 0)


def test_without_a_time_to_react_nobody_is_late(at, give):
    give(opened(at, "2026-03-06T16:40", 2), "2026-03-06T16:45")
    assert counts("2.1.a-4", "2026-03-31T09:00") == (0, 0, 1)


@pytest.mark.parametrize(("fixed", "expected"), [("2026-03-04T14:10", (1, 0, 0)), ("2026-03-04T14:11", (0, 1, 0))])
def test_mended_by_the_agreed_time(at, by, give, fixed, expected):
    handover = give(opened(at, "2026-03-04T10:00", 2), "2026-03-04T10:10", rule=make.rule())
    assert counts("2.1.a-5", "2026-03-04T14:10") == (0, 0, 1)
    assert counts("2.1.a-5", "2026-03-04T14:11") == (0, 1, 0)
    with at(fixed):
        handovers.fix(handover, by=by)
    assert counts("2.1.a-5", "2026-03-31T09:00") == expected


def test_wrong_parties_and_agreements_without_a_time_are_not_theirs(at, by, give, refuse):
    refuse(give(opened(at, "2026-03-04T10:00"), "2026-03-04T10:10", rule=make.rule()), "2026-03-04T11:00")
    give(opened(at, "2026-03-04T10:00", of="log"), "2026-03-04T10:10")
    over = opened(at, "2026-03-04T10:00", of="api")
    give(over, "2026-03-04T10:10", rule=make.rule("PJ-02"))
    with at("2026-03-04T10:30"):
        cases.resolve(over, by=by)
    assert counts("2.1.a-5", "2026-03-31T09:00") == (0, 0, 3)


def test_what_a_substitute_did_counts(at, cast, give):
    case = opened(at, "2026-03-04T10:00")
    with at("2026-03-04T10:10"):
        make.handed(case, by=cast.actor("lead"))
    assert counts("2.1.a-1", "2026-03-31T09:00") == (1, 0, 0)


def asked(slug: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        measures.get(slug).read(Reading.of(clock.parse_local("2026-11-30T09:00")))
    return len(queries)


def test_as_many_questions_however_many_rows(at, by, give):
    few = {slug: asked(slug) for slug in SLUGS}
    for number in range(5):
        case = opened(at, f"2026-03-0{number + 1}T10:00", of=f"osa-{number}")
        give(case, f"2026-03-0{number + 1}T10:10")
        with at(f"2026-03-0{number + 1}T11:00"):
            cases.resolve(case, by=by)
            cases.close(case, cause_class="software", guard="check", guard_text="–", guard_check=check(), by=by)
    assert {slug: asked(slug) for slug in SLUGS} == few
    assert max(few.values()) <= 2


def check():
    from monitoring.models import Check
    from tests.factories.monitoring import check as made

    return Check.objects.first() or made()
