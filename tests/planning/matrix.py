"""The rows that the walk of URL × role opens, by part."""

from __future__ import annotations

from core import clock
from planning.services import rights
from tests.factories import planning_growth as growth
from tests.factories.planning_work import task


def of_work(cast) -> dict:
    return {"task": task(cast).ref}


def of_growth(cast) -> dict:
    row = growth.appraisal(cast)
    granted = growth.access(cast)
    rights.grant_access(request=granted, expires_on=clock.today(), by=cast.actor("lead"))
    return {
        "appraisal": row.pk,
        "goal": growth.goal(cast, row).pk,
        "description_review": growth.review(cast).pk,
        "access": growth.access(cast).ref,
        "granted": granted.ref,
        "decision": growth.decision(cast, taken_on=clock.today()).ref,
    }


def matrix_objects(cast) -> dict:
    return {**of_work(cast), **of_growth(cast)}
