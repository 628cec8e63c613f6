"""Celery's doors to the post office. A task is a hint: the rows say what is due, and beat's sweep backs each."""

from __future__ import annotations

from celery import shared_task

from notifications.services.acknowledgements import remind_due
from notifications.services.notices import publish_due
from notifications.services.sending import run_queue


@shared_task(name="notifications.send_critical")
def send_critical() -> None:
    """Sign-in letters and handovers."""
    run_queue("critical")


@shared_task(name="notifications.send_bulk")
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
