"""What upper floors register here: sections of the catalogue, and what is known of a component's state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from core.registry import Registry


class CatalogueError(ValueError):
    """One fault of a catalogue row: what is wrong, in which field (the line is known to the reader).

    ``row`` is given by checks of a whole section, which otherwise could not say which row they mean.
    """

    def __init__(self, message: str, field_name: str = "", row: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message, self.field, self.row = message, field_name, row


@dataclass(frozen=True, slots=True)
class CatalogueSection:
    """One key of the catalogue file.

    ``load(row, by=…)`` makes or updates one row (a dict as written) and gives ``"created" | "changed" | "same"``;
    raises CatalogueError. ``dump()`` gives the rows back for ``catalogue export``. ``check(rows)`` looks at the
    whole section after everything is loaded and gives faults. Sections load in the order of ``order``; one that must
    look at another's rows once more names that other's slug as its ``key``.
    """

    slug: str
    order: int
    load: Callable[..., str]
    dump: Callable[[], list[dict[str, Any]]] = field(default=list)
    check: Callable[[list[dict[str, Any]]], list[CatalogueError]] = field(default=lambda rows: [])
    key: str = ""

    @property
    def file_key(self) -> str:
        return self.key or self.slug


catalogue_sections: Registry[CatalogueSection] = Registry()


class KnownState(NamedTuple):
    """The state of a component (up, degraded, down, unknown), its word for people, and since when."""

    state: str
    label: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StateSource:
    """Who knows whether components work. ``states(ids)`` gives what it knows; the rest is *teadmata*."""

    slug: str
    states: Callable[[Collection[int]], Mapping[int, KnownState]]


state_sources: Registry[StateSource] = Registry()
