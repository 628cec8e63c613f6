"""What a circle of people was told lately, and what of it nobody has confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from core.actor import Actor
from notifications.lifecycle import DELIVERED, FAILED
from notifications.models import Acknowledgement, Delivery


@dataclass(slots=True)
class ToldWord:
    """A word (a notice's update, or a letter about a thing) that went to a circle: ``sent``, ``failed`` and ``waiting``
    count people and addresses; ``unread`` are the names of those who were asked to confirm and have not."""

    subject: str
    at: datetime
    notice_id: str
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Circle:
    """Whom letters go to: people by id, addresses, and the programs of organisations."""

    user_ids: frozenset[int]
    addresses: frozenset[str]
    organisation_ids: frozenset[int] = frozenset()

    @property
    def asked(self) -> Q:
        """Who of them is asked to confirm; needs the annotation ``place`` (the address in small letters)."""
        return Q(user__in=self.user_ids) | Q(place__in={each.lower() for each in self.addresses} - {""})

    @property
    def letters(self) -> Q:
        return self.asked | Q(endpoint__organisation__in=self.organisation_ids)


LETTERS_LOOKED_AT = 2000


def told_lately(actor: Actor, circle: Circle, since: datetime) -> list[ToldWord]:
    """What the circle's people, addresses and programs were told since then, the newest first; of the letters that the
    actor may see. Letters of sign-in and the like, which are about nothing, are left out."""
    letters = Delivery.objects.visible_to(actor).annotate(place=Lower("address")).filter(circle.letters)
    letters = letters.filter(Q(notice_update__isnull=False) | ~Q(about=""), created_at__gte=since)
    names = ("notice_update", "notice_update__notice__public_id", "about", "subject", "state", "created_at")
    found: dict[object, ToldWord] = {}
    best: dict[tuple, str] = {}
    for row in letters.order_by("-created_at", "-pk").values_list(*names, "user", "place")[:LETTERS_LOOKED_AT]:
        update, public_id, about, subject, state, at, user, place = row
        key = update or (about, subject)
        found.setdefault(key, ToldWord(subject, at, public_id or ""))
        if best.get((key, user or place)) != DELIVERED:
            best[key, user or place] = state
    for (key, _whom), state in best.items():
        name = {DELIVERED: "sent", FAILED: "failed"}.get(state, "waiting")
        setattr(found[key], name, getattr(found[key], name) + 1)
    asked = Acknowledgement.objects.visible_to(actor).open().annotate(place=Lower("address")).filter(circle.asked)
    for each in asked.filter(notice_update__in=[key for key in found if isinstance(key, int)]).select_related("user"):
        found[each.notice_update_id].unread.append(each.name or str(each.user or each.address))
    return list(found.values())
