"""People who had the same trouble, and what they answered when it was mended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.actor import SYSTEM, Actor
from incidents.models import Feedback, Incident
from incidents.services import feedback, reports
from portal.demo.seeding.year import moment

PAUSE = timedelta(days=1)
NOT_CONTENT = ("rather_not", "no")
COMMENTS = {"rather_not": "Ootasin vastust terve päeva.", "no": "Pidin töö uuesti tegema."}


def report(incident: Incident, row: dict[str, Any] | None, at: datetime) -> None:
    """So many say that they have it too."""
    if row is None:
        return
    with moment(at):
        for number in range(1, row["asked"] + 1):
            address = f"poorduja{number}.{incident.ref.lower()}@elanik.example"
            reports.join(incident, email=address, language="et", by=SYSTEM)


def answer(incident: Incident, row: dict[str, Any] | None, resolved: datetime) -> None:
    """Some of them answer the next day, most are content."""
    if row is None:
        return
    asked = Feedback.objects.filter(report__incident=incident).select_related("report__incident__duplicate_of")
    by = Actor(kind="link", name=f"Pöörduja ({incident.ref})")
    with moment(resolved + PAUSE):
        for number, one in enumerate(asked.order_by("pk")[: row["answered"]]):
            word = "content" if number < row["satisfied"] else NOT_CONTENT[number % len(NOT_CONTENT)]
            feedback.answer_feedback(one.report, answer=word, comment=COMMENTS.get(word, ""), by=by)
