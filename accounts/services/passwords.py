"""Resetting a password: the letter holds a signed link, so that nothing secret lies in the outbox."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import translation

from accounts.events import LetterNeeded
from accounts.models import User
from accounts.services import letters
from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.events import publish
from core.links import open_link
from core.models import Link

PURPOSE = "password-reset"
MINUTES = 60


@transaction.atomic
def send_reset(*, person: User, by: Actor) -> Link:
    """Send the letter with a link that lives an hour; earlier links end."""
    close_resets(person)
    expires = clock.now() + timedelta(minutes=MINUTES)
    link = Link.objects.create(purpose=PURPOSE, subject=_subject(person), expires_at=expires)
    record("accounts.ask_password_reset", by=by, subject=_subject(person), label=str(person))
    with translation.override(person.language):
        subject, body = letters.render("password_reset", {"person": person, "minutes": MINUTES, "address": by.address})
    publish(
        LetterNeeded(
            event_key=f"password-reset-{link.pk}",
            address=person.email,
            language=person.language,
            subject=subject,
            body=body,
            link_id=link.pk,
            path="/accounts/password/new/{token}/",
        )
    )
    return link


def person_of_reset(token: str) -> User:
    """The person of an open link. Changes nothing. Raises NotFound."""
    link = open_link(token, PURPOSE)
    person = User.objects.active().filter(pk=link.subject_id).first()
    if person is None:
        raise NotFound()
    return person


def close_resets(person: User) -> None:
    """No earlier letter opens anything any more: a new one was sent, or the password is changed."""
    Link.objects.filter(purpose=PURPOSE, subject=_subject(person), revoked_at=None).update(revoked_at=clock.now())


def _subject(person: User) -> str:
    return f"accounts.user:{person.pk}"
