"""Taking a list in two steps: first what each of its lines would do, then exactly that, or nothing (ADR 17)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol


class Planned(Protocol):
    """What becomes of a line: its ``number`` in the list and its ``outcome``, one of the preview's ``OUTCOMES``."""

    number: int
    outcome: str


@dataclass(frozen=True)
class Preview:
    """What a list would do. A kind of list says its ``OUTCOMES`` in the order in which they are shown, which of them
    ``DOES`` anything, and what is ``said`` of it."""

    OUTCOMES: ClassVar[Sequence[str]] = ()
    DOES: ClassVar[Sequence[str]] = ()

    lines: Sequence[Planned]

    def said(self) -> list[Any]:
        """All that the second step must find as it was: plain values, in order."""
        raise NotImplementedError

    @cached_property
    def mark(self) -> str:
        """The same for the same list over the same rows; the second step sends it back."""
        return hashlib.sha256(json.dumps(self.said(), ensure_ascii=False).encode()).hexdigest()[:32]

    @cached_property
    def counts(self) -> dict[str, int]:
        found = Counter(each.outcome for each in self.lines)
        return {outcome: found[outcome] for outcome in self.OUTCOMES}

    @property
    def does_anything(self) -> bool:
        return any(self.counts[outcome] for outcome in self.DOES)

    @property
    def in_order(self) -> list[Planned]:
        """What needs a look comes first."""
        return sorted(self.lines, key=lambda each: (self.OUTCOMES.index(each.outcome), each.number))
