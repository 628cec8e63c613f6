"""Contacts verify themselves once a year, by a link in a letter; opening it changes nothing."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.services import record
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.models import Link
from core.privacy import mask
from notifications.services import enqueue
from notifications.services.people import rendered
from notifications.types import Recipient
from partners.access import PARTNERS
from partners.events import ContactAnswered
from partners.models import Contact
from partners.services.contacts import close_links

PURPOSE = "contact"
ASK_AFTER, ASK_AGAIN, LINK_LIVES = timedelta(days=335), timedelta(days=30), timedelta(days=60)
MOST = 200  # letters a tick
log = structlog.get_logger(__name__)


def ask_due() -> int:
    """Ask those who were not verified for eleven months, each at most once in thirty days; gives how many."""
    today = clock.today()
    is_old = Q(verified_on__isnull=True) | Q(verified_on__lt=today - ASK_AFTER)
    is_quiet = Q(asked_on__isnull=True) | Q(asked_on__lte=today - ASK_AGAIN)
    due = Contact.objects.valid().not_ended().outside().filter(is_old, is_quiet).exclude(email="")
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:MOST])
    asked = 0
    for pk in keys:
        try:
            asked += _ask(pk, SYSTEM)
        except Exception:
            log.exception("contact not asked", contact=pk)
    return asked


def ask_contact(*, contact: Contact, by: Actor) -> Contact:
    """Send the letter now. Raises NotAllowed, or Conflict: no e-mail, ended, or asked today already."""
    PARTNERS.require(by, "edit_contacts")
    if not contact.email:
        raise Conflict(_("This contact has no e-mail: ask by phone and note that it holds."))
    if not _ask(contact.pk, by):
        raise Conflict(_("The letter went out today already, or the contact has ended."))
    return contact


@transaction.atomic
def _ask(pk: int, by: Actor) -> bool:
    today = clock.today()
    rows = Contact.objects.valid().not_ended().select_related("organisation")
    rows = rows.select_for_update(of=("self",), skip_locked=True)
    contact = rows.filter(pk=pk).exclude(asked_on=today).first()
    if contact is None:
        return False
    subject = f"partners.contact:{pk}"
    close_links(contact)
    link = Link.objects.create(purpose=PURPOSE, subject=subject, expires_at=clock.now() + LINK_LIVES)
    title, body = rendered("partners/letters/contact_ask.txt", contact.language, {"contact": contact})
    enqueue(
        event_key=f"contact{pk}.ask-{link.pk}",
        recipient=Recipient("email", contact.email, contact.language, contact.name),
        subject=title,
        body=body,
        link=link,
        path="/partners/verify/{token}/",
        by=SYSTEM,
    )
    contact.asked_on = today
    contact.save(update_fields=["asked_on"])
    record("partners.ask_contact", by=by, subject=subject, label=str(contact))
    return True


@transaction.atomic
def answer_contact(*, contact: Contact, holds: bool, text: str = "", by: Actor) -> Contact:
    """The contact's own answer, by its link: it holds, or what is different. Raises Conflict (ended) or Invalid."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    if contact.valid_until and contact.valid_until < clock.today():
        raise Conflict(_("This contact has ended. There is nothing to confirm any more."))
    if not holds and not text.strip():
        raise Invalid(_("Write what is different."), field="text")
    if holds:
        contact.verified_on, contact.said = clock.today(), ""
    else:
        contact.said = mask(text.strip())[:2000]
    contact.save(update_fields=["verified_on", "said"])
    subject = f"partners.contact:{contact.pk}"
    trail = record(
        "partners.answer_contact", by=by, subject=subject, label=str(contact), changes={"holds": ["", str(holds)]}
    )
    publish(ContactAnswered(contact_id=contact.pk, holds=holds, record_id=trail.pk))
    return contact
