"""Tasks for tests."""

from __future__ import annotations

from typing import Any

from core import clock
from core.deadlines import add_workdays
from planning.models import Task
from planning.services.tasks import order_task


def task(cast, *, by: str = "lead", responsible: str = "owner", in_days: int = 10, **facts: Any) -> Task:
    """A task that the lead orders from the owner, due in some working days."""
    values = {"title": "Kirjutada memo", "due_on": add_workdays(clock.today(), in_days), **facts}
    return order_task(responsible=cast.user(responsible), by=cast.actor(by), **values)
