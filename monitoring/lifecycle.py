"""States of a check and the thresholds that move it. Planned work is an overlay, not a state."""

from __future__ import annotations

from dataclasses import dataclass

UP, DEGRADED, DOWN, UNKNOWN = "up", "degraded", "down", "unknown"
STATES = [(UP, "up"), (DEGRADED, "degraded"), (DOWN, "down"), (UNKNOWN, "unknown")]
BAD = (DEGRADED, DOWN)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a check stands: its state and how many results in a row said ``verdict``."""

    state: str
    verdict: str
    streak: int


def advance(progress: Progress, verdict: str, *, failures: int, successes: int) -> Progress:
    """The progress after one more result.

    A worse verdict needs ``failures`` in a row before the state follows, a better one ``successes``; from
    *unknown* a first good result counts at once, so that a new check is green after one run. ``unknown`` verdicts
    (we could not look) follow at once: what was not watched is never green.
    """
    streak = progress.streak + 1 if verdict == progress.verdict else 1
    needed = _needed(progress.state, verdict, failures, successes)
    state = verdict if streak >= needed else progress.state
    return Progress(state, verdict, streak)


def _needed(state: str, verdict: str, failures: int, successes: int) -> int:
    if verdict == UNKNOWN or (state == UNKNOWN and verdict == UP):
        return 1
    return successes if verdict == UP else failures
