"""Which organisation has which part, kept as the file says."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import Organisation
from components.models import Component, Party, System


def part(organisation: Organisation, role: str, *, of: System | Component) -> Party:
    """A part that is not stored yet."""
    return Party(organisation=organisation, role=role, **{type(of).__name__.lower(): of})


def keep(present: QuerySet[Party], wanted: Iterable[Party]) -> bool:
    """Make the rows of ``present`` to be exactly ``wanted``; gives whether anything moved."""
    there = {_key(party): party for party in present}
    wanted = {_key(party): party for party in wanted}
    gone = [party.pk for key, party in there.items() if key not in wanted]
    new = [party for key, party in wanted.items() if key not in there]
    if gone:
        Party.objects.filter(pk__in=gone).delete()
    Party.objects.bulk_create(new)
    return bool(gone or new)


def _key(party: Party) -> tuple:
    return party.system_id, party.component_id, party.organisation_id, party.role
