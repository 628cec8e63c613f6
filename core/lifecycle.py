"""A state machine as a pure table. Services ask ``target()``; templates and the API ask ``actions_from()``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class IllegalAction(ValueError):
    """The action is not allowed from the state; carries both for the page that explains it."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action!r} is not allowed from {state!r}")
        self.action, self.state = action, state


@dataclass(frozen=True, slots=True)
class Transition:
    action: str
    sources: tuple[str, ...]
    target: str


class Lifecycle:
    """A table of transitions. ``target`` of a transition may be ``"="``: the state stays."""

    def __init__(self, *transitions: Transition) -> None:
        self.transitions = transitions
        self._targets = {(t.action, s): t.target for t in transitions for s in t.sources}

    def target(self, action: str, state: str) -> str:
        """The state after the action. Raises IllegalAction."""
        try:
            target = self._targets[action, state]
        except KeyError:
            raise IllegalAction(action, state) from None
        return state if target == "=" else target

    def allows(self, action: str, state: str) -> bool:
        return (action, state) in self._targets

    def actions_from(self, state: str) -> tuple[str, ...]:
        """Every action allowed from the state, in the table's order."""
        return tuple(t.action for t in self.transitions if state in t.sources)

    @property
    def states(self) -> frozenset[str]:
        return frozenset(s for t in self.transitions for s in (*t.sources, t.target)) - {"="}


def move(action: str, sources: Iterable[str] | str, target: str) -> Transition:
    """A transition; ``sources`` as "a b c" or any iterable of states."""
    return Transition(action, tuple(sources.split() if isinstance(sources, str) else sources), target)
