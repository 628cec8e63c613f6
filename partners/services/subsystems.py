"""X-tee subsystems of organisations: written down and retired; never deleted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import record
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from partners.access import PARTNERS
from partners.models import Subsystem
from partners.rules import xroad


@transaction.atomic
def add_subsystem(
    *, organisation: Organisation, code: str, member_class: str, environment: str = "EE", by: Actor
) -> Subsystem:
    """A subsystem under the organisation's registry code; ``code`` may be the whole identifier, whose other parts then
    count instead of what was chosen. Raises NotAllowed, or Invalid naming the field: no registry code, signs that
    X-Road does not take, another member's identifier, written down already."""
    PARTNERS.require(by, "edit_contacts")
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.registry_code:
        raise Invalid(_("X-tee knows its members by the registry code, and this organisation has none."), field="code")
    parts = xroad.parts_of(code)
    if len(parts) == 4:
        environment, member_class, member, _code = parts
        if member != organisation.registry_code:
            sentence = _("This is a subsystem of %(member)s; the organisation's registry code is %(code)s.")
            raise Invalid(sentence % {"member": member, "code": organisation.registry_code}, field="code")
    if not xroad.is_code(parts[-1]):
        raise Invalid(_("X-tee takes letters a to z, digits and '()+,-.=? only."), field="code")
    row = Subsystem(organisation=organisation)
    changed = changes.apply(row, {"environment": environment, "member_class": member_class, "code": parts[-1]})
    _tell_trail("add", row, by, changed)
    return row


@transaction.atomic
def retire_subsystem(*, subsystem: Subsystem, by: Actor) -> Subsystem:
    """It is in use no more. Raises NotAllowed, or Conflict (retired already)."""
    PARTNERS.require(by, "edit_contacts")
    row = Subsystem.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=subsystem.pk)
    if row.archived_at:
        raise Conflict(_("It was retired already."))
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    _tell_trail("retire", row, by, {"archived_at": ["", str(row.archived_at)]})
    return row


def _tell_trail(action: str, row: Subsystem, by: Actor, changed: dict) -> None:
    subject = f"partners.subsystem:{row.pk}"
    record(f"partners.{action}_subsystem", by=by, subject=subject, label=str(row), changes=changed)
