"""Whether a person hears of what happens to a document."""

from __future__ import annotations

from collections.abc import Iterable

from core.actor import Actor
from docs_library.models import Document
from notifications.models import NoticeKind, Subscription
from notifications.selectors import ALL, EMAIL

KINDS = (NoticeKind.CHANGE.value, NoticeKind.DOCUMENT.value)


def topics_of(document: Document) -> list[str]:
    rows = document.components.filter(archived_at=None).order_by("slug")
    return [f"component:{slug}" for slug in rows.values_list("slug", flat=True)]


def mine_about(actor: Actor, topics: Iterable[str]) -> list[Subscription]:
    """The person's own subscriptions by e-mail to the topics."""
    rows = Subscription.objects.visible_to(actor).live().filter(user_id=actor.user_id or 0, endpoint=None)
    return list(rows.filter(channel=EMAIL, topic__in=list(topics)))


def may_follow(actor: Actor, document: Document) -> bool:
    """Whether one click would add anything."""
    topics = topics_of(document) if actor.is_known and actor.user_id else []
    rows = mine_about(actor, [*topics, ALL]) if topics else []
    heard = {row.topic for row in rows if not row.kinds or set(KINDS) <= set(row.kinds)}
    return bool(topics) and ALL not in heard and bool(set(topics) - heard)
