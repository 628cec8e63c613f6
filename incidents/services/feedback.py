"""Whether those who reported are content: asked once, when the case is resolved, answered once on the report's page."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.services import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotFound
from core.privacy import mask
from incidents.models import Feedback, Incident, Report

COMMENT_LIMIT = 1000
OVER = ("resolved", "closed")


@transaction.atomic
def ask_reporters(incident: Incident) -> int:
    """Ask those who left an address or were signed in, of the case and of its duplicates, each report once; gives how
    many were asked now. Their page shows the question."""
    reports = Report.objects.filter(Q(incident=incident) | Q(incident__duplicate_of=incident), feedback__isnull=True)
    reachable = reports.exclude(email="", user__isnull=True).order_by("pk")
    asked = [Feedback(report=report, asked_at=clock.now()) for report in reachable]
    return len(Feedback.objects.bulk_create(asked, ignore_conflicts=True))


@transaction.atomic
def answer_feedback(report: Report, *, answer: str, comment: str = "", by: Actor) -> Feedback:
    """The reporter's word, by whoever holds the report's link. Raises NotFound where nobody was asked, Conflict where
    it was answered already or the case is open again, Invalid."""
    feedback = Feedback.objects.select_for_update(of=("self",)).filter(report=report).first()
    if feedback is None:
        raise NotFound()
    if feedback.answered_at:
        raise Conflict(_("You have answered already. Thank you."), code="answered")
    incident = report.incident.duplicate_of or report.incident
    if incident.state not in OVER:
        raise Conflict(_("The trouble is open again: we ask when it is mended."), code="open")
    if answer not in Feedback.Answer.values:
        raise Invalid(_("Choose one of the answers."), field="answer")
    feedback.answer, feedback.comment = answer, mask(comment.strip())[:COMMENT_LIMIT]
    feedback.answered_at = clock.now()
    feedback.save()
    label = f"{report.incident.ref}: {feedback.get_answer_display()}"
    record("incidents.answer_feedback", by=by, subject=f"incidents.report:{report.pk}", label=label)
    return feedback
