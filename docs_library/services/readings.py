"""Who read what, and said so: for the reader's own memory, and where it is restricted for the trail."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, NotAllowed
from docs_library import lifecycle
from docs_library.models import Annex, Reading, Version
from docs_library.services.trail import locked, tell_trail


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
    _read(version, by)


def _read(version: Version, by: Actor) -> Reading:
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
    return row


@transaction.atomic
def acknowledge(*, version: Version, by: Actor) -> Reading:
    """A person says that they have read the version in force; said again, the first time stays. Whoever calls has asked
    who may read it. Raises NotAllowed (a program) or Conflict (it is not in force any more)."""
    if by.user_id is None:
        raise NotAllowed(_("People acknowledge what they have read, programs do not."))
    version = locked(version)
    if version.state != lifecycle.IN_FORCE or version.document.archived_at:
        raise Conflict(_("This version is not in force any more: read the newer one."))
    row = _read(version, by)
    if row.acknowledged_at is None:
        row.acknowledged_at = clock.now()
        row.save(update_fields=["acknowledged_at"])
        tell_trail("acknowledge", version.document, by, {"version": ["", version.label]})
    return row
