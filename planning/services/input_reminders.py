"""Reminders of inputs: five and one working days before the due day, and once they are late. The post office tells each
one once; another due day arms them anew."""

from __future__ import annotations

import structlog
from django.db import transaction

from core import clock
from core.deadlines import add_workdays
from core.events import publish
from planning.events import InputDue
from planning.models import Input
from planning.rules.waiting import REMIND_BEFORE, reminder_due

log = structlog.get_logger(__name__)


def remind_of_inputs() -> int:
    """Tell of what is due soon or late, each in a transaction of its own; gives how many were looked at. One that can
    not be told of is logged and holds up no other."""
    today, told = clock.today(), 0
    soon = add_workdays(today, max(REMIND_BEFORE))
    rows = Input.objects.live().filter(state__in=("asked", "returned"), due_on__lte=soon)
    for pk, due_on in rows.values_list("pk", "due_on"):
        lead = reminder_due(due_on, today)
        if lead is None:
            continue
        try:
            with transaction.atomic():
                publish(InputDue(input_id=pk, due_on=due_on, lead=lead))
                told += 1
        except Exception:
            log.exception("input not reminded of", input=pk)
    return told
