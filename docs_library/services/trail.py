"""Lines of the trail about a document; rows locked for a write."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.services import record
from core.actor import Actor
from core.errors import Conflict
from core.lifecycle import IllegalAction
from docs_library import lifecycle
from docs_library.models import Document, Version


def tell_trail(action: str, document: Document, by: Actor, changes: dict[str, Any], *, reason: str = "") -> None:
    """One line about the document, known by its short name."""
    subject = f"docs_library.document:{document.pk}"
    record(f"docs_library.{action}", by=by, subject=subject, label=document.slug, changes=changes, reason=reason)


def locked(version: Version) -> Version:
    """The version with its document locked: acts on versions of one document come one by one."""
    Document.objects.select_for_update().get(pk=version.document_id)
    return Version.objects.select_related("document").get(pk=version.pk)


def must_be_kept(document: Document) -> None:
    """Raises Conflict where the document was put away: nothing of it goes on."""
    if document.archived_at:
        raise Conflict(_("This document was put away meanwhile."))


def move(version: Version, action: str, by: Actor, *, reason: str = "", **facts: Any) -> Version:
    """Take the action: set the facts and the state after it, keep both, tell the trail. Raises Conflict."""
    before = version.state
    try:
        version.state = lifecycle.VERSION.target(action, before)
    except IllegalAction:
        state = version.get_state_display()
        raise Conflict(_("The version is in the state “%(state)s” meanwhile.") % {"state": state}) from None
    for name, value in facts.items():
        setattr(version, name, value)
    version.save()
    changes = {"version": [version.label, version.label], "state": [before, version.state]}
    tell_trail(f"{action}_version", version.document, by, changes, reason=reason)
    return version
