"""The trail: one row an act, written in the act's transaction, chained later by the sealer.

The chain: each batch (``AuditSeal``) hashes the hash before it and the canonical JSON of its rows in the order of
their ids (SHA-256). A row says itself to which batch it belongs, so a row whose transaction committed late simply
falls into a later batch: no horizon of running transactions is needed. What no chain can show is the loss of its own
end; therefore each seal's hash also goes to the log, which is kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.models import AuditCheck, AuditRecord, AuditSeal
from core import clock, logs
from core.actor import Actor
from core.privacy import mask

SEALER_LOCK = 7_301_001  # the advisory lock of the one sealer at a time
BATCH = 1000
VERIFIED_EVERY = timedelta(
    hours=20
)  # so that the last one is never a day old, even where the workers were away a while
SEALED_FIELDS = (
    "id",
    "at",
    "actor_kind",
    "actor_name",
    "user_id",
    "acting_for_id",
    "address",
    "trace_id",
    "action",
    "subject",
    "label",
    "changes",
    "reason",
)
log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What ``verify`` found. ``broken`` is the number of the first batch that does not fit, ``why`` a code:
    missing (a number is absent), chain (not the hash before it), count or content."""

    batches: int
    sealed: int
    unsealed: int
    broken: int | None = None
    why: str = ""
    last_hash: str = ""

    @property
    def is_whole(self) -> bool:
        return self.broken is None


def record(
    action: str,
    *,
    by: Actor,
    subject: str = "",
    label: str = "",
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditRecord:
    """Write one line: ``action`` is ``app.verb``, ``subject`` ``app.model:id``, ``changes`` ``{field: [old, new]}``.

    Personal codes in texts are masked. Call it inside the transaction of the act.
    """
    name = f"{by.name} (asendaja: {by.acting_for_name})" if by.acting_for_id else by.name
    return AuditRecord.objects.create(
        actor_kind=by.kind,
        actor_name=name[:200],
        user_id=by.user_id,
        acting_for_id=by.acting_for_id,
        address=by.address,
        trace_id=by.trace_id,
        action=action,
        subject=subject,
        label=mask(label)[:200],
        changes=plain(changes or {}),
        reason=mask(reason)[:500],
    )


def plain(value: Any) -> Any:
    """The value as JSON holds it: codes masked, instants and other objects as texts."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return mask(str(value))


@transaction.atomic
def seal(*, limit: int = BATCH) -> AuditSeal | None:
    """Chain the oldest unsealed rows as the next batch. None when there are none, or another sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return None
    rows = list(AuditRecord.objects.filter(seal=None).order_by("id").values(*SEALED_FIELDS)[:limit])
    if not rows:
        return None
    last = AuditSeal.objects.order_by("-number").first()
    previous = last.hash if last else ""
    made = AuditSeal.objects.create(
        number=last.number + 1 if last else 1,
        count=len(rows),
        previous_hash=previous,
        hash=batch_hash(previous, rows),
        sealed_at=clock.now(),
    )
    AuditRecord.objects.filter(pk__in=[row["id"] for row in rows]).update(seal=made)
    log.info("audit sealed", batch=made.number, count=made.count, hash=made.hash)
    return made


def batch_hash(previous: str, rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over the hash before and one canonical JSON line per row, in the order given. Hexadecimal."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        line = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text)
        digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def _as_text(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"the trail does not hold {type(value).__name__}")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def verify() -> Report:
    """Recompute the whole chain from its first batch; stops at the first batch that does not fit."""
    unsealed = AuditRecord.objects.filter(seal=None).count()
    sealed, expected, previous = 0, 1, ""
    for batch in AuditSeal.objects.order_by("number").iterator():
        why = _fault(batch, expected, previous)
        if why:
            broken = expected if why == "missing" else batch.number
            return Report(expected - 1, sealed, unsealed, broken, why, previous)
        sealed, expected, previous = sealed + batch.count, batch.number + 1, batch.hash
    return Report(expected - 1, sealed, unsealed, last_hash=previous)


def _fault(batch: AuditSeal, expected: int, previous: str) -> str:
    if batch.number != expected:
        return "missing"
    if batch.previous_hash != previous:
        return "chain"
    rows = list(batch.records.order_by("id").values(*SEALED_FIELDS))
    if len(rows) != batch.count:
        return "count"
    return "" if batch_hash(previous, rows) == batch.hash else "content"


@transaction.atomic
def check_trail() -> AuditCheck:
    """Verify the whole trail and keep what was found; a broken one is an error in the log as well."""
    found = verify()
    kept = AuditCheck.objects.create(
        at=clock.now(),
        is_whole=found.is_whole,
        batches=found.batches,
        sealed=found.sealed,
        unsealed=found.unsealed,
        broken=found.broken,
        why=found.why,
        last_hash=found.last_hash,
    )
    if not found.is_whole:
        log.error("audit trail is broken", batch=found.broken, why=found.why)
    return kept


def check_trail_daily() -> AuditCheck | None:
    """The same where the last one is ``VERIFIED_EVERY`` old; None where it is not."""
    is_fresh = AuditCheck.objects.filter(at__gt=clock.now() - VERIFIED_EVERY).exists()
    return None if is_fresh else check_trail()
