"""Celery's doors to the post office. A task is a hint: the rows say what is due, and beat's sweep backs each."""

from __future__ import annotations

from celery import shared_task

from notifications.services.sending import run_queue


@shared_task(name="notifications.send_critical")
def send_critical() -> None:
    """Sign-in letters and handovers."""
    run_queue("critical")


@shared_task(name="notifications.send_bulk")
def send_bulk() -> None:
    """Notices to many."""
    run_queue("bulk")
