"""Which systems and components an organisation uses, changed by people."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation
from accounts.services import record
from components.access import COMPONENTS
from components.models import Component, Party, System
from components.services.sections.parties import keep, part
from core.actor import Actor


@transaction.atomic
def set_uses(
    *, organisation: Organisation, systems: Collection[System] = (), components: Collection[Component] = (), by: Actor
) -> Organisation:
    """These are all that the organisation uses; what is archived stays as it was. Raises NotAllowed."""
    COMPONENTS.require(by, "edit")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    of_live = Q(component=None, system__archived_at=None) | Q(system=None, component__archived_at=None)
    present = Party.objects.filter(of_live, organisation=organisation, role=Party.Role.USER)
    present = present.select_related("system", "component")
    before = _names(party.system or party.component for party in present)
    things = [*systems, *components]
    if keep(present, [part(organisation, Party.Role.USER, of=each) for each in things]):
        subject, changed = f"accounts.organisation:{organisation.pk}", {"uses": [before, _names(things)]}
        record("components.set_uses", by=by, subject=subject, label=str(organisation), changes=changed)
    return organisation


def _names(things) -> str:
    return ", ".join(sorted(each.slug for each in things))
