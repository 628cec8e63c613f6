"""Celery's doors. Beat ticks each (portal/schedule.py); rows are the queue of record, messages are hints."""

import structlog
from celery import shared_task

from monitoring.services import announcing, heart, heartbeats, protocols, running

log = structlog.get_logger(__name__)


def kick_announcing() -> None:
    """A hint that changes wait. Where the broker does not take it, the sweep finds them within 2 s."""
    try:
        announce_changes.apply_async(queue="critical", expires=10, retry=False)
    except Exception:
        log.warning("no hint could be sent", task="monitoring.announce_changes")


@shared_task(name="monitoring.run_due_checks")
def run_due_checks() -> None:
    running.run_due(on_change=kick_announcing)


@shared_task(name="monitoring.announce_changes")
def announce_changes() -> None:
    announcing.announce_changes()


@shared_task(name="monitoring.look_at_heartbeats")
def look_at_heartbeats() -> None:
    _looked, changed = heartbeats.look_at_heartbeats()
    if changed:
        kick_announcing()


@shared_task(name="monitoring.beat_heart")
def beat_heart() -> None:
    heart.beat_heart()


@shared_task(name="monitoring.sum_months")
def sum_months() -> None:
    """Count the planned runs of the days that are over."""
    protocols.sum_months()
