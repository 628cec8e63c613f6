"""Who asked to hear: people of the portal for themselves, outsiders by a confirmed address, each with a way out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from core import brakes, clock
from core.actor import SYSTEM, Actor
from core.errors import Invalid, NotAllowed, TooMany
from core.fields import LANGUAGES
from core.links import open_link
from core.marks import inert
from core.models import Link
from notifications.access import NOTIFICATIONS
from notifications.lifecycle import JOINED, WAITING
from notifications.models import Delivery, Endpoint, NoticeKind, Subscription
from notifications.selectors import EMAIL, topic_label
from notifications.services import digests
from notifications.services.outbox import enqueue
from notifications.types import Recipient, channels

UNSUBSCRIBE, CONFIRM = "unsubscribe", "confirm-subscription"
CONFIRM_WITHIN = timedelta(days=7)
ASKS_PER_HOUR = 10  # from one network address
LETTERS_PER_DAY = 3  # to one mail address: nobody is flooded through our form


def unsubscribe_path(token: str) -> str:
    """The address of the way out; kept here because letters need it and services know no urls."""
    return f"/notices/unsubscribe/{token}/"


@transaction.atomic
def subscribe(
    *,
    topic: str,
    channel: str = EMAIL,
    kinds: Iterable[str] = (),
    language: str = "",
    user_id: int | None = None,
    endpoint_id: int | None = None,
    by: Actor,
) -> Subscription:
    """Subscribe oneself, or with the right to, another (``user_id``). Asked again, it renews kinds and language.

    A program's channel needs one's own ``endpoint_id``. Raises Invalid, NotAllowed.
    """
    user = _subscriber(user_id, by)
    _check(topic, channel, kinds, language or user.language)
    place = {"topic": topic, "channel": channel, "endpoint": _endpoint(channel, endpoint_id, by)}
    kinds, language = sorted(set(kinds)), language or user.language
    found = Subscription.objects.live().select_for_update(of=("self",)).filter(user=user, **place).first()
    if found:
        found.kinds, found.language = kinds, language
        found.save(update_fields=["kinds", "language"])
    else:
        found = _made(user=user, **place, kinds=kinds, language=language)
    record("notifications.subscribe", by=by, subject=_subject(found), label=str(found))
    return found


@transaction.atomic
def unsubscribe(subscription: Subscription, *, by: Actor) -> Subscription:
    """End it, one's own or with the right to, another's. Letters not yet sent are cancelled."""
    if subscription.user_id != by.user_id or by.user_id is None:
        NOTIFICATIONS.require(by, "subscribe_others")
    return _end(subscription, by=by, reason="")


@transaction.atomic
def subscribe_address(*, address: str, topic: str, kinds: Iterable[str] = (), language: str = "et", by: Actor) -> None:
    """An outsider asks to hear by e-mail: a letter with a link confirms it. Says the same whether known or not."""
    address = _address(address)
    _check(topic, EMAIL, kinds, language)
    _brake(f"subscribe-from:{by.address}", ASKS_PER_HOUR, 3600)
    _brake(f"subscribe-to:{address}", LETTERS_PER_DAY, 86_400)
    rows = Subscription.objects.live().filter(user=None, address=address, topic=topic, channel=EMAIL)
    found = rows.select_for_update().first()
    if found is None:
        found = _made(address=address, topic=topic, channel=EMAIL, kinds=sorted(set(kinds)), language=language)
        record("notifications.subscribe", by=by, subject=_subject(found), label=topic)
    if found.confirmed_at is None:
        _ask_to_confirm(found, by)


@transaction.atomic
def confirm(token: str, *, by: Actor) -> Subscription:
    """The address belongs to who holds the letter. Raises NotFound for a link that is not valid."""
    subscription = subscription_of(token, CONFIRM, lock=True)
    if subscription.confirmed_at is None:
        subscription.confirmed_at = clock.now()
        subscription.save(update_fields=["confirmed_at"])
        record("notifications.confirm", by=by, subject=_subject(subscription), label=subscription.topic)
    return subscription


@transaction.atomic
def unsubscribe_by_link(token: str, *, by: Actor) -> Subscription:
    """One click from a letter, without signing in (RFC 8058). Done twice, it is done."""
    subscription = subscription_of(token, UNSUBSCRIBE, lock=True)
    if subscription.archived_at:
        return subscription
    return _end(subscription, by=by, reason=_("by the link of the letter"))


def subscription_of(token: str, purpose: str, *, lock: bool = False) -> Subscription:
    """The subscription that the link is about. Raises NotFound."""
    rows = Subscription.objects.select_for_update() if lock else Subscription.objects.all()
    return rows.get(pk=open_link(token, purpose).subject_id)


@transaction.atomic
def stop_address(channel: str, address: str, *, reason: str) -> None:
    """The other side says that there is no such address: outsiders' subscriptions with it end."""
    for subscription in Subscription.objects.live().filter(user=None, channel=channel, address=address):
        _end(subscription, by=SYSTEM, reason=reason)


def end_of_endpoint(endpoint: Endpoint, *, by: Actor) -> None:
    """All that was subscribed to this address ends with it."""
    for subscription in endpoint.subscriptions.live():
        _end(subscription, by=by, reason=endpoint.name)


def _endpoint(channel: str, endpoint_id: int | None, by: Actor) -> Endpoint | None:
    """The address that the channel needs: one's own, so that nothing internal is led to somebody else's program."""
    if not channels.get(channel).is_program:
        return None
    found = Endpoint.objects.visible_to(by).own_of(by).live().filter(channel=channel, pk=endpoint_id or 0).first()
    if found is None:
        raise Invalid(_("Choose one of your own addresses for this channel."), field="endpoint")
    return found


def _subscriber(user_id: int | None, by: Actor) -> User:
    chosen = user_id or by.user_id
    if chosen is None:
        raise NotAllowed()
    if chosen != by.user_id:
        NOTIFICATIONS.require(by, "subscribe_others")
    return User.objects.get(pk=chosen)


def _check(topic: str, channel: str, kinds: Iterable[str], language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(_("There is no such language."), field="language")
    if topic_label(topic) is None:
        raise Invalid(_("There is no such topic."), field="topic")
    if channel not in channels:
        raise Invalid(_("There is no such channel."), field="channel")
    if set(kinds) - set(NoticeKind.values):
        raise Invalid(_("There is no such kind of notice."), field="kinds")


def _address(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="address") from None
    return text.strip().lower()


def _brake(key: str, most: int, seconds: int) -> None:
    if brakes.count(key, seconds) > most:
        raise TooMany(_("Too many tries. Wait a while and try again."))


def _made(**values) -> Subscription:
    made = Subscription.objects.create(**values)
    Link.objects.create(purpose=UNSUBSCRIBE, subject=_subject(made))
    return made


def _subject(subscription: Subscription) -> str:
    return f"notifications.subscription:{subscription.pk}"


def _end(subscription: Subscription, *, by: Actor, reason: str) -> Subscription:
    now = clock.now()
    subscription.archived_at = now
    subscription.save(update_fields=["archived_at"])
    ways = Link.objects.filter(purpose=UNSUBSCRIBE, subject=_subject(subscription))
    left = list(Delivery.objects.filter(link__in=ways, state__in=[WAITING, JOINED]).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=left, state__in=[WAITING, JOINED]).update(state="cancelled", ended_at=now)
    digests.drop_empty(left)
    record("notifications.unsubscribe", by=by, subject=_subject(subscription), label=subscription.topic, reason=reason)
    return subscription


def _ask_to_confirm(subscription: Subscription, by: Actor) -> None:
    link = Link.objects.create(purpose=CONFIRM, subject=_subject(subscription), expires_at=clock.now() + CONFIRM_WITHIN)
    with translation.override(subscription.language):
        subject = _("Confirm that you want our notices")
        asked = _("Somebody, most likely you, asked for notices about “%(topic)s” to be sent to this address.")
        paragraphs = [
            inert(asked % {"topic": topic_label(subscription.topic)}),
            _("To confirm, open this link within seven days:") + "\n{link}",
            _("If it was not you, do nothing: without confirmation nothing is sent."),
        ]
    enqueue(
        event_key=f"confirm-subscription:{link.pk}",
        recipient=Recipient(EMAIL, subscription.address, subscription.language, why=_("asked to confirm")),
        subject=subject,
        body="\n\n".join(paragraphs),
        link=link,
        path="/notices/subscribe/{token}/",
        queue="critical",
        by=by,
    )
