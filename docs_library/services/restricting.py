"""Access restriction: made on a basis for a time, extended once with a reason, ended, and sent to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.services import changes
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.privacy import mask
from docs_library import lifecycle
from docs_library.access import LIBRARY
from docs_library.events import RestrictedSent
from docs_library.models import Annex, Restriction, RestrictionCopy, Version
from docs_library.rules.restriction import BY_CODE, latest_extended, latest_until
from docs_library.services.trail import locked, tell_trail

log = structlog.get_logger(__name__)
CARRIED = ("basis", "holder", "made_on", "until_on", "first_until_on", "extended_because", "extended_by")


@transaction.atomic
def restrict(
    *,
    version: Version,
    basis: str,
    until_on: date | None = None,
    holder: str = "",
    made_on: date | None = None,
    annex: Annex | None = None,
    by: Actor,
) -> Restriction:
    """Restrict a version, or one of its annexes, for internal use. ``until_on`` may be left out where the basis ends
    with the approval. Open links to it are revoked. Raises NotAllowed, Conflict (it is restricted already) or Invalid
    naming the field."""
    LIBRARY.require(by, "restrict")
    version, made_on = locked(version), made_on or clock.today()
    if annex is not None and annex.version_id != version.pk:
        raise Invalid(_("This annex is of another version."), field="annex")
    if basis not in BY_CODE:
        raise Invalid(_("Choose the basis from the list."), field="basis")
    _check_term(version, basis, made_on, until_on)
    _end_those_over(version)
    if version.restrictions.filter(annex=annex, ended_on__isnull=True).exists():
        raise Conflict(_("It is restricted already: extend that restriction or end it first."))
    row = Restriction(version=version, annex=annex, by_name=by.name[:200])
    facts = {"basis": basis, "until_on": until_on, "holder": holder.strip() or _own_name(), "made_on": made_on}
    changes.apply(row, facts)
    if annex is None:
        close_links(version)
    told = {"version": [version.label, version.label], "restriction": ["", f"{row.law} – {until_on or ''}"]}
    tell_trail("restrict", version.document, by, told)
    return row


def _end_those_over(version: Version) -> None:
    """Those that hold no more, though the tick has not noticed yet, stand in nobody's way."""
    for row in version.restrictions.filter(ended_on__isnull=True, until_on__lt=clock.today()):
        end_restriction(row, _("Its last day was over."), SYSTEM)


def carry_over(old: Version, new: Version, annexes: Mapping[int, Annex], by: Actor) -> None:
    """What was restricted stays so in the draft that was copied from it, on the same basis and until the same day:
    nothing is opened by being copied. ``annexes`` are the new ones by the keys of the old."""
    for row in old.restrictions.active():
        if row.annex_id and row.annex_id not in annexes:
            continue
        facts = {name: getattr(row, name) for name in CARRIED}
        copy = Restriction(version=new, annex=annexes.get(row.annex_id), by_name=by.name[:200])
        changes.apply(copy, facts)
        told = {"version": [old.label, new.label], "restriction": ["", f"{copy.law} – {copy.until_on or ''}"]}
        tell_trail("restrict", new.document, by, told)


def _check_term(version: Version, code: str, made_on: date, until_on: date | None) -> None:
    basis, today = BY_CODE[code], clock.today()
    if made_on > today:
        raise Invalid(_("A restriction is made today or was made earlier."), field="made_on")
    if until_on is None:
        if not basis.ends:
            raise Invalid(_("Give the last day of the restriction."), field="until_on")
        if version.state not in (lifecycle.DRAFT, lifecycle.REVIEW):
            raise Invalid(_("This version is no draft any more: give the last day."), field="until_on")
        return
    if until_on < today:
        raise Invalid(_("The last day has passed already."), field="until_on")
    latest = latest_until(basis, made_on)
    if until_on > latest:
        told = {"law": basis.law, "day": f"{latest:%d.%m.%Y}"}
        raise Invalid(_("On the basis %(law)s it may last until %(day)s at most.") % told, field="until_on")


def _own_name() -> str:
    own = Organisation.objects.live().filter(kind=Organisation.Kind.OWN).first()
    return own.name if own else _("our agency")


def close_links(version: Version) -> None:
    """Links that open the version open nothing from now on, whatever becomes of it."""
    for share in version.shares.filter(link__revoked_at__isnull=True).select_related("link"):
        share.link.revoked_at = clock.now()
        share.link.save(update_fields=["revoked_at"])


@transaction.atomic
def extend(*, restriction: Restriction, until_on: date, because: str, by: Actor) -> Restriction:
    """The one extension that the law knows: up to five years, with a reason. Raises NotAllowed, Conflict (it ended, or
    was extended before) or Invalid naming the field."""
    LIBRARY.require(by, "extend_restriction")
    row = _active(restriction)
    if row.until_on is None:
        raise Conflict(_("It ends when the draft is approved: there is no day to extend."))
    if row.first_until_on is not None:
        raise Conflict(_("It was extended once already; the law allows no second time."))
    if not because.strip():
        raise Invalid(_("Give the reason why it goes on."), field="because")
    if until_on <= row.until_on:
        raise Invalid(_("Give a day after the present last day."), field="until_on")
    if until_on > latest_extended(row.until_on):
        told = {"day": f"{latest_extended(row.until_on):%d.%m.%Y}"}
        raise Invalid(_("It may be extended until %(day)s at most.") % told, field="until_on")
    facts = {"first_until_on": row.until_on, "until_on": until_on, "extended_because": because.strip()}
    changed = changes.apply(row, {**facts, "extended_by": by.name[:200]})
    tell_trail("extend_restriction", row.version.document, by, changed, reason=because)
    return row


@transaction.atomic
def lift(*, restriction: Restriction, because: str, by: Actor) -> Restriction:
    """End it before its day: the reason has gone. Raises NotAllowed, Conflict or Invalid (no reason)."""
    LIBRARY.require(by, "restrict")
    if not because.strip():
        raise Invalid(_("Give the reason."), field="because")
    row = _active(restriction)
    end_restriction(row, because.strip(), by)
    return row


@transaction.atomic
def send_copy(
    *, restriction: Restriction, organisation: Organisation | None = None, user: User | None = None, by: Actor
) -> RestrictionCopy:
    """Let an organisation or a person read what is restricted; they are told of the mark. Raises NotAllowed, Conflict
    (it ended, it was sent to them already) or Invalid (neither or both)."""
    LIBRARY.require(by, "restrict")
    if (organisation is None) == (user is None):
        raise Invalid(_("Choose an organisation or a person."), field="organisation")
    row = _active(restriction)
    if row.copies.filter(organisation=organisation, user=user).exists():
        raise Conflict(_("It was sent to them already."))
    copy = RestrictionCopy.objects.create(
        restriction=row, organisation=organisation, user=user, sent_at=clock.now(), by_name=by.name[:200]
    )
    told = {"version": [row.version.label, row.version.label], "sent_to": ["", str(copy)]}
    tell_trail("send_restricted", row.version.document, by, told)
    publish(RestrictedSent(copy_id=copy.pk))
    return copy


def end_restriction(restriction: Restriction, because: str, by: Actor) -> None:
    """Close the row and tell the trail."""
    restriction.ended_on, restriction.ended_because = clock.today(), mask(because)
    restriction.save(update_fields=["ended_on", "ended_because"])
    told = {"restriction": [restriction.law, ""], "version": [restriction.version.label, ""]}
    tell_trail("end_restriction", restriction.version.document, by, told, reason=because)


def expire_due() -> int:
    """Close the restrictions whose last day is over (they hold no more whether or not this has run); gives how many."""
    done = 0
    over = Restriction.objects.filter(ended_on__isnull=True, until_on__lt=clock.today())
    for pk in over.order_by("pk").values_list("pk", flat=True):
        done += _expire(pk)
    return done


@transaction.atomic
def _expire(pk: int) -> int:
    rows = Restriction.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=pk, ended_on__isnull=True, until_on__lt=clock.today()).first()
    if row is None:
        return 0
    end_restriction(row, _("Its last day was over."), SYSTEM)
    return 1


def _active(restriction: Restriction) -> Restriction:
    """The row, locked, if it still holds. Raises Conflict."""
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("version__document")
    row = rows.get(pk=restriction.pk)
    if not row.is_active:
        raise Conflict(_("This restriction has ended."))
    return row
