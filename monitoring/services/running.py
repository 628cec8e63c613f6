"""Due checks: claimed in one statement, run side by side, stored as their verdicts come."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.services import audit
from core import clock
from core.actor import Actor
from core.errors import Conflict
from monitoring.access import MONITORING
from monitoring.engine import run as engine
from monitoring.models import Check, CheckState
from monitoring.selectors import allow_rules
from monitoring.services.storing import Look, store
from monitoring.types import check_types

LEASE_S = 90  # longer than a batch may take (75 s); a check of a killed worker is due again after it

# Materialized: inside a nested loop the planner may run a plain subquery again, and lock more than the limit.
CLAIM = f"""
WITH due AS MATERIALIZED (
    SELECT s.check_definition_id AS id, s.next_due_at AS due_at, c.type, c.config, c.timeout_s
    FROM {CheckState._meta.db_table} s JOIN {Check._meta.db_table} c ON c.id = s.check_definition_id
    WHERE s.next_due_at <= %(now)s AND (s.lease_until IS NULL OR s.lease_until <= %(now)s)
      AND c.paused_at IS NULL AND c.archived_at IS NULL AND c.type = ANY(%(types)s)
      AND (%(only)s IS NULL OR c.id = %(only)s)
    ORDER BY s.next_due_at LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED
)
UPDATE {CheckState._meta.db_table} AS held SET lease_until = %(lease)s
FROM due
WHERE held.check_definition_id = due.id
RETURNING due.id, due.due_at, due.type, due.config, due.timeout_s
"""  # noqa: S608  (table names of our own models)


def run_due(limit: int = 500, *, only: int | None = None, on_change: Callable[[], None] | None = None) -> int:
    """Run up to ``limit`` due checks; gives how many results were stored.

    ``on_change`` is called after each commit that holds changes of state. Safe to run in many workers at once.
    """
    now = clock.now()
    lease = now + timedelta(seconds=LEASE_S, microseconds=random.randrange(1_000_000))  # noqa: S311  (tells claims apart)
    due_at, batch = _claim(now, lease, limit, only)
    stored = 0
    for verdicts in engine.run(batch, allow_rules()) if batch else ():
        at = clock.now()
        looks = [Look(pk, verdict, at, due_at[pk], lease) for pk, verdict in verdicts]
        counted, changed = store(looks)
        stored += counted
        if changed and on_change:
            on_change()
    return stored


def _claim(
    now: datetime, lease: datetime, limit: int, only: int | None
) -> tuple[dict[int, datetime], list[engine.Due]]:
    types = [slug for slug, kind in check_types.items() if kind.way != "signs"]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "lease": lease, "limit": limit, "types": types, "only": only})
        rows = cursor.fetchall()
    due_at = {pk: due for pk, due, *_rest in rows}
    return due_at, [engine.Due(pk, type_, json.loads(config), timeout) for pk, _due, type_, config, timeout in rows]


@transaction.atomic
def ask_to_run(*, check: Check, by: Actor) -> Check:
    """Make the check due now; a worker takes it within seconds. Raises Conflict where it is paused or put away."""
    MONITORING.require(by, "run")
    state = CheckState.objects.select_for_update().get(pk=check.pk)
    check = Check.objects.get(pk=check.pk)
    if check.paused_at or check.archived_at:
        raise Conflict(_("The check is paused: resume it first."))
    state.next_due_at = clock.now()
    state.save(update_fields=["next_due_at"])
    audit.record("monitoring.run", by=by, subject=f"monitoring.check:{check.pk}", label=check.slug)
    return check


@transaction.atomic
def look_soon(checks: QuerySet[Check]) -> int:
    """Make the running ones of these checks due now; gives how many. One that is being looked at is left alone."""
    later = CheckState.objects.filter(check_definition__in=checks.active(), next_due_at__gt=clock.now())
    free = later.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    return CheckState.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(next_due_at=clock.now())


def run_now(*, check: Check, by: Actor) -> CheckState:
    """Run it here and wait for the verdict. Raises Conflict where it is paused, passive or just being run."""
    ask_to_run(check=check, by=by)
    if check_types.get(check.type).way == "signs":
        raise Conflict(_("This check waits for signs from outside; there is nothing to run."))
    if not run_due(1, only=check.pk):
        raise Conflict(_("The check is being run at this moment; look at its page."))
    return CheckState.objects.get(pk=check.pk)
