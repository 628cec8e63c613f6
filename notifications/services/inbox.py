"""A person's own letters in the portal."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.actor import Actor
from notifications.models import Delivery


@transaction.atomic
def mark_read(*, pk: int | None = None, by: Actor) -> int:
    """Mark one of the actor's own letters read, or all; gives how many were unread."""
    rows = Delivery.objects.inbox_of(by).filter(read_at__isnull=True)
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=clock.now())
