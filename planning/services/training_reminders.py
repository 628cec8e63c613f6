"""Reminders of trainings: one for each day that a training was put to."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.events import publish
from planning.events import TrainingAhead
from planning.models import Training
from planning.rules.trainings import REMIND_DAYS, is_soon

log = structlog.get_logger(__name__)


def remind_of_trainings() -> int:
    """Remind people of trainings that are held within three days, each in a transaction of its own; gives of how many.
    One of which nobody can be told is logged and holds up no other."""
    today, reminded = clock.today(), 0
    soon = Training.objects.ahead().filter(held_on__gt=today, held_on__lte=today + timedelta(days=REMIND_DAYS))
    for pk in soon.exclude(reminded_for=F("held_on")).values_list("pk", flat=True):
        try:
            reminded += _remind(pk)
        except Exception:
            log.exception("training not reminded of", training=pk)
    return reminded


@transaction.atomic
def _remind(pk: int) -> int:
    untold = Q(reminded_for=None) | ~Q(reminded_for=F("held_on"))
    training = Training.objects.ahead().filter(untold, pk=pk).select_for_update(skip_locked=True).first()
    if training is None or not is_soon((training.held_on - clock.today()).days):
        return 0
    training.reminded_for = training.held_on
    training.save()
    publish(TrainingAhead(training_id=training.pk))
    return 1
