import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import clock
from core.actor import SYSTEM
from core.events import publish
from incidents.models import Incident, Signal
from incidents.services import cases, opening, signals
from monitoring.models import CheckState
from notifications.models import Delivery
from tests.factories import cases as make
from tests.factories.monitoring import check

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=9)


def settle_all() -> int:
    """As the sweep does once the wait for a root is over."""
    with clock.at(clock.now() + LATER):
        return signals.settle_due()


def fails(slug="k-tara", **about) -> Signal:
    return signals.note_failure(make.failed(slug, **about))


class TestSignals:
    def test_one_open_a_check_and_class(self):
        first = fails(got="503")
        again = fails(got="504")
        assert first == again
        assert Signal.objects.get().got == "504"
        fails(fault="aeglus")
        assert Signal.objects.count() == 2

    def test_a_class_that_the_catalogue_does_not_know_is_made(self):
        assert fails(fault="uus-klass").fault_class.slug == "uus-klass"

    def test_after_recovery_a_new_one(self):
        first = fails()
        signals.note_recovery(make.recovered())
        assert fails() != first

    def test_dependents_wait_and_roots_do_not(self):
        make.needs("self", "aut-tara")
        now = clock.now()
        with clock.at(now):
            assert fails("k-self", of="self").settle_at == now + signals.WAIT_FOR_ROOT
            assert fails().settle_at == now
            assert signals.settle_due() == 1


class TestOneCase:
    def test_a_failing_check_opens_one_case_with_its_evidence(self):
        fails(got="503", expected="200", severity=2)
        assert settle_all() == 1
        case = Incident.objects.get()
        assert (case.source, case.state, case.priority, case.got, case.expected) == (
            "check",
            "reported",
            2,
            "503",
            "200",
        )
        assert case.root == case.component == make.component()
        assert case.title == "aut-tara: katkestus"
        assert settle_all() == 0

    def test_another_check_of_the_component_joins(self):
        fails()
        settle_all()
        fails("k-tara-2")
        settle_all()
        case = Incident.objects.get()
        assert case.signals.count() == 2
        assert "k-tara-2" in case.entries.get(action="joined").text

    def test_another_class_of_fault_is_another_case(self):
        fails()
        fails("k-tara-2", fault="voti-sertifikaat")
        settle_all()
        assert Incident.objects.count() == 2

    def test_environments_are_separate(self):
        fails()
        fails("k-test", environment="test")
        settle_all()
        assert set(Incident.objects.values_list("environment", flat=True)) == {"production", "test"}

    def test_a_failing_root_in_test_takes_nothing_of_production(self):
        make.needs("self", "aut-tara")
        fails("k-test", environment="test")
        fails("k-self", of="self")
        settle_all()
        assert set(Incident.objects.values_list("root__slug", "environment")) == {
            ("aut-tara", "test"),
            ("self", "production"),
        }

    def test_dependents_wait_for_the_root_and_join_it(self):
        make.needs("self", "login")
        make.needs("login", "aut-tara")
        fails("k-self", of="self", fault="aeglus")
        fails("k-login", of="login")
        fails("k-tara", got="503 juurel")
        settle_all()
        case = Incident.objects.get()
        assert (case.root.slug, case.component.slug, case.got) == ("aut-tara", "aut-tara", "503 juurel")
        assert case.signals.count() == 3

    def test_a_root_counts_from_its_first_bad_look(self):
        """Checks look once a minute, each at a time of its own: the dependents' are often down before the root's."""
        make.needs("login", "aut-tara")
        make.needs("self", "login")
        at_root = check("k-tara", of="aut-tara", fault_class="aeglus")
        due = clock.now() + timedelta(minutes=5)
        CheckState.objects.filter(pk=at_root.pk).update(next_due_at=due)
        first = fails("k-self", of="self")
        assert CheckState.objects.get(pk=at_root.pk).next_due_at < due, "the root is looked at now"
        CheckState.objects.filter(pk=at_root.pk).update(
            verdict="down", streak=1, streak_since=first.opened_at, got="504 juurel"
        )
        settle_all()
        case = Incident.objects.get()
        assert (case.root.slug, case.fault_class.slug, case.got) == ("aut-tara", "aeglus", "504 juurel")
        fails("k-tara", fault="aeglus")
        fails("k-login", of="login")
        settle_all()
        assert Incident.objects.get().signals.count() == 3

    def test_a_case_opened_earlier_becomes_a_child_and_is_not_told_again(self, cast):
        cast.user("owner")
        make.needs("self", "aut-tara")
        fails("k-self", of="self")
        settle_all()
        child = Incident.objects.get()
        told = Delivery.objects.filter(thread_key=f"case{child.pk}").count()
        assert told
        fails()
        settle_all()
        root = Incident.objects.get(parent=None)
        child.refresh_from_db()
        assert (child.parent, root.root.slug) == (root, "aut-tara")
        assert Delivery.objects.filter(thread_key=f"case{child.pk}").count() == told

    def test_what_staff_registered_is_not_adopted(self):
        make.needs("self", "aut-tara")
        by_staff = make.case(of="self", root=make.component("self"))
        fails()
        settle_all()
        by_staff.refresh_from_db()
        assert by_staff.parent is None

    @pytest.mark.parametrize("is_watched", [True, False])
    def test_a_hundred_failing_on_one_dependency_are_one_case(self, is_watched):
        for number in range(100):
            make.needs(f"c{number}", "andmebaas")
            fails(f"k{number}", of=f"c{number}")
        if is_watched:
            fails("k-andmebaas", of="andmebaas")
        settle_all()
        case = Incident.objects.get()
        assert case.root.slug == "andmebaas"
        assert case.signals.count() == 100 + is_watched
        assert bool(case.entries.filter(action="note")) is not is_watched, "a suspicion is said to be one"

    def test_one_dependent_of_an_unwatched_one_is_not_enough(self):
        make.needs("a", "andmebaas")
        fails("k-a", of="a")
        settle_all()
        assert Incident.objects.get().root.slug == "a"
        make.needs("b", "andmebaas")
        fails("k-b", of="b")
        settle_all()
        case = Incident.objects.get()
        assert case.root.slug == "andmebaas", "the case moves up to the one that is suspected"
        assert case.signals.count() == 2

    def test_what_lies_with_a_party_does_not_move_up(self, cast):
        make.needs("a", "andmebaas")
        fails("k-a", of="a")
        settle_all()
        first = make.handed(Incident.objects.get(), by=cast.actor("owner")).incident
        make.needs("b", "andmebaas")
        fails("k-b", of="b")
        settle_all()
        first.refresh_from_db()
        assert (first.root.slug, first.parent.root.slug) == ("a", "andmebaas")

    def test_one_classified_by_people_takes_the_signal(self, cast):
        case = cases.triage(make.case(), by=cast.actor("owner"))
        fails()
        settle_all()
        assert Signal.objects.get().incident == case

    def test_what_happened_before_is_seen(self, cast):
        fails(got="503 päring 17")
        settle_all()
        first = Incident.objects.get()
        cases.resolve(first, by=cast.actor("owner"))
        signals.note_recovery(make.recovered())
        fails(got="503 päring 18")
        settle_all()
        assert Incident.objects.latest("pk").recurrence_of == first

    def test_one_that_can_not_be_settled_holds_up_no_other(self, monkeypatch):
        bad, good = fails("k-bad", of="halb"), fails("k-good", of="hea")
        find_root = signals.find_root
        monkeypatch.setattr(signals, "find_root", lambda s: 1 / 0 if s.pk == bad.pk else find_root(s))
        assert settle_all() == 1
        good.refresh_from_db()
        assert good.incident


class TestRecovery:
    def test_the_case_says_that_it_works_again_when_all_its_checks_do(self):
        fails()
        fails("k-tara-2")
        settle_all()
        signals.note_recovery(make.recovered())
        assert Incident.objects.get().recovered_at is None
        signals.note_recovery(make.recovered("k-tara-2"))
        case = Incident.objects.get()
        assert case.recovered_at
        assert case.state == "reported", "people resolve it"
        assert case.entries.filter(action="recovered").count() == 1

    def test_failing_again_takes_the_mark_away(self):
        fails()
        settle_all()
        signals.note_recovery(make.recovered())
        fails()
        settle_all()
        case = Incident.objects.get()
        assert case.recovered_at is None
        assert case.signals.filter(closed_at=None).count() == 1

    def test_recovered_before_it_was_settled(self):
        make.needs("self", "aut-tara")
        fails("k-self", of="self")
        signals.note_recovery(make.recovered("k-self"))
        settle_all()
        assert Incident.objects.get().recovered_at

    def test_a_resolved_case_is_left_alone(self, cast):
        fails()
        settle_all()
        case = cases.resolve(Incident.objects.get(), by=cast.actor("owner"))
        signals.note_recovery(make.recovered())
        case.refresh_from_db()
        assert case.recovered_at is None

    def test_recovery_of_what_never_failed(self):
        make.check("k-tara")
        signals.note_recovery(make.recovered())


def test_news_of_monitoring_reach_us():
    with transaction.atomic():
        publish(make.failed())
    signals.settle_due()
    with transaction.atomic():
        publish(make.recovered())
    assert Incident.objects.get().recovered_at


def at_once(*acts) -> list:
    """Run each in a thread of its own, started together; gives results or what they raised."""
    start, found = threading.Barrier(len(acts)), {}

    def run(number, act):
        try:
            start.wait()
            found[number] = act()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [found[number] for number in range(len(acts))]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_workers_never_open_two(self):
        for number in range(12):
            make.needs(f"c{number}", "andmebaas")
            fails(f"k{number}", of=f"c{number}")
        fails("k-andmebaas", of="andmebaas")
        Signal.objects.update(settle_at=clock.now())
        results = at_once(*[signals.settle_due] * 3)
        assert not [each for each in results if isinstance(each, Exception)]
        signals.settle_due()
        case = Incident.objects.get()
        assert (case.root.slug, case.signals.count()) == ("andmebaas", 13)

    def test_a_root_beside_its_dependent(self):
        make.needs("self", "aut-tara")
        low = fails("k-self", of="self")
        settle_all_but = clock.now() + LATER
        at_once(lambda: _settle_at(low.pk, settle_all_but), lambda: _fail_and_settle())
        assert Incident.objects.filter(parent=None).count() == 1

    def test_a_worker_beside_a_person(self, cast):
        by, case, signal = cast.actor("owner"), make.case(), fails()
        at_once(lambda: cases.triage(case, by=by), lambda: signals.settle(signal.pk))
        signals.settle_due()
        root = make.component()
        assert Incident.objects.filter(root=root, state__in=["reported", "triaged"]).count() == 1
        assert Signal.objects.get().incident.root == root

    def test_two_people_classify_the_same_cause(self, cast):
        by = cast.actor("owner")
        one, two = make.case(), make.case()
        results = at_once(lambda: cases.triage(one, by=by), lambda: cases.triage(two, by=by))
        refused = [each for each in results if isinstance(each, Exception)]
        assert [getattr(each, "code", each) for each in refused] == ["same-cause"]

    def test_two_people_take_one(self, cast):
        case, one, two = make.case(), cast.actor("owner"), cast.actor("lead")
        results = at_once(lambda: cases.take(case, by=one), lambda: cases.take(case, by=two))
        assert [each.status for each in results if isinstance(each, Exception)] == [409]
        assert case.entries.filter(action="take").count() == 1

    def test_each_a_duplicate_of_the_other(self, cast):
        by, one, two = cast.actor("owner"), make.case(), make.case()
        results = at_once(
            lambda: cases.mark_duplicate(one, of=two, by=by), lambda: cases.mark_duplicate(two, of=one, by=by)
        )
        assert [each.status for each in results if isinstance(each, Exception)] == [422]
        assert Incident.objects.filter(state="duplicate").count() == 1

    def test_two_open_the_same_cause(self):
        root = make.component()
        make.fault_class()
        facts = {"component": root, "root": root, "fault_class": make.fault_class(), "title": "x", "source": "staff"}
        results = at_once(*[lambda: opening.open_case(by=SYSTEM, **facts)] * 2)
        assert [getattr(each, "code", each) for each in results if isinstance(each, Exception)] == ["same-cause"]


def _settle_at(pk, moment):
    with clock.at(moment):
        return signals.settle(pk)


def _fail_and_settle():
    with transaction.atomic():
        signal = fails()
    return signals.settle(signal.pk)
