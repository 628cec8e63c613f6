"""Releases planned ahead: planned, moved with a reason, called off, out: then they become the component's releases."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from components.models import Component
from components.services import add_release, changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.fields import Translated
from planning.access import PLANNING
from planning.models import Development, PlannedRelease, ReleaseMove
from planning.services.developments import check_day
from planning.services.trail import tell


class ReleaseFacts(TypedDict, total=False):
    development: Development | None
    component: Component
    version: str
    planned_on: date


@transaction.atomic
def plan_release(*, by: Actor, **facts: Unpack[ReleaseFacts]) -> PlannedRelease:
    """Plan a version of a component for a day. A day inside a payout window is warned of on its page, not refused: the
    work itself is (components.services). Raises NotAllowed, Conflict (planned already) or Invalid."""
    PLANNING.require(by, "coordinate")
    component = facts["component"]
    facts["version"] = facts["version"].strip()
    _check_free(component, facts["version"])
    if component.archived_at:
        raise Invalid(_("The component is out of use."), field="component")
    check_day(facts["planned_on"], "planned_on")
    row = PlannedRelease(component=component)
    tell("plan_release", row, by, changes=changes.apply(row, facts))
    return row


@transaction.atomic
def move_release(*, planned: PlannedRelease, planned_on: date, reason: str, by: Actor) -> PlannedRelease:
    """Another day, with the reason. Raises NotAllowed, Conflict (it is out) or Invalid naming the field."""
    PLANNING.require(by, "coordinate")
    row = _open(planned)
    check_day(planned_on, "planned_on")
    was = row.planned_on
    if planned_on == was:
        raise Invalid(_("It is planned for this day already."), field="planned_on")
    if not reason.strip():
        raise Invalid(_("Give the reason."), field="reason")
    changed = changes.apply(row, {"planned_on": planned_on})
    move = ReleaseMove(planned=row, by_name=by.name)
    changes.apply(move, {"from_on": was, "to_on": planned_on, "reason": reason.strip()})
    tell("move_release", row, by, changes=changed, reason=reason)
    return row


@transaction.atomic
def release_is_out(
    *, planned: PlannedRelease, released_at: datetime | None = None, notes: Translated | None = None, by: Actor
) -> PlannedRelease:
    """It is out in production, now or at an instant that has passed: becomes a release of the component, of which its
    followers hear. Raises NotAllowed, Conflict or Invalid."""
    PLANNING.require(by, "coordinate")
    row = _open(planned)
    at = released_at or clock.now()
    if at > clock.now():
        raise Invalid(_("What is out has happened: give a time up to now."), field="released_at")
    row.release = add_release(component=row.component, version=row.version, released_at=at, notes=notes, by=by)
    row.save()
    tell("release_is_out", row, by, changes={"released_at": ["", at.isoformat(timespec="minutes")]})
    return row


@transaction.atomic
def cancel_release(*, planned: PlannedRelease, reason: str, by: Actor) -> PlannedRelease:
    """It will not come. Raises NotAllowed, Conflict (it is out) or Invalid (no reason)."""
    PLANNING.require(by, "coordinate")
    row = _open(planned)
    if not reason.strip():
        raise Invalid(_("Give the reason."), field="reason")
    row.archived_at = clock.now()
    row.save()
    tell("cancel_release", row, by, reason=reason)
    return row


def _open(planned: PlannedRelease) -> PlannedRelease:
    row = PlannedRelease.objects.select_for_update(of=("self",)).select_related("component").get(pk=planned.pk)
    if row.release_id or row.archived_at:
        raise Conflict(_("It is out or called off already."))
    return row


def _check_free(component: Component, version: str) -> None:
    if PlannedRelease.objects.live().filter(component=component, version=version).exists():
        raise Conflict(_("This version of the component is planned already."), field="version")
    if component.releases.filter(version=version, environment="production").exists():
        raise Conflict(_("This version is already in this environment."), field="version")
