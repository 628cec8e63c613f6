"""What is nearly due: told once for its day (a letter's key names the day), looked for at every tick."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction

from core import clock
from core.events import Event, publish
from planning.events import AccessExpiring, DescriptionDue, TaskDue
from planning.models import AccessRequest, DescriptionReview, Task
from planning.rules.growth import A_YEAR

TASK_DAYS, ACCESS_DAYS, REVIEW_DAYS = 3, 14, 30
log = structlog.get_logger(__name__)


def remind_of_tasks() -> int:
    """Tasks that are not done and fall due within three days; gives how many."""
    today = clock.today()
    rows = Task.objects.live().filter(state__in=("open", "returned"), due_on__range=(today, today + days(TASK_DAYS)))
    return _tell_each(TaskDue(task_id=pk) for pk in rows.values_list("pk", flat=True))


def remind_of_access() -> int:
    """Accesses that end within fourteen days; gives how many."""
    today = clock.today()
    rows = AccessRequest.objects.live().filter(state="granted", expires_on__range=(today, today + days(ACCESS_DAYS)))
    return _tell_each(AccessExpiring(request_id=pk) for pk in rows.values_list("pk", flat=True))


def remind_of_description() -> int:
    """The job description, 30 days before a year has passed since its last review signed by both, and when it has;
    gives how many."""
    signed = DescriptionReview.objects.live().filter(holder_signed_on__isnull=False, lead_signed_on__isnull=False)
    last = signed.order_by("-held_on", "-pk").first()
    if last is None:
        return 0
    ends_on, today = last.held_on + days(A_YEAR), clock.today()
    if today < ends_on - days(REVIEW_DAYS):
        return 0
    return _tell_each([DescriptionDue(review_id=last.pk, is_late=today > ends_on)])


def days(count: int) -> timedelta:
    return timedelta(days=count)


def _tell_each(events) -> int:
    """Each in a transaction of its own; one that can not be told of is logged and holds up no other."""
    told = 0
    for event in events:
        told += _tell(event)
    return told


def _tell(event: Event) -> int:
    try:
        with transaction.atomic():
            publish(event)
    except Exception:
        log.exception("not reminded of", news=repr(event))
        return 0
    return 1
