"""What came back and what guards against it, by hand-made cases."""

from __future__ import annotations

from datetime import date

import pytest

from core.actor import SYSTEM
from incidents.models import Incident
from incidents.services import cases
from monitoring.services import definitions
from tests.factories.library import published
from tests.factories.monitoring import check
from tests.incidents.test_measures import counts, opened, read

pytestmark = pytest.mark.django_db
AS_OF = "2026-11-30T09:00"


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture
def over(at, by):
    """``over(opened, resolved, …)``: a case that was resolved and closed then."""

    def make(opened_at: str, resolved: str, cause: str = "software", **values) -> Incident:
        case = opened(at, opened_at, values.pop("priority", 3), got=values.pop("got", "503"))
        with at(resolved):
            cases.resolve(case, by=by)
            if cause:
                guard = values or {"guard": "check", "guard_text": "–", "guard_check": check(f"k-{case.pk}")}
                cases.close(case, cause_class=cause, by=by, **guard)
        return Incident.objects.get(pk=case.pk)

    return make


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (None, (1, 0, 0)),
        ("2026-06-08T10:59", (0, 1, 0)),  # summer time: 90 times 24 hours end an hour later on the clock
        ("2026-06-08T11:00", (0, 1, 0)),
        ("2026-06-08T11:01", (1, 0, 0)),
        ("2026-03-10T09:59", (1, 0, 0)),  # detected before it was resolved: the same trouble
    ],
)
def test_came_back_within_ninety_days_of_24_hours(at, over, again, expected):
    first = over("2026-03-10T09:00", "2026-03-10T10:00")
    if again:
        opened(at, again, 3, got="503")
    found = read("2.1.b-1", AS_OF)
    assert [row.key for name in ("fulfilled", "missed") for row in found.rows(name)] == [first.pk]
    assert counts("2.1.b-1", AS_OF) == expected


def test_a_duplicate_is_no_recurrence(at, by, over):
    over("2026-03-10T09:00", "2026-03-10T10:00")
    twin, other = opened(at, "2026-04-01T10:00", 3, got="503"), opened(at, "2026-04-01T10:00", 3, of="log")
    with at("2026-04-01T10:05"):
        cases.mark_duplicate(twin, of=other, by=by)
    assert counts("2.1.b-1", AS_OF) == (1, 0, 0)


def test_another_fault_is_no_recurrence(at, over):
    over("2026-03-10T09:00", "2026-03-10T10:00")
    opened(at, "2026-04-01T10:00", 3, got="AccessDenied")
    assert counts("2.1.b-1", AS_OF) == (1, 0, 0)


@pytest.mark.parametrize(
    ("resolved", "is_in"),
    [
        ("2026-09-01T10:00", True),  # exactly ninety days of 24 hours before 30 November 9:00
        ("2026-09-01T10:01", False),
        ("2025-11-30T09:00", True),
        ("2025-11-30T08:59", False),
    ],
)
def test_only_who_had_ninety_days_to_come_back(over, resolved, is_in):
    over("2025-11-01T09:00", resolved)
    assert counts("2.1.b-1", AS_OF) == ((1, 0, 0) if is_in else (0, 0, 0))


def test_without_a_cause_nothing_is_known_to_come_back(over):
    over("2026-03-10T09:00", "2026-03-10T10:00", cause="", got="a")
    over("2026-03-11T09:00", "2026-03-11T10:00", cause="unknown", got="b")
    over("2026-03-12T09:00", "2026-03-12T10:00", cause="user_question", got="c")
    assert counts("2.1.b-1", AS_OF) == (0, 0, 2)
    assert read("2.1.b-1", AS_OF).state == "empty"


def test_a_guard_holds_while_its_check_runs(at, over):
    case = over("2026-03-10T09:00", "2026-03-10T10:00", priority=1)
    assert counts("2.1.b-5", AS_OF) == (1, 0, 0)
    with at("2026-10-01T09:00"):
        definitions.pause(check=case.guard_check, reason="Remont", by=SYSTEM)
    assert counts("2.1.b-5", AS_OF) == (0, 1, 0)
    assert counts("2.1.b-5", "2026-09-30T09:00") == (1, 0, 0), "as it stood then"


def test_a_risk_falls_out_by_itself_after_its_day(at, cast, over):
    with at("2026-01-05T09:00"):
        lead = cast.user("lead")
    risk = {"guard": "risk", "guard_text": "RIA teenus", "guard_until": date(2026, 6, 30)}
    over("2026-03-10T09:00", "2026-03-10T10:00", priority=2, guard_approver=lead, **risk)
    assert counts("2.1.b-5", "2026-06-30T23:59") == (1, 0, 0)
    assert counts("2.1.b-5", "2026-07-01T00:00") == (0, 1, 0)


def test_a_document_guards_while_it_is_in_force(at, over):
    with at("2026-01-05T09:00"):
        document = published().document
    over("2026-03-10T09:00", "2026-03-10T10:00", priority=2, guard="document", guard_text="–", guard_document=document)
    assert counts("2.1.b-5", AS_OF) == (1, 0, 0)
    document.versions.update(ended_at="2026-10-01T00:00Z", state="withdrawn")
    assert counts("2.1.b-5", AS_OF) == (0, 1, 0)
    assert counts("2.1.b-5", "2026-09-30T09:00") == (1, 0, 0)


def test_closed_ones_of_priority_1_and_2_in_365_days(over):
    over("2026-03-10T09:00", "2026-03-10T10:00", priority=3)
    over("2025-11-20T09:00", "2025-11-30T08:59", priority=1)
    over("2026-03-11T09:00", "2026-03-11T10:00", priority=1, cause="")
    assert counts("2.1.b-5", AS_OF) == (0, 0, 0)
