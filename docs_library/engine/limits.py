"""How long and how much the engine reads, counted in a thread's own processor time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

Thing = TypeVar("Thing")
PATIENCE_S = 2.0
MOST_BYTES = 2 * 2**20  # of a text in Markdown or plain words
MOST_WORDS = 5 * 2**20  # characters of all that one file says; a word kept once can be said a million times
MOST_ROWS = 2_000  # of a sheet or a table of values
MOST_COLUMNS = 60
MOST_SECTIONS = 1_000  # a page of more is of no use to anybody


class TooMuch(Exception):
    """What is read takes longer, or is larger, than a page may."""


@dataclass(slots=True)
class Patience:
    """Seconds of work for one text; time of other threads does not count, so that a busy machine reads the same."""

    seconds: float = PATIENCE_S
    since: float = field(default_factory=time.thread_time)

    @property
    def is_over(self) -> bool:
        return time.thread_time() - self.since > self.seconds

    def check(self) -> None:
        """Raises TooMuch when the time is over."""
        if self.is_over:
            raise TooMuch

    def through(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """The things, as long as there is time. Raises TooMuch."""
        for thing in things:
            self.check()
            yield thing
