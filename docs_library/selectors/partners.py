"""What a partner may read, seen from the agency's side."""

from __future__ import annotations

from accounts.models import Organisation
from core.actor import PARTNER, Actor
from docs_library.models import Document, Version
from docs_library.selectors import library


def for_organisation(actor: Actor, organisation: Organisation) -> list[Document]:
    """Documents in force that the organisation's people may read and that are meant for partners, as far as the actor
    sees them too. Public ones that are about none of its components are left out."""
    theirs = Actor(kind="user", roles=frozenset({PARTNER}), organisation_ids=frozenset({organisation.pk}))
    readable = Version.objects.visible_to(theirs).in_force().exclude(document__audience="public")
    rows = library(actor).filter(pk__in=readable.order_by().values("document")).order_by("title__et", "slug")
    return [row for row in rows if row.shown]
