"""Answers about partners: by which address a team is reached, whom to ask about a thing."""

from __future__ import annotations

from typing import NamedTuple

from accounts.models import Organisation
from components.models import Component, Party, System
from core.actor import Actor
from partners.models import Contact, ResolverGroup


class Address(NamedTuple):
    """Where a letter goes and in which language it is written."""

    name: str
    email: str
    language: str


def address_for(group: ResolverGroup, organisation: Organisation | None = None) -> Address | None:
    """The team's own e-mail, else that of the valid contact who holds its contact role in the organisation.

    ``organisation`` is the one chosen at forwarding where the team names none. A team that is reached only through
    another (a developer through TEHIK) has that one's address. None where nobody is known.
    """
    if group.via_id:
        return address_for(group.via)
    if group.email:
        return Address(group.name, group.email, "et")
    contact = _contact_in_role(group, organisation or group.organisation)
    return Address(contact.name, contact.email, contact.language) if contact else None


def _contact_in_role(group: ResolverGroup, organisation: Organisation | None) -> Contact | None:
    if organisation is None or not group.contact_role:
        return None
    named = Contact.objects.valid().filter(organisation=organisation, role__iexact=group.contact_role)
    return named.exclude(email="").order_by("-verified_on", "pk").first()


def contacts_by_organisation(actor: Actor, thing: Component | System) -> list[tuple[Organisation, list[Contact]]]:
    """Organisations with a part in the thing, by name, each with the valid contacts that the actor may see."""
    parts = Party.objects.visible_to(actor).filter(**{type(thing).__name__.lower(): thing})
    organisations = Organisation.objects.visible_to(actor).filter(parts__in=parts).distinct().order_by("name")
    contacts: dict[int, list[Contact]] = {each.pk: [] for each in organisations}
    for contact in Contact.objects.visible_to(actor).valid().filter(organisation__in=contacts).order_by("name"):
        contacts[contact.organisation_id].append(contact)
    return [(each, contacts[each.pk]) for each in organisations]
