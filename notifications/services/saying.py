"""What was said: the first word, further ones, the last, and corrections. Each word is told once to everyone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
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
from notifications.models import Delivery, Notice, NoticeKind, NoticeUpdate
from notifications.selectors import circle
from notifications.services.acknowledgements import ask
from notifications.services.outbox import enqueue_many
from notifications.services.wording import CORRECTION, END, FIRST, UPDATE, check_fields, fill, letter_of, words_of

Stage = NoticeUpdate.Stage
LONGEST = {"title": 200, "body": 4000, "meanwhile": 2000}  # characters a language, as the forms say


@transaction.atomic
def add_update(
    notice: Notice,
    *,
    body: Translated,
    stage: str = Stage.IDENTIFIED,
    next_update_at: datetime | None = None,
    meanwhile: Translated | None = None,
    by: Actor,
) -> NoticeUpdate:
    """A further word. Stages mean something for troubles only, which also need ``next_update_at``; what to do
    ``meanwhile`` stays as it was last said unless it is given anew. Raises Invalid, Conflict, NotAllowed."""
    notice = taken(notice, "update", by)
    notice.next_update_at = next_update_at
    if meanwhile is not None:
        notice.meanwhile = fill(meanwhile, notice, "meanwhile")
    return say(notice, body, stage, action=UPDATE, by=by)


@transaction.atomic
def end_notice(notice: Notice, *, body: Translated, by: Actor) -> Notice:
    """The last word: it is over."""
    notice = taken(notice, "end", by)
    notice.ended_at, notice.next_update_at = clock.now(), None
    say(notice, body, Stage.RESOLVED, action=END, by=by)
    return notice


@transaction.atomic
def correct_word(
    update: NoticeUpdate,
    *,
    body: Translated,
    reason: str,
    title: Translated | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    by: Actor,
) -> NoticeUpdate:
    """Put right what was said, with the notice's title and times, and tell everybody what was wrong.

    What is None stays. What was said before stays in the history. Raises Invalid, Conflict, NotAllowed.
    """
    notice = taken(update.notice, "correct", by)
    update = NoticeUpdate.objects.select_for_update().get(pk=update.pk, notice=notice)
    if not reason.strip():
        raise Invalid(_("Say what was wrong."), field="reason")
    for name, text in (("body", body), ("title", title)):
        if text is not None and not text.get("et"):
            raise Invalid(_("Give the text in Estonian at least."), field=name)
        check_text(text or Translated(), name)
    if (starts_at or ends_at) and notice.about.startswith("maintenance:"):
        raise Invalid(_("These are the times of the work: move it instead."), field="starts_at")
    facts = {"starts_at": starts_at, "ends_at": ends_at, "title": title}
    changes = {name: [str(getattr(notice, name)), str(value)] for name, value in facts.items() if value is not None}
    for name, value in facts.items():
        if value is not None:
            setattr(notice, name, fill(value, notice, name) if name == "title" else value)
    check_times(notice)
    update.body = _in_words(body, notice)
    update.corrected_at, update.corrected_because = clock.now(), reason[:300]
    update.corrections += 1
    update.save()
    notice.save()
    told = tell(notice, update, CORRECTION, by, turn=f"c{update.corrections}")
    note(CORRECTION, notice, by, changes={**changes, "told": ["", str(told)]}, reason=reason)
    publish(NoticePublished(notice_id=notice.pk, about=notice.about, action=CORRECTION))
    return update


def taken(notice: Notice, action: str, by: Actor, *, needs: str = "publish") -> Notice:
    """The locked row in the state after the action. Raises NotAllowed or Conflict."""
    NOTIFICATIONS.require(by, needs)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    notice.state = target(action, notice)
    return notice


def target(action: str, notice: Notice) -> str:
    """The state after the action. Raises Conflict."""
    try:
        return NOTICE.target(action, notice.state)
    except IllegalAction:
        raise Conflict(_("The notice has changed meanwhile: this is no longer possible.")) from None


def check_text(text: Translated, name: str) -> None:
    """Raises Invalid where it is too long or names a field that there is not."""
    longest = LONGEST[name]
    if any(len(words) > longest for words in text.values()):
        raise Invalid(_("The text is too long: %(n)s characters at most.") % {"n": longest}, field=name)
    check_fields(text, name)


def check_times(notice: Notice) -> None:
    """Raises Invalid."""
    if notice.starts_at and notice.ends_at and notice.ends_at <= notice.starts_at:
        raise Invalid(_("The end must be after the start."), field="ends_at")


def check_word(notice: Notice, body: Translated, stage: str, *, at: datetime | None = None) -> None:
    """A word is in Estonian at least; a trouble's says what to do meanwhile and when the next one comes, unless it is
    the last. ``at`` is when it goes out (now). Raises Invalid."""
    if not body.get("et"):
        raise Invalid(_("Give the text in Estonian at least."), field="body")
    if notice.kind != NoticeKind.PROBLEM or stage == Stage.RESOLVED:
        return
    if not notice.meanwhile.get("et"):
        raise Invalid(_("Say what people can do meanwhile; if they can do nothing, say that."), field="meanwhile")
    if notice.next_update_at is None:
        raise Invalid(_("Say when the next word comes, or end the trouble with the last word."), field="next_update_at")
    if notice.next_update_at <= (at or clock.now()):
        raise Invalid(_("The next word must lie ahead."), field="next_update_at")


def say(notice: Notice, body: Translated, stage: str, *, action: str, by: Actor, author: str = "") -> NoticeUpdate:
    """Keep the notice and its new word, and tell it; ``author`` where another wrote it than who lets it out."""
    check_word(notice, body, stage)
    body = _in_words(body, notice)
    if action == FIRST:  # what was said once holds no fields any more
        notice.title = fill(notice.title, notice, "title")
        notice.meanwhile = fill(notice.meanwhile, notice, "meanwhile")
    notice.save()
    author = (author or by.name)[:200]
    update = NoticeUpdate.objects.create(notice=notice, body=body, stage=stage, author_name=author)
    told = tell(notice, update, action, by)
    note(action, notice, by, changes={"told": ["", str(told)], "stage": ["", str(stage)]})
    publish(NoticePublished(notice_id=notice.pk, about=notice.about, action=action))
    return update


def tell(notice: Notice, update: NoticeUpdate, action: str, by: Actor, *, turn: str = "") -> int:
    """Put the word's letters into the outbox; gives how many were new."""
    return enqueue_many(_letters(notice, update, action, turn), by=by)


def _letters(notice: Notice, update: NoticeUpdate, action: str, turn: str) -> list[Delivery]:
    """One letter for each place; the words are made once a language, so that ten thousand cost little."""
    everybody = circle(notice.topics, notice.kind, is_public=notice.is_public)
    asked = ask(update, everybody if action == FIRST else ())
    words = {lang: words_of(notice, update, action, lang) for lang in {told.recipient.language for told in everybody}}
    return [
        letter_of(notice, update, told, words[told.recipient.language], asked.row_of(told.recipient), turn)
        for told in everybody
    ]


def _in_words(body: Translated, notice: Notice) -> Translated:
    return fill(Translated({lang: text for lang, text in body.items() if text.strip()}), notice, "body")


def note(action: str, notice: Notice, by: Actor, **more) -> None:
    """The notice's line in the trail."""
    subject = f"notifications.notice:{notice.pk}"
    record(f"notifications.notice_{action}", by=by, subject=subject, label=str(notice), **more)
