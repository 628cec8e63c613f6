"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from planning.services.input_reminders import remind_of_inputs


@shared_task(name="planning.remind_of_inputs")
def remind_inputs() -> int:
    return remind_of_inputs()
