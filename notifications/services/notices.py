"""The public word: drafted, published with its first update, updated, ended. Each word is told once to everyone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services.audit import record
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.fields import Translated
from core.lifecycle import IllegalAction
from notifications.access import NOTIFICATIONS
from notifications.events import NoticePublished
from notifications.lifecycle import NOTICE
from notifications.models import Acknowledgement, Delivery, Notice, NoticeKind, NoticeUpdate
from notifications.selectors import INBOX, Told, circle, topic_labels
from notifications.services.acknowledgements import ask
from notifications.services.outbox import enqueue_many, letter

EDITABLE = (
    "kind",
    "title",
    "topics",
    "impact",
    "is_public",
    "starts_at",
    "ends_at",
    "next_update_at",
    "asks_ack",
    "ack_due_at",
)
Stage = NoticeUpdate.Stage


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
    asks_ack: bool = False,
    ack_due_at: datetime | None = None,
    by: Actor,
) -> Notice:
    """A notice that nobody outside the agency sees yet. Raises Conflict when one about the same thing is open."""
    NOTIFICATIONS.require(by, "publish")
    notice = Notice(kind=kind, title=title, topics=list(topics), about=about, impact=impact, is_public=is_public)
    notice.starts_at, notice.ends_at, notice.next_update_at = starts_at, ends_at, next_update_at
    notice.asks_ack, notice.ack_due_at = asks_ack, ack_due_at
    _check(notice)
    if about and Notice.objects.filter(about=about, state__in=["draft", "published"]).exists():
        raise Conflict(_("There is an open notice about it already."))
    notice.save()
    _note("draft", notice, by)
    return notice


@transaction.atomic
def edit_notice(notice: Notice, *, changes: dict, by: Actor) -> Notice:
    """Change a draft: ``changes`` by the names in ``EDITABLE``. What was said is corrected by an update instead."""
    notice = _taken(notice, "edit", by)
    old = {name: getattr(notice, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(notice, name, changes.get(name, old[name]))
    _check(notice)
    notice.save()
    changed = {n: [str(old[n]), str(getattr(notice, n))] for n in EDITABLE if old[n] != getattr(notice, n)}
    _note("edit", notice, by, changes=changed)
    return notice


@transaction.atomic
def publish_notice(
    notice: Notice,
    *,
    body: Translated,
    stage: str = Stage.INVESTIGATING,
    next_update_at: datetime | None = None,
    by: Actor,
) -> Notice:
    """Publish with the first word and tell everyone whom it concerns.

    A trouble's word says when the next one comes, unless it is the last (issue B, point 3). Raises Invalid.
    """
    notice = _taken(notice, "publish", by)
    _check(notice)
    notice.published_at = clock.now()
    notice.starts_at = notice.starts_at or notice.published_at
    notice.next_update_at = next_update_at
    _say(notice, body, stage, action="first", by=by)
    return notice


@transaction.atomic
def add_update(
    notice: Notice,
    *,
    body: Translated,
    stage: str = Stage.IDENTIFIED,
    next_update_at: datetime | None = None,
    by: Actor,
) -> NoticeUpdate:
    """A further word. Stages mean something for troubles only, which also need ``next_update_at``."""
    notice = _taken(notice, "update", by)
    notice.next_update_at = next_update_at
    return _say(notice, body, stage, action="update", by=by)


@transaction.atomic
def end_notice(notice: Notice, *, body: Translated, by: Actor) -> Notice:
    """The last word: it is over."""
    notice = _taken(notice, "end", by)
    notice.ended_at, notice.next_update_at = clock.now(), None
    _say(notice, body, Stage.RESOLVED, action="end", by=by)
    return notice


@transaction.atomic
def cancel_notice(notice: Notice, *, reason: str, by: Actor) -> Notice:
    """Withdraw it: it disappears from the public pages; those told stay on record."""
    notice = _taken(notice, "cancel", by)
    notice.save()
    _note("cancel", notice, by, reason=reason)
    return notice


def _taken(notice: Notice, action: str, by: Actor) -> Notice:
    """The locked row in the state after the action. Raises NotAllowed or Conflict."""
    NOTIFICATIONS.require(by, "publish")
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    try:
        notice.state = NOTICE.target(action, notice.state)
    except IllegalAction:
        raise Conflict(_("The notice has changed meanwhile: this is no longer possible.")) from None
    return notice


def _check(notice: Notice) -> None:
    if not notice.title.get("et"):
        raise Invalid(_("Give the text in Estonian at least."), field="title")
    if notice.kind not in NoticeKind.values:
        raise Invalid(_("There is no such kind of notice."), field="kind")
    if notice.starts_at and notice.ends_at and notice.ends_at <= notice.starts_at:
        raise Invalid(_("The end must be after the start."), field="ends_at")
    if notice.ack_due_at and not notice.asks_ack:
        raise Invalid(_("Ask for confirmation, or leave out the time by which to confirm."), field="ack_due_at")
    if notice.ack_due_at and notice.ack_due_at <= clock.now():
        raise Invalid(_("The time by which to confirm must lie ahead."), field="ack_due_at")


def _say(notice: Notice, body: Translated, stage: str, *, action: str, by: Actor) -> NoticeUpdate:
    if not body.get("et"):
        raise Invalid(_("Give the text in Estonian at least."), field="body")
    if notice.kind == NoticeKind.PROBLEM and stage != Stage.RESOLVED and notice.next_update_at is None:
        raise Invalid(_("Say when the next word comes, or end the trouble with the last word."), field="next_update_at")
    notice.save()
    update = NoticeUpdate.objects.create(notice=notice, body=body, stage=stage, author_name=by.name[:200])
    told = enqueue_many(_letters(notice, update, action), by=by)
    _note(action, notice, by, changes={"told": ["", str(told)], "stage": ["", str(stage)]})
    publish(NoticePublished(notice_id=notice.pk, about=notice.about, action=action))
    return update


@dataclass(frozen=True, slots=True)
class Words:
    """A notice's letter in one language: all but who gets it. ``request`` (to confirm), ``end`` and ``way_out``
    close the body."""

    subject: str
    body: str
    request: str
    end: str
    way_out: str


def _letters(notice: Notice, update: NoticeUpdate, action: str) -> list[Delivery]:
    """One letter for each place; the words are made once a language, so that ten thousand cost little."""
    words: dict[str, Words] = {}
    letters = []
    everybody = circle(notice.topics, notice.kind, is_public=notice.is_public)
    asked = ask(update, everybody if action == "first" else ())
    for told in everybody:
        language = told.recipient.language
        if language not in words:
            words[language] = _words(notice, update, action, language)
        letters.append(_letter(notice, update, told, words[language], asked.row_of(told.recipient)))
    return letters


def _letter(notice: Notice, update: NoticeUpdate, told: Told, words: Words, asked: Acknowledgement | None) -> Delivery:
    recipient = told.recipient
    request = f"\n\n{words.request}" if asked and recipient.channel != INBOX else ""  # the inbox has a button
    body = words.body if recipient.endpoint_id else f"{words.body}{request}\n\n{words.end} {recipient.why}."
    if told.way_out and recipient.channel != INBOX and not recipient.endpoint_id:
        body += f"\n{words.way_out}"
    address = f"endpoint:{recipient.endpoint_id}" if recipient.endpoint_id else recipient.address.lower()
    place = hashlib.sha256(f"{recipient.user_id or ''}|{address}".encode()).hexdigest()[:32]
    made = letter(
        event_key=f"notice:{notice.public_id}:{update.pk}:{recipient.channel}:{place}",
        recipient=recipient,
        subject=words.subject,
        body=body,
        about=notice.about,
        link=told.way_out,
        path=notice.path,
        queue="bulk",
        notice_update=update,
        thread_key=f"notice:{notice.public_id}",
    )
    made.acknowledgement = asked
    return made


def _words(notice: Notice, update: NoticeUpdate, action: str, language: str) -> Words:
    with translation.override(language):
        heads = {"first": _("New"), "update": _("Update"), "end": _("Over")}
        context = {"notice": notice, "update": update, "topics": topic_labels(notice.topics)}
        return Words(
            subject=f"{heads[action]}: {notice.title.text} ({notice.get_kind_display()})",
            body=render_to_string("notifications/letter_notice.txt", context).strip(),
            request=render_to_string("notifications/letter_ack.txt", context).strip(),
            end=_("Why you get this:"),
            way_out=_("To get no more of these: {unsubscribe}"),
        )


def _note(action: str, notice: Notice, by: Actor, **more) -> None:
    subject = f"notifications.notice:{notice.pk}"
    record(f"notifications.notice_{action}", by=by, subject=subject, label=str(notice), **more)
