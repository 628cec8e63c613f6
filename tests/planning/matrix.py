"""The rows that the walk of URL × role opens, by part."""

from __future__ import annotations

from tests.factories.planning_work import task


def of_work(cast) -> dict:
    return {"task": task(cast).ref}


def matrix_objects(cast) -> dict:
    return {**of_work(cast)}
