"""Checks are the agency's own; partners see components and notices, not our probes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db.models import BooleanField, Case, CharField, DurationField, ExpressionWrapper, F, Q, Value, When

from core import clock
from core.querysets import AgencyOnly

RANKS = {"up": 0, "unknown": 1, "degraded": 2, "down": 3}


class CheckQuerySet(AgencyOnly):
    def active(self) -> Self:
        return self.live().filter(paused_at__isnull=True)

    def with_shown_state(self, at: datetime) -> Self:
        """``shown_state`` and ``is_stale`` as of that instant: long unwatched is *unknown*.

        Too long is the gap of rules.due: two intervals, the grace and one time limit after the last run, while a
        look is due (a passive type that waits for its deadline is not late).
        """
        silence = ExpressionWrapper(
            (F("interval_s") * 2 + F("grace_s") + F("timeout_s")) * Value(timedelta(seconds=1)),
            output_field=DurationField(),
        )
        stale = Q(now__last_run_at__lt=Value(at) - silence, now__next_due_at__lt=at)
        unwatched = Q(paused_at__isnull=False) | Q(now__isnull=True) | stale
        return self.annotate(
            is_stale=Case(When(stale, then=Value(True)), default=Value(False), output_field=BooleanField()),
            shown_state=Case(When(unwatched, then=Value("unknown")), default=F("now__state"), output_field=CharField()),
        )

    def last_failing(self) -> Self:
        """Running checks whose last look failed, whether or not their state has followed yet."""
        return self.active().filter(now__verdict__in=["degraded", "down"])

    def with_rank(self) -> Self:
        """``rank`` of the shown state, the worst highest; needs ``with_shown_state``."""
        return self.annotate(rank=Case(*[When(shown_state=state, then=Value(n)) for state, n in RANKS.items()]))


class CheckStateQuerySet(AgencyOnly):
    def due(self, at: datetime) -> Self:
        """Active checks whose time has come and that nobody holds."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
        return self.filter(
            free,
            next_due_at__lte=at,
            check_definition__paused_at__isnull=True,
            check_definition__archived_at__isnull=True,
        )


class AllowedTargetQuerySet(AgencyOnly):
    def current(self) -> Self:
        return self.live().filter(Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today()))
