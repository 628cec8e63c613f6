"""Access restriction: made on a basis for a time, extended once, ended, sent to somebody."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from core.links import token_for
from core.models import Link
from docs_library import services
from docs_library.models import Restriction, Version
from docs_library.selectors import shared_version
from tests.docs_library.test_services_drafting import together
from tests.factories import library as make
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def day(at):
    with at("2026-03-02T10:00"):
        yield


def restrict(version, **values):
    facts = {"basis": "p9", "until_on": date(2031, 3, 2), "by": SYSTEM, **values}
    return services.restrict(version=version, **facts)


class TestMaking:
    def test_it_holds_what_the_mark_prints(self, cast):
        organisation("ska")
        row = restrict(make.published(), by=cast.actor("owner"))
        assert (row.made_on, row.until_on, row.holder) == (TODAY, date(2031, 3, 2), "Sotsiaalkindlustusamet")
        assert row.law == "AvTS § 35 lg 1 p 9"
        line = AuditRecord.objects.get(action="docs_library.restrict")
        assert "AvTS § 35 lg 1 p 9" in line.changes["restriction"][1]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"until_on": date(2031, 3, 3)}, "until_on"),  # five years and a day
            ({"until_on": date(2031, 3, 1), "made_on": date(2026, 2, 28)}, "until_on"),
            ({"until_on": date(2026, 3, 1)}, "until_on"),
            ({"until_on": None}, "until_on"),
            ({"until_on": None, "basis": "2p2"}, "until_on"),  # no draft any more
            ({"made_on": date(2026, 3, 3)}, "made_on"),
            ({"basis": "p99"}, "basis"),
            ({"holder": "x" * 201}, "holder"),
        ],
    )
    def test_what_the_law_does_not_know_is_refused(self, values, field):
        with pytest.raises(Invalid) as refused:
            restrict(make.published(), **values)
        assert refused.value.field == field
        assert not Restriction.objects.exists()

    def test_personal_data_last_longer(self):
        assert restrict(make.published(), basis="p12", until_on=date(2101, 3, 2)).until_on == date(2101, 3, 2)

    def test_an_annex_of_another_version_is_refused(self):
        other = make.published("teine", annexes=("Lisa",))
        with pytest.raises(Invalid):
            restrict(make.published(), annex=other.annexes.get())

    def test_one_at_a_time_until_it_is_over(self, at):
        version = make.published(annexes=("Lisa",))
        restrict(version, until_on=TODAY)
        with pytest.raises(Conflict):
            restrict(version)
        restrict(version, annex=version.annexes.get())
        with at("2026-03-03T00:05"):  # the tick has not noticed yet
            restrict(version)
        assert version.restrictions.filter(annex=None).count() == 2
        assert version.restrictions.active().filter(annex=None).count() == 1

    def test_a_draft_is_restricted_until_it_is_approved(self):
        row = make.draft(make.guide())
        mark = restrict(row, basis="2p2", until_on=None)
        other = restrict(row, annex=make.annex(row))
        row = make.approved(row)
        mark.refresh_from_db()
        other.refresh_from_db()
        assert (mark.is_active, other.is_active) == (False, True)

    def test_open_links_are_closed_and_those_of_an_annex_leave_it_out(self):
        version = make.published(annexes=("Lisa",))
        share = make.shared(version)
        restrict(version, annex=version.annexes.get())
        assert shared_version(token_for(share.link)) == version
        restrict(version)
        assert Link.objects.get().revoked_at == clock.now()


class TestExtending:
    def test_once_with_a_reason_up_to_five_years(self, cast):
        mark, by = restrict(make.published()), cast.actor("manager")
        wrong = [("2036-03-03", "x", "until_on"), ("2031-03-02", "x", "until_on"), ("2036-03-02", " ", "because")]
        for day, because, field in wrong:
            with pytest.raises(Invalid) as refused:
                services.extend(restriction=mark, until_on=date.fromisoformat(day), because=because, by=by)
            assert refused.value.field == field
        row = services.extend(restriction=mark, until_on=date(2036, 3, 2), because="Alus püsib", by=by)
        assert (row.first_until_on, row.extended_because) == (date(2031, 3, 2), "Alus püsib")
        with pytest.raises(Conflict):
            services.extend(restriction=mark, until_on=date(2037, 3, 2), because="Veel", by=by)

    def test_the_owner_does_not_extend(self, cast):
        with pytest.raises(NotAllowed):
            services.extend(
                restriction=restrict(make.published()), until_on=date(2032, 1, 1), because="x", by=cast.actor("owner")
            )

    def test_what_is_over_is_not_extended(self, at):
        mark = restrict(make.published(), until_on=TODAY)
        with at("2026-03-03T00:00"), pytest.raises(Conflict):
            services.extend(restriction=mark, until_on=date(2027, 1, 1), because="x", by=SYSTEM)

    def test_a_draft_that_has_no_day(self):
        mark = restrict(make.draft(make.guide()), basis="2p2", until_on=None)
        with pytest.raises(Conflict):
            services.extend(restriction=mark, until_on=date(2027, 1, 1), because="x", by=SYSTEM)


class TestEnding:
    def test_before_its_day_with_a_reason(self):
        mark = restrict(make.published())
        with pytest.raises(Invalid):
            services.lift(restriction=mark, because="", by=SYSTEM)
        services.lift(restriction=mark, because="Alus langes ära, 38001085718", by=SYSTEM)
        mark.refresh_from_db()
        assert mark.ended_because == "Alus langes ära, [isikukood]"
        with pytest.raises(Conflict):
            services.lift(restriction=mark, because="x", by=SYSTEM)

    def test_the_tick_closes_what_is_over_and_nothing_else(self, at):
        version = make.published(annexes=("Lisa",))
        over, other = restrict(version, until_on=date(2026, 3, 28)), restrict(version, annex=version.annexes.get())
        with at("2026-03-28T23:59"):
            assert services.expire_due() == 0
        with at("2026-03-29T00:00"):
            assert services.expire_due() == 1
            assert services.expire_due() == 0
        over.refresh_from_db()
        other.refresh_from_db()
        assert (over.ended_on, other.ended_on) == (date(2026, 3, 29), None)
        assert AuditRecord.objects.filter(action="docs_library.end_restriction").count() == 1


class TestSending:
    def test_to_an_organisation_or_a_person_once(self, cast):
        mark, ria = restrict(make.published()), organisation("ria")
        for wrong in ({}, {"organisation": ria, "user": cast.user("staff")}):
            with pytest.raises(Invalid):
                services.send_copy(restriction=mark, by=SYSTEM, **wrong)
        services.send_copy(restriction=mark, organisation=ria, by=SYSTEM)
        services.send_copy(restriction=mark, user=cast.user("staff"), by=SYSTEM)
        with pytest.raises(Conflict):
            services.send_copy(restriction=mark, organisation=ria, by=SYSTEM)
        assert AuditRecord.objects.filter(action="docs_library.send_restricted").count() == 2

    def test_not_what_has_ended(self):
        mark = restrict(make.published())
        services.lift(restriction=mark, because="x", by=SYSTEM)
        with pytest.raises(Conflict):
            services.send_copy(restriction=mark, organisation=organisation("ria"), by=SYSTEM)


@pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_who_does_not_restrict(who, cast):
    version = make.published()
    mark, by = restrict(version), cast.actor(who)
    acts = (
        lambda: restrict(version, by=by),
        lambda: services.lift(restriction=mark, because="x", by=by),
        lambda: services.send_copy(restriction=mark, organisation=organisation("ria"), by=by),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_made_while_it_is_restricted_opens_nothing(at):
    def act(do, version):
        with at("2026-03-02T10:00"):
            do(version)

    for n in range(4):
        version = make.published(f"d{n}")
        raised = together(partial(act, restrict, version), partial(act, make.shared, version))
        assert raised[0] is None
        assert raised[1] is None or isinstance(raised[1], Conflict)
        assert not [share for share in version.shares.select_related("link") if share.is_open]
    assert Version.objects.restricted().count() == 4


def test_days_of_the_mark_survive_a_leap_year(at):
    with at("2028-02-29T10:00"):
        version = make.published()
        with pytest.raises(Invalid):
            restrict(version, until_on=date(2033, 3, 1))
        assert restrict(version, until_on=date(2033, 2, 28)).until_on == date(2033, 2, 28)
