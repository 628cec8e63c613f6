"""From review to force and out of it: approved by other eyes, in force by the minute, superseded, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish
from core.privacy import mask
from docs_library import lifecycle
from docs_library.access import LIBRARY
from docs_library.events import DocumentWithdrawn, VersionInForce, VersionReturned
from docs_library.models import Version
from docs_library.rules.freshness import months_after
from docs_library.services.restricting import close_links, end_restriction
from docs_library.services.sections import forget_version, index_version
from docs_library.services.trail import locked, move, must_be_kept

log = structlog.get_logger(__name__)
FARTHEST = timedelta(days=730)
WRITING_ACTS = [f"docs_library.{act}" for act in ("write_text", "remove_text", "add_annex", "change_version")]


@transaction.atomic
def approve(*, version: Version, seen: str, by: Actor) -> Version:
    """Approve what was read: ``seen`` is its checksum. A material change is approved by somebody else than its author,
    whoever the author stands in for. A restriction of drafts ends. Raises NotAllowed or Conflict."""
    LIBRARY.require(by, "approve")
    version = locked(version)
    must_be_kept(version.document)
    if version.state == lifecycle.REVIEW and seen != version.sha256:
        raise Conflict(_("The text was changed meanwhile. Read it again."))
    if not approves_alone(version, by):
        raise NotAllowed(_("A material change is approved by somebody else than its author."))
    version = move(version, "approve", by, approved_at=clock.now(), approved_by=by.name[:200])
    for restriction in version.restrictions.filter(ended_on__isnull=True):
        if restriction.ground.ends and restriction.until_on is None:
            end_restriction(restriction, _("The draft was approved."), by)
    return version


def approves_alone(version: Version, by: Actor) -> bool:
    """Whether the actor may approve it as far as those who wrote it are concerned: a material change needs the eyes of
    somebody who neither began the draft nor wrote in it, as the trail tells."""
    if not version.is_material or by.user_id is None:
        return True
    if by.user_id == version.author_id:
        return False
    lines = AuditRecord.objects.filter(
        subject=f"docs_library.document:{version.document_id}", at__gte=version.created_at
    )
    return not lines.filter(action__in=WRITING_ACTS, user_id=by.user_id).exists()


@transaction.atomic
def send_back(*, version: Version, because: str, by: Actor) -> Version:
    """Back to the author, who may change it again; links that opened it are closed for good. Raises NotAllowed,
    Conflict or Invalid (no reason)."""
    LIBRARY.require(by, "approve")
    if not because.strip():
        raise Invalid(_("Say what is to be changed: the author reads it."), field="because")
    nothing = {"submitted_at": None, "approved_at": None, "approved_by": "", "in_force_at": None, "sha256": ""}
    version = move(locked(version), "return", by, reason=because, **nothing)
    close_links(version)
    publish(VersionReturned(version_id=version.pk, because=mask(because.strip())))
    return version


@transaction.atomic
def schedule(*, version: Version, at: datetime, by: Actor) -> Version:
    """Say when an approved version comes into force; what is in force stays so until that minute. Raises NotAllowed,
    Conflict or Invalid (the time does not lie ahead, or more than two years)."""
    LIBRARY.require(by, "publish")
    version = locked(version)
    must_be_kept(version.document)
    if not clock.now() < at <= clock.now() + FARTHEST:
        raise Invalid(_("The time must lie ahead, within two years."), field="at")
    if version.in_force_until and clock.local(at).date() > version.in_force_until:
        raise Invalid(_("That is later than the last day until which it shall be in force."), field="at")
    return move(version, "schedule", by, in_force_at=at)


@transaction.atomic
def put_in_force(*, version: Version, by: Actor) -> Version:
    """The approved version comes into force now; the earlier one is superseded, the document counts as looked at today,
    and open signals end. Raises NotAllowed, Conflict or Invalid (its last day has passed)."""
    LIBRARY.require(by, "publish")
    version = locked(version)
    if version.in_force_until and version.in_force_until < clock.today():
        raise Invalid(_("The last day until which it shall be in force has passed already."))
    return _in_force(version, by)


def _in_force(version: Version, by: Actor) -> Version:
    now, document = clock.now(), version.document
    must_be_kept(document)
    if earlier := document.versions.in_force().first():
        earlier.document = document
        move(earlier, "supersede", by, ended_at=now)
    version = move(version, "put_in_force", by, in_force_at=now)
    document.review_on = months_after(clock.today(), document.months)
    document.save(update_fields=["review_on"])
    document.signals.open().update(ended_at=now, ended_by_version=version)
    index_version(version)
    publish(VersionInForce(version_id=version.pk))
    return version


@transaction.atomic
def withdraw(*, version: Version, because: str, by: Actor) -> Version:
    """It does not hold any more, and nothing comes in its place; or a draft that is not gone on with. Raises
    NotAllowed, Conflict or Invalid (no reason)."""
    LIBRARY.require(by, "publish")
    if not because.strip():
        raise Invalid(_("Give the reason."), field="because")
    return _withdraw(locked(version), because, by)


def _withdraw(version: Version, because: str, by: Actor) -> Version:
    """A document of which nothing is in force has nothing to review; its signals wait for the next version."""
    never = {"in_force_at": None} if version.is_coming else {}
    if version.state == lifecycle.IN_FORCE:
        version.document.review_on = None
        version.document.save(update_fields=["review_on"])
        publish(DocumentWithdrawn(document_id=version.document_id))
    ended = {"ended_at": clock.now(), "withdrawn_because": mask(because.strip()), **never}
    forget_version(version)
    return move(version, "withdraw", by, reason=because, **ended)


@transaction.atomic
def hide(*, version: Version, is_hidden: bool, by: Actor) -> Version:
    """An old version is shown, or not, to those who read the one in force. Raises NotAllowed or Conflict."""
    LIBRARY.require(by, "publish")
    return move(locked(version), "hide", by, is_hidden=is_hidden)


def change_due() -> int:
    """Every version whose minute has come, and every one whose last day is over, each in a transaction of its own;
    gives how many changed. One that can not is logged and holds up no other."""
    now, today, done = clock.now(), clock.today(), 0
    waiting = Version.objects.filter(state=lifecycle.SCHEDULED, document__archived_at__isnull=True)
    due = waiting.filter(in_force_at__lte=now)
    over = Version.objects.in_force().filter(in_force_until__lt=today)
    for rows, act in ((due, _start), (over, _end)):
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            try:
                done += act(pk)
            except Exception:
                log.exception("version not changed", version=pk)
    return done


@transaction.atomic
def _start(pk: int) -> int:
    version = locked(Version.objects.get(pk=pk))
    if version.state != lifecycle.SCHEDULED or version.in_force_at > clock.now():
        return 0  # another worker, or it was moved
    _in_force(version, SYSTEM)
    return 1


@transaction.atomic
def _end(pk: int) -> int:
    version = locked(Version.objects.get(pk=pk))
    if version.state != lifecycle.IN_FORCE:
        return 0
    because = _("It was in force until %(day)s.") % {"day": f"{version.in_force_until:%d.%m.%Y}"}
    _withdraw(version, because, SYSTEM)
    return 1
