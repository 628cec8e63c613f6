"""Asking who has read a notice: one row a recipient, said by link or page, reminded once by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import Conflict, NotFound
from core.events import publish
from core.links import open_link
from core.models import Link
from notifications.access import NOTIFICATIONS
from notifications.events import Acknowledged
from notifications.models import Acknowledgement, Delivery, Notice, NoticeUpdate, Subscription
from notifications.rules.reminding import remind_at
from notifications.selectors import EMAIL, INBOX, Told, acknowledgements_of
from notifications.services.outbox import enqueue_many, letter
from notifications.types import Recipient

ACKNOWLEDGE = "acknowledge"  # the links' purpose
LASTS = timedelta(days=180)  # as long as a link of a letter can be used
How = Acknowledgement.How


class Circle:
    """Which row is whose: a person by their id, also where a letter goes to their address without one."""

    def __init__(self, told: Iterable[Told]) -> None:
        self.told = [one for one in told if not one.recipient.endpoint_id]  # a program does not read
        known = [one.recipient for one in self.told if one.recipient.user_id and one.recipient.address]
        self.people = {one.address.lower(): one.user_id for one in known}
        self.rows: dict[int | str, Acknowledgement] = {}

    def key(self, recipient: Recipient) -> int | str:
        address = recipient.address.lower()
        return recipient.user_id or self.people.get(address, address)

    def row_of(self, recipient: Recipient) -> Acknowledgement | None:
        return None if recipient.endpoint_id else self.rows.get(self.key(recipient))


def ask(update: NoticeUpdate, told: Iterable[Told]) -> Circle:
    """Make a row and a link for everybody who is told, in the caller's transaction; e-mail goes before the inbox,
    so that a reminder finds people where they look first."""
    circle = Circle(told)
    if not update.notice.asks_ack:
        return circle
    for one in sorted(circle.told, key=lambda one: one.recipient.channel != EMAIL):
        circle.rows.setdefault(circle.key(one.recipient), _row(update, one, circle))
    Acknowledgement.objects.bulk_create(circle.rows.values(), batch_size=1000)
    until = max(filter(None, (clock.now() + LASTS, update.notice.ack_due_at)))
    links = (Link(purpose=ACKNOWLEDGE, subject=_subject(row), expires_at=until) for row in circle.rows.values())
    Link.objects.bulk_create(links, batch_size=1000)
    return circle


@transaction.atomic
def acknowledge(notice: Notice, *, by: Actor) -> Acknowledgement:
    """A signed-in person says that they have read it. Raises Conflict for one who was not asked; twice is once."""
    own = acknowledgements_of(notice).filter(user=by.user_id) if by.user_id else Acknowledgement.objects.none()
    row = own.select_for_update(of=("self",)).first()
    if row is None:
        raise Conflict(_("You were not asked to confirm that you have read it."), code="not-asked")
    return _given(row, How.PAGE, by)


@transaction.atomic
def acknowledge_by_link(token: str, *, by: Actor) -> Acknowledgement:
    """The same by the link of a letter, without an account. Raises NotFound as ``acknowledgement_of``."""
    row = acknowledgement_of(token)
    return _given(Acknowledgement.objects.select_for_update().get(pk=row.pk), How.LINK, by)


def acknowledgement_of(token: str) -> Acknowledgement:
    """The row of a letter's link. Raises NotFound for a forged or expired link, or a notice that was withdrawn."""
    link = open_link(token, ACKNOWLEDGE)
    row = Acknowledgement.objects.select_related("notice_update__notice").get(pk=link.subject_id)
    if row.notice_update.notice.state == "cancelled":
        raise NotFound(_("The notice was withdrawn: there is nothing to confirm any more."), code="withdrawn")
    return row


def acknowledge_link(delivery: Delivery) -> Link | None:
    """The link that stands in the letter at ``{acknowledge}``."""
    if delivery.acknowledgement_id is None:
        return None
    if not hasattr(delivery, "asking"):
        prepare_links([delivery])
    return delivery.asking


def prepare_links(deliveries: Iterable[Delivery]) -> None:
    """Ask for the links of many letters at once."""
    asked = {one: _subject_of(one.acknowledgement_id) for one in deliveries if one.acknowledgement_id}
    links = Link.objects.filter(purpose=ACKNOWLEDGE, subject__in=asked.values()) if asked else ()
    found = {link.subject: link for link in links}
    for delivery, subject in asked.items():
        delivery.asking = found.get(subject)


@transaction.atomic
def remind(notice: Notice, *, by: Actor) -> int:
    """Remind everybody who has not said so, each at most once a day; gives how many letters were made.

    Raises NotAllowed, and Conflict where nothing is asked (any more).
    """
    NOTIFICATIONS.require(by, "publish")
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if not notice.is_asking:
        raise Conflict(_("Nobody is asked to confirm this notice now."), code="not-asked")
    return _remind(notice, acknowledgements_of(notice).open(), by)


def remind_due() -> int:
    """The sweep: once to those who have not, where the time has come; each notice in a transaction of its own."""
    asking = Notice.objects.open().filter(asks_ack=True, updates__acknowledgements__in=_unreminded())
    return sum(_remind_of(pk) for pk in set(asking.values_list("pk", flat=True)))


def _unreminded() -> QuerySet[Acknowledgement]:
    return Acknowledgement.objects.open().filter(reminded_at__isnull=True)


@transaction.atomic
def _remind_of(pk: int) -> int:
    notice = Notice.objects.select_for_update(skip_locked=True).filter(pk=pk, state="published").first()
    if notice is None or remind_at(notice.published_at, notice.ack_due_at) > clock.now():
        return 0
    return _remind(notice, acknowledgements_of(notice).filter(pk__in=_unreminded()), SYSTEM)


def _remind(notice: Notice, rows: QuerySet[Acknowledgement], by: Actor) -> int:
    """The rows' letters. The key names the day, so that a button and the sweep never tell anybody twice in one."""
    rows = list(rows.select_for_update(of=("self",)).select_related("user", "notice_update", "way_out"))
    reached = [row for row in rows if not _has_left(row)]
    day = clock.today().isoformat()
    told = enqueue_many((_reminder(notice, row, day) for row in reached), by=by)
    # Those who left are marked too: the sweep need not look at them every hour.
    Acknowledgement.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=clock.now())
    if told:
        changes = {"told": ["", str(told)]}
        subject = f"notifications.notice:{notice.pk}"
        record("notifications.acknowledgement_remind", by=by, subject=subject, label=str(notice), changes=changes)
    return told


def _has_left(row: Acknowledgement) -> bool:
    """An account that was closed, or an outsider who wants no more letters."""
    if row.user:
        return not row.user.is_active
    return bool(row.way_out and not Subscription.objects.live().filter(pk=row.way_out.subject_id).exists())


def _reminder(notice: Notice, row: Acknowledgement, day: str) -> Delivery:
    with translation.override(row.language):
        title = notice.title.text
        body = render_to_string("notifications/letter_ack_reminder.txt", {"notice": notice, "row": row}).strip()
        subject, why = _("Please confirm: %(title)s") % {"title": title}, _("asked to confirm")
        if row.way_out and row.channel != INBOX:
            body += "\n\n" + _("To get no more of these: {unsubscribe}")
    made = letter(
        event_key=f"ack-reminder:{row.pk}:{day}",
        recipient=Recipient(row.channel, row.address, row.language, row.name, row.user_id, why),
        subject=subject,
        body=body,
        about=row.about,
        link=row.way_out,
        path=notice.path,
        notice_update=row.notice_update,
        thread_key=f"notice:{notice.public_id}",
    )
    made.acknowledgement = row
    return made


def _row(update: NoticeUpdate, told: Told, circle: Circle) -> Acknowledgement:
    one, key = told.recipient, circle.key(told.recipient)
    return Acknowledgement(
        notice_update=update,
        about=update.notice.about,
        user_id=key if isinstance(key, int) else None,
        address=one.address.lower(),
        name=one.name[:150],
        channel=one.channel,
        language=one.language,
        way_out=told.way_out,
    )


def _subject(row: Acknowledgement) -> str:
    return _subject_of(row.pk)


def _subject_of(pk: int) -> str:
    return f"notifications.acknowledgement:{pk}"


def _given(row: Acknowledgement, how: str, by: Actor) -> Acknowledgement:
    """What was said first counts."""
    if row.is_given:
        return row
    notice = row.notice_update.notice
    if notice.state == "cancelled":
        raise Conflict(_("The notice was withdrawn: there is nothing to confirm any more."), code="withdrawn")
    row.acknowledged_at, row.how = clock.now(), how
    row.save(update_fields=["acknowledged_at", "how"])
    record(
        "notifications.acknowledge", by=by, subject=_subject(row), label=str(notice), changes={"how": ["", str(how)]}
    )
    publish(Acknowledged(acknowledgement_id=row.pk, notice_id=notice.pk, about=row.about))
    return row
