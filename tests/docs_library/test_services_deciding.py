"""From review to force and out of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from docs_library import services
from docs_library.models import Version
from tests.docs_library.test_services_drafting import together
from tests.factories import library as make

pytestmark = pytest.mark.django_db


def states(document) -> list[tuple[str, str]]:
    return list(document.versions.order_by("number").values_list("label", "state"))


class TestApproving:
    def test_what_was_read_is_approved(self, cast):
        row = services.submit(version=make.draft(make.guide()), by=SYSTEM)
        with pytest.raises(Conflict):
            services.approve(version=row, seen="0" * 64, by=cast.actor("manager"))
        row = services.approve(version=row, seen=row.sha256, by=cast.actor("manager"))
        assert (row.state, row.approved_by) == ("approved", str(cast.user("manager")))

    @pytest.mark.parametrize("is_material", [True, False])
    def test_a_material_change_needs_other_eyes(self, is_material, cast):
        by = cast.actor("owner")
        row = services.submit(version=make.draft(make.guide(), by=by, is_material=is_material), by=by)
        if is_material:
            with pytest.raises(NotAllowed):
                services.approve(version=row, seen=row.sha256, by=by)
            by = cast.actor("owner_b")
        assert services.approve(version=row, seen=row.sha256, by=by).state == "approved"

    def test_an_author_who_stands_in_for_another_is_still_the_author(self, cast):
        from accounts.selectors import actor_of
        from accounts.services.substitutions import name_substitute

        today, author = clock.today(), cast.user("owner")
        told = {"from_on": today, "until_on": today, "reason": "puhkus", "by": cast.actor("manager")}
        name_substitute(absent=cast.user("lead"), substitute=author, **told)
        by = actor_of(author)
        row = services.submit(version=make.draft(make.guide(), by=by, is_material=True), by=by)
        with pytest.raises(NotAllowed):
            services.approve(version=row, seen=row.sha256, by=actor_of(author, acting_for_id=cast.user("lead").pk))

    def test_who_wrote_in_it_does_not_approve_a_material_change(self, cast):
        owner, lead = cast.actor("owner"), cast.actor("lead")
        row = make.draft(make.guide(by=owner), is_material=True, by=owner)
        services.write_text(version=row, language="et", body="Juhi sõnad", by=lead)
        row = services.submit(version=row, by=owner)
        with pytest.raises(NotAllowed):
            services.approve(version=row, seen=row.sha256, by=lead)
        assert services.approve(version=row, seen=row.sha256, by=cast.actor("manager")).state == "approved"

    def test_what_was_rewritten_since_it_was_read_is_not_approved(self):
        row = services.submit(version=make.draft(make.guide()), by=SYSTEM)
        seen = row.sha256
        services.send_back(version=row, because="Lisa seansi pikkus", by=SYSTEM)
        services.write_text(version=row, language="et", body="Uus", by=SYSTEM)
        row = services.submit(version=row, by=SYSTEM)
        with pytest.raises(Conflict):
            services.approve(version=row, seen=seen, by=SYSTEM)

    def test_a_draft_is_not_approved(self):
        row = make.draft(make.guide())
        with pytest.raises(Conflict):
            services.approve(version=row, seen=row.sha256, by=SYSTEM)

    def test_sent_back_it_is_a_draft_again(self):
        row = make.scheduled(make.draft(make.guide()))
        with pytest.raises(Invalid):
            services.send_back(version=row, because="", by=SYSTEM)
        row = services.send_back(version=row, because="Puudub tähtaeg", by=SYSTEM)
        assert (row.state, row.sha256, row.approved_at, row.in_force_at) == ("draft", "", None, None)
        services.write_text(version=row, language="et", body="Uus", by=SYSTEM)


class TestComingIntoForce:
    def test_the_earlier_one_stays_until_the_minute(self, at):
        with at("2026-03-02T10:00"):
            live = make.published(version={"label": "1.0"})
            make.scheduled(make.draft(live.document, "2.0"), at=clock.parse_local("2026-03-29T04:00"))
        with at("2026-03-29T02:59"):  # a minute before: at three clocks are set to four
            assert services.change_due() == 0
            assert states(live.document) == [("1.0", "in_force"), ("2.0", "scheduled")]
        with at("2026-03-29T04:00"):
            assert services.change_due() == 1
            assert services.change_due() == 0
        assert states(live.document) == [("1.0", "superseded"), ("2.0", "in_force")]
        old, new = live.document.versions.order_by("number")
        assert old.ended_at == new.in_force_at

    def test_in_the_hour_that_comes_twice_it_is_the_first(self, at):
        with at("2026-10-24T12:00"):
            live = make.published(version={"label": "1.0"})
            moment = clock.parse_local("2026-10-25T03:30:00")
            make.scheduled(make.draft(live.document, "2.0"), at=moment)
        with clock.at(moment - timedelta(seconds=1)):
            assert services.change_due() == 0
        with clock.at(moment):
            assert services.change_due() == 1
        assert states(live.document) == [("1.0", "superseded"), ("2.0", "in_force")]

    def test_every_step_leaves_its_line(self, cast):
        row = make.published(by=cast.actor("owner"))
        lines = AuditRecord.objects.filter(subject=f"docs_library.document:{row.document_id}")
        acts = ["add", "start_version", "write_text", "submit_version", "approve_version", "put_in_force_version"]
        assert [line.action for line in lines.order_by("pk")] == [f"docs_library.{act}" for act in acts]

    def test_the_next_review_is_counted_and_signals_end(self, at):
        with at("2026-03-02T10:00"):
            live = make.published()
            services.doubt(document=live.document, kind="law", about="a", text="Muutus", by=SYSTEM)
        with at("2026-03-31T10:00"):
            new = make.made_live(make.draft(live.document))
        live.document.refresh_from_db()
        assert live.document.review_on == date(2027, 3, 31)
        assert live.document.signals.get().ended_by_version == new

    @pytest.mark.parametrize("delta", [timedelta(0), timedelta(minutes=-1), timedelta(days=731)])
    def test_a_time_that_can_not_be(self, delta, at):
        with at("2026-03-02T10:00"):
            row = make.approved(make.draft(make.guide()))
            with pytest.raises(Invalid) as refused:
                services.schedule(version=row, at=clock.now() + delta, by=SYSTEM)
        assert refused.value.field == "at"

    def test_not_after_its_last_day(self, at):
        with at("2026-03-02T10:00"):
            row = make.approved(make.draft(make.guide(), in_force_until=date(2026, 3, 5)))
            with pytest.raises(Invalid):
                services.schedule(version=row, at=clock.parse_local("2026-03-06T00:00"), by=SYSTEM)
            services.schedule(version=row, at=clock.parse_local("2026-03-05T23:59"), by=SYSTEM)
        with at("2026-03-06T10:00"), pytest.raises(Invalid):
            services.put_in_force(version=row, by=SYSTEM)

    def test_one_that_can_not_change_holds_up_no_other(self, at):
        with at("2026-03-02T10:00"):
            away, good = (make.scheduled(make.draft(make.guide(slug))) for slug in ("ara", "hea"))
            services.archive_document(document=away.document, because="Ei vaja", by=SYSTEM)
        with at("2026-03-04T10:00"):
            assert services.change_due() == 1
        assert states(away.document) == [("1.0", "scheduled")]
        assert states(good.document) == [("1.0", "in_force")]

    def test_what_never_was_approved_does_not_come_into_force(self):
        for row in (make.draft(make.guide("a")), services.submit(version=make.draft(make.guide("b")), by=SYSTEM)):
            with pytest.raises(Conflict):
                services.put_in_force(version=row, by=SYSTEM)
            with pytest.raises(Conflict):
                services.schedule(version=row, at=clock.now() + timedelta(1), by=SYSTEM)


class TestGoingOut:
    def test_withdrawn_with_a_reason(self, cast):
        row = make.published()
        with pytest.raises(Invalid):
            services.withdraw(version=row, because=" ", by=cast.actor("owner"))
        row = services.withdraw(version=row, because="Viga, 38001085718", by=cast.actor("owner"))
        assert row.state == "withdrawn"
        assert row.withdrawn_because == "Viga, [isikukood]"
        row.document.refresh_from_db()
        assert row.document.review_on is None  # there is nothing to review
        assert AuditRecord.objects.filter(action="docs_library.withdraw_version").count() == 1
        with pytest.raises(Conflict):
            services.withdraw(version=row, because="x", by=SYSTEM)

    def test_it_ends_when_its_last_day_is_over(self, at):
        with at("2026-03-02T10:00"):
            row = make.published(version={"in_force_until": date(2026, 3, 28)})
        with at("2026-03-28T23:59"):
            assert services.change_due() == 0
        with at("2026-03-29T00:00"):
            assert services.change_due() == 1
        assert states(row.document) == [("1.0", "withdrawn")]

    def test_one_that_waits_for_its_minute_is_withdrawn_and_never_was_in_force(self):
        row = services.withdraw(version=make.scheduled(make.draft(make.guide())), because="Jääb ära", by=SYSTEM)
        assert (row.state, row.in_force_at) == ("withdrawn", None)

    def test_withdrawing_a_draft_leaves_what_is_in_force(self):
        live = make.published()
        services.withdraw(version=make.draft(live.document), because="Jääb ära", by=SYSTEM)
        live.document.refresh_from_db()
        assert [state for _label, state in states(live.document)] == ["in_force", "withdrawn"]
        assert live.document.review_on is not None

    def test_only_what_is_over_is_hidden(self):
        live = make.published()
        with pytest.raises(Conflict):
            services.hide(version=live, is_hidden=True, by=SYSTEM)


@pytest.mark.parametrize("who", ["staff", "resolver", "partner_a", "auditor", "admin", "manager"])
def test_who_does_not_decide(who, cast):
    row, by = services.submit(version=make.draft(make.guide()), by=SYSTEM), cast.actor(who)
    acts = {
        "publish": [
            lambda: services.schedule(version=row, at=clock.now() + timedelta(1), by=by),
            lambda: services.put_in_force(version=row, by=by),
            lambda: services.withdraw(version=row, because="x", by=by),
            lambda: services.hide(version=row, is_hidden=True, by=by),
        ],
        "approve": [
            lambda: services.approve(version=row, seen=row.sha256, by=by),
            lambda: services.send_back(version=row, because="x", by=by),
        ],
    }
    for act in acts["publish"] + ([] if who == "manager" else acts["approve"]):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_workers_change_each_version_once(at):
    with at("2026-03-02T10:00"):
        live = [make.published(f"d{n}") for n in range(3)]
        for row in live:
            make.scheduled(make.draft(row.document))

    done = []

    def work():
        with at("2026-03-04T10:00"):
            done.append(services.change_due())

    assert together(work, work, work) == [None] * 3
    assert sum(done) == 3
    assert AuditRecord.objects.filter(action="docs_library.supersede_version").count() == 3
    assert Version.objects.in_force().count() == 3


def test_nothing_of_a_document_that_was_put_away_goes_on():
    draft, review, approved, scheduled = (make.draft(make.guide(slug)) for slug in "abcd")
    review, approved, scheduled = (
        services.submit(version=review, by=SYSTEM),
        make.approved(approved),
        make.scheduled(scheduled),
    )
    later = clock.now() + timedelta(days=2)
    acts = {
        draft: lambda row: services.submit(version=row, by=SYSTEM),
        review: lambda row: services.approve(version=row, seen=row.sha256, by=SYSTEM),
        approved: lambda row: services.schedule(version=row, at=later, by=SYSTEM),
        scheduled: lambda row: services.put_in_force(version=row, by=SYSTEM),
    }
    for row, act in acts.items():
        services.archive_document(document=row.document, because="Läks ära", by=SYSTEM)
        with pytest.raises(Conflict):
            act(row)
        assert Version.objects.get(pk=row.pk).state == row.state
