"""News between floors. An event is a frozen dataclass carrying ids; a lower floor publishes, a higher one subscribes.

Handlers run at once, in the publisher's transaction, and only write rows: a handler that raises rolls everything
back. Slow work is kicked by the subscriber on commit (``on_commit`` + own task).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of everything announced; subclasses live in an app's ``events.py`` and are named in the past tense."""


E = TypeVar("E", bound=Event)
Handler = Callable[[E], None]
_handlers: dict[type[Event], list[Handler]] = defaultdict(list)


def subscribe(event_type: type[E]) -> Callable[[Handler], Handler]:
    """Decorator: call the function with each event of this very type."""

    def register(handler: Handler) -> Handler:
        if handler not in _handlers[event_type]:
            _handlers[event_type].append(handler)
        return handler

    return register


def publish(event: Event) -> None:
    """Hand the event to its handlers now. Raises whatever a handler raises, and needs an open transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction")
    for handler in _handlers[type(event)]:
        handler(event)


def handlers_of(event_type: type[Event]) -> list[Handler]:
    """The registered handlers, for the house-rule tests."""
    return list(_handlers[event_type])
