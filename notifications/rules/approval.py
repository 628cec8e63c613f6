"""Which notices the lead approves, and when: what is planned before it is told, the gravest trouble after. Pure."""

from __future__ import annotations

BEFORE, AFTER, NEVER = "before", "after", "never"
PLANNED = frozenset({"maintenance", "change"})


def needed(kind: str, impact: str) -> str:
    """``before``: it waits for approval; ``after``: it goes out at once and is looked at then; ``never``."""
    if kind in PLANNED:
        return BEFORE
    return AFTER if (kind, impact) == ("problem", "critical") else NEVER
