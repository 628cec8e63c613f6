"""A row of the outbox as a channel carries it: its words with the addresses filled in, where it goes, what it is."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from core.links import code_for, token_for
from core.marks import as_typed
from core.vault import unseal
from notifications.models import Delivery, NoticeUpdate
from notifications.services import acknowledgements, digests, endpoints, subscriptions
from notifications.services.fallback import TEST
from notifications.types import Message, PermanentError


def prepare(letters: list[Delivery]) -> list[Delivery]:
    """What ``message_of`` needs of them, asked for at once: one by one it was two questions a letter."""
    prefetch_related_objects(letters, "link", "endpoint")
    acknowledgements.prepare_links(letters)
    return letters


def address_of(delivery: Delivery) -> str:
    """Where it goes. Raises PermanentError when the program's address was switched off since (a test goes even so)."""
    if delivery.endpoint_id is None:
        return delivery.address
    if not delivery.endpoint.is_open and not delivery.event_key.startswith(TEST):
        raise PermanentError(_("it is switched off"))
    return unseal(delivery.endpoint.url_sealed)


def message_of(delivery: Delivery) -> Message:
    """The letter as a channel carries it, with its addresses filled in. Raises PermanentError for an empty digest."""
    if delivery.is_digest:
        return _digest_message(delivery)
    return Message(
        kind=kind_of(delivery),
        about=delivery.about,
        url=link_url(delivery),
        made_at=delivery.created_at,
        secrets=endpoints.secrets_of(delivery.endpoint) if delivery.endpoint_id else (),
        event_key=delivery.event_key,
        subject=delivery.subject,
        body=filled(delivery),
        language=delivery.language,
        thread_key=delivery.thread_key,
        unsubscribe_url=unsubscribe_url(delivery),
        recipient_name=delivery.name,
    )


def _digest_message(digest: Delivery) -> Message:
    """The letters of a burst in one; a single one goes as it is."""
    letters = digests.letters_in(digest)
    if not letters:
        raise PermanentError(_("All of it was cancelled meanwhile."))
    if len(letters) == 1:
        return replace(message_of(letters[0]), event_key=digest.event_key)
    subject, body = digests.words_of(digest, letters, link_url, unsubscribe_url)
    ways = {unsubscribe_url(one) for one in letters}
    return Message(
        event_key=digest.event_key,
        subject=subject,
        body=body,
        language=digest.language,
        url=link_url(digest),
        made_at=digest.created_at,
        unsubscribe_url=ways.pop() if len(ways) == 1 else "",
        recipient_name=digest.name,
    )


def kind_of(delivery: Delivery) -> str:
    """What a program is told that it is: the first, a further or the last word of a notice, a test, another letter."""
    update = delivery.notice_update if delivery.endpoint_id else None
    if update is None:
        return "test" if delivery.event_key.startswith(TEST) else "letter"
    if update.corrected_at and delivery.created_at >= update.corrected_at:
        return "notice.corrected"
    if update.stage == NoticeUpdate.Stage.RESOLVED:
        return "notice.ended"
    is_first = not update.notice.updates.filter(pk__lt=update.pk).exists()
    return "notice.published" if is_first else "notice.updated"


def filled(delivery: Delivery) -> str:
    """The body with the template's own marks replaced: ``{link}``, ``{unsubscribe}`` and ``{acknowledge}`` by full
    addresses, ``{code}`` by a code's digits.

    What people typed was made inert when the letter was written (core.marks). Only the last of each mark, and none of
    people's in a message to a program: letters written before that hold typed ones too.
    """
    body = delivery.body
    if not delivery.endpoint_id:
        body = _with_last(body, "{unsubscribe}", unsubscribe_url(delivery))
        if asking := acknowledgements.acknowledge_link(delivery):
            body = _with_last(body, "{acknowledge}", f"{settings.PORTAL_URL}/notices/acknowledge/{token_for(asking)}/")
        if delivery.link and delivery.link.purpose.endswith("-code"):
            body = _with_last(body, "{code}", code_for(delivery.link))
    return as_typed(_with_last(body, "{link}", link_url(delivery)))


def _with_last(text: str, mark: str, value: str) -> str:
    before, found, after = text.rpartition(mark)
    return f"{before}{value}{after}" if found else text


def link_url(delivery: Delivery) -> str:
    """PORTAL_URL + path; the link's token stands at ``{token}``, or at the end where the path does not say."""
    path = delivery.path
    if delivery.link and delivery.link.purpose != subscriptions.UNSUBSCRIBE:
        token = token_for(delivery.link)
        path = path.replace("{token}", token) if "{token}" in path else f"{path.rstrip('/')}/{token}/"
    return f"{settings.PORTAL_URL}{path}" if path else settings.PORTAL_URL


def unsubscribe_url(delivery: Delivery) -> str:
    """The one-click address of the subscription that the letter comes from; empty for other letters."""
    if delivery.link is None or delivery.link.purpose != subscriptions.UNSUBSCRIBE:
        return ""
    return f"{settings.PORTAL_URL}{subscriptions.unsubscribe_path(token_for(delivery.link))}"
