"""Contracts written down, changed, used, reviewed, decided on and reminded of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from notifications.models import Delivery
from partners import services
from partners.models import Contract, ContractReminder
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)
TACIT = {"mode": "tacit", "period": "12m", "notice": "60d", "starts_on": date(2024, 1, 1), "ends_on": END}


def visible(actor) -> list[str]:
    return list(Contract.objects.visible_to(actor).values_list("slug", flat=True))


class TestWriting:
    def test_added_and_changed_with_its_trail(self, cast):
        by = cast.actor("owner")
        row = contract(by=by, components=[component("av-sisend")], leads=[30, 180, 30], change_notice="60d")
        assert row.leads == [180, 30]
        services.change_contract(contract=row, by=by, organisations=[organisation("ria"), organisation("tehik")])
        assert {each.slug for each in row.organisations.all()} == {"ria", "tehik"}
        assert (
            AuditRecord.objects.filter(action__startswith="partners.", subject=f"partners.contract:{row.pk}").count()
            == 2
        )

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"ends_on": date(2020, 1, 1)}, "ends_on"),
            ({"parties": ()}, "organisations"),
            ({"notice": "kolm kuud"}, "notice"),
            ({"mode": "tacit", "period": "12m"}, "ends_on"),
            ({"mode": "tacit", "ends_on": END}, "period"),
            ({"period": "12m"}, "period"),
            ({"restriction_basis": "AvTS § 35 lg 1 p 9"}, None),
            ({"amount": Decimal(-1)}, None),
            ({"register_url": "javascript:alert(1)"}, "register_url"),
        ],
    )
    def test_what_can_not_be_is_refused_at_its_field(self, values, field):
        with pytest.raises(Invalid) as refused:
            contract(**values)
        assert refused.value.field == field
        assert not Contract.objects.exists()

    def test_a_short_name_and_a_reference_are_of_one_contract(self):
        first = contract()
        with pytest.raises(Conflict):
            contract()
        with pytest.raises(Invalid):
            contract("l-2", reference=first.reference)

    def test_not_under_itself(self):
        row = contract()
        with pytest.raises(Invalid):
            services.change_contract(contract=row, parent=row, by=SYSTEM)

    @pytest.mark.parametrize("who", ["staff", "partner_a", "resolver", "admin", "auditor", "manager"])
    def test_who_may_not_write(self, cast, who):
        with pytest.raises(NotAllowed):
            contract(by=cast.actor(who))


class TestSeeing:
    def test_a_partner_sees_its_own_and_nobody_elses(self, cast):
        partner = cast.actor("partner_a")
        home = next(iter(partner.organisation_ids))
        own = contract("l-own")
        services.change_contract(
            contract=own, organisations=[type(organisation("ria")).objects.get(pk=home)], by=cast.actor("owner")
        )
        contract("l-other")
        assert visible(partner) == ["l-own"]
        assert visible(cast.actor("partner_b")) == []
        assert visible(cast.actor("staff")) == ["l-other", "l-own"]

    def test_restricted_ones_are_for_those_who_work_with_them(self, cast):
        day = clock.today()
        contract("l-open")
        contract(
            "l-over", restriction_basis="§ 35", restricted_from=day - timedelta(9), restricted_until=day - timedelta(1)
        )
        contract("l-shut", restriction_basis="§ 35", restricted_from=day - timedelta(9))
        assert visible(cast.actor("owner")) == visible(cast.actor("auditor")) == ["l-open", "l-over", "l-shut"]
        assert visible(cast.actor("admin")) == visible(cast.actor("staff")) == ["l-open", "l-over"]


class TestUseAndReview:
    def test_what_was_used(self, cast, at):
        by = cast.actor("owner")
        row = contract(amount=Decimal(180000), starts_on=date(2026, 2, 4), ends_on=date(2027, 2, 3))
        with at("2026-11-30T09:00"):
            row = services.note_use(contract=row, used=Decimal(171500), by=by)
            assert row.outlook.runs_out_on == date(2026, 12, 15)
            assert row.why_decide == ["amount"]
            with pytest.raises(Invalid):
                services.note_use(contract=row, used=Decimal(-1), by=by)
            with pytest.raises(Invalid):
                services.note_use(contract=row, used=Decimal(1), on=date(2026, 12, 1), by=by)
        with pytest.raises(Conflict):
            services.note_use(contract=contract("l-2"), used=Decimal(1), by=by)

    def test_the_yearly_review(self, cast, at):
        row = contract(review_on=date(2026, 10, 1))
        with at("2026-11-24T09:00"):
            assert row.outlook.review_due == date(2026, 10, 1)
            assert services.review(contract=row, by=cast.actor("lead")).outlook.review_due == date(2027, 10, 1)
        with pytest.raises(Conflict):
            services.review(contract=contract("l-2"), by=cast.actor("lead"))


class TestDeciding:
    def test_renewed_by_agreement(self, cast, at):
        row = contract(mode="express", notice="30d", ends_on=date(2026, 12, 15))
        with at("2026-11-24T09:00"):
            assert row.why_decide == ["end", "notice"]
            with pytest.raises(Invalid):
                services.decide(
                    contract=row, verdict="renew", text="jah", until_on=END.replace(day=1), by=cast.actor("lead")
                )
            services.decide(
                contract=row, verdict="renew", text="jätkame", until_on=date(2027, 12, 15), by=cast.actor("lead")
            )
            row = Contract.objects.get()
            assert (row.ends_on, row.why_decide) == (date(2027, 12, 15), [])
            assert row.decisions.get().about_on == date(2026, 12, 15)

    def test_one_that_renews_itself_is_let_to_end(self, cast, at):
        row = contract(**TACIT)
        with at("2026-11-24T09:00"):
            assert row.why_decide == ["notice"]
            assert row.outlook.rolls_to == date(2027, 12, 31)
            services.decide(contract=row, verdict="let_end", text="ei vaja enam", by=cast.actor("manager"))
            row = Contract.objects.get()
            assert (row.outlook.ends_on, row.outlook.rolls_to, row.why_decide) == (END, None, [])
            services.decide(contract=row, verdict="renew", text="mõtlesime ümber", by=cast.actor("lead"))
            assert Contract.objects.get().outlook.rolls_to == date(2027, 12, 31)
        with at("2027-02-01T09:00"):
            assert Contract.objects.get().outlook.ends_on == date(2027, 12, 31)

    def test_refusals(self, cast, at):
        by = cast.actor("lead")
        with pytest.raises(Invalid):
            services.decide(contract=contract(), verdict="let_end", text="lõpp", by=by)
        with pytest.raises(Conflict):
            services.decide(contract=contract("l-2"), verdict="renew", text="x", until_on=END, by=by)
        with at("2026-11-24T09:00"):
            ended = contract("l-3", ends_on=date(2026, 6, 30))
            with pytest.raises(Conflict):
                services.decide(contract=ended, verdict="replace", text="x", by=by)
            with pytest.raises(Invalid):
                services.decide(contract=contract("l-4", **TACIT), verdict="replace", text=" ", by=by)
        with pytest.raises(NotAllowed):
            services.decide(contract=contract("l-5"), verdict="replace", text="x", by=cast.actor("staff"))


class TestReminding:
    @pytest.fixture
    def row(self, cast):
        cast.user("owner")
        cast.user("lead")
        days = {"starts_on": date(2023, 3, 1), "ends_on": date(2028, 2, 28)}
        return contract(mode="express", notice="90d", leads=[180, 90], **days)

    def letters(self) -> list[str]:
        return list(Delivery.objects.filter(channel="inbox", about="contract:l-1").values_list("subject", flat=True))

    def test_each_once_and_the_most_urgent_of_a_day(self, row, at):
        with at("2027-08-31T09:00"):
            assert services.remind_due() == 0
        with at("2027-09-01T09:00"):
            assert services.remind_due() == 1
            assert services.remind_due() == 0
        assert len(self.letters()) == 2, "the owner and the lead"
        with at("2027-11-24T09:00"):  # nothing ran for months: of the notice's two days the nearer is told
            assert services.remind_due() == 1
        assert ContractReminder.objects.filter(kind="notice").count() == 2
        assert sum("30.11.2027" in subject for subject in self.letters()) == 2

    def test_other_dates_arm_them_anew(self, row, at, cast):
        with at("2027-09-01T09:00"):
            services.remind_due()
        with at("2028-01-10T09:00"):
            services.decide(
                contract=row, verdict="renew", text="jah", until_on=date(2029, 2, 28), by=cast.actor("lead")
            )
        with at("2028-09-02T09:00"):
            assert services.remind_due() == 1
        assert {one.target_on for one in ContractReminder.objects.filter(kind="end", lead=180)} == {
            date(2028, 2, 28),
            date(2029, 2, 28),
        }

    def test_a_late_review_is_told_a_passed_notice_is_not(self, cast, at):
        with at("2026-11-24T09:00"):
            cast.user("owner")
            contract(review_on=date(2026, 10, 1))
            contract("l-2", **TACIT)
            assert services.remind_due() == 1
        assert "hiline" in self.letters()[0] or "late" in self.letters()[0]

    def test_nothing_for_one_put_away(self, row, at):
        Contract.objects.update(archived_at=clock.now())
        with at("2027-11-24T09:00"):
            assert services.remind_due() == 0


class TestHostile:
    """What a reviewer broke: days at the end of the calendar, terms of no days, restricted words in others' sight."""

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"ends_on": date(9999, 12, 31), "notice": "3m"}, "ends_on"),
            ({"review_on": date(9999, 6, 1)}, "review_on"),
            ({"starts_on": date(1, 1, 1)}, "starts_on"),
            ({"ends_on": END, "mode": "tacit", "period": "0d"}, "period"),
            (
                {"restriction_basis": "§", "restricted_from": END, "restricted_until": date(2026, 1, 1)},
                "restricted_until",
            ),
        ],
    )
    def test_days_that_hang_or_overflow(self, values, field):
        with pytest.raises(Invalid) as refused:
            contract(**values)
        assert refused.value.field == field

    def test_reserved_names_and_circles(self):
        with pytest.raises(Invalid):
            contract("new")
        upper = contract("l-1")
        lower = contract("l-2", parent=upper)
        with pytest.raises(Invalid):
            services.change_contract(contract=upper, parent=lower, by=SYSTEM)

    def test_one_that_can_not_be_told_of_holds_up_no_other(self, cast, at):
        cast.user("owner")
        contract("l-1", review_on=date(2026, 10, 1))
        contract("l-2", review_on=date(2026, 10, 1))
        Contract.objects.filter(slug="l-1").update(period="x", notice="y")
        with at("2026-11-24T09:00"):
            assert services.remind_due() == 1

    def test_what_is_restricted_is_in_no_trail_and_no_subject(self, cast, at):
        by = cast.actor("owner")
        shut = {"restriction_basis": "AvTS § 35", "restricted_from": date(2022, 5, 1)}
        row = contract(title="Salajane", review_on=date(2026, 10, 1), service_hours="salaja", by=by, **shut)
        services.change_contract(contract=row, title="Salajasem", by=by)
        with at("2026-11-24T09:00"):
            services.remind_due()
        told = str(list(AuditRecord.objects.values_list("label", "changes")))
        told += str(list(Delivery.objects.values_list("subject", "body")))
        assert "alaja" not in told
        assert "L-1" in told
