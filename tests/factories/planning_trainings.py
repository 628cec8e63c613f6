"""Trainings and requests for advice for tests, through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from planning.models import AdviceRequest, Training
from planning.services.advice import ask_advice
from planning.services.trainings import add_training, mark_attendance


def training(*, by: Actor = SYSTEM, days_ahead: int = 7, **facts: Any) -> Training:
    """For everybody, with ten seats, in a week."""
    values = {
        "title": "STARi koolitus",
        "held_on": clock.today() + timedelta(days_ahead),
        "audience": "everybody",
        "seats": 10,
        **facts,
    }
    return add_training(by=by, **values)


def held(row: Training, *, absent: tuple[int, ...] = (), by: Actor = SYSTEM) -> Training:
    """On its day; all who had a seat came, but those (ids)."""
    with clock.at(clock.parse_local(f"{row.held_on}T16:00")):
        ids = row.registrations.filter(state="registered").exclude(pk__in=absent).values_list("pk", flat=True)
        return mark_attendance(training=row, present=list(ids), by=by)


def advice(by: Actor, question: str = "Kuidas seanssi pikendada?", **facts: Any) -> AdviceRequest:
    return ask_advice(question=question, by=by, **facts)
