"""Who holds the post, who leads, on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from accounts.models import Membership
from core.actor import LEAD, OWNER


def having(*roles: str, first: date, last: date | None = None) -> set[int]:
    """Ids of those who had one of the roles in the agency on any day from the first to the last (the first alone)."""
    rows = Membership.objects.live().filter(role__in=roles, valid_from__lte=last or first)
    return set(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first)).values_list("user", flat=True))


def holders(day: date) -> set[int]:
    """Those who hold the post of the owner of shared components."""
    return having(OWNER, first=day)


def leads(day: date) -> set[int]:
    """Their direct managers."""
    return having(LEAD, first=day)


def held(role: str) -> list[tuple[int, date, date | None]]:
    """(person, first day, last day or None) of everybody who has or had the role in the agency."""
    rows = Membership.objects.live().filter(role=role)
    return list(rows.values_list("user", "valid_from", "valid_until"))
