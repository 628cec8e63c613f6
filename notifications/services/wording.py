"""What a notice's letter says: fields filled in, one text a language, and for each recipient why and the way out."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid
from core.fields import Translated
from notifications.models import Acknowledgement, Delivery, Notice, NoticeUpdate
from notifications.rules import wording
from notifications.selectors import INBOX, Told, topic_labels
from notifications.services.outbox import letter

FIRST, UPDATE, END, CORRECTION = "first", "update", "end", "correction"


def fill(text: Translated, notice: Notice, field: str) -> Translated:
    """The words with their fields replaced by the notice's facts, each language in its own form. Raises Invalid."""
    return Translated({lang: _filled(words, facts_of(notice, lang), field) for lang, words in text.items()})


ALL_FACTS = tuple(wording.FIELDS.values())


def fill_so_far(text: Translated, notice: Notice, *, only: Collection[str] = ALL_FACTS) -> Translated:
    """The words of a draft as far as its facts are known. What is kept is filled with ``what`` alone: times move."""
    filled = {}
    for lang, words in text.items():
        facts = {name: value for name, value in facts_of(notice, lang).items() if name in only}
        filled[lang] = wording.filled_so_far(words, facts)
    return Translated(filled)


def retyped(text: Translated) -> Translated:
    """What was said, as a form offers it to be changed."""
    return Translated({lang: wording.retyped(words) for lang, words in text.items()})


def facts_of(notice: Notice, language: str) -> dict[str, str]:
    """What the fields stand for, in a language."""
    with translation.override(language):
        return {"what": ", ".join(topic_labels(notice.topics)), **notice.times(language)}


def _filled(text: str, facts: Mapping[str, str], field: str) -> str:
    try:
        return wording.filled(text, facts)
    except wording.EmptyField as error:
        sentence = _("The words name %(field)s, but the notice does not say it yet. Fill it in, or change the words.")
        raise Invalid(sentence % {"field": error.name}, field=field, code="empty-field") from None
    except wording.UnknownField as error:
        raise unknown_field(error.name, field) from None


def check_fields(text: Translated, field: str) -> None:
    """Raises Invalid where the words name a field that there is not."""
    for words in text.values():
        try:
            wording.fields_of(words)
        except wording.UnknownField as error:
            raise unknown_field(error.name, field) from None


def unknown_field(name: str, field: str) -> Invalid:
    known = ", ".join(f"{{{each}}}" for each in wording.FIELDS)
    sentence = _("There is no field %(name)s. Fields are %(known)s; write {{ and }} for braces themselves.")
    return Invalid(sentence % {"name": name, "known": known}, field=field, code="unknown-field")


@dataclass(frozen=True, slots=True)
class Words:
    """A notice's letter in one language: all but who gets it. ``request`` (to confirm), ``end`` and ``way_out``
    close the body."""

    subject: str
    body: str
    request: str
    end: str
    way_out: str

    def body_for(self, told: Told, *, is_asked: bool) -> str:
        """The whole body of one recipient's letter; a program gets the words alone, and the inbox has buttons."""
        recipient = told.recipient
        if recipient.endpoint_id:
            return self.body
        request = f"\n\n{self.request}" if is_asked and recipient.channel != INBOX else ""
        way_out = f"\n{self.way_out}" if told.way_out and recipient.channel != INBOX else ""
        return f"{self.body}{request}\n\n{self.end} {recipient.why}.{way_out}"


def words_of(notice: Notice, update: NoticeUpdate, action: str, language: str) -> Words:
    """``action`` says which word it is: first, update, end or correction."""
    with translation.override(language):
        heads = {FIRST: _("New"), UPDATE: _("Update"), END: _("Over"), CORRECTION: _("Correction")}
        context = {"notice": notice, "update": update, "action": action, "topics": topic_labels(notice.topics)}
        context["is_ahead"] = notice.starts_at is not None and notice.starts_at > clock.now()
        return Words(
            subject=f"{heads[action]}: {notice.title.text} ({notice.get_kind_display()})",
            body=render_to_string("notifications/letter_notice.txt", context).strip(),
            request=render_to_string("notifications/letter_ack.txt", context).strip(),
            end=_("Why you get this:"),
            way_out=_("To get no more of these: {unsubscribe}"),
        )


def letter_of(
    notice: Notice, update: NoticeUpdate, told: Told, words: Words, asked: Acknowledgement | None, turn: str
) -> Delivery:
    """The unsaved letter to one place. ``turn`` tells a correction's letters from those of the word itself."""
    recipient = told.recipient
    address = f"endpoint:{recipient.endpoint_id}" if recipient.endpoint_id else recipient.address.lower()
    place = hashlib.sha256(f"{recipient.user_id or ''}|{address}".encode()).hexdigest()[:32]
    made = letter(
        event_key=f"notice:{notice.public_id}:{update.pk}{turn}:{recipient.channel}:{place}",
        recipient=recipient,
        subject=words.subject,
        body=words.body_for(told, is_asked=asked is not None),
        about=notice.about,
        link=told.way_out,
        path=notice.path,
        queue="bulk",
        notice_update=update,
        thread_key=f"notice:{notice.public_id}",
        joins=asked is None,
    )
    made.acknowledgement = asked
    return made


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as one recipient would get it; where their own links will be, words stand."""

    told: Told
    subject: str
    body: str


def preview(notice: Notice, update: NoticeUpdate, action: str, told: Told) -> Preview:
    """What this recipient would read; nothing is stored. Title and ``meanwhile`` of a first word hold fields still;
    a later one has them as said. Raises Invalid where fields can not be filled."""
    update.body, shown = fill(update.body, notice, "body"), copy_of(notice) if action == FIRST else notice
    words = words_of(shown, update, action, told.recipient.language)
    is_asked = notice.asks_ack and action == FIRST and told.recipient.endpoint_id is None
    body = words.body_for(told, is_asked=is_asked).replace("{link}", f"{settings.PORTAL_URL}{notice.path}")
    with translation.override(told.recipient.language):
        own = _("[the recipient's own link]")
    for mark in ("{unsubscribe}", "{acknowledge}"):
        body = body.replace(mark, own)
    return Preview(told, words.subject, body)


def copy_of(notice: Notice) -> Notice:
    """The notice with title and meanwhile filled, for reading alone."""
    shown = Notice()
    shown.__dict__.update({name: value for name, value in notice.__dict__.items() if name != "_state"})
    shown.title, shown.meanwhile = fill(notice.title, notice, "title"), fill(notice.meanwhile, notice, "meanwhile")
    return shown
