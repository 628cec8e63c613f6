"""Teams of the division of competence, changed by people."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import record
from components.services import changes
from core.actor import Actor
from core.errors import Invalid
from partners.access import PARTNERS
from partners.models import ResolverGroup


class GroupFacts(TypedDict, total=False):
    organisation: Organisation | None
    name: str
    channel: str
    email: str
    contact_role: str
    hours: str
    their_reference_form: str
    via: ResolverGroup | None


@transaction.atomic
def change_group(*, group: ResolverGroup, by: Actor, **facts: Unpack[GroupFacts]) -> ResolverGroup:
    """Change what is given. Raises NotAllowed, or Invalid: nobody would be reached, or teams reached in a circle."""
    PARTNERS.require(by, "edit_groups")
    group = ResolverGroup.objects.select_for_update().get(pk=group.pk)
    changed = changes.apply(group, facts)
    if not (group.email or group.contact_role or group.via_id):
        raise Invalid(_("Give an e-mail, a contact role, or the team through which they are reached."), field="email")
    _check_way(group)
    if changed:
        subject = f"partners.resolvergroup:{group.pk}"
        record("partners.change_group", by=by, subject=subject, label=str(group), changes=changed)
    return group


def _check_way(group: ResolverGroup) -> None:
    step = group.via
    while step is not None:
        if step.pk == group.pk:
            raise Invalid(_("The teams would be reached through each other in a circle."), field="via")
        step = step.via
