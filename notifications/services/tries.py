"""What its people may try with a program's address: a test message now, an old message once more."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import brakes, clock
from core.actor import Actor
from core.errors import Conflict, NotFound, TooMany
from core.fields import new_public_id
from notifications.lifecycle import SENDING
from notifications.models import Delivery, Endpoint
from notifications.services import messages, outbox, sending
from notifications.services.endpoints import taken
from notifications.services.fallback import TEST
from notifications.types import CarryError, Recipient, channels

TESTS_A_MINUTE = 6
HELD = timedelta(minutes=1)  # should we die meanwhile, a worker sends it


def send_test(endpoint: Endpoint, *, by: Actor) -> Delivery:
    """Send a test message now, once, and give it with its outcome; its log holds what went and came.

    Waits up to the channel's timeout for the answer, outside of any transaction. Raises TooMany, NotFound, Conflict.
    """
    delivery = _test_letter(endpoint, by)
    channel = channels.get(delivery.channel)
    try:
        receipt = channel.send(messages.message_of(delivery), messages.address_of(delivery))
    except CarryError as error:
        sending.note(delivery, error.exchange, error=str(error))
        outbox.mark_failed(delivery, str(error))
        if getattr(error, "disable", False):
            sending.stop(delivery, because=str(error))
    else:
        sending.note(delivery, receipt)
        outbox.mark_delivered(delivery, str(receipt))
        cache.delete(sending.breaker_key(channel.target(delivery.address)))
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def resend(delivery: Delivery, *, by: Actor) -> Delivery:
    """Put a letter to a program into the queue once more, under its old id. Raises NotFound, or Conflict while it is
    on its way or the address is switched off."""
    endpoint = Endpoint.objects.filter(pk=delivery.endpoint_id).first()
    if endpoint is None:
        raise NotFound()
    endpoint = taken(endpoint, "try", by)
    if not endpoint.is_open:
        raise Conflict(_("It is switched off. Switch it on first."))
    return outbox.requeue(delivery, "repeat", by=by)


@transaction.atomic
def _test_letter(endpoint: Endpoint, by: Actor) -> Delivery:
    endpoint = taken(endpoint, "try", by)
    if brakes.count(f"endpoint-test:{endpoint.pk}", 60) > TESTS_A_MINUTE:
        raise TooMany(_("Too many tries. Wait a while and try again."))
    delivery = outbox.letter(
        event_key=f"{TEST}{endpoint.pk}:{new_public_id()}",
        recipient=Recipient(
            endpoint.channel, endpoint.target, get_language() or "et", endpoint.name, by.user_id, "", endpoint.pk
        ),
        subject=_("Test message of the portal"),
        body=_("If you can read this, messages of the portal arrive here."),
        path=f"/notices/webhooks/{endpoint.pk}/",
        queue="critical",
    )
    delivery.state, delivery.attempts, delivery.held_by = SENDING, 1, "test"
    delivery.lease_until = clock.now() + HELD
    delivery.save()
    subject = f"notifications.endpoint:{endpoint.pk}"
    record("notifications.endpoint_test", by=by, subject=subject, label=endpoint.name)
    return delivery
