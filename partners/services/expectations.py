"""What is asked of an organisation: said once, changed with its trail."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import record
from components.services import changes
from core.actor import Actor
from core.errors import Invalid
from partners.access import PARTNERS
from partners.models import Expectation

MOST = 20


@transaction.atomic
def expect(*, organisation: Organisation, roles: Iterable[str], is_key: bool, by: Actor) -> Expectation:
    """The contact roles that must be named (each once, whatever its letters' case), and whether it is a key partner.

    Raises NotAllowed, or Invalid for our own organisation, too many roles or one too long."""
    PARTNERS.require(by, "edit_contacts")
    if organisation.kind == Organisation.Kind.OWN:
        raise Invalid(_("Nothing is asked of our own organisation here."), field="roles")
    wanted: dict[str, str] = {}
    for role in filter(None, (" ".join(role.split()) for role in roles)):
        wanted.setdefault(role.casefold(), role)
    if len(wanted) > MOST:
        raise Invalid(_("At most %(n)s roles can be asked for.") % {"n": MOST}, field="roles")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    row = Expectation.objects.filter(organisation=organisation).first() or Expectation(organisation=organisation)
    changed = changes.apply(row, {"roles": list(wanted.values()), "is_key": is_key})
    if changed:
        subject = f"partners.expectation:{row.pk}"
        record("partners.expect", by=by, subject=subject, label=str(organisation), changes=changed)
    return row
