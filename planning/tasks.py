"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from planning.services.pains import look_for_pains


@shared_task(name="planning.look_for_pains")
def look_for_pains_due() -> int:
    return look_for_pains()
