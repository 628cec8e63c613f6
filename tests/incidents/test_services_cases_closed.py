"""Closing asks for a cause and a guard; a guard that is lost is told; a case is opened again."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.errors import Conflict
from docs_library import services as library
from incidents.services import cases
from notifications.models import Delivery
from tests.factories import cases as make
from tests.factories.cases import refused, resolved
from tests.factories.library import document, in_force

pytestmark = pytest.mark.django_db
CODE = "38001085718"


class TestClose:
    def test_a_small_one_needs_its_cause_class_only(self, cast):
        by = cast.actor("owner")
        case = resolved(by)
        refused(cases.close, case, cause_class="", by=by, field="cause_class")
        case = cases.close(case, cause_class="style", cause_text=CODE, by=by)
        assert (case.state, case.guard, case.cause_text) == ("closed", "", "[isikukood]")
        assert case.closed_at

    def test_not_before_it_is_resolved(self, cast):
        case = make.case()
        with pytest.raises(Conflict, match=case.ref):
            cases.close(case, cause_class="style", by=cast.actor("owner"))

    @pytest.mark.parametrize("priority", [1, 2])
    def test_a_grave_one_needs_its_guard(self, cast, priority):
        by = cast.actor("owner")
        case = resolved(by, priority=priority)
        refused(cases.close, case, cause_class="release", by=by, field="guard")

    def test_a_recurrence_needs_its_guard(self, cast):
        by = cast.actor("owner")
        cases.close(resolved(by, got="503", priority=4), cause_class="style", by=by)
        again = resolved(by, got="503", priority=4)
        refused(cases.close, again, cause_class="style", by=by, field="guard")

    GUARDS = [
        ({"guard": "document"}, "guard_text"),
        ({"guard": "document", "guard_text": "  "}, "guard_text"),
        ({"guard": "document", "guard_text": "juhendis"}, "guard_document"),
        ({"guard": "check", "guard_text": "nähtud"}, "guard_check"),
        ({"guard": "risk", "guard_text": "odavam"}, "guard_approver"),
        ({"guard": "risk", "guard_text": "odavam", "guard_approver": "owner"}, "guard_approver"),
        ({"guard": "risk", "guard_text": "odavam", "guard_approver": "lead"}, "guard_until"),
        ({"guard": "risk", "guard_text": "odavam", "guard_approver": "lead", "days": 0}, "guard_until"),
    ]

    @pytest.mark.parametrize("priority", [1, 4])
    @pytest.mark.parametrize(("given", "field"), GUARDS)
    def test_a_guard_that_is_given_is_a_real_one(self, cast, given, field, priority):
        by = cast.actor("owner")
        values = self.values(cast, given)
        refused(cases.close, resolved(by, priority=priority), cause_class="release", by=by, field=field, **values)

    def values(self, cast, given):
        values = dict(given)
        if "guard_approver" in values:
            values["guard_approver"] = cast.user(values["guard_approver"])
        if "days" in values:
            values["guard_until"] = clock.today() + timedelta(days=values.pop("days"))
        return values

    def test_a_document_that_is_not_in_force_guards_nothing(self, cast):
        by = cast.actor("owner")
        values = {"guard": "document", "guard_text": "juhendis", "guard_document": document()}
        with pytest.raises(Conflict):
            cases.close(resolved(by, priority=1), cause_class="release", by=by, **values)

    def test_what_is_written_may_be_put_in_doubt(self, cast):
        by = cast.actor("owner")
        case = resolved(by)
        about = in_force(document(components=[case.component])).document
        cases.close(case, cause_class="style", puts_in_doubt=True, by=by)
        assert [signal.about for signal in about.signals.open()] == [f"incident:{case.ref}"]

    def test_the_three_guards(self, cast):
        by = cast.actor("owner")
        check = make.check("valvur")
        until = clock.today() + timedelta(days=30)
        for values in (
            {"guard": "check", "guard_check": check},
            {"guard": "document", "guard_document": in_force(document()).document},
            {"guard": "risk", "guard_approver": cast.lead, "guard_until": until},
        ):
            case = resolved(by, priority=1, of=f"c-{values['guard']}")
            case = cases.close(case, cause_class="release", guard_text="tõend", by=by, **values)
            assert (case.state, case.guard) == ("closed", values["guard"])
        case.refresh_from_db()
        assert (case.guard_approver, case.guard_until, case.guard_check) == (cast.lead, until, None)


class TestLostGuard:
    @pytest.fixture
    def guarded(self, cast):
        by, version = cast.actor("owner"), in_force(document(audience="staff"))
        values = {"guard": "document", "guard_text": "juhendis", "guard_document": version.document}
        return cases.close(resolved(by, priority=1), cause_class="release", by=by, **values), version

    def entries(self, case) -> list[str]:
        return list(case.entries.filter(action="guard_lost").values_list("text", flat=True))

    def test_the_page_of_the_document_names_the_case(self, as_, guarded):
        case, version = guarded
        assert case.ref in as_("staff").get(f"/library/{version.document.slug}/").content.decode()

    def test_a_partner_is_told_of_no_case(self, as_, cast):
        by, version = cast.actor("owner"), in_force(document(audience="public"))
        values = {"guard": "document", "guard_text": "juhendis", "guard_document": version.document}
        case = cases.close(resolved(by, priority=1), cause_class="release", by=by, **values)
        assert case.ref not in as_("partner_a").get(f"/library/{version.document.slug}/").content.decode()

    @pytest.mark.parametrize("way", ["withdraw", "archive"])
    def test_the_case_and_its_owner_are_told(self, way, guarded, cast):
        case, version = guarded
        if way == "withdraw":
            library.withdraw(version=version, because="Vale", by=SYSTEM)
        else:
            library.archive_document(document=version.document, because="Läks ära", by=SYSTEM)
        (text,) = self.entries(case)
        assert str(version.document) in text
        letters = Delivery.objects.filter(event_key__contains=f"case{case.pk}.e", channel="email", body__contains=text)
        assert [letter.user for letter in letters] == [cast.owner]

    def test_a_newer_version_still_guards(self, guarded):
        case, version = guarded
        in_force(version.document)
        assert self.entries(case) == []

    def test_a_case_that_was_opened_again_waits_for_another_guard_anyway(self, guarded, cast):
        case, version = guarded
        cases.reopen(case, text="tuli tagasi", by=cast.actor("owner"))
        library.withdraw(version=version, because="Vale", by=SYSTEM)
        assert self.entries(case) == []


class TestReopen:
    def test_needs_a_reason(self, cast):
        by = cast.actor("owner")
        refused(cases.reopen, resolved(by), text=" ", by=by, field="text")

    def test_reopened(self, cast):
        by = cast.actor("owner")
        case = cases.close(resolved(by), cause_class="style", by=by)
        case = cases.reopen(case, text="tuli tagasi", by=by)
        assert (case.state, case.resolved_at, case.closed_at) == ("reopened", None, None)

    def test_not_beside_an_open_one_of_the_same_cause(self, cast):
        by = cast.actor("owner")
        old = resolved(by, root=make.component())
        new = make.case(root=make.component())
        with pytest.raises(Conflict, match=new.ref) as refusal:
            cases.reopen(old, text="tuli tagasi", by=by)
        assert refusal.value.code == "same-cause"
        old.refresh_from_db()
        assert old.state == "resolved"

    def test_not_one_that_is_open(self, cast):
        with pytest.raises(Conflict):
            cases.reopen(make.case(), text="x", by=cast.actor("owner"))
