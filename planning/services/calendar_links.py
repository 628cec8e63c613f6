"""The personal address of one's calendar of deadlines: one at a time, closed by its person."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.services import record
from core import clock
from core.actor import Actor
from core.errors import NotAllowed
from core.models import Link
from planning.access import PLANNING

PURPOSE = "plan-calendar"


@transaction.atomic
def open_calendar(*, by: Actor) -> Link:
    """A new address for the person; an earlier one opens nothing any more. Raises NotAllowed."""
    person = _closed(by)
    link = Link.objects.create(purpose=PURPOSE, subject=subject_of(person.pk))
    record("planning.open_calendar", by=by, subject=subject_of(person.pk), label=str(person))
    return link


@transaction.atomic
def close_calendar(*, by: Actor) -> User:
    """The person's address opens nothing any more. Raises NotAllowed."""
    person = _closed(by)
    record("planning.close_calendar", by=by, subject=subject_of(person.pk), label=str(person))
    return person


def subject_of(user_id: int) -> str:
    return f"accounts.user:{user_id}"


def _closed(by: Actor) -> User:
    if by.kind != "user" or not by.user_id or not PLANNING.in_scope(by, "see_plan"):
        raise NotAllowed()
    person = User.objects.select_for_update().get(pk=by.user_id)
    mine = Link.objects.filter(purpose=PURPOSE, subject=subject_of(person.pk), revoked_at=None)
    mine.update(revoked_at=clock.now())
    return person


def standing(by: Actor) -> Link | None:
    """The person's address that opens something now."""
    rows = Link.objects.filter(purpose=PURPOSE, subject=subject_of(by.user_id or 0), revoked_at=None)
    return rows.order_by("-pk").first()
