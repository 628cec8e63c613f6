"""A contact's role goes to a successor, or the contact to another organisation: the old row ends, a new one begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from partners.access import PARTNERS
from partners.models import Contact
from partners.services.contacts import ContactFacts, close_links, locked, store

FACTS = ("name", "role", "email", "phone", "language")
YEARS = timedelta(days=3650)


@transaction.atomic
def hand_over_contact(
    *,
    contact: Contact,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "et",
    on: date | None = None,
    by: Actor,
) -> Contact:
    """Somebody else takes the role over on the day after ``on``, the old one's last (today). Gives the successor, not
    verified yet. Raises NotAllowed, Conflict (ended, or handed over already) or Invalid naming the field."""
    facts = {"name": name, "email": email, "phone": phone, "language": language}
    return _succeed(locked(contact, by), on, facts, "hand_over", by)


@transaction.atomic
def move_contact(
    *, contact: Contact, organisation: Organisation, on: date | None = None, by: Actor, **facts: Unpack[ContactFacts]
) -> Contact:
    """The person works for another organisation from the day after ``on`` (today). ``facts`` (role, email, phone) are
    what is different there; an e-mail or phone that is not among them stays with the old organisation, whose it is.
    Gives the new row, not verified yet. Raises NotAllowed, Conflict or Invalid."""
    contact = locked(contact, by)
    if organisation.pk == contact.organisation_id:
        raise Invalid(_("The contact is in this organisation already."), field="organisation")
    return _succeed(contact, on, {"email": "", "phone": "", **facts, "organisation": organisation}, "move", by)


@transaction.atomic
def move_contacts(
    *, contacts: Iterable[Contact], organisation: Organisation, on: date | None = None, by: Actor
) -> list[Contact]:
    """Several at once, where an organisation goes into another: all of them or none, without their e-mails and phones.
    Whoever is known there already in the same role by the same e-mail only ends here. Raises as ``move_contact``,
    naming the contact."""
    PARTNERS.require(by, "edit_contacts")
    rows = sorted(contacts, key=lambda each: each.pk)
    if not rows:
        raise Invalid(_("Choose at least one contact."), field="contacts")
    return [_move_or_end(contact, organisation, on, by) for contact in rows]


def _move_or_end(contact: Contact, organisation: Organisation, on: date | None, by: Actor) -> Contact:
    there = Contact.objects.valid().filter(organisation=organisation, role__iexact=contact.role)
    known = there.filter(email__iexact=contact.email).first() if contact.email else None
    try:
        if known and known.pk != contact.pk:
            _end(locked(contact, by), _last_day(contact, on), by)
            return known
        return move_contact(contact=contact, organisation=organisation, on=on, by=by)
    except (Conflict, Invalid) as error:
        raise type(error)(f"{contact.name}: {error.message}", field=error.field, code=error.code) from None


def _succeed(contact: Contact, on: date | None, facts: dict, action: str, by: Actor) -> Contact:
    after = Contact.objects.filter(follows=contact).first()
    if after is not None:
        raise Conflict(_("This was handed over to %(name)s already.") % {"name": after.name})
    on = _last_day(contact, on)
    kept = {name: getattr(contact, name) for name in FACTS}
    new = {**kept, **facts, "valid_from": on + timedelta(days=1), "follows": contact}
    new.setdefault("organisation", contact.organisation)
    _end(contact, on, by)
    return store(Contact(), new, action, by)


def _last_day(contact: Contact, on: date | None) -> date:
    on = on or clock.today()
    if on < contact.valid_from:
        raise Invalid(_("The last day can not be before the contact became valid."), field="on")
    if contact.valid_until and on > contact.valid_until:
        raise Invalid(_("This contact ends before that day."), field="on")
    if on > clock.today() + YEARS:
        raise Invalid(_("Give a day within ten years."), field="on")
    return on


def _end(contact: Contact, on: date, by: Actor) -> None:
    close_links(contact)
    store(contact, {"valid_until": on, "said": ""}, "end", by)
