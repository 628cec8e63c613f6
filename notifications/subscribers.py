"""Letters of sign-in go through the outbox; whatever was queued is looked at soon after its commit."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from accounts.events import LetterNeeded
from core.actor import current
from core.events import subscribe
from core.kicks import kick
from core.models import Link
from core.retention import Retention, retentions
from notifications.events import LettersQueued
from notifications.models import DeliveryAttempt
from notifications.selectors import EMAIL
from notifications.services.outbox import enqueue
from notifications.tasks import send_bulk, send_critical
from notifications.types import Recipient

# Requests and answers are for finding faults; the letters themselves stay.
retentions.register(Retention("attempts", 90, lambda limit: DeliveryAttempt.objects.filter(at__lt=limit)))

TASKS = {"critical": send_critical, "bulk": send_bulk}


@subscribe(LetterNeeded)
def carry(event: LetterNeeded) -> None:
    enqueue(
        event_key=event.event_key,
        recipient=Recipient(EMAIL, event.address, event.language),
        subject=event.subject,
        body=event.body,
        link=Link.objects.filter(pk=event.link_id).first() if event.link_id else None,
        path=event.path,
        queue="critical",
        by=current(),
    )


@subscribe(LettersQueued)
def hurry(event: LettersQueued) -> None:
    transaction.on_commit(partial(kick, TASKS[event.queue], "post"))
