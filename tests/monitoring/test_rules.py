"""Due times, gaps, uptime, ports and periods: figures by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import TALLINN
from monitoring.rules import periods, ports
from monitoring.rules.due import missed_from, next_due
from monitoring.rules.uptime import Span, day_bounds, days, uptime, worst

T = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_next_due_time_keeps_the_phase_of_the_slug():
    first = next_due(T, 60, "k-tara")
    assert T < first <= T + timedelta(seconds=60)
    assert next_due(first, 60, "k-tara") == first + timedelta(seconds=60)
    assert next_due(first + timedelta(seconds=59), 60, "k-tara") == first + timedelta(seconds=60)


def test_slugs_spread_over_the_interval():
    seconds = {(next_due(T, 60, f"k-{n}") - T).seconds for n in range(200)}
    assert len(seconds) > 40


@pytest.mark.parametrize(
    ("silence_s", "missed"), [(60, False), (130, False), (131, True)], ids=["in time", "at the edge", "beyond"]
)
def test_a_gap_begins_after_two_intervals_and_a_time_limit(silence_s, missed):
    last, due = T, T + timedelta(seconds=60)
    found = missed_from(last, due, T + timedelta(seconds=silence_s), interval_s=60, grace_s=0, timeout_s=10)
    assert found == (due if missed else None)


def test_a_first_run_is_no_gap():
    assert missed_from(None, T, T + 99 * HOUR, interval_s=60, grace_s=0, timeout_s=10) is None


def test_uptime_counts_a_warning_as_working_and_holes_as_not_watched():
    spans = [
        Span("up", T - HOUR, T + HOUR),
        Span("down", T + HOUR, T + 2 * HOUR),
        Span("degraded", T + 2 * HOUR, T + 3 * HOUR),
        Span("unknown", T + 4 * HOUR, None),
    ]
    told = uptime(spans, T, T + 5 * HOUR)
    assert (told.up_s, told.down_s, told.unknown_s) == (7200, 3600, 7200)
    assert told.ratio == pytest.approx(2 / 3)
    assert uptime([], T, T + HOUR).ratio is None


def test_days_are_tallinns_also_when_the_clocks_change():
    bounds = day_bounds(date(2026, 3, 30), 3, TALLINN)
    assert [(end - start) / HOUR for _day, start, end in bounds] == [24, 23, 24]


def test_a_day_shows_its_worst_state_and_an_empty_one_is_unknown():
    bounds = day_bounds(date(2026, 3, 4), 3, TALLINN)
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    spans = [
        Span("up", bounds[1][1], bounds[2][1] + HOUR),
        Span("down", bounds[2][1] + HOUR, bounds[2][1] + 2 * HOUR),
        Span("up", bounds[2][1] + 2 * HOUR),
    ]
    found = days(spans, bounds, now)
    assert [day.state for day in found] == ["unknown", "up", "down"]
    assert found[1].ratio == 1.0
    assert 0 < found[2].ratio < 1


def test_a_short_gap_makes_no_grey_day_a_long_one_does():
    bounds = day_bounds(date(2026, 3, 4), 1, TALLINN)
    start, end = bounds[0][1:]
    short = [Span("up", start, start + 20 * HOUR), Span("unknown", start + 20 * HOUR, end)]
    long = [Span("up", start, start + 2 * HOUR), Span("unknown", start + 2 * HOUR, end)]
    assert days(short, bounds, end)[0].state == "up"
    assert days(long, bounds, end)[0].state == "unknown"


def test_worst():
    assert worst(["up", "down", "unknown"]) == "down"
    assert worst(["up", "unknown"]) == "unknown"
    assert worst([]) == "unknown"


def test_ports():
    found = ports.parse("443, 8080-8090")
    assert 443 in found
    assert 8085 in found
    assert 8091 not in found
    assert str(found) == "443, 8080-8090"
    for wrong in ("", "0", "70000", "90-80", "http"):
        with pytest.raises(ValueError):  # noqa: PT011
            ports.parse(wrong)


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60), ("5m", 300), ("24h", 86400), ("kvartal", 92 * 86400)])
def test_periods(text, seconds):
    assert periods.seconds(text) == seconds
    assert periods.seconds(periods.written(seconds)) == seconds


@pytest.mark.parametrize("wrong", ["", "0s", "5 minutit", "-3h", "1y"])
def test_other_periods_are_refused(wrong):
    with pytest.raises(ValueError, match=r".*"):
        periods.seconds(wrong)
