"""Changes of state are announced one by one, each in a transaction of its own.

The attempt is counted before the work and commits by itself, so that a change that kills its worker is counted too;
after five attempts it is put aside and later ones go on. Of one check, an earlier change always goes first.
"""

from __future__ import annotations

import structlog
from django.db import connection, transaction

from core import clock, events
from monitoring.events import CheckFailed, CheckRecovered
from monitoring.lifecycle import BAD, UP
from monitoring.models import Check, StateChange

ATTEMPTS = 5
FIRST_BACK_OFF_S = 5  # doubled each time
MOST = 1000
log = structlog.get_logger(__name__)

TAKE = f"""
UPDATE {StateChange._meta.db_table} SET
    attempts = attempts + 1,
    next_attempt_at = %(now)s + make_interval(secs => %(back_off)s * power(2, attempts)),
    quarantined_at = CASE WHEN attempts >= %(most)s THEN %(now)s END
WHERE id = (
    SELECT one.id FROM {StateChange._meta.db_table} one
    WHERE one.handled_at IS NULL AND one.quarantined_at IS NULL AND one.next_attempt_at <= %(now)s
      AND NOT EXISTS (
        SELECT 1 FROM {StateChange._meta.db_table} earlier
        WHERE earlier.check_definition_id = one.check_definition_id AND earlier.id < one.id
          AND earlier.handled_at IS NULL AND earlier.quarantined_at IS NULL
      )
    ORDER BY one.id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, quarantined_at IS NOT NULL
"""  # noqa: S608  (table names of our own models)


def announce_changes(limit: int = MOST) -> int:
    """Announce what waits; gives how many were handled. Safe to run in many workers at once."""
    handled = 0
    for _turn in range(limit):
        taken = _take_one()
        if taken is None:
            break
        change_id, is_given_up = taken
        if is_given_up:
            log.error("change of state put aside", change=change_id)
        else:
            handled += _announce(change_id)
    return handled


def _take_one() -> tuple[int, bool] | None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"now": clock.now(), "back_off": FIRST_BACK_OFF_S, "most": ATTEMPTS})
        return cursor.fetchone()


def _announce(change_id: int) -> bool:
    try:
        with transaction.atomic():
            change = (
                StateChange.objects.select_for_update(of=("self",)).select_related("check_definition").get(pk=change_id)
            )
            if change.handled_at is None:
                _publish(change, change.check_definition)
                change.handled_at, change.error = clock.now(), ""
                change.save(update_fields=["handled_at", "error"])
    except Exception as error:
        log.exception("change of state not announced", change=change_id)
        StateChange.objects.filter(pk=change_id).update(error=f"{type(error).__name__}: {error}"[:2000])
        _give_up_after_last(change_id)
        return False
    return True


def _give_up_after_last(change_id: int) -> None:
    StateChange.objects.filter(pk=change_id, attempts__gte=ATTEMPTS).update(quarantined_at=clock.now())


def _publish(change: StateChange, check: Check) -> None:
    about = {
        "check_id": check.pk,
        "component_id": check.component_id,
        "environment": check.environment,
        "fault_class": check.fault_class,
        "at": change.at,
    }
    if change.state in BAD:
        told = {"severity": check.severity, "state": change.state, "expected": change.expected, "got": change.got}
        events.publish(CheckFailed(**about, **told))
    elif change.state == UP:
        events.publish(CheckRecovered(**about))
