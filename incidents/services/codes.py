"""The six-digit code without which a handover's link only shows: 10 minutes, 5 tries, kept as a hash. Its digits
come from a ``core.models.Link`` of its own and are filled into the letter at sending, so that they lie nowhere."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid, TooMany
from core.events import publish
from core.links import code_for
from core.models import Link
from incidents.events import HandoverCodeAsked
from incidents.models import Handover, HandoverCode

LIFE = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 5
PURPOSE = "handover-code"


@transaction.atomic
def ask_code(handover: Handover) -> HandoverCode:
    """Send a new code to the registered address; older ones stop working. Raises TooMany beyond five an hour."""
    Handover.objects.select_for_update().get(pk=handover.pk)
    recent = handover.codes.filter(created_at__gt=clock.now() - timedelta(hours=1))
    if recent.count() >= CODES_AN_HOUR:
        raise TooMany(_("Five codes were sent within an hour. Wait a while, or answer the letter by plain mail."))
    handover.codes.filter(used_at__isnull=True).update(tries=TRIES)
    until = clock.now() + LIFE
    link = Link.objects.create(purpose=PURPOSE, subject=f"incidents.handover:{handover.pk}", expires_at=until)
    hashed = _hash(handover, code_for(link))
    row = HandoverCode.objects.create(handover=handover, code_hash=hashed, created_at=clock.now(), expires_at=until)
    publish(HandoverCodeAsked(handover_id=handover.pk, link_id=link.pk, code_id=row.pk))
    return row


def check_code(handover: Handover, code: str) -> None:
    """Use the code up. Raises Invalid with one sentence for wrong, old or worn-out ones.

    The try is counted before comparing and committed whatever comes of it, so that guessing in parallel gains nothing.
    """
    with transaction.atomic():
        row = handover.codes.select_for_update().filter(used_at__isnull=True).order_by("-pk").first()
        is_open = row is not None and row.tries < TRIES and row.expires_at > clock.now()
        if is_open:
            HandoverCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        is_right = is_open and hmac.compare_digest(row.code_hash, _hash(handover, code.strip().replace(" ", "")))
        if is_right:
            HandoverCode.objects.filter(pk=row.pk).update(used_at=clock.now())
    if not is_right:
        raise Invalid(_("The code is wrong or too old. Ask for a new one if need be."), field="code")


def _hash(handover: Handover, code: str) -> str:
    key = settings.PORTAL_LINK_KEY.encode()
    return hmac.new(key, f"handover-code|{handover.pk}|{code}".encode(), hashlib.sha256).hexdigest()
