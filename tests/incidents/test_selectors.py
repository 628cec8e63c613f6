from datetime import date, timedelta

import pytest

from core import clock
from core.actor import ANONYMOUS
from core.errors import NotFound
from core.fields import Translated
from core.links import token_for
from core.models import Link
from incidents.models import CompetenceHole, Handover, Incident
from incidents.selectors import competence, public
from incidents.selectors.cases import earlier_likes, queue_numbers, timeline, waiting_on_party
from incidents.services import cases, handovers, signals, words
from tests.factories import cases as make
from tests.factories.letters import NEXT
from tests.factories.people import person

pytestmark = pytest.mark.django_db


class TestWhoSeesWhat:
    def test_cases(self, cast):
        by = cast.actor("owner")
        mine, other = make.handed(by=by).incident, make.case(of="log")
        for who in ("owner", "lead", "manager", "staff", "auditor"):
            assert set(Incident.objects.visible_to(cast.actor(who))) == {mine, other}
        assert list(Incident.objects.visible_to(cast.actor("resolver"))) == [mine]
        assert not Incident.objects.visible_to(cast.actor("partner_a"))
        assert not Incident.objects.visible_to(ANONYMOUS)
        from accounts.selectors import actor_of

        stranger = actor_of(person("ria-mees", role="resolver", organisation_slug="ria"))
        assert not Incident.objects.visible_to(stranger)
        assert not Handover.objects.visible_to(stranger)

    def test_the_desk_through_which_a_developer_is_reached_sees_it_too(self, cast):
        from tests.factories.people import organisation

        developer = make.group("arendaja", organisation=organisation("nutikas"), via=make.group())
        handover = make.handed(by=cast.actor("owner"), to=developer)
        assert list(Handover.objects.visible_to(cast.actor("resolver"))) == [handover]

    def test_words(self, cast):
        by = cast.actor("owner")
        handover = make.handed(by=by)
        case = handover.incident
        cases.note(case, text="meie vahel", by=by)
        cases.note(case, text="teile", audience="party", by=by)
        seen = timeline(case, cast.actor("resolver"))
        assert list(seen.values_list("text", flat=True)) == ["teile"]
        assert list(public.words_for_party(handover).values_list("text", flat=True)) == ["teile"]
        assert "meie vahel" in timeline(case, by).values_list("text", flat=True)
        assert not timeline(case, cast.actor("partner_a"))


class TestCompetence:
    def test_the_edition_in_force(self):
        old, new = make.version("2025-1", date(2020, 1, 1)), make.version("2026-1", date(2021, 1, 1))
        make.version("2099-1", date(2099, 1, 1))
        assert competence.version_in_force() == new
        make.rule("PJ-01", version=old)
        assert not competence.rules_in_force()

    def test_the_most_specific_rule_with_its_address(self):
        make.rule("PJ-01", component=None, solver=make.group("ria-tugi"))
        near = make.rule("PJ-02")
        found = competence.suggest(make.case())
        assert (found.rule, found.addressee, found.address[1]) == (near, make.group(), "tehik-uk@party.example")

    def test_the_root_decides_not_where_it_was_seen(self, cast):
        make.rule("PJ-01", component=make.component("log"), solver=make.group("ria-tugi"))
        make.rule("PJ-02")
        case = make.case(of="log", root=make.component())
        assert competence.rule_for(case).code == "PJ-02"

    def test_a_suspected_service_without_a_rule_leaves_it_to_what_failed(self):
        make.needs("self", "ria-tara")
        make.needs("aut-tara", "ria-tara")
        make.rule("PJ-01")
        for slug in ("self", "aut-tara"):
            signals.note_failure(make.failed(f"k-{slug}", of=slug))
        with clock.at(clock.now() + timedelta(seconds=9)):
            signals.settle_due()
        case = Incident.objects.get()
        assert case.root == case.component == make.component("ria-tara")
        assert competence.rule_for(case).code == "PJ-01"

    def test_holes_stay_honest(self):
        hole = CompetenceHole.objects.create(
            component=make.component(), fault_class=make.fault_class(), why="kokku leppimata"
        )
        case = make.case(of="log", root=make.component())
        assert competence.suggest(case) is None
        assert competence.hole_for(case) == hole
        hole.archived_at = clock.now()
        hole.save()
        assert competence.hole_for(case) is None
        make.rule(component=make.component("log"))
        assert [each.slug for each in competence.components_without_rule()] == ["aut-tara"]


class TestQueue:
    def test_numbers(self, cast):
        make.targets()
        by = cast.actor("owner")
        with clock.at(clock.now() - timedelta(days=60)):
            make.case(of="a", priority=1)
        cases.take(make.case(of="b"), by=by)
        make.handed(make.case(of="c"), by=by)
        cases.resolve(make.case(of="d"), by=by)
        numbers = queue_numbers(by)
        assert {k: numbers[k] for k in ("open", "critical", "late", "forwarded", "mine")} == {
            "open": 3,
            "critical": 1,
            "late": 1,
            "forwarded": 1,
            "mine": 2,
        }
        assert queue_numbers(cast.actor("resolver"))["open"] == 1
        assert queue_numbers(cast.actor("partner_a"))["open"] == 0

    def test_earlier_ones_with_cause_and_cure(self, cast):
        first, second = make.case(got="503"), make.case(got="504")
        cases.mark_duplicate(make.case(got="505"), of=first, by=cast.actor("owner"))
        third = make.case(got="506")
        assert earlier_likes(third) == [second, first]
        assert earlier_likes(first) == []

    def test_what_lies_with_others(self, cast):
        by = cast.actor("owner")
        handover = make.handed(by=by)
        assert list(waiting_on_party(by)) == [handover]
        handovers.fix(handover, by=cast.actor("resolver"))
        assert not waiting_on_party(by)


class TestDoors:
    def test_links_that_open_nothing_all_say_the_same(self, cast):
        handover = make.handed(by=cast.actor("owner"))
        token = token_for(handover.link)
        number, _dash, mac = token.partition("-")
        bad = ["", "x", token + "x", f"{number}-", f"9{number}-{mac}", f"-{mac}", "9" * 40 + "-x", token.swapcase()]
        said = {str(self.closed(public.handover_by, each)) for each in bad}
        said.add(str(self.closed(public.report_by, token)))
        said.add(str(self.closed(public.handover_by, self.other_purpose())))
        with clock.at(clock.now() + handovers.LINK_LIFE):
            said.add(str(self.closed(public.handover_by, token)))
        Link.objects.filter(pk=handover.link_id).update(generation=2)
        said.add(str(self.closed(public.handover_by, token)))
        Link.objects.filter(pk=handover.link_id).update(generation=1, revoked_at=clock.now())
        said.add(str(self.closed(public.handover_by, token)))
        assert len(said) == 1

    def closed(self, door, token):
        with pytest.raises(NotFound) as refusal:
            door(token)
        return refusal.value.message

    def other_purpose(self):
        return token_for(Link.objects.create(purpose="report", subject="incidents.report:1"))

    def test_known_trouble_is_what_was_published(self, cast):
        by = cast.actor("owner")
        case = make.case()
        assert public.known_troubles() == []
        with pytest.raises(NotFound):
            public.trouble("nosuchthing")
        text = Translated(et="x", en="x")
        notice = words.public_word(case, title=text, body=text, stage="investigating", **NEXT, by=by)
        assert public.known_troubles() == [notice]
        assert public.case_of(public.trouble(notice.public_id)) == case
        words.public_word(case, title=text, body=text, stage="resolved", by=by)
        assert public.known_troubles() == []
        assert public.notice_about(case) == notice
