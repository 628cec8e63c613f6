"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from partners import services


@shared_task(name="partners.remind_of_contracts")
def remind_of_contracts() -> int:
    return services.remind_due()
