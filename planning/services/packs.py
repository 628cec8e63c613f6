"""The evidence pack: ordered by a person, made by a worker (or the command), kept as one archive."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import actor_of
from core import clock, files, logs
from core.actor import Actor
from core.errors import Conflict, Invalid
from planning import engine
from planning.access import PLANNING
from planning.models import EvidencePack
from planning.selectors.packs import Say, gather
from planning.services.ledger import FIRST_YEAR, code_version
from planning.services.trail import tell

STALE = timedelta(minutes=3)  # a worker says each step; one that is silent for so long has died
log = logs.get(__name__)


def instant_of(year: int):
    """The instant of a year's pack: its end, or now while it lasts. Raises Invalid for a year that has not begun."""
    today = clock.today()
    if not FIRST_YEAR <= year <= today.year:
        raise Invalid(_("Choose a year that has begun."), field="year")
    end = clock.end_of(today.replace(year=year, month=12, day=31))
    return min(end, clock.now())


def make(*, year: int, by: Actor, say: Say) -> bytes:
    """The pack of a year as the bytes of a ZIP, in the language in force. ``say(done, total, what)`` hears of progress.

    Raises NotAllowed or Invalid.
    """
    PLANNING.require(by, "export_evidence")
    data = gather(
        by, instant_of(year), code_version=code_version(), language=translation.get_language() or "et", say=say
    )
    return engine.archive(data, say)


@transaction.atomic
def order_pack(*, year: int, language: str, by: Actor) -> EvidencePack:
    """Ask for the pack of a year; a worker makes it. Raises NotAllowed, Invalid or Conflict (one is being made)."""
    PLANNING.require(by, "export_evidence")
    as_of = instant_of(year)
    list(User.objects.select_for_update().filter(pk=by.user_id))
    under_way = EvidencePack.objects.filter(ordered_by=by.user_id, state__in=("waiting", "making"))
    if under_way.exists():
        raise Conflict(_("One of your packs is being made already."))
    row = EvidencePack.objects.create(
        year=year,
        as_of=as_of,
        language=language,
        ordered_by_id=by.user_id,
        acting_for_id=by.acting_for_id,
        by_name=by.name,
    )
    tell("order_evidence", row, by)
    return row


def make_next() -> int:
    """Make the packs that wait, and those whose worker died; gives how many were made."""
    made = 0
    while (row := _claim()) is not None:
        made += _make(row)
    return made


@transaction.atomic
def _claim() -> EvidencePack | None:
    silent = Q(state="making", touched_at__lt=clock.now() - STALE)
    rows = EvidencePack.objects.select_for_update(skip_locked=True, of=("self",)).filter(Q(state="waiting") | silent)
    row = rows.order_by("pk").first()
    if row:
        row.state, row.touched_at, row.done, row.total = "making", clock.now(), 0, 0
        row.save(update_fields=["state", "touched_at", "done", "total"])
    return row


def _make(row: EvidencePack) -> int:
    by = actor_of(row.ordered_by, acting_for_id=row.acting_for_id)
    try:
        with translation.override(row.language):
            content = make(year=row.year, by=by, say=_sayer(row))
            name = f"toend-{row.year}-{clock.local(row.as_of):%Y%m%d-%H%M}.zip"
        _finish(row, content, name, by)
    except Exception as error:  # whatever it was, the person who waits is told and the queue goes on
        log.exception("evidence pack failed", pack=row.pk)
        reason = str(error.message) if hasattr(error, "message") else type(error).__name__
        _mine(row).update(state="failed", error=reason[:300], touched_at=clock.now())
        return 0
    return 1


def _mine(row: EvidencePack):
    return EvidencePack.objects.filter(pk=row.pk, state="making")


@transaction.atomic
def _finish(row: EvidencePack, content: bytes, name: str, by: Actor) -> None:
    stored = files.keep_made(name, content, engine.MIME, by=by)
    _mine(row).update(state="done", stored=stored, touched_at=clock.now())
    tell("make_evidence", row, by, changes={"sha256": ["", stored.sha256]})


def _sayer(row: EvidencePack) -> Say:
    """Progress in the row, each step by itself: whoever waits sees it, and a second worker leaves it alone."""

    def say(done: int, total: int, what: str) -> None:
        _mine(row).update(done=done, total=total, touched_at=clock.now())

    return say
