"""Kept true: signals, reviews, reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.services.substitutions import name_substitute
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from docs_library import services
from docs_library.models import StaleSignal
from docs_library.selectors import can_be_held_true
from notifications.models import Delivery
from tests.docs_library.test_services_drafting import together
from tests.factories import library as make

pytestmark = pytest.mark.django_db


def doubt(document, about="release:1", kind="release", **more):
    return services.doubt(document=document, kind=kind, about=about, text="Kas kehtib?", by=SYSTEM, **more)


def told(channel: str = "email") -> list[str]:
    return sorted(Delivery.objects.filter(channel=channel).values_list("address", flat=True))


class TestSignals:
    def test_the_same_news_is_one_signal_and_one_letter(self, cast):
        document = make.published(responsible=cast.user("owner")).document
        assert doubt(document) == doubt(document)
        assert told() == ["owner@test.example"]
        doubt(document, "release:2")
        assert document.signals.open().count() == 2

    def test_they_end_by_a_review_and_may_come_again(self):
        document = make.published().document
        doubt(document)
        row = services.review(document=document, because="Võrreldud", by=SYSTEM)
        assert document.signals.get().ended_by_review == row
        doubt(document)
        assert document.signals.count() == 2

    def test_they_do_not_end_by_withdrawing_or_changing_the_document(self):
        version = make.published()
        doubt(version.document)
        services.change_document(document=version.document, note="x", by=SYSTEM)
        services.withdraw(version=version, because="x", by=SYSTEM)
        assert version.document.signals.open().count() == 1
        with pytest.raises(Conflict):
            services.review(document=version.document, because="x", by=SYSTEM)

    def test_none_where_nothing_is_in_force(self):
        document = make.draft(make.guide()).document
        assert doubt(document) is None
        assert not StaleSignal.objects.exists()
        with pytest.raises(Conflict):
            services.review(document=document, because="Vaatasin", by=SYSTEM)

    def test_only_types_that_mind_such_news(self):
        guide, report = make.published("a").document, make.published("b", type="review").document
        signals = services.doubt_all(documents=[guide, report], kind="release", about="r", text="Uus", by=SYSTEM)
        assert [signal.document for signal in signals] == [guide]

    @pytest.mark.parametrize(("kind", "text", "field"), [("x", "t", "kind"), ("law", " ", "text")])
    def test_what_can_not_be_is_refused(self, kind, text, field):
        with pytest.raises(Invalid) as refused:
            services.doubt(document=make.published().document, kind=kind, about="a", text=text, by=SYSTEM)
        assert refused.value.field == field

    def test_two_weeks_of_doubt_are_forgiven(self, at):
        with at("2026-03-02T10:00"):
            document = make.published().document
            doubt(document)
        with at("2026-03-16T10:00"):
            assert can_be_held_true(document)
        with at("2026-03-17T00:01"):
            assert not can_be_held_true(document)


class TestReviews:
    def test_the_next_one_is_counted_from_today(self, at, cast):
        with at("2026-03-02T10:00"):
            document = make.published(review_months=6).document
        with at("2026-08-31T10:00"):
            row = services.review(document=document, because="Võrreldud teenusega", by=cast.actor("owner"))
        document.refresh_from_db()
        assert (row.due_on, row.reviewed_on, document.review_on) == (
            date(2026, 9, 2),
            date(2026, 8, 31),
            date(2027, 2, 28),
        )

    def test_a_reason_is_needed_and_codes_are_masked(self):
        document = make.published().document
        with pytest.raises(Invalid) as refused:
            services.review(document=document, because="  ", by=SYSTEM)
        assert refused.value.field == "because"
        assert services.review(document=document, because="38001085718", by=SYSTEM).because == "[isikukood]"

    @pytest.mark.parametrize("who", ["manager", "staff", "partner_a", "auditor", "admin", "resolver"])
    def test_who_does_not_review(self, who, cast):
        document, by = make.published().document, cast.actor(who)
        with pytest.raises(NotAllowed):
            services.review(document=document, because="x", by=by)
        with pytest.raises(NotAllowed):
            services.doubt(document=document, kind="law", about="x", text="x", by=by)


class TestReminders:
    def test_each_lead_once(self, at, cast):
        with at("2026-03-02T10:00"):
            document = make.published(review_months=12, responsible=cast.user("owner")).document
        days = {"2027-01-30": 0, "2027-01-31": 1, "2027-02-22": 1, "2027-02-23": 2, "2027-03-02": 3, "2027-04-02": 3}
        for day, letters in days.items():
            with at(f"{day}T08:00"):
                services.remind_due()
                services.remind_due()
            assert Delivery.objects.filter(channel="email").count() == letters, day
        assert document.slug

    def test_who_stands_in_hears_too(self, at, cast):
        with at("2026-03-02T10:00"):
            make.published(responsible=cast.user("owner"))
            cast.user("owner_b"), cast.user("lead"), cast.user("staff")
        with at("2027-03-02T10:00"):
            today = clock.today()
            named = {"from_on": today, "until_on": today + timedelta(3), "reason": "puhkus", "by": cast.actor("lead")}
            name_substitute(absent=cast.user("owner"), substitute=cast.user("staff"), **named)
            Delivery.objects.all().delete()
            assert services.remind_due() == 1
        assert told() == ["owner@test.example", "staff@test.example"]

    def test_nobody_is_named(self, at, cast):
        with at("2026-03-02T10:00"):
            make.published()
            cast.user("owner"), cast.user("owner_b"), cast.user("lead")
        with at("2027-03-02T10:00"):
            services.remind_due()
        assert told() == ["owner-b@test.example", "owner@test.example"]

    def test_none_of_what_is_away_or_not_in_force(self, at, cast):
        cast.user("owner")
        with at("2026-03-02T10:00"):
            gone, away = make.published("a"), make.published("b")
            services.withdraw(version=gone, because="x", by=SYSTEM)
            services.archive_document(document=away.document, because="x", by=SYSTEM)
        with at("2027-03-02T10:00"):
            assert services.remind_due() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_news_at_once_is_one_signal():
    document = make.published().document
    assert together(*(lambda: doubt(document) for _n in range(4))) == [None] * 4
    assert document.signals.count() == 1
