"""One click after which a person hears of a document's changes: subscribed to its components."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict, NotAllowed
from docs_library.models import Document
from docs_library.selectors.following import KINDS, mine_about, topics_of
from notifications.services import subscribe


@transaction.atomic
def follow(*, document: Document, by: Actor) -> None:
    """Subscribe the person by e-mail to changes and documents of what it is about; what they hear already stays as it
    is. Whoever calls has asked who reads the document. Raises NotAllowed or Conflict (it is about no component)."""
    if by.user_id is None:
        raise NotAllowed(_("Sign in to subscribe."))
    topics = topics_of(document)
    if not topics:
        raise Conflict(_("It is about no component: choose what to hear of under “My subscriptions”."))
    heard = {row.topic: row for row in mine_about(by, topics)}
    for topic in topics:
        row = heard.get(topic)
        if row and not row.kinds:
            continue  # everything already
        kinds = {*KINDS, *(row.kinds if row else ())}
        subscribe(topic=topic, kinds=kinds, language=row.language if row else "", by=by)
