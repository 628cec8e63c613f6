"""Hints to our own workers. The database is the queue of record and a sweep backs every hint: one lost is nothing."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache import cache
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
HINT_S = 1  # at most one hint a second and task: a naive relay piled up 5,881 of them
BROKER_AWAY_S = 15  # no hints to a broker that does not answer; the sweep goes on


def kick(task: Any, queue: str) -> None:
    """Ask a worker to run the Celery task soon. Never raises and never waits long."""
    key = f"kicked:{task.name}"
    if not cache.add(key, 1, HINT_S):
        return
    try:
        task.apply_async(queue=queue, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        cache.set(key, 1, BROKER_AWAY_S)
        log.warning("no hint given, the sweep will find it", task=task.name, error=str(error))
