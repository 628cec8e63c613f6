"""Developments that we coordinate: written down, changed; never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.models import Component
from components.services import changes
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, Invalid
from planning.access import PLANNING
from planning.models import Development, PlanLine
from planning.services.trail import tell

RESERVED = frozenset({"new"})  # addresses of pages that are no development's
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class DevelopmentFacts(TypedDict, total=False):
    title: str
    components: Iterable[Component]
    service_owner: User | None
    provider: Organisation | None
    developer: Organisation | None
    line: PlanLine | None
    starts_on: date
    ends_on: date | None


@transaction.atomic
def add_development(*, slug: str, by: Actor, **facts: Unpack[DevelopmentFacts]) -> Development:
    """Write a development down. Raises NotAllowed, Conflict (the short name is taken) or Invalid naming the field."""
    PLANNING.require(by, "coordinate")
    if slug in RESERVED:
        raise Invalid(_("This short name is taken by a page of the portal."), field="slug")
    if Development.objects.filter(slug=slug).exists():
        raise Conflict(_("There is a development of this short name already."), field="slug")
    return _store(Development(slug=slug), dict(facts), "add_development", by)


@transaction.atomic
def change_development(*, development: Development, by: Actor, **facts: Unpack[DevelopmentFacts]) -> Development:
    """Change what is given. Raises NotAllowed or Invalid naming the field."""
    PLANNING.require(by, "coordinate")
    row = Development.objects.select_for_update().get(pk=development.pk)
    return _store(row, dict(facts), "change_development", by)


def check_day(day: date | None, field: str) -> None:
    """Raises Invalid for a day of no plan."""
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(_("Give a day between 2000 and 2099."), field=field)


def _store(row: Development, facts: dict, action: str, by: Actor) -> Development:
    components = facts.pop("components", None)
    _check(row, facts)
    changed = changes.apply(row, facts)
    if components is not None:
        before, now = set(row.components.all()), set(components)
        if before != now:
            changed["components"] = [_names(before), _names(now)]
            row.components.set(now)
    if changed:
        tell(action, row, by, changes=changed)
    return row


def _check(row: Development, facts: dict) -> None:
    for name in ("starts_on", "ends_on"):
        check_day(facts.get(name), name)
    starts, ends = facts.get("starts_on", row.starts_on), facts.get("ends_on", row.ends_on)
    if starts and ends and ends < starts:
        raise Invalid(_("It can not end before it begins."), field="ends_on")
    owner = facts.get("service_owner")
    if owner and not User.objects.with_role(*AGENCY_ROLES).filter(pk=owner.pk).exists():
        raise Invalid(_("The service owner is somebody of the agency."), field="service_owner")


def _names(rows: Iterable[Component]) -> str:
    return ", ".join(sorted(row.slug for row in rows))
