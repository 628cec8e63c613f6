"""A notice until its first word is out: drafted, approved where it must be, given a time, published."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import with_stand_ins
from core import clock
from core.actor import LEAD, SYSTEM, Actor
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from core.fields import Translated
from notifications.access import NOTIFICATIONS
from notifications.models import OPEN_STATES, Notice, NoticeKind, NoticeUpdate
from notifications.selectors import cautions_of
from notifications.services.people import tell_people
from notifications.services.saying import check_text, check_times, check_word, note, say, taken, target
from notifications.services.wording import FIRST, copy_of, fill, fill_so_far

log = structlog.get_logger(__name__)
EDITABLE = (
    "kind",
    "title",
    "topics",
    "impact",
    "is_public",
    "starts_at",
    "ends_at",
    "next_update_at",
    "body",
    "meanwhile",
    "late_reason",
    "asks_ack",
    "ack_due_at",
)
Stage = NoticeUpdate.Stage
JUST_PASSED = timedelta(hours=1)  # a form stands open so long; an earlier moment is a slip of the pen


@transaction.atomic
def draft_notice(
    *,
    kind: str,
    title: Translated,
    topics: Iterable[str] = (),
    about: str = "",
    impact: str = "minor",
    is_public: bool = True,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    next_update_at: datetime | None = None,
    body: Translated | None = None,
    meanwhile: Translated | None = None,
    late_reason: str = "",
    asks_ack: bool = False,
    ack_due_at: datetime | None = None,
    by: Actor,
) -> Notice:
    """A notice that nobody outside the agency sees yet. Raises Conflict when one about the same thing is open."""
    NOTIFICATIONS.require(by, "publish")
    notice = Notice(kind=kind, title=title, topics=list(topics), about=about, impact=impact, is_public=is_public)
    notice.starts_at, notice.ends_at, notice.next_update_at = starts_at, ends_at, next_update_at
    notice.body, notice.meanwhile, notice.late_reason = body or Translated(), meanwhile or Translated(), late_reason
    notice.asks_ack, notice.ack_due_at = asks_ack, ack_due_at
    notice.prepared_by_id = by.user_id
    _check(notice)
    notice.title = fill_so_far(notice.title, notice, only=("what",))
    if about and Notice.objects.filter(about=about, state__in=OPEN_STATES).exists():
        raise Conflict(_("There is an open notice about it already."))
    notice.save()
    note("draft", notice, by)
    return notice


@transaction.atomic
def edit_notice(notice: Notice, *, changes: dict, by: Actor) -> Notice:
    """Change what is not out yet: ``changes`` by the names in ``EDITABLE``. An approval or a time that it had is
    gone. What was said is corrected instead (``correct_word``)."""
    notice = taken(notice, "edit", by)
    old = {name: getattr(notice, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(notice, name, changes.get(name, old[name]))
    _check(notice)
    notice.title = fill_so_far(notice.title, notice, only=("what",))
    notice.approved_by, notice.approved_at, notice.send_at, notice.sent_back_because = None, None, None, ""
    notice.prepared_by_id = by.user_id
    notice.save()
    changed = {n: [str(old[n]), str(getattr(notice, n))] for n in EDITABLE if old[n] != getattr(notice, n)}
    note("edit", notice, by, changes=changed)
    return notice


@transaction.atomic
def publish_notice(
    notice: Notice,
    *,
    body: Translated | None = None,
    stage: str = Stage.INVESTIGATING,
    next_update_at: datetime | None = None,
    meanwhile: Translated | None = None,
    send_at: datetime | None = None,
    late_reason: str = "",
    by: Actor,
) -> Notice:
    """Let the notice out with its first word (its own ``body`` unless one is given) and tell everyone whom it concerns.

    What needs approval beforehand and comes from one who may not approve is sent to the lead instead (state
    ``proposed``); with ``send_at`` ahead it waits for its time (``scheduled``); one
    just passed means now. Cautions that ask for it need
    ``late_reason``. Raises Invalid naming the field, Conflict, NotAllowed.
    """
    NOTIFICATIONS.require(by, "publish")
    notice = _locked(notice)
    if stage == Stage.RESOLVED:
        raise Invalid(_("Nothing was said yet: begin with another stage."), field="stage")
    _take_words(notice, body, meanwhile, by)
    notice.next_update_at = next_update_at or notice.next_update_at
    notice.late_reason = late_reason or notice.late_reason
    waits = send_at is not None and send_at > clock.now()
    if send_at is not None and send_at < clock.now() - JUST_PASSED:
        raise Invalid(_("This moment has passed. Leave it empty to send at once."), field="send_at")
    notice.send_at = send_at if waits else None
    if notice.kind == NoticeKind.PROBLEM:
        notice.starts_at = notice.starts_at or notice.send_at or clock.now()
    may_approve = _may_approve(notice, by)
    action = "propose" if notice.needs_approval and not may_approve else "schedule" if waits else "publish"
    notice.state = target(action, notice)
    _check_ready(notice, stage)
    if action == "propose":
        return _propose(notice, by)
    if may_approve and not by.is_system:
        notice.approved_by_id, notice.approved_at = by.user_id, clock.now()
    notice.sent_back_because = ""
    if action == "schedule":
        notice.save()
        note("schedule", notice, by, changes={"send_at": ["", str(send_at)]})
        return notice
    return _let_out(notice, stage, by)


def _take_words(notice: Notice, body: Translated | None, meanwhile: Translated | None, by: Actor) -> None:
    """Words given with the act. Other ones than those that stand there are the actor's own, and nobody has approved
    them."""
    given = {name: text for name, text in (("body", body), ("meanwhile", meanwhile)) if text}
    if all(getattr(notice, name) == text for name, text in given.items()):
        notice.prepared_by_id = notice.prepared_by_id or by.user_id
        return
    for name, text in given.items():
        setattr(notice, name, text)
    notice.prepared_by_id = by.user_id
    if notice.state == "scheduled":
        notice.state = target("edit", notice)
    notice.approved_by, notice.approved_at = None, None


def _may_approve(notice: Notice, by: Actor) -> bool:
    """Two pairs of eyes: the lead's own notices carry the lead's approval, but who stands in for the lead does not
    approve what they wrote themselves, ever."""
    if not NOTIFICATIONS.may(by, "approve"):
        return False
    return not by.acting_for_id or by.user_id not in _writers(notice)


def _writers(notice: Notice) -> set[int | None]:
    """Everybody who ever wrote at it."""
    return {notice.prepared_by_id, *notice.history.values_list("prepared_by", flat=True).distinct()}


def _locked(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)


@transaction.atomic
def approve_notice(notice: Notice, *, seen: int | None = None, by: Actor) -> Notice:
    """The lead agrees: it goes out now, or at its time; one that is out already was looked at. ``seen`` is the version
    that the lead read (``version_of``).

    Raises NotAllowed (also for who prepared it: two pairs of eyes), Conflict (it has another version by now), Invalid
    where it no longer fits.
    """
    NOTIFICATIONS.require(by, "approve")
    notice = _locked(notice)
    is_out = notice.state in ("published", "ended")
    if seen is not None and seen != version_of(notice):
        raise Conflict(_("The notice was changed since you opened it. Read it again before you approve it."))
    notice.state = target("confirm" if is_out else "approve", notice)
    if notice.prepared_by_id == by.user_id or not _may_approve(notice, by):
        raise NotAllowed(_("You prepared this notice yourself: somebody else approves it."))
    if is_out and not notice.waits_for_confirming:
        raise Conflict(_("This notice does not wait for approval."))
    notice.approved_by_id, notice.approved_at, notice.sent_back_because = by.user_id, clock.now(), ""
    if is_out or (notice.send_at and notice.send_at > clock.now()):
        notice.save()
        note("approve", notice, by)
        return notice
    note("approve", notice, by)
    notice.state = target("publish", notice)
    _check_ready(notice, Stage.INVESTIGATING)
    return _let_out(notice, Stage.INVESTIGATING, by)


@transaction.atomic
def send_back_notice(notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Not like this: a draft again, and who prepared it is told why. Raises NotAllowed, Conflict, Invalid."""
    if not reason.strip():
        raise Invalid(_("Give the reason."), field="reason")
    return _back(taken(notice, "send_back", by, needs="approve"), reason, by)


def publish_due() -> int:
    """The sweep: notices whose time has come go out, each in a transaction of its own; gives how many did.

    One that does not fit any more (its start has passed, a field is empty) is a draft again and its author is told."""
    due = Notice.objects.live().filter(state="scheduled", send_at__lte=clock.now()).order_by("send_at")
    return sum(_publish_due(pk) for pk in due.values_list("pk", flat=True))


def _publish_due(pk: int) -> bool:
    try:
        with transaction.atomic():
            rows = Notice.objects.select_for_update(skip_locked=True, of=("self",))
            notice = rows.filter(pk=pk, state="scheduled", send_at__lte=clock.now()).first()
            if notice is None:
                return False
            notice.state = target("publish", notice)
            _check_ready(notice, Stage.INVESTIGATING)
            _let_out(notice, Stage.INVESTIGATING, SYSTEM)
            return True
    except DomainError as error:
        log.warning("a notice could not go out at its time", notice=pk, error=str(error))
        _bounce(pk, str(error))
    except Exception:  # a fault of ours in one notice must not hold up the others
        log.exception("a notice could not go out at its time", notice=pk)
        _bounce(pk, _("A fault of the portal; its log says which."))
    return False


def _bounce(pk: int, reason: str) -> None:
    """A draft again, unless somebody was faster."""
    with suppress(Conflict), transaction.atomic():
        _back(taken(Notice(pk=pk), "send_back", SYSTEM), reason, SYSTEM)


@transaction.atomic
def cancel_notice(notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Withdraw it: it disappears from the public pages; those told stay on record."""
    notice = taken(notice, "cancel", by)
    notice.save()
    note("cancel", notice, by, reason=reason)
    return notice


def _propose(notice: Notice, by: Actor) -> Notice:
    notice.sent_back_because = ""
    notice.save()
    note("propose", notice, by)
    _tell(notice, "proposed", [one for one in _leads() if one.pk != by.user_id])
    return notice


def _back(notice: Notice, reason: str, by: Actor) -> Notice:
    notice.sent_back_because = reason[:300]
    notice.approved_by, notice.approved_at, notice.send_at = None, None, None
    notice.save()
    note("send_back", notice, by, reason=reason)
    author = notice.prepared_by
    _tell(notice, "sent_back", [author] if author and author.is_active else _leads())
    return notice


def _leads() -> list[User]:
    return with_stand_ins(list(User.objects.with_role(LEAD)))


def version_of(notice: Notice) -> int:
    """Grows with every change; what somebody looked at."""
    return notice.history.values_list("pk", flat=True).order_by("-pk").first() or 0


@transaction.atomic
def follow_times(about: str, starts_at: datetime, ends_at: datetime, *, reason: str) -> None:
    """Open notices about a thing keep its times; who was told others is told by a further word. What was approved or
    has its time is a draft again: nobody has agreed to the new times."""
    for notice in Notice.objects.select_for_update(of=("self",)).filter(about=about, state__in=OPEN_STATES):
        notice.starts_at, notice.ends_at, notice.retimed_at = starts_at, ends_at, clock.now()
        if notice.state in ("proposed", "scheduled"):
            notice.state = target("send_back", notice)
            _back(notice, reason, SYSTEM)
        notice.save()


def _let_out(notice: Notice, stage: str, by: Actor) -> Notice:
    """The first word, by who wrote it."""
    notice.published_at = clock.now()
    notice.starts_at = notice.starts_at or notice.published_at
    author = notice.prepared_by.name if notice.prepared_by else ""
    say(notice, notice.body, stage, action=FIRST, by=by, author="" if notice.prepared_by_id == by.user_id else author)
    return notice


def _tell(notice: Notice, what: str, people: list[User]) -> None:
    """News of a notice to our own people; each time is another turn of its history."""
    key = f"notice-{notice.public_id}.{what}{notice.history.count()}"
    context = {"notice": notice, "reason": notice.sent_back_because}
    path = f"/notices/{notice.public_id}/"
    tell_people(people, key, f"notifications/letter_{what}.txt", context, path=path, about=notice.about)


def _check(notice: Notice) -> None:
    """What holds of a draft too."""
    if not notice.title.get("et"):
        raise Invalid(_("Give the text in Estonian at least."), field="title")
    for name in ("title", "body", "meanwhile"):
        check_text(getattr(notice, name), name)
    if notice.kind not in NoticeKind.values:
        raise Invalid(_("There is no such kind of notice."), field="kind")
    check_times(notice)
    if notice.ack_due_at and not notice.asks_ack:
        raise Invalid(_("Ask for confirmation, or leave out the time by which to confirm."), field="ack_due_at")
    if notice.ack_due_at and notice.ack_due_at <= max(clock.now(), notice.send_at or clock.now()):
        raise Invalid(_("The time by which to confirm must lie ahead."), field="ack_due_at")


def _check_ready(notice: Notice, stage: str) -> None:
    """What holds of a notice that goes out, now or at its time."""
    _check(notice)
    check_word(notice, notice.body, stage, at=max(clock.now(), notice.send_at or clock.now()))
    fill(notice.body, notice, "body")
    copy_of(notice)
    at = max(clock.now(), notice.send_at or clock.now())
    if notice.kind == NoticeKind.MAINTENANCE and notice.ends_at and notice.ends_at <= at:
        raise Invalid(_("The work is over by then: there is nothing to tell beforehand."), field="ends_at")
    for caution in cautions_of(notice, at):
        if caution.needs_reason and not notice.late_reason.strip():
            sentence = _("%(caution)s Give the reason why it is told late.")
            raise Invalid(sentence % {"caution": caution.sentence}, field="late_reason", code="late")
