"""Who holds the post, who leads, on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from accounts.models import Membership
from core.actor import LEAD, OWNER


def having(role: str, day: date) -> set[int]:
    """Ids of those who have the role in the agency on the day."""
    rows = Membership.objects.filter(role=role, valid_from__lte=day, archived_at__isnull=True)
    return set(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).values_list("user", flat=True))


def holders(day: date) -> set[int]:
    """Those who hold the post of the owner of shared components."""
    return having(OWNER, day)


def leads(day: date) -> set[int]:
    """Their direct managers."""
    return having(LEAD, day)


def held_between(role: str, first: date, last: date) -> set[int]:
    """Ids of those who had the role in the agency on any day from the first to the last."""
    rows = Membership.objects.filter(role=role, valid_from__lte=last, archived_at__isnull=True)
    return set(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first)).values_list("user", flat=True))


def held(role: str) -> list[tuple[int, date, date | None]]:
    """(person, first day, last day or None) of everybody who has or had the role in the agency."""
    rows = Membership.objects.live().filter(role=role)
    return list(rows.values_list("user", "valid_from", "valid_until"))
