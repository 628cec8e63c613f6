"""What is kept for a time only. What people wrote is archived, never removed; machines' traces go after use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from core import clock
from core.models import Submission
from core.registry import Registry

BATCH, BATCHES = 5000, 40  # of one kind a tick: seconds, and no long lock; the rest waits for the next tick


@dataclass(frozen=True, slots=True)
class Retention:
    """Rows that are removed when they are ``days`` old; ``before(instant)`` gives those older than the instant."""

    slug: str
    days: int
    before: Callable[[datetime], QuerySet]


retentions: Registry[Retention] = Registry()

# A repeat of a form or an API write comes within seconds; the answers kept for it hold addresses of receipts.
retentions.register(Retention("submissions", 7, lambda limit: Submission.objects.filter(created_at__lt=limit)))


def forget_old() -> dict[str, int]:
    """Remove what has outlived its days, in batches; gives how many rows of each kind went."""
    gone = dict.fromkeys((one.slug for one in retentions), 0)
    for one in retentions:
        rows = one.before(clock.now() - timedelta(days=one.days))
        for _turn in range(BATCHES):
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not keys:
                break
            gone[one.slug] += rows.model._base_manager.filter(pk__in=keys).delete()[0]
    return gone
