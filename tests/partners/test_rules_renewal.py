"""Renewal arithmetic. Where GLPI went wrong (issues 15893, 6004, 23084, 4571, 18954), the case is here by number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from partners.rules.renewal import (
    EXPRESS,
    TACIT,
    Reminder,
    Span,
    Terms,
    add_months,
    needs_decision,
    outlook,
    reminders,
    review_due,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def tacit(start: str, end: str, period: str = "12m", notice: str = "60d", **values) -> Terms:
    return Terms(day(start), day(end), TACIT, Span.parse(period), Span.parse(notice), **values)


class TestSpans:
    @pytest.mark.parametrize("text", ["3 months", "m", "-1d", "0m", "0d", "1y", "1000d", "2m2d"])
    def test_what_is_no_span(self, text):
        with pytest.raises(ValueError, match=text):
            Span.parse(text)

    def test_empty_is_none(self):
        assert Span.parse(" ") is None

    @pytest.mark.parametrize(
        ("last", "notice", "expected"),
        [
            ("2026-12-31", "60d", "2026-11-01"),
            ("2026-12-15", "30d", "2026-11-15"),
            ("2026-12-31", "2m", "2026-10-31"),
            ("2027-02-28", "3m", "2026-11-30"),
            ("2026-01-31", "2m", "2025-11-30"),  # GLPI 18954: wrong where the year changes
            ("2024-03-30", "1m", "2024-02-28"),
        ],
    )
    def test_the_last_day_to_speak(self, last, notice, expected):
        assert Span.parse(notice).before(day(last)) == day(expected)


class TestFixed:
    def test_it_ends_and_stays_ended(self):
        terms = Terms(day("2026-01-01"), day("2026-06-30"))
        assert outlook(terms, day("2025-12-31")).state == "coming"
        assert outlook(terms, day("2026-06-30")).state == "running"
        view = outlook(terms, day("2026-07-01"))
        assert (view.state, view.ends_on, view.ends_by, view.rolls_to) == ("ended", day("2026-06-30"), "date", None)

    def test_an_open_ended_one_has_no_end(self):
        view = outlook(Terms(day("2021-06-01"), notice=Span(30, "d")), day("2026-11-24"))
        assert (view.state, view.ends_on, view.ends_by, view.notice_by) == ("running", None, "", None)

    def test_without_renewal_the_notice_is_counted_from_the_only_end(self):
        """GLPI 18954: the notice of a contract that is never renewed was moved."""
        terms = Terms(day("2025-01-01"), day("2026-01-31"), notice=Span(2, "m"))
        assert outlook(terms, day("2026-01-15")).notice_by == day("2025-11-30")

    def test_the_amount_ends_it_before_the_date(self):
        terms = Terms(
            day("2026-02-04"), day("2027-02-03"), amount=Decimal(180), used=Decimal(180), used_on=day("2026-10-01")
        )
        view = outlook(terms, day("2026-10-02"))
        assert (view.state, view.ends_on, view.ends_by) == ("ended", day("2026-10-01"), "amount")
        assert outlook(terms, day("2026-10-01")).state == "running"

    def test_the_pace_says_when_the_amount_runs_out(self):
        days, known = (day("2026-02-04"), day("2027-02-03")), day("2026-11-30")
        terms = Terms(*days, amount=Decimal(180000), used=Decimal(171500), used_on=known)
        view = outlook(terms, known)
        assert (view.ends_on, view.runs_out_on) == (day("2027-02-03"), day("2026-12-15"))
        assert needs_decision(terms, known) == ["amount"]
        slow = Terms(*days, amount=Decimal(180000), used=Decimal(1000), used_on=known)
        assert outlook(slow, known).runs_out_on is None

    @pytest.mark.parametrize("used", [0, 1])
    def test_hardly_used_is_no_forecast(self, used):
        terms = Terms(day("2026-01-01"), None, amount=Decimal(10**9), used=Decimal(used), used_on=day("2026-01-02"))
        assert outlook(terms, day("2026-01-02")).runs_out_on is None


class TestTacit:
    def test_the_first_term_is_not_doubled(self):
        """GLPI 15893 and 6004: three years, then year by year; the end after the first term was a year too late."""
        terms = tacit("2020-08-01", "2023-07-31", notice="3m")
        view = outlook(terms, day("2023-07-31"))
        assert (view.ends_on, view.rolled, view.rolls_to) == (day("2023-07-31"), 0, day("2024-07-31"))
        assert view.notice_by == day("2023-04-30")
        view = outlook(terms, day("2023-10-31"))
        assert (view.ends_on, view.rolled, view.notice_by) == (day("2024-07-31"), 1, day("2024-04-30"))

    def test_the_notice_moves_with_the_renewed_term(self):
        """GLPI 23084: it stayed at the first end."""
        view = outlook(tacit("2024-08-29", "2025-08-28", notice="2m"), day("2026-02-11"))
        assert (view.ends_on, view.notice_by) == (day("2026-08-28"), day("2026-06-28"))

    def test_anchored_on_the_start_day(self):
        terms = tacit("2024-01-31", "2024-02-28", period="1m")
        ends = [outlook(terms, day(on)).ends_on for on in ("2024-02-28", "2024-02-29", "2024-04-01", "2024-05-01")]
        assert ends == [day("2024-02-28"), day("2024-03-30"), day("2024-04-29"), day("2024-05-30")]

    def test_whole_calendar_years_through_a_leap_day(self):
        terms = tacit("2023-03-01", "2024-02-29")
        assert [outlook(terms, day(f"{year}-06-01")).ends_on for year in (2024, 2025, 2027)] == [
            day("2025-02-28"),
            day("2026-02-28"),
            day("2028-02-29"),
        ]

    def test_a_notice_given_stops_it(self):
        terms = tacit("2024-01-01", "2026-12-31", stops_on=day("2026-12-31"))
        view = outlook(terms, day("2026-12-01"))
        assert (view.ends_on, view.rolls_to, view.notice_by) == (day("2026-12-31"), None, None)
        assert outlook(terms, day("2027-01-01")).state == "ended"
        assert needs_decision(terms, day("2026-12-01")) == []

    @given(
        start=some.dates(day("2000-01-01"), day("2030-12-31")),
        first=some.integers(1, 60),
        period=some.integers(1, 36),
        later=some.integers(0, 4000),
    )
    def test_terms_follow_each_other_without_gap_or_drift(self, start, first, period, later):
        terms = Terms(start, add_months(start, first) - timedelta(days=1), TACIT, Span(period, "m"), Span(1, "m"))
        on = start + timedelta(days=later)
        view = outlook(terms, on)
        assert on <= view.ends_on < view.rolls_to
        assert view.notice_by < view.ends_on
        boundary = view.ends_on + timedelta(days=1)
        months = (boundary.year - start.year) * 12 + boundary.month - start.month
        assert boundary == add_months(start, months), "always the start's day, or the last of a shorter month"
        assert (months - first) % period == 0
        if view.rolled:
            before = outlook(terms, on - timedelta(days=(on - terms.ends_on).days))
            assert before.rolled == 0


class TestExpress:
    def test_it_does_not_renew_itself(self):
        terms = Terms(day("2022-03-01"), day("2027-02-28"), EXPRESS, None, Span(90, "d"))
        view = outlook(terms, day("2026-11-24"))
        assert (view.notice_by, view.rolls_to) == (day("2026-11-30"), None)
        assert outlook(terms, day("2027-03-01")).state == "ended"

    def test_what_must_be_decided(self):
        terms = Terms(day("2025-01-01"), day("2026-12-15"), EXPRESS, None, Span(30, "d"))
        assert needs_decision(terms, day("2026-11-30")) == ["end", "notice"]
        assert needs_decision(terms, day("2026-11-30"), [day("2026-12-15")]) == []
        assert needs_decision(terms, day("2026-10-01")) == []

    def test_a_silent_renewal_whose_notice_has_passed(self):
        terms = tacit("2024-01-01", "2026-12-31")
        assert needs_decision(terms, day("2026-11-01")) == []
        assert needs_decision(terms, day("2026-11-02")) == ["notice"]


class TestReminders:
    TERMS = Terms(day("2022-03-01"), day("2027-02-28"), EXPRESS, None, Span(90, "d"), leads=(180, 90, 30))

    def test_each_lead_time(self):
        found = reminders(self.TERMS, day("2026-09-01"))
        assert Reminder("end", day("2027-02-28"), 180) in found
        assert [one.on for one in found] == sorted(one.on for one in found)
        assert {(one.kind, one.lead) for one in found} == {
            *(("end", lead) for lead in (180, 90, 30)),
            *(("notice", lead) for lead in (30, 7)),
        }

    def test_other_dates_arm_them_anew(self):
        """GLPI 4571: what was sent for the old dates silenced the new ones for ever."""
        later = Terms(day("2022-03-01"), day("2028-02-29"), EXPRESS, None, Span(90, "d"), leads=(180, 90, 30))
        assert not set(reminders(self.TERMS, day("2026-09-01"))) & set(reminders(later, day("2026-09-01")))

    def test_none_for_an_end_that_will_not_come(self):
        kinds = {one.kind for one in reminders(tacit("2024-01-01", "2026-12-31", leads=(90,)), day("2026-06-01"))}
        assert kinds == {"notice"}

    def test_none_once_it_ended(self):
        assert reminders(self.TERMS, day("2027-03-01")) == []


@pytest.mark.parametrize(
    ("first", "reviewed", "on", "due"),
    [
        ("2026-06-01", "2026-05-28", "2026-11-24", "2027-06-01"),
        ("2026-10-01", None, "2026-11-24", "2026-10-01"),
        ("2026-10-01", None, "2026-09-24", "2026-10-01"),
        ("2024-10-01", "2024-10-02", "2026-11-24", "2026-10-01"),
        ("2024-02-29", "2025-02-20", "2025-03-01", "2026-02-28"),
        ("2026-01-10", "2026-11-05", "2026-11-24", "2027-01-10"),
        ("2026-01-10", "2026-11-20", "2026-12-24", "2028-01-10"),
    ],
)
def test_the_yearly_review(first, reviewed, on, due):
    reviewed = day(reviewed) if reviewed else None
    terms = Terms(day("2020-01-01"), review_on=day(first), reviewed_on=reviewed)
    assert review_due(terms, day(on)) == day(due)
