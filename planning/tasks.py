"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from planning.services import reminding


@shared_task(name="planning.remind_of_tasks")
def remind_of_tasks() -> int:
    return reminding.remind_of_tasks()


@shared_task(name="planning.remind_of_access")
def remind_of_access() -> int:
    return reminding.remind_of_access()


@shared_task(name="planning.remind_of_description")
def remind_of_description() -> int:
    return reminding.remind_of_description()
