"""Celery's doors: look for what is due. The sweeps in portal/schedule.py back every kick."""

from celery import shared_task

from core.kicks import kick
from incidents.services import handovers, signals


@shared_task(name="incidents.settle_signals")
def settle_signals() -> int:
    return signals.settle_due()


@shared_task(name="incidents.look_at_clocks")
def look_at_clocks() -> int:
    return handovers.remind_unaccepted()


def kick_settling() -> None:
    kick(settle_signals, "critical")
