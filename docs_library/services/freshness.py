"""Keeping documents true: news that put them in doubt, looks that were taken, reminders."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.privacy import mask
from docs_library.access import LIBRARY
from docs_library.events import DocumentDoubted, ReviewDue
from docs_library.models import Document, Review, StaleSignal
from docs_library.rules.freshness import lead_due, months_after
from docs_library.services.trail import tell_trail

log = structlog.get_logger(__name__)


@transaction.atomic
def review(*, document: Document, because: str, by: Actor) -> Review:
    """Somebody looked and nothing has to change, because: open signals end, the next review is counted from today.
    Raises NotAllowed, Conflict (nothing is in force) or Invalid (no reason)."""
    LIBRARY.require(by, "review")
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not because.strip():
        raise Invalid(_("Say why nothing has to change: the next reader asks just that."), field="because")
    live = document.versions.in_force().first()
    if live is None or document.archived_at:
        raise Conflict(_("No version is in force: there is nothing to review."))
    before, now = document.review_on, clock.now()
    row = Review.objects.create(
        document=document,
        version=live,
        because=mask(because.strip()),
        due_on=before,
        reviewed_on=clock.today(),
        by_name=by.name[:200],
    )
    document.review_on = months_after(clock.today(), document.months)
    document.save(update_fields=["review_on"])
    document.signals.open().update(ended_at=now, ended_by_review=row)
    tell_trail("review", document, by, {"review_on": [str(before or ""), str(document.review_on)]}, reason=because)
    return row


@transaction.atomic
def doubt(*, document: Document, kind: str, about: str, text: str, by: Actor) -> StaleSignal | None:
    """Something happened by which the document may not be true any more; the one who answers for it is told. ``about``
    is the string of what happened: the same thing twice is one signal, which is given back. None where no version is in
    force. Raises NotAllowed or Invalid (no words, no such kind)."""
    LIBRARY.require(by, "review")
    document = Document.objects.select_for_update().get(pk=document.pk)
    if kind not in StaleSignal.Kind.values:
        raise Invalid(_("Say what happened."), field="kind")
    if not text.strip():
        raise Invalid(_("Say what may not be true any more."), field="text")
    if document.archived_at or not document.versions.in_force().exists():
        return None
    if known := document.signals.open().filter(about=about).first():
        return known
    signal = StaleSignal.objects.create(
        document=document, kind=kind, about=about, text=mask(text.strip()), since=clock.now(), by_name=by.name[:200]
    )
    tell_trail("doubt", document, by, {"signal": ["", f"{kind} {about}"]}, reason=text)
    publish(DocumentDoubted(signal_id=signal.pk))
    return signal


def doubt_all(*, documents: Iterable[Document], kind: str, about: str, text: str, by: Actor) -> list[StaleSignal]:
    """The same for every document whose type minds such news; gives the signals."""
    minding = [one for one in documents if kind in one.kind.stale_by]
    signals = [doubt(document=one, kind=kind, about=about, text=text, by=by) for one in minding]
    return [signal for signal in signals if signal]


def remind_due() -> int:
    """Tell of every review that is due soon, today or late, once for each day of the leads; gives how many."""
    told = 0
    rows = Document.objects.live().filter(review_on__isnull=False, versions__state="in_force")
    for pk, review_on in rows.order_by("pk").values_list("pk", "review_on"):
        lead = lead_due(review_on, clock.today())
        if lead is None:
            continue
        try:
            with transaction.atomic():
                publish(ReviewDue(document_id=pk, lead=lead))  # told once: the letter's key names the day and the lead
                told += 1
        except Exception:
            log.exception("review not reminded of", document=pk)
    return told


def must_be_in_force(document: Document) -> None:
    """Raises Conflict at the field ``guard_document`` where no version is in force: it can be nobody's guard."""
    if document.archived_at or not document.versions.in_force().exists():
        raise Conflict(_("No version of this document is in force."), field="guard_document")
