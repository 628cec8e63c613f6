"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from datetime import date

from core.actor import SYSTEM
from monitoring.models import AllowedTarget, Protocol
from monitoring.services.definitions import pause
from tests.factories import monitoring as make


def matrix_objects(cast) -> dict:
    paused = make.check("k-paused")
    pause(check=paused, reason="test", by=SYSTEM)
    network = AllowedTarget.objects.create(network="10.0.0.0/16", ports="443", purpose="p", owner="o")
    month = Protocol.objects.create(month=date(2026, 1, 1), planned=10, ran=9)
    return {
        "month": month.slug,
        "check": make.check("k-one").slug,
        "paused": paused.slug,
        "review": make.check("k-review", type="inspection").slug,
        "network": network.pk,
        "key": make.check("k-beat", type="heartbeat").ping_key,
    }
