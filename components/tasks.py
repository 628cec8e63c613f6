"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from components import services


@shared_task(name="components.plan_recurring_maintenance")
def plan_recurring_maintenance() -> int:
    return services.plan_recurring_maintenance()
