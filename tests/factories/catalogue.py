"""Systems, components and what ties them, made small."""

from __future__ import annotations

from components.models import Component, CriticalWindow, Dependency, System
from tests.factories.people import organisation


def system(slug: str = "star", **values) -> System:
    facts = {
        "name": slug.upper(),
        "kind": "own",
        "criticality": "high",
        "controller": organisation("ska"),
        "processor": organisation("tehik"),
    }
    return System.objects.create(slug=slug, **{**facts, **values})


def component(slug: str = "aut-tara", *, kind: str = "authentication", used_by=(), **values) -> Component:
    made = Component.objects.create(slug=slug, kind=kind, **{"name": f"Komponent {slug}", **values})
    made.uses.set(used_by)
    return made


def external(slug: str = "ria-tara", provider: str = "ria", **values) -> Component:
    return component(slug, kind="external", provider=organisation(provider), **values)


def needs(one: Component, upstream: Component, effect: str = "") -> Dependency:
    return Dependency.objects.create(component=one, upstream=upstream, effect=effect)


def payout_window(*systems: System, slug: str = "pere", rule: str = "kuu 8.") -> CriticalWindow:
    """By default two working days before the 8th until its end."""
    made = CriticalWindow.objects.create(
        slug=slug, name="Peretoetused", rule=rule, from_offset="-2tp 00:00", until_offset="+0tp 23:59"
    )
    made.systems.set(systems)
    return made
