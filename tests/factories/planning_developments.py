"""Developments and inputs made small, through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from planning.models import Development, Input, PlannedRelease
from planning.services.developments import add_development
from planning.services.inputs import ask_input
from planning.services.releases import plan_release
from tests.factories.catalogue import component
from tests.factories.people import Cast, organisation


def development(slug: str = "skais2-2026-4", **values: Any) -> Development:
    facts = {
        "title": "SKAIS2 2026.4",
        "provider": organisation("tehik"),
        "developer": organisation("dev-s2"),
        "starts_on": date(2026, 1, 5),
        **values,
    }
    return add_development(slug=slug, by=SYSTEM, **facts)


def asked(giver=None, *, by: Actor = SYSTEM, to: str = "tehik", **values: Any) -> Input:
    """An input of the person of ours (``giver``) to another organisation, due on Friday 13 March 2026."""
    facts = {
        "what": "Vastuvõtukriteeriumid",
        "giver_organisation": organisation("ska"),
        "giver": giver,
        "receiver_organisation": organisation(to),
        "due_on": date(2026, 3, 13),
        **values,
    }
    row = facts.pop("development", None) or Development.objects.first() or development()
    return ask_input(development=row, by=by, **facts)


def planned(slug: str = "aut-govsso", version: str = "2026.4", **values: Any) -> PlannedRelease:
    facts = {"component": component(slug), "version": version, "planned_on": date(2026, 4, 12), **values}
    return plan_release(by=SYSTEM, **facts)


def long_standing(*who: str) -> Cast:
    """The cast with these people in their roles since the beginning of 2026."""
    cast = Cast()
    with clock.at(clock.parse_local("2026-01-02T09:00")):
        for each in who:
            cast.user(each)
    return cast
