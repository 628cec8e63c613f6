"""The rows that the walk of URL × role opens: each part of planning adds its function to ``PARTS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core import clock
from core.files import keep_made
from planning.models import EvidencePack
from planning.services import ledger, rights
from tests.factories import planning_growth as growth
from tests.factories.planning_work import task


def ledger_objects(cast) -> dict[str, Any]:
    quarter, year = (clock.today().month - 1) // 3, clock.today().year
    snapshot = ledger.freeze(year=year if quarter else year - 1, quarter=quarter or 4, by=cast.actor("owner"))
    pack = EvidencePack.objects.create(
        year=year,
        as_of=clock.now(),
        language="et",
        ordered_by=cast.user("owner"),
        by_name="Omanik",
        state="done",
        stored=keep_made("toend.zip", b"PK", "application/zip", by=cast.actor("owner")),
    )
    return {"snapshot": snapshot.pk, "evidence_pack": pack.pk}


def work_objects(cast) -> dict[str, Any]:
    return {"task": task(cast).ref}


def growth_objects(cast) -> dict[str, Any]:
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


PARTS: list[Callable[[Any], dict[str, Any]]] = [ledger_objects, work_objects, growth_objects]


def matrix_objects(cast) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in PARTS:
        found |= part(cast)
    return found
