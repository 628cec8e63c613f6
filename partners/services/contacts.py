"""Contacts of organisations: added, changed, ended and verified; never deleted."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import record
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Link
from partners.access import PARTNERS
from partners.models import Contact

UNREACHED = ("move", "end")  # who moved has no address there until it is given, and may leave before


class ContactFacts(TypedDict, total=False):
    name: str
    role: str
    email: str
    phone: str
    language: str
    valid_from: date
    valid_until: date | None


@transaction.atomic
def add_contact(*, organisation: Organisation, by: Actor, **facts: Unpack[ContactFacts]) -> Contact:
    """A person of an organisation in a role. Raises NotAllowed, or Invalid (neither e-mail nor phone)."""
    PARTNERS.require(by, "edit_contacts")
    return store(Contact(organisation=organisation), facts, "add", by)


@transaction.atomic
def change_contact(*, contact: Contact, by: Actor, **facts: Unpack[ContactFacts]) -> Contact:
    """Change what is given; another address or phone must be verified anew. Raises NotAllowed, Conflict, Invalid."""
    contact = locked(contact, by)
    is_elsewhere = any(name in facts and facts[name] != getattr(contact, name) for name in ("email", "phone"))
    if is_elsewhere or "name" in facts:
        close_links(contact)
    extra = {"said": "", **({"verified_on": None} if is_elsewhere else {})}
    return store(contact, {**facts, **extra}, "change", by)


@transaction.atomic
def end_contact(*, contact: Contact, on: date | None = None, by: Actor) -> Contact:
    """The last day of validity is ``on`` (today by default). Raises NotAllowed, Conflict or Invalid."""
    contact = locked(contact, by)
    close_links(contact)
    return store(contact, {"valid_until": on or clock.today()}, "end", by)


@transaction.atomic
def verify_contact(*, contact: Contact, by: Actor) -> Contact:
    """Somebody asked today, and the contact holds. Raises NotAllowed or Conflict."""
    return store(locked(contact, by), {"verified_on": clock.today(), "said": ""}, "verify", by)


def locked(contact: Contact, by: Actor) -> Contact:
    """The row for changing. Raises NotAllowed, or Conflict where it has ended."""
    PARTNERS.require(by, "edit_contacts")
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    if contact.valid_until and contact.valid_until < clock.today():
        raise Conflict(_("This contact has ended. Add a new one instead."))
    return contact


def close_links(contact: Contact) -> None:
    """What was asked of one person is not answered for another."""
    rows = Link.objects.filter(purpose="contact", subject=f"partners.contact:{contact.pk}", revoked_at=None)
    rows.update(revoked_at=clock.now())


def store(contact: Contact, facts: dict, action: str, by: Actor) -> Contact:
    """Set, check and keep the facts; the trail hears what changed. Raises Invalid."""
    for name in {"name", "role"} & set(facts):
        facts[name] = " ".join(facts[name].split())  # a line break in a name would break every letter's head
    changed = changes.apply(contact, facts)
    if action not in UNREACHED and not (contact.email or contact.phone):
        raise Invalid(_("Give an e-mail or a phone number."), field="email")
    if changed:
        subject = f"partners.contact:{contact.pk}"
        record(f"partners.{action}_contact", by=by, subject=subject, label=str(contact), changes=changed)
    return contact
