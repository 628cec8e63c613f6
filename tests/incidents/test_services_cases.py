"""Acts on a case: who may, what is refused, what follows."""

import pytest

from accounts.models import AuditRecord, Substitution
from accounts.selectors import actor_of
from core import clock
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.models import Entry, Incident, Signal
from incidents.services import cases, signals
from tests.factories import cases as make
from tests.factories.cases import refused, resolved

pytestmark = pytest.mark.django_db
CODE = "38001085718"


class TestRoles:
    ACTS = {
        "triage": lambda case, by: cases.triage(case, by=by),
        "take": lambda case, by: cases.take(case, by=by),
        "assign": lambda case, by: cases.assign(case, to=None, by=by),
        "resolve": lambda case, by: cases.resolve(case, by=by),
        "close": lambda case, by: cases.close(case, cause_class="style", by=by),
        "reopen": lambda case, by: cases.reopen(case, text="x", by=by),
        "mark_duplicate": lambda case, by: cases.mark_duplicate(case, of=case, by=by),
        "reject": lambda case, by: cases.reject(case, text="x", by=by),
    }

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("who", ["manager", "staff", "auditor", "admin", "resolver", "partner_a"])
    def test_only_owner_and_lead_work_on_cases(self, cast, act, who):
        with pytest.raises(NotAllowed):
            self.ACTS[act](make.case(), cast.actor(who))

    @pytest.mark.parametrize("who", ["manager", "auditor", "admin", "partner_a"])
    def test_who_may_not_note(self, cast, who):
        with pytest.raises(NotAllowed):
            cases.note(make.case(), text="x", by=cast.actor(who))


class TestTriage:
    def test_classifies_and_sets_deadlines(self, cast):
        make.targets()
        case = cases.triage(
            make.case(),
            priority=2,
            fault_class=make.fault_class("aeglus"),
            system=make.system(),
            component=make.component("av-sisend"),
            title=f"Aeglane {CODE}",
            text="vaatasin",
            by=cast.actor("owner"),
        )
        assert (case.state, case.priority, case.root.slug, case.system.slug) == ("triaged", 2, "av-sisend", "skais2")
        assert case.title == "Aeglane [isikukood]"
        assert case.triaged_at
        assert case.resolve_due_at
        entry = Entry.objects.get(action="triage")
        assert (entry.text, entry.audience) == ("vaatasin", "internal")
        changes = AuditRecord.objects.get(action="incidents.triage").changes
        assert changes == {
            "state": ["reported", "triaged"],
            "priority": [3, 2],
            "fault_class": ["katkestus", "aeglus"],
        }

    def test_two_of_the_same_cause_do_not_become_two(self, cast):
        by = cast.actor("owner")
        first, second = make.case(), make.case()
        cases.triage(first, by=by)
        with pytest.raises(Conflict, match=first.ref):
            cases.triage(second, by=by)
        second.refresh_from_db()
        assert second.state == "reported"

    def test_the_reason_of_a_raised_priority_stays_until_the_priority_is_changed(self, cast, at):
        make.payout_window(make.system(of="aut-tara"))
        with at("2026-09-08T12:00"):
            case = make.case(priority=3)
            assert cases.triage(case, priority=2, by=cast.actor("owner")).raised_because
            assert cases.triage(case, priority=3, by=cast.actor("owner")).raised_because == ""

    def test_a_child_is_not_a_second_case(self, cast):
        parent = make.case(root=make.component())
        child = make.case()
        Incident.objects.filter(pk=child.pk).update(parent=parent)
        assert cases.triage(child, by=cast.actor("owner")).state == "triaged"

    def test_not_when_it_is_over(self, cast):
        by = cast.actor("owner")
        case = resolved(by)
        with pytest.raises(Conflict, match=case.ref):
            cases.triage(case, by=by)


class TestTakeAndAssign:
    def test_take(self, cast):
        by = cast.actor("owner")
        case = cases.take(make.case(), by=by)
        assert (case.state, case.assignee_id) == ("in_work", by.user_id)
        assert case.triaged_at
        entries = Entry.objects.count()
        assert cases.take(case, by=by) == case, "twice is once"
        assert Entry.objects.count() == entries

    def test_the_second_who_takes_it_is_told(self, cast):
        case = make.case()
        stale = Incident.objects.get(pk=case.pk)
        cases.take(case, by=cast.actor("owner"))
        with pytest.raises(Conflict, match=case.ref) as refusal:
            cases.take(stale, by=cast.actor("lead"))
        assert refusal.value.status == 409

    def test_a_substitute_takes_it_for_the_absent_person_and_it_says_so(self, cast):
        today = clock.today()
        Substitution.objects.create(
            absent=cast.owner, substitute=cast.staff, from_on=today, until_on=today, named_by=cast.lead, reason="puhkus"
        )
        by = actor_of(cast.staff, acting_for_id=cast.owner.pk)
        case = cases.take(make.case(), by=by)
        assert case.assignee == cast.owner
        entry = Entry.objects.get(action="take")
        assert (entry.actor_name, entry.acting_for_name) == ("Staff", "Owner")
        assert "asendaja" in AuditRecord.objects.get(action="incidents.take").actor_name

    def test_assign(self, cast):
        case = cases.assign(make.case(), to=cast.lead, by=cast.actor("owner"))
        assert (case.assignee, case.state) == (cast.lead, "reported")
        refused(cases.assign, case, to=cast.staff, by=cast.actor("owner"), field="to", match="Staff")
        assert AuditRecord.objects.get(action="incidents.assign").changes == {"assignee": ["", "Lead"]}


class TestNote:
    def test_internal_unless_chosen(self, cast):
        entry = cases.note(make.case(), text=f"  {CODE} kirjutas  ", by=cast.actor("staff"))
        assert (entry.audience, entry.text, entry.handover) == ("internal", "[isikukood] kirjutas", None)

    def test_empty_is_refused(self, cast):
        refused(cases.note, make.case(), text=" \n", by=cast.actor("staff"), field="text")

    def test_words_for_the_party_need_a_party(self, cast):
        by = cast.actor("owner")
        case = make.case()
        refused(cases.note, case, text="x", audience="party", by=by, field="audience")
        handover = make.handed(case, by=by)
        entry = cases.note(case, text="Uus teave", audience="party", by=by)
        assert (entry.handover, entry.audience, entry.action) == (handover, "party", "handover_words")
        assert "Uus teave" in make.letters_to(handover.address)[-1].body

    def test_a_resolver_writes_to_us_about_its_own_handover_only(self, cast):
        by = cast.actor("owner")
        case = make.case()
        with pytest.raises(Invalid):
            cases.note(case, text="x", by=cast.actor("resolver"))
        handover = make.handed(case, by=by)
        entry = cases.note(case, text="Uurime", audience="public", by=cast.actor("resolver"))
        assert (entry.handover, entry.audience, entry.action) == (handover, "party", "handover_note")
        assert "Uurime" in make.letters_to("owner@test.example")[-1].body

    def test_one_that_refused_it_reads_no_more(self, cast):
        from incidents.services import handovers

        by = cast.actor("owner")
        handover = make.handed(by=by)
        handovers.refuse(handover, text="pole meie", by=cast.actor("resolver"))
        refused(cases.note, handover.incident, text="x", audience="party", by=by, field="audience")

    def test_a_closed_case_still_takes_notes(self, cast):
        by = cast.actor("owner")
        case = cases.close(resolved(by), cause_class="style", by=by)
        assert cases.note(case, text="x", by=by)


class TestResolve:
    def test_resolved(self, cast):
        case = resolved(cast.actor("owner"))
        assert case.state == "resolved"
        assert case.resolved_at
        assert case.triaged_at

    def test_what_helped_is_kept_and_masked(self, cast):
        case = cases.resolve(make.case(), cure_text=f"taaskäivitus {CODE}", by=cast.actor("owner"))
        assert case.cure_text == "taaskäivitus [isikukood]"

    def test_twice_is_a_conflict(self, cast):
        by = cast.actor("owner")
        case = resolved(by)
        with pytest.raises(Conflict):
            cases.resolve(case, by=by)

    def test_the_partys_handover_ends_with_it_and_they_hear_once(self, cast):
        by = cast.actor("owner")
        handover = make.handed(by=by)
        before = len(make.letters_to(handover.address))
        cases.resolve(handover.incident, by=by)
        handover.refresh_from_db()
        assert handover.state == "returned"
        assert handover.ended_at
        assert len(make.letters_to(handover.address)) == before + 1


class TestDuplicates:
    def test_points_to_the_other_and_counts_there(self, cast):
        by = cast.actor("owner")
        main, extra = make.case(), make.case(root=make.component())
        stale = Incident.objects.get(pk=main.pk)
        Incident.objects.filter(pk=main.pk).update(affected_count=5)
        extra = cases.mark_duplicate(extra, of=stale, by=by)
        main.refresh_from_db()
        assert (extra.state, extra.duplicate_of, extra.root) == ("duplicate", main, None)
        assert main.affected_count == 6, "what others counted meanwhile is not lost"
        assert extra.ref in main.entries.last().text

    def test_not_of_itself_nor_of_a_duplicate(self, cast):
        by = cast.actor("owner")
        one, two, three = make.case(), make.case(), make.case()
        refused(cases.mark_duplicate, one, of=one, by=by, field="ref")
        cases.mark_duplicate(one, of=two, by=by)
        refused(cases.mark_duplicate, three, of=one, by=by, field="ref")

    def test_a_chain_never_arises(self, cast):
        by = cast.actor("owner")
        one, two, three = make.case(), make.case(), make.case()
        cases.mark_duplicate(one, of=two, by=by)
        cases.mark_duplicate(two, of=three, by=by)
        one.refresh_from_db()
        assert one.duplicate_of == three

    def test_its_checks_join_the_other(self, cast):
        by = cast.actor("owner")
        signals.note_failure(make.failed())
        signals.settle_due()
        extra, main = Incident.objects.get(), make.case()
        cases.mark_duplicate(extra, of=main, by=by)
        assert Signal.objects.get().incident == main
        signals.note_recovery(make.recovered())
        main.refresh_from_db()
        assert main.recovered_at

    def test_what_lies_with_a_party_comes_back(self, cast):
        by = cast.actor("owner")
        handover = make.handed(by=by)
        cases.mark_duplicate(handover.incident, of=make.case(), by=by)
        handover.refresh_from_db()
        assert handover.state == "returned"
        assert make.letters_to(handover.address)[-1].subject.startswith(handover.incident.ref)


class TestReject:
    def test_needs_a_reason_which_the_reporter_reads(self, cast):
        by = cast.actor("owner")
        refused(cases.reject, make.case(), text="", by=by, field="text")
        case = cases.reject(make.case(), text=f"Pole viga, {CODE}", by=by)
        assert (case.state, case.rejected_because) == ("rejected", "Pole viga, [isikukood]")

    def test_not_while_it_lies_with_a_party(self, cast):
        handover = make.handed(by=cast.actor("owner"))
        with pytest.raises(Conflict):
            cases.reject(handover.incident, text="x", by=cast.actor("owner"))


def test_in_bulk_each_stands_alone(cast):
    by = cast.actor("owner")
    good, bad = make.case(), resolved(by)
    done, refused_ones = cases.in_bulk([good, bad], lambda case: cases.resolve(case, by=by))
    assert done == [good]
    assert [(case, bad.ref in sentence) for case, sentence in refused_ones] == [(bad, True)]


def test_a_case_that_is_not_there(cast):
    ghost = make.case()
    ghost.pk = 10**9
    with pytest.raises(NotFound):
        cases.take(ghost, by=cast.actor("owner"))
