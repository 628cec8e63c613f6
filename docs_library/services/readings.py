"""Who read what: for the reader's own memory, and where it is restricted for the trail."""

from __future__ import annotations

from django.db import transaction

from core import clock
from core.actor import Actor
from docs_library.models import Annex, Reading, Version
from docs_library.services.trail import tell_trail


@transaction.atomic
def note_reading(*, version: Version, annex: Annex | None = None, by: Actor) -> None:
    """A person opened the version, or took one of its files. Reading what is restricted is told to the trail."""
    active = version.restrictions.active().filter(annex=None)
    if annex is not None:
        active = active | version.restrictions.active().filter(annex=annex)
    if active.exists():
        what = {"version": ["", version.label], **({"annex": ["", annex.title]} if annex else {})}
        tell_trail("read_restricted", version.document, by, what)
    if by.user_id is None:
        return
    now = clock.now()
    organisation_id = next(iter(sorted(by.organisation_ids)), None)
    row, is_new = Reading.objects.get_or_create(
        version=version,
        user_id=by.user_id,
        defaults={"organisation_id": organisation_id, "first_at": now, "last_at": now},
    )
    if not is_new:
        row.last_at = now
        row.save(update_fields=["last_at"])
