"""The rows that the walk of URL × role opens, by part."""

from __future__ import annotations

from planning.services.advice import answer_advice
from planning.services.seats import register
from tests.factories.planning_trainings import advice, training


def matrix_objects(cast) -> dict:
    return {**of_trainings(cast)}


def of_trainings(cast) -> dict:
    partner, owner = cast.actor("partner_a"), cast.actor("owner")
    row, for_staff = training(by=owner), training(by=owner, audience="staff")
    answered = answer_advice(advice=advice(partner), answer="Nii.", by=owner)
    return {
        "training": row.ref,
        "staff_training": for_staff.ref,
        "seat": register(training=row, by=partner)[0].pk,
        "advice": advice(partner).ref,
        "answered": answered.ref,
    }
