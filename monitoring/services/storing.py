"""What a look at a check changes: its state, the interval it is in, the change to be announced, the result.

Results go in by COPY, states by one UPDATE from values, all in one transaction: five hundred looks are six statements.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg2.extras import execute_values

from monitoring.lifecycle import UNKNOWN, Progress, advance
from monitoring.models import Check, CheckState, Result, StateChange, StateInterval
from monitoring.rules.due import missed_from, next_due
from monitoring.types import Verdict

RESULT_COLUMNS = ("check_id", "at", "verdict", "duration_ms", "got", "figures")
STATE_COLUMNS = {
    "check_definition_id": "bigint",
    "state": "text",
    "since": "timestamptz",
    "verdict": "text",
    "streak": "int",
    "streak_since": "timestamptz",
    "next_due_at": "timestamptz",
    "lease_until": "timestamptz",
    "last_run_at": "timestamptz",
    "expected": "text",
    "got": "text",
    "duration_ms": "int",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A verdict on one check. ``due_at`` is when it was due, ``lease_until`` the claim under which it was made (another
    one's result is not taken), ``next_due_at`` when the type itself says when to look again (then nothing was asked and
    no result row is written), ``since`` from when the verdict holds, where that is not the first look that gave it."""

    check_id: int
    verdict: Verdict
    at: datetime
    due_at: datetime
    lease_until: datetime | None = None
    next_due_at: datetime | None = None
    since: datetime | None = None


@dataclass(slots=True)
class Books:
    """Rows to be written together. ``enter`` moves a check into a state; ``write`` needs an open transaction."""

    states: list[CheckState] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    closed: dict[int, datetime] = field(default_factory=dict)
    opened: list[StateInterval] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)

    def enter(self, state: CheckState, new: str, from_at: datetime, expected: str = "", got: str = "") -> None:
        from_at = max(from_at, state.since)
        pk = state.check_definition_id
        before = next((one for one in reversed(self.opened) if one.check_definition_id == pk), None)
        if before:
            before.until_at = from_at
        else:
            self.closed[pk] = from_at
        told = {"check_definition_id": pk, "state": new, "expected": expected, "got": got}
        self.opened.append(StateInterval(**told, from_at=from_at))
        if new != UNKNOWN and new != state.state:
            self.changes.append(StateChange(**told, previous=state.state, at=from_at))
        state.state, state.since = new, from_at

    def write(self) -> None:
        _update_states(self.states)
        _copy_results([look for look in self.looks if look.next_due_at is None])
        _close_intervals(self.closed)
        StateInterval.objects.bulk_create(self.opened)
        StateChange.objects.bulk_create(self.changes)


@transaction.atomic
def store(looks: Sequence[Look]) -> tuple[int, int]:
    """Take the looks in; gives (how many counted, how many changes of state).

    A look whose claim ran out, or whose check was paused or put away meanwhile, does not count.
    """
    by_id = {look.check_id: look for look in looks}
    books = Books()
    for state in locked_states(by_id):
        look, check = by_id[state.check_definition_id], state.check_definition
        if state.lease_until != look.lease_until or check.paused_at or check.archived_at:
            continue
        _take(state, check, look, books)
    books.write()
    return len(books.states), len(books.changes)


def locked_states(ids: Iterable[int]) -> list[CheckState]:
    """States with their checks, locked in one order so that two writers never wait for each other crosswise."""
    found = CheckState.objects.select_for_update(of=("self",)).select_related("check_definition")
    return list(found.filter(pk__in=list(ids)).order_by("pk"))


def _take(state: CheckState, check: Check, look: Look, books: Books) -> None:
    _note_gap(state, check, look, books)
    verdict = look.verdict
    progress = advance(
        Progress(state.state, state.verdict, state.streak),
        verdict.state,
        failures=check.failures_needed,
        successes=check.successes_needed,
    )
    state.streak_since = look.at if progress.streak == 1 else state.streak_since or look.at
    state.verdict, state.streak = progress.verdict, progress.streak
    if progress.state != state.state:
        books.enter(state, progress.state, look.since or state.streak_since, verdict.expected, verdict.got)
    state.expected, state.got, state.duration_ms = verdict.expected, verdict.got, verdict.duration_ms
    state.last_run_at, state.lease_until = look.at, None
    state.next_due_at = look.next_due_at or _due_after(check, progress, look.at)
    books.states.append(state)
    books.looks.append(look)


def _note_gap(state: CheckState, check: Check, look: Look, books: Books) -> None:
    """What was not watched is *unknown* from the due time that nobody kept, never green."""
    if look.next_due_at is not None:
        return  # a passive type knows for itself
    figures = {"interval_s": check.interval_s, "grace_s": check.grace_s, "timeout_s": check.timeout_s}
    missed = missed_from(state.last_run_at, look.due_at, look.at, **figures)
    if missed is None:
        return
    if state.state != UNKNOWN:
        with override("et"):
            books.enter(state, UNKNOWN, missed, got=_("not watched: the portal was not running"))
    state.verdict, state.streak, state.streak_since = UNKNOWN, 0, None


def _due_after(check: Check, progress: Progress, at: datetime) -> datetime:
    """Soon while the state is in doubt, else at the check's own phase of its interval."""
    if progress.verdict != progress.state and check.retry_s < check.interval_s:
        return at + timedelta(seconds=check.retry_s)
    return next_due(at, check.interval_s, check.slug)


def _update_states(states: Sequence[CheckState]) -> None:
    if not states:
        return
    changed = ", ".join(f"{name} = new.{name}" for name in STATE_COLUMNS if name != "check_definition_id")
    statement = (
        f"UPDATE {CheckState._meta.db_table} AS old SET {changed} "  # noqa: S608  (our own column names)
        f"FROM (VALUES %s) AS new ({', '.join(STATE_COLUMNS)}) "
        "WHERE old.check_definition_id = new.check_definition_id"
    )
    template = "(" + ", ".join(f"%s::{kind}" for kind in STATE_COLUMNS.values()) + ")"
    rows = [[_clean(getattr(state, name)) for name in STATE_COLUMNS] for state in states]
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, statement, rows, template=template, page_size=1000)


def _copy_results(looks: Sequence[Look]) -> None:
    if not looks:
        return
    out = io.StringIO()
    writer = csv.writer(out)
    for look in looks:
        told = look.verdict
        row = (look.check_id, look.at.isoformat(), told.state, told.duration_ms, told.got, json.dumps(told.figures))
        writer.writerow([_clean(value) for value in row])
    out.seek(0)
    columns = ", ".join(RESULT_COLUMNS)
    copy = f"COPY {Result._meta.db_table} ({columns}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (got))"
    with connection.cursor() as cursor:
        cursor.copy_expert(copy, out)


def _close_intervals(closed: dict[int, datetime]) -> None:
    if not closed:
        return
    ends = Case(
        *[When(check_definition_id=pk, then=Value(at)) for pk, at in closed.items()], output_field=DateTimeField()
    )
    StateInterval.objects.filter(check_definition_id__in=closed, until_at__isnull=True).update(until_at=ends)


def _clean(value):
    """PostgreSQL keeps no NUL in texts."""
    return value.replace("\x00", "") if isinstance(value, str) else value
