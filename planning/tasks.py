"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from planning.services.training_reminders import remind_of_trainings


@shared_task(name="planning.remind_of_trainings")
def remind_trainings() -> int:
    return remind_of_trainings()
