"""The catalogue's section ``parties``: the teams that the division of competence names."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from components.services import rows
from components.types import CatalogueError, CatalogueSection
from core.actor import Actor
from partners.models import ResolverGroup

Written = dict[str, Any]
CHANNELS = {
    "portaal": "portal",
    "e-kiri": "email",
    "pöördumissüsteem": "tickets",
    "TEHIKu Jira": "tickets",
    "telefon+e-kiri": "phone_email",
    "e-kiri+vorm": "email_form",
}
_QUOTED_ROLE = re.compile(r"partneri kontaktiroll '(.+)'")


def load(row: Written, *, by: Actor) -> str:
    """``contact`` is the team's e-mail, or the contact role by which the organisation's person is found."""
    rows.only(row, "slug", "org", "name", "channel", "contact", "hours", "their_ref", "via", "src")
    contact = rows.text(row, "contact")
    via = rows.reference(row, "via", ResolverGroup.objects.all())
    if not contact and not via:
        raise CatalogueError(_("Say how they are reached: a contact, or the team through which they are."), "contact")
    quoted = _QUOTED_ROLE.fullmatch(contact)
    values = {
        "organisation": rows.reference(row, "org", Organisation.objects.all()),
        "name": rows.text(row, "name", required=True),
        "channel": rows.choice(row, "channel", CHANNELS),
        "email": contact if "@" in contact else "",
        "contact_role": "" if "@" in contact else quoted[1] if quoted else contact,
        "hours": rows.text(row, "hours"),
        "their_reference_form": rows.text(row, "their_ref"),
        "via": via,
        "source": rows.text(row, "src"),
    }
    places = {"email": "contact", "contact_role": "contact", "their_reference_form": "their_ref", "source": "src"}
    return rows.save(ResolverGroup, {"slug": rows.text(row, "slug", required=True)}, values, fields=places)


def dump() -> list[Written]:
    """Teams that others are reached through come first."""
    groups = ResolverGroup.objects.live().select_related("organisation", "via").order_by("via_id", "slug")
    return [_written(each) for each in sorted(groups, key=lambda each: (each.via_id is not None, each.slug))]


def _written(each: ResolverGroup) -> Written:
    written = {
        "slug": each.slug,
        "org": each.organisation.slug if each.organisation else "",
        "name": each.name,
        "channel": next(word for word, slug in CHANNELS.items() if slug == each.channel),
        "contact": each.email or each.contact_role,
        "hours": each.hours,
        "their_ref": each.their_reference_form,
        "via": each.via.slug if each.via else "",
        "src": each.source,
    }
    return {name: value for name, value in written.items() if value}


PARTIES = CatalogueSection("parties", 100, load, dump)
