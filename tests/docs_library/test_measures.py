"""Which components are described, by hand-made rows."""

from __future__ import annotations

from datetime import date

import pytest

from components.services import assign
from core import clock
from core.actor import SYSTEM
from core.measures import Reading, measures
from docs_library.services import expire_due, withdraw
from tests.factories.library import document, in_force, published, restriction
from tests.factories.monitoring import component

pytestmark = pytest.mark.django_db
NOW = "2026-11-30T09:00"


def rows(name: str) -> dict[str, str]:
    found = measures.get("1.goal").read(Reading.of(clock.parse_local(NOW)))
    return {row.label: row.why for row in found.rows(name)}


def owned(slug: str, cast):
    return assign(component=component(slug), owner=cast.owner, deputy=cast.lead, by=SYSTEM)


def test_a_component_needs_owner_deputy_and_description(at, cast):
    with at("2026-03-02T09:00"):
        for slug, kind in (("a", "description"), ("b", "schema"), ("c", "guide")):
            in_force(document(f"tekst-{slug}", type=kind, components=[owned(slug, cast)]))
        document("kavand", components=[owned("d", cast)])
        in_force(document("tekst-e", components=[component("e")]))
        component("f", kind="external")
    with at(NOW):
        assert set(rows("fulfilled")) == {"a", "b"}
        missed = rows("missed")
        assert set(missed) == {"c", "d", "e"}
        assert missed["c"] == missed["d"] != missed["e"]
        assert missed["e"].count(",") == 1, "neither an owner nor a deputy"


def test_as_of_an_instant(at, cast):
    """A text that came into force later does not count, one withdrawn later does."""
    with at("2026-10-01T09:00"):
        early = in_force(document("vara", components=[owned("a", cast)]))
    with at("2026-12-01T09:00"):
        withdraw(version=early, because="asendatud", by=cast.actor("owner"))
        in_force(document("hilja", components=[owned("b", cast)]))
        assert set(rows("fulfilled")) == {"a"}
        assert set(rows("missed")) == {"b"}


def test_a_restriction_past_its_day_is_still_marked(at):
    with at("2026-03-02T09:00"):
        until = date(2026, 3, 31)
        restriction(published("a"), until=until)
        restriction(published("b"), until=date(2026, 4, 30))

    def counts(as_of: str) -> tuple[str, int, int]:
        found = measures.get("4.d3").read(Reading.of(clock.parse_local(as_of)))
        return found.figure, found.total("fulfilled"), found.total("missed")

    assert counts("2026-03-31T23:59") == ("0", 2, 0)
    assert counts("2026-04-01T00:00") == ("1", 1, 1)
    with at("2026-04-01T08:00"):
        assert expire_due() == 1
    assert counts("2026-04-01T09:00") == ("0", 1, 0)
    assert counts("2026-03-31T12:00") == ("0", 2, 0), "as it stood then"
