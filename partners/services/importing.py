"""Contacts from a list: exactly what was looked at is done, or nothing."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict
from partners.access import PARTNERS
from partners.models import Contact
from partners.selectors.contact_list import CHANGES, NEW, ContactsPreview, preview
from partners.services.contacts import add_contact, change_contact

IMPORTING = 7_301_004  # the advisory lock of the one who imports


@transaction.atomic
def import_contacts(*, text: str, seen: str, by: Actor) -> ContactsPreview:
    """Add and change what the list says. ``seen`` is the mark of the preview that was looked at (its ``mark``).

    Gives the preview that was carried out. Raises NotAllowed, or Conflict where contacts changed since (or the list is
    another one): then nothing is done. Lines that were refused in the preview are left out."""
    PARTNERS.require(by, "edit_contacts")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
    first = preview(by, text)
    named = [each.contact.pk for each in first.lines if each.contact]
    list(Contact.objects.select_for_update().filter(pk__in=named).order_by("pk"))
    plan = preview(by, text)
    if plan.mark != seen:
        raise Conflict(_("Contacts have changed since you looked. Nothing was done; this is how it stands now."))
    for line in plan.lines:
        if line.outcome == NEW:
            add_contact(organisation=line.organisation, by=by, **line.facts)
        elif line.outcome == CHANGES:
            change_contact(contact=line.contact, by=by, **{name: line.facts[name] for name in line.changed})
    return plan
