"""Programs' addresses: made, changed, given a new secret, switched off and on, put away. Secrets are shown once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import clock, outbound
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.events import publish
from core.lifecycle import IllegalAction
from core.vault import seal, unseal
from notifications.access import NOTIFICATIONS
from notifications.channels.webhook import rules
from notifications.events import LettersQueued
from notifications.lifecycle import ENDPOINT, WAITING
from notifications.models import Delivery, Endpoint
from notifications.rules import signing
from notifications.selectors import people_of
from notifications.services.people import tell_people
from notifications.services.subscriptions import end_of_endpoint
from notifications.types import channels

OVERLAP = timedelta(hours=24)  # both secrets sign for so long after a change
NAME_LOOKUP_S = 3
MOST = 20  # live addresses of one owner


@transaction.atomic
def add_endpoint(
    *, channel: str, name: str, url: str, organisation_id: int | None = None, by: Actor
) -> tuple[Endpoint, str]:
    """(the address, its secret: given this once; ``""`` where the channel signs nothing). It is the actor's own, or
    one of their organisations'. Raises Invalid where the door does not open to ``url``; nothing has been sent."""
    NOTIFICATIONS.require(by, "endpoints")
    if by.user_id is None or (organisation_id and organisation_id not in by.organisation_ids):
        raise Invalid(_("Choose yourself or one of your own organisations."), field="organisation_id")
    if channel not in channels or not channels.get(channel).is_program:
        raise Invalid(_("There is no such channel."), field="channel")
    owner = {"organisation_id": organisation_id} if organisation_id else {"user_id": by.user_id}
    if Endpoint.objects.live().filter(**owner).count() >= MOST:
        raise Conflict(_("There are %(most)s addresses already. Put away one that is not needed.") % {"most": MOST})
    target = checked(url)
    secret = signing.new_secret() if channels.get(channel).is_signed else ""
    made = Endpoint(channel=channel, name=name, keeper_id=by.user_id, **owner)
    made.secret_sealed = seal(secret) if secret else ""
    _point(made, target)
    made.save()
    _note("add", made, by, changes={"target": ["", made.target]})
    return made, secret


@transaction.atomic
def edit_endpoint(endpoint: Endpoint, *, name: str, url: str = "", by: Actor) -> Endpoint:
    """Another name, and where ``url`` is given, another address. Raises Invalid, Conflict."""
    endpoint = taken(endpoint, "edit", by)
    old = {"name": endpoint.name, "target": endpoint.target, "shown": endpoint.shown}
    endpoint.name = name
    if url:
        _point(endpoint, checked(url))
    endpoint.save()
    changed = {field: [was, getattr(endpoint, field)] for field, was in old.items() if was != getattr(endpoint, field)}
    _note("edit", endpoint, by, changes=changed)
    return endpoint


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, by: Actor) -> tuple[Endpoint, str]:
    """(the address, the new secret: given this once). The old one signs beside it for a day. Raises Conflict."""
    endpoint = taken(endpoint, "rotate", by)
    if not endpoint.secret_sealed:
        raise Conflict(_("This channel signs nothing: there is no secret to change."))
    secret = signing.new_secret()
    endpoint.old_secret_sealed, endpoint.old_secret_until = endpoint.secret_sealed, clock.now() + OVERLAP
    endpoint.secret_sealed = seal(secret)
    endpoint.save()
    _note("rotate", endpoint, by)
    return endpoint, secret


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, *, reason: str, by: Actor) -> Endpoint:
    """Send nothing there until it is switched on; what waits goes to its people by another channel."""
    endpoint = taken(endpoint, "disable", by)
    _switch_off(endpoint, reason)
    _note("disable", endpoint, by, reason=reason)
    return endpoint


@transaction.atomic
def enable_endpoint(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Send there again. Raises Conflict where it is on."""
    endpoint = taken(endpoint, "enable", by)
    endpoint.disabled_because = ""
    endpoint.save()
    _note("enable", endpoint, by)
    return endpoint


@transaction.atomic
def archive_endpoint(endpoint: Endpoint, *, by: Actor) -> Endpoint:
    """Put it away for good: its subscriptions end, what waits is cancelled, the log stays."""
    endpoint = taken(endpoint, "archive", by)
    endpoint.archived_at = clock.now()
    endpoint.save()
    end_of_endpoint(endpoint, by=by)
    _note("archive", endpoint, by)
    return endpoint


@transaction.atomic
def shut(endpoint: Endpoint, *, because: str) -> None:
    """The other side says that the address is gone (410): switch it off, and say so to its people."""
    endpoint = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    if not endpoint.is_open:
        return
    endpoint.state = ENDPOINT.target("disable", endpoint.state)
    _switch_off(endpoint, because)
    _note("disable", endpoint, SYSTEM, reason=because)
    tell_people(
        people_of(endpoint),
        f"endpoint{endpoint.pk}.off{clock.now():%Y%m%dT%H%M%S%f}",
        "notifications/letter_endpoint_off.txt",
        {"endpoint": endpoint},
        path=f"/notices/webhooks/{endpoint.pk}/",
    )


def checked(url: str) -> outbound.Target:
    """Where the address leads. Raises Invalid with a clear sentence where the outbound door stays shut to it."""
    try:
        target = outbound.parse(url.strip())
        if target.scheme != "https" and not settings.DEMO:
            sentence = _("The address must begin with https://, so that nobody else reads the messages.")
            raise Invalid(sentence, field="url")
        outbound.resolve(target, rules(), timeout_s=NAME_LOOKUP_S)
    except outbound.Refused as refusal:
        inside = _("The address lies in a private network: messages go to the public internet only.")
        raise Invalid(inside if refusal.reason_code == "private" else str(refusal.message), field="url") from refusal
    except outbound.Failure as failure:
        raise Invalid(str(failure.message), field="url") from failure
    return target


def secrets_of(endpoint: Endpoint) -> tuple[str, ...]:
    """The secrets in force, the newest first; none where the channel signs nothing."""
    sealed = [endpoint.secret_sealed, endpoint.old_secret_sealed if endpoint.has_two_secrets else ""]
    return tuple(unseal(one) for one in sealed if one)


def _point(endpoint: Endpoint, target: outbound.Target) -> None:
    endpoint.url_sealed = seal(target.url)
    endpoint.target = f"{target.host}:{target.port}"
    endpoint.shown = shown(target, is_secret=not channels.get(endpoint.channel).is_signed)


def shown(target: outbound.Target, *, is_secret: bool) -> str:
    """What people see of the address: never its query, and of a secret one only the host and the last four signs."""
    parts = urlsplit(target.url)
    if is_secret:
        tail = target.path[-4:] if len(target.path) > 12 else ""
        return f"{parts.scheme}://{target.authority}/…{tail}"[:300]
    return f"{parts.scheme}://{target.authority}{parts.path}"[:295] + ("?…" if parts.query else "")


OWNERS_ONLY = ("edit", "rotate")  # keepers switch others' programs off; they lead them nowhere and learn no secret


def taken(endpoint: Endpoint, action: str, by: Actor) -> Endpoint:
    """The locked row in the state after the action. Raises NotAllowed, NotFound or Conflict."""
    NOTIFICATIONS.require(by, "endpoints")
    found = Endpoint.objects.visible_to(by).live().select_for_update(of=("self",)).filter(pk=endpoint.pk).first()
    if found is None:
        raise NotFound()
    if action in OWNERS_ONLY and not by.is_system and not Endpoint.objects.own_of(by).filter(pk=found.pk).exists():
        raise NotAllowed()
    try:
        found.state = ENDPOINT.target(action, found.state)
    except IllegalAction:
        raise Conflict(_("It has changed meanwhile: this is no longer possible.")) from None
    return found


def _switch_off(endpoint: Endpoint, because: str) -> None:
    endpoint.disabled_because = because[:300]
    endpoint.save()
    waiting = Delivery.objects.filter(endpoint=endpoint, state=WAITING)
    waiting.update(next_attempt_at=clock.now())  # a worker takes them and sends them another way
    for queue in set(waiting.order_by().values_list("queue", flat=True)):
        publish(LettersQueued(queue=queue))


def _note(action: str, endpoint: Endpoint, by: Actor, **more) -> None:
    subject = f"notifications.endpoint:{endpoint.pk}"
    record(f"notifications.endpoint_{action}", by=by, subject=subject, label=endpoint.name, **more)
