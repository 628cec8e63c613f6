"""Celery's doors. The beat table is in portal/schedule.py."""

from celery import shared_task

from core.actor import SYSTEM
from core.kicks import kick
from planning.services import ledger, packs, reminding
from planning.services.input_reminders import remind_of_inputs
from planning.services.pains import look_for_pains
from planning.services.training_reminders import remind_of_trainings


@shared_task(name="planning.make_evidence")
def make_evidence() -> int:
    return packs.make_next()


@shared_task(name="planning.freeze_due")
def freeze_due() -> int:
    return ledger.freeze_due(by=SYSTEM)


@shared_task(name="planning.remind_of_trainings")
def remind_trainings() -> int:
    return remind_of_trainings()


@shared_task(name="planning.remind_of_inputs")
def remind_inputs() -> int:
    return remind_of_inputs()


@shared_task(name="planning.remind_of_tasks")
def remind_of_tasks() -> int:
    return reminding.remind_of_tasks()


@shared_task(name="planning.remind_of_access")
def remind_of_access() -> int:
    return reminding.remind_of_access()


@shared_task(name="planning.remind_of_description")
def remind_of_description() -> int:
    return reminding.remind_of_description()


@shared_task(name="planning.look_for_pains")
def look_for_pains_due() -> int:
    return look_for_pains()


def kick_evidence() -> None:
    kick(make_evidence, "bulk")
