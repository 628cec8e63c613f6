"""Celery's doors to the post office. A task is a hint: the rows say what is due, and beat's sweep backs each."""

from __future__ import annotations

from celery import shared_task

from notifications.services.acknowledgements import remind_due
from notifications.services.notices import publish_due
from notifications.services.sending import run_queue

# A run of 180 s and the last answers of 45 s; below the 300 s after which Redis gives a task to another.
LIMITS = {"soft_time_limit": 250, "time_limit": 270}


@shared_task(name="notifications.send_critical", **LIMITS)
def send_critical() -> None:
    """Sign-in letters and handovers."""
    run_queue("critical")


@shared_task(name="notifications.send_bulk", **LIMITS)
def send_bulk() -> None:
    """Notices to many."""
    run_queue("bulk")


@shared_task(name="notifications.remind_of_acknowledgements")
def remind_of_acknowledgements() -> int:
    """Those who have not said that they read a notice, once, when it is time."""
    return remind_due()


@shared_task(name="notifications.publish_due")
def publish_notices() -> int:
    """Notices whose time has come."""
    return publish_due()
