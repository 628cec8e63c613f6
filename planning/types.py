"""What parts and other floors tell planning: things that people have to do, and what a task may be about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core import clock
from core.actor import Actor
from core.registry import Registry

OPEN, RETURNED, WAITING, DONE = "open", "returned", "waiting", "done"
Column = Literal["open", "returned", "waiting", "done"]
TO_DO = (OPEN, RETURNED)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that a person has to do. ``kind`` is its source's slug, ``ref`` names it there, ``person`` who does it.

    ``column`` says where it stands on the board: to be done, returned, waiting for another's word, or done;
    ``state_word`` says the same in its own words. ``orderer`` is who accepts it, where somebody does.
    """

    kind: str
    ref: str
    title: str
    url: str
    due_on: date | None
    state_word: str
    person: str
    column: Column = OPEN
    orderer: str = ""

    @property
    def is_late(self) -> bool:
        return self.column in TO_DO and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose work is asked for: of these ``people`` (None: of anybody), or what these ``orderers`` ordered; what is done
    only where ``with_done``."""

    people: frozenset[int] | None = None
    orderers: frozenset[int] | None = None
    with_done: bool = False


@dataclass(frozen=True, slots=True)
class WorkSource:
    """A kind of work: ``items(actor, wanted)`` gives what the actor may see of what is wanted, in one or two questions
    to the database. One that nobody orders gives nothing to ``wanted.orderers``."""

    slug: str
    label: str
    items: Callable[[Actor, Wanted], Iterable[WorkItem]]


work_sources: Registry[WorkSource] = Registry()


@dataclass(frozen=True, slots=True)
class AboutSource:
    """A kind of thing that a task or a decision may be about (``incident:INC-2026-00001``): its label and address where
    the actor may see it, else None."""

    slug: str
    seen: Callable[[Actor, str], tuple[str, str] | None]


about_sources: Registry[AboutSource] = Registry()
