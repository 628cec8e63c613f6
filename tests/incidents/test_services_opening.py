import re
from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, NotAllowed
from incidents.models import Entry, Incident
from incidents.services import cases, opening
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
CODE = "38001085718"


def test_a_case_has_a_number_an_entry_and_a_line_of_the_trail(cast, at):
    with at("2026-12-31T23:30"):
        one = opening.register(
            component=make.component(), fault_class=make.fault_class(), title="TARA ei vasta", by=cast.actor("owner")
        )
    assert re.fullmatch(r"INC-2026-\d{5}", one.ref)
    assert (one.state, one.source, one.root_id) == ("reported", "staff", None)
    entry = Entry.objects.get(incident=one)
    assert (entry.action, entry.audience, entry.actor_name) == ("opened", "internal", "Owner")
    assert AuditRecord.objects.get(subject=f"incidents.incident:{one.pk}").action == "incidents.opened"


def test_numbers_are_never_given_twice(cast):
    assert len({make.case().ref for _n in range(5)}) == 5


def test_who_may_register(cast):
    facts = {"component": make.component(), "fault_class": make.fault_class(), "title": "x"}
    for who in ("owner", "lead", "staff"):
        opening.register(by=cast.actor(who), **facts)
    for who in ("manager", "auditor", "admin", "resolver", "partner_a"):
        with pytest.raises(NotAllowed):
            opening.register(by=cast.actor(who), **facts)


def test_personal_codes_are_masked_everywhere(cast):
    case = make.case(title=f"{CODE} ei saa sisse\nteine rida", description=f"EE{CODE}", got=CODE, expected=CODE)
    case.refresh_from_db()
    assert case.title == "[isikukood] ei saa sisse teine rida"
    kept = [case.description, case.got, case.expected, *Entry.objects.values_list("text", flat=True)]
    kept += [str(data) for data in Entry.objects.values_list("data", flat=True)]
    kept += [str(row) for row in AuditRecord.objects.values_list("label", "reason", "changes")]
    assert CODE not in "".join(kept)


def test_deadlines_come_from_the_priority_and_the_right_hours(at):
    make.targets()
    with at("2026-03-06T16:00"):  # a Friday
        critical, high = make.case(priority=1), make.case(priority=2)
    assert clock.local(critical.resolve_due_at).isoformat()[:16] == "2026-03-06T20:00", "priority 1: the calendar"
    assert clock.local(high.react_due_at).isoformat()[:16] == "2026-03-09T10:00", "the rest: office hours"
    assert clock.local(high.word_due_at).isoformat()[:16] == "2026-03-06T18:00", "people hear on the calendar"
    assert make.case(priority=4).word_due_at is None


def test_no_targets_no_deadlines():
    case = make.case()
    assert (case.react_due_at, case.resolve_due_at, case.word_due_at) == (None, None, None)


def test_a_payout_window_raises_the_priority(at):
    skais = make.system(of="aut-tara")
    make.payout_window(skais)
    with at("2026-09-08T12:00"):
        raised, top = make.case(priority=3), make.case(priority=1)
        other = make.case(priority=3, of="log")
        named = make.case(priority=3, of="log", system=skais)
    with at("2026-09-20T12:00"):
        later = make.case(priority=3)
    assert (raised.priority, "pensionid" in raised.raised_because) == (2, True)
    assert [case.priority for case in (top, other, named, later)] == [1, 3, 2, 3]
    assert [bool(case.raised_because) for case in (top, other, named, later)] == [False, False, True, False]


def test_a_second_case_of_the_same_cause_is_refused_and_named():
    tara = make.component()
    first = make.case(root=tara)
    with pytest.raises(Conflict, match=first.ref) as refusal:
        make.case(root=tara)
    assert refusal.value.code == "same-cause"
    make.case(root=tara, environment="test")
    make.case(root=tara, fault="aeglus")
    make.case(root=make.component("log"))
    make.case()  # not yet classified: anybody may report the same


def test_the_database_refuses_where_the_question_came_too_early(monkeypatch):
    tara = make.component()
    make.case(root=tara)
    monkeypatch.setattr(opening, "refuse_second", lambda incident: None)
    with pytest.raises(Conflict, match=r"duplicate|duplikaa"):
        make.case(root=tara)
    assert Incident.objects.count() == 1


def test_what_happened_before_is_known_within_a_year(cast):
    by = cast.actor("owner")
    first = make.case(got="HTTP 503 after 1.25 s, request 7f3a9b2c41")
    assert first.recurrence_of is None
    while_open = make.case(got="HTTP 503 after 10.5 s, request 00ffab1234")
    assert while_open.recurrence_of is None, "an open one is no earlier one"
    cases.resolve(first, by=by)
    again = make.case(got="HTTP 504 after 2 s, request 9999999999")
    assert again.recurrence_of == first
    assert make.case(got="connection refused").recurrence_of is None
    assert make.case(of="log", got="HTTP 503 after 1.25 s, request 7f3a9b2c41").recurrence_of is None
    with clock.at(clock.now() + timedelta(days=400)):
        assert make.case(got="HTTP 503 after 1 s, request 1").recurrence_of is None


def test_system_may_open_without_a_role():
    assert make.case(by=SYSTEM).pk
