"""Signs that come from outside: taken in by one statement, judged by a sweep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.services import audit
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.privacy import mask
from monitoring.access import MONITORING
from monitoring.lifecycle import DOWN, UNKNOWN
from monitoring.models import Check, CheckState, Ping
from monitoring.services.storing import Look, locked_states, store
from monitoring.types import Sign, Signs, check_types

BODY_LIMIT = 10_000  # bytes, as healthchecks.io keeps
LATE = timedelta(seconds=120)  # a sweep later than this was away
SLACK = timedelta(seconds=5)  # clocks of two processes; a sign just before we looked again counts

RECEIVE = f"""
WITH found AS (
    SELECT id FROM {Check._meta.db_table} WHERE ping_key = %(key)s AND type = 'heartbeat' AND archived_at IS NULL
), sign AS (
    INSERT INTO {Ping._meta.db_table} (check_definition_id, at, kind, exit_code, run_id, address, body)
    SELECT id, %(at)s, %(kind)s, %(exit_code)s, %(run_id)s, %(address)s, %(body)s FROM found
    RETURNING check_definition_id
)
UPDATE {CheckState._meta.db_table} AS state
SET next_due_at = CASE WHEN %(kind)s = 'log' THEN next_due_at ELSE LEAST(next_due_at, %(at)s) END
FROM sign WHERE state.check_definition_id = sign.check_definition_id RETURNING 1
"""  # noqa: S608  (table names of our own models)

LATEST = f"""
SELECT DISTINCT ON (due.id, p.kind) due.id, p.kind, p.at, p.exit_code, p.run_id
FROM unnest(%(ids)s::bigint[]) AS due (id) CROSS JOIN LATERAL (
    SELECT kind, at, exit_code, run_id, id FROM {Ping._meta.db_table}
    WHERE check_definition_id = due.id AND kind <> 'log' ORDER BY at DESC, id DESC LIMIT 200
) AS p
ORDER BY due.id, p.kind, p.at DESC, p.id DESC
"""  # noqa: S608  (table names of our own models)


def receive(
    key: UUID,
    kind: str,
    *,
    exit_code: int | None = None,
    run_id: UUID | None = None,
    body: bytes = b"",
    address: str = "",
) -> bool:
    """Keep a sign; False where no heartbeat has this key. Personal codes in the body are masked."""
    text = body[:BODY_LIMIT].decode("utf-8", "surrogateescape")
    given = {
        "key": str(key),
        "at": clock.now(),
        "kind": kind,
        "exit_code": exit_code,
        "run_id": str(run_id) if run_id else None,
        "address": address[:45],
        "body": mask(text).encode("utf-8", "surrogateescape"),
    }
    with connection.cursor() as cursor:
        cursor.execute(RECEIVE, given)
        return cursor.fetchone() is not None


@transaction.atomic
def look_at_heartbeats(limit: int = 500) -> tuple[int, int]:
    """Judge passive checks whose deadline passed or that had a sign; gives (looked at, changes of state)."""
    now = clock.now()
    passive = [slug for slug, kind in check_types.items() if kind.way == "signs"]
    due = CheckState.objects.due(now).filter(check_definition__type__in=passive)
    found = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_due_at")[:limit]
    return _look_at(found.values_list("pk", flat=True), now)


def _look_at(ids: Iterable[int], now: datetime) -> tuple[int, int]:
    """The rows are locked before their signs are read, so that a sign that comes meanwhile makes them due again."""
    states = locked_states(ids)
    if not states:
        return 0, 0
    latest = _latest([state.pk for state in states])
    with override("et"):
        return store([_look(state, latest[state.pk], now) for state in states])


def _latest(ids: list[int]) -> dict[int, dict[str, Sign]]:
    found: dict[int, dict[str, Sign]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"ids": ids})
        for pk, kind, at, exit_code, run_id in cursor.fetchall():
            found[pk][kind] = Sign(kind, at, exit_code, run_id)
    return found


def _look(state: CheckState, latest: dict[str, Sign], now: datetime) -> Look:
    check, kind = state.check_definition, check_types.get(state.check_definition.type)()
    watched_from = state.streak_since - SLACK if state.state == UNKNOWN and state.streak_since else None
    signs = Signs(now, check.interval_s, check.grace_s, watched_from, latest)
    verdict, again_at = kind.judge_signs(check.config, signs)
    since = None
    if kind.signs_get_lost and verdict.state == DOWN and now - state.next_due_at > LATE:
        # its deadline passed while nobody was here to hear it: not watched from then on, and a fresh deadline
        verdict, again_at = kind.judge_signs(check.config, replace(signs, watched_from=now))
        since = state.next_due_at if verdict.state == UNKNOWN else None
    return Look(check.pk, verdict, now, state.next_due_at, state.lease_until, again_at, since)


@transaction.atomic
def sign_review(*, check: Check, note: str, by: Actor) -> Check:
    """A person signs that a review was done. Raises Conflict where the check is no review or is paused."""
    MONITORING.require(by, "sign")
    check = Check.objects.select_for_update().get(pk=check.pk)
    if check.type != "inspection" or check.paused_at or check.archived_at:
        raise Conflict(_("Only a review that is not paused can be signed."))
    now = clock.now()
    text = mask(f"{by.name}: {note}".strip(" :"))
    Ping.objects.create(check_definition=check, kind=Ping.Kind.SUCCESS, at=now, body=text.encode()[:BODY_LIMIT])
    _look_at([check.pk], now)
    audit.record("monitoring.sign", by=by, subject=f"monitoring.check:{check.pk}", label=check.slug, reason=note)
    return check
