"""Forms whose saving tells people: they show beforehand whom, what each would read, and what is to be minded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.errors import DomainError
from core.fields import Translated
from core.forms import LANGUAGE_NAMES, BaseForm
from core.views import ActionView
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.forms import CorrectForm, PublishForm, ReasonForm, UpdateForm, WordForm
from notifications.models import NoticeKind, NoticeUpdate
from notifications.selectors import Told
from notifications.types import channels
from notifications.views.acknowledgements import OfNotice
from notifications.views.notices import NoticeForms, address, is_proposal

SHOWN = 200  # recipients that the page lists
Stage = NoticeUpdate.Stage


class Telling(NoticeForms):
    """Base. ``word`` names the word for the preview (``services.preview``); a POST with ``preview`` shows the letter
    of the chosen recipient and saves nothing."""

    template_name = "notifications/notice_tell.html"
    word = "update"

    @property
    def circle(self) -> list[Told]:
        if not hasattr(self, "_circle"):
            notice = self.notice
            self._circle = selectors.circle(notice.topics, notice.kind, is_public=notice.is_public)
        return self._circle

    def get_context(self) -> dict[str, Any]:
        told = [(number, one.recipient) for number, one in enumerate(self.circle[:SHOWN])]
        return {
            **super().get_context(),
            "circle": [(number, one, channels.get(one.channel).label) for number, one in told],
            "circle_total": len(self.circle),
            "cautions": self.cautions(),
            "previews": self.previews,
        }

    previews: tuple = ()

    def cautions(self) -> list[str]:
        """Sentences to mind before telling."""
        return []

    def get_form(self, data=None) -> BaseForm:
        """Stages, what to do meanwhile and the next word are of troubles; planned work and news have none."""
        form = super().get_form(data)
        if self.notice.kind != NoticeKind.PROBLEM:
            for name in ("stage", "meanwhile", "next_update_at"):
                form.fields.pop(name, None)
        elif "next_update_at" in form.fields:
            form.fields["next_update_at"].required = form.fields["meanwhile"].required = True
        return form

    def get_initial(self) -> dict[str, Any]:
        if self.notice.kind != NoticeKind.PROBLEM:
            return {}
        said = self.notice.meanwhile if self.word == "first" else services.retyped(self.notice.meanwhile)
        return {"next_update_at": selectors.suggested_next_word(), "meanwhile": said}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        try:
            self.previews = self.letters(form)
        except DomainError as error:
            form.refuse(error)
            return self.show(form=form, status=error.status)
        return self.show(form=form)

    def letters(self, form: BaseForm) -> tuple:
        """The chosen recipient's letter, or without a choice one for each language and channel."""
        chosen = dict(enumerate(self.circle)).get(number_of(self.request.POST.get("preview_for", "")))
        kinds = {(one.recipient.language, one.recipient.channel): one for one in reversed(self.circle)}
        shown = [chosen] if chosen else kinds.values()
        return tuple((self.letter(form, one), channels.get(one.recipient.channel).label) for one in shown)

    def letter(self, form: BaseForm, told: Told) -> services.Preview:
        """As if it was said now: the notice is read anew, so that nothing typed sticks to it."""
        notice, given = type(self.notice).objects.visible_to(self.actor).get(pk=self.notice.pk), form.values()
        for name in ("next_update_at", "starts_at", "ends_at", "meanwhile", "title"):
            value = given.get(name) or getattr(notice, name)
            is_typed = isinstance(value, Translated) and name in given and self.word != "first"
            setattr(notice, name, services.fill(value, notice, name) if is_typed else value)
        if self.word == "end":
            notice.next_update_at = None
        stage = given.get("stage") or (Stage.RESOLVED if self.word == "end" else Stage.INVESTIGATING)
        update = NoticeUpdate(notice=notice, body=given.get("body") or notice.body, stage=stage)
        update.corrected_because = given.get("reason", "")
        return services.preview(notice, update, self.word, told)


def number_of(text: str) -> int:
    """-1 for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def language_cautions(circle: list[Told], body: Translated) -> list[str]:
    """Whose language the words are not in."""
    unspoken = selectors.unspoken_languages((one.recipient for one in circle), body)
    return [
        ngettext(
            "%(n)s recipient reads %(language)s and gets the Estonian words.",
            "%(n)s recipients read %(language)s and get the Estonian words.",
            number,
        )
        % {"n": number, "language": LANGUAGE_NAMES[language]}
        for language, number in sorted(unspoken.items())
        if language in LANGUAGE_NAMES and body
    ]


class NoticePublish(Telling):
    """The first word: out now, at its time, or to the lead for approval."""

    form_class = PublishForm
    word = "first"

    @property
    def is_proposal(self) -> bool:
        return is_proposal(self.notice, self.actor)

    @property
    def heading(self) -> str:
        return _("Send the notice for approval") if self.is_proposal else _("Publish the notice")

    @property
    def verb(self) -> str:
        return _("Send for approval") if self.is_proposal else _("Publish and tell")

    def cautions(self) -> list[str]:
        found = [one.sentence for one in selectors.cautions_of(self.notice, self.notice.send_at or clock.now())]
        approval = [_("Notices of this kind are approved by the lead before they go out.")] if self.is_proposal else []
        return approval + found + language_cautions(self.circle, self.notice.body)

    def get_form(self, data=None) -> BaseForm:
        form = super().get_form(data)
        form.fields["body"].required = True
        return form

    def get_initial(self) -> dict[str, Any]:
        facts = {name: getattr(self.notice, name) for name in ("body", "late_reason")}
        if self.notice.send_at and self.notice.send_at > clock.now():
            facts["send_at"] = self.notice.send_at
        given = {"next_update_at": self.notice.next_update_at} if self.notice.next_update_at else {}
        return {**super().get_initial(), **facts, **given}

    def save(self, form: BaseForm) -> str:
        notice = services.publish_notice(self.notice, **form.values(), by=self.actor)
        said = {
            "proposed": _("The notice waits for the lead's approval. Nobody has been told yet."),
            "scheduled": _("The notice goes out at its time. Nobody has been told yet."),
        }
        messages.success(self.request, said.get(notice.state, _("Published. The letters are on their way.")))
        return address(notice)


class NoticeUpdateAdd(Telling):
    form_class = UpdateForm
    heading = gettext_lazy("A further word")
    verb = gettext_lazy("Publish and tell")
    success_message = gettext_lazy("Published. The letters are on their way.")

    def get_initial(self) -> dict[str, Any]:
        last = self.notice.updates.order_by("-pk").first()
        return {**super().get_initial(), "stage": last.stage if last else None}

    def save(self, form: BaseForm) -> str:
        services.add_update(self.notice, **form.values(), by=self.actor)
        return address(self.notice)


class NoticeEnd(Telling):
    form_class = WordForm
    word = "end"
    heading = gettext_lazy("The last word")
    verb = gettext_lazy("Publish and end")
    success_message = gettext_lazy("Published. The letters are on their way.")

    def save(self, form: BaseForm) -> str:
        return address(services.end_notice(self.notice, **form.values(), by=self.actor))


class NoticeCorrect(Telling):
    form_class = CorrectForm
    word = "correction"
    heading = gettext_lazy("Correct what was said")
    verb = gettext_lazy("Correct and tell")
    success_message = gettext_lazy("Corrected. The letters are on their way.")

    @property
    def update(self) -> NoticeUpdate:
        if not hasattr(self, "_update"):
            self._update = self.one(self.rows(NoticeUpdate).filter(notice=self.notice), pk=self.kwargs["pk"])
        return self._update

    def get_form(self, data=None) -> BaseForm:
        """Times of planned work are the work's own: it is moved instead."""
        form = super().get_form(data)
        if self.notice.kind == NoticeKind.PROBLEM or self.notice.about.startswith("maintenance:"):
            del form.fields["starts_at"], form.fields["ends_at"]
        return form

    def get_initial(self) -> dict[str, Any]:
        times = {name: getattr(self.notice, name) for name in ("starts_at", "ends_at")}
        words = {"title": self.notice.title, "body": self.update.body}
        return {**times, **{name: services.retyped(text) for name, text in words.items()}}

    def save(self, form: BaseForm) -> str:
        services.correct_word(self.update, **form.values(), by=self.actor)
        return address(self.notice)


class NoticeApprove(OfNotice, ActionView):
    permission = (NOTIFICATIONS, "approve")
    success_message = gettext_lazy("Approved.")

    def act(self) -> str:
        seen = self.request.POST.get("seen", "")
        version = number_of(seen) if seen else None
        return address(services.approve_notice(self.notice, seen=version, by=self.actor))


class NoticeSendBack(NoticeForms):
    permission = (NOTIFICATIONS, "approve")
    form_class = ReasonForm
    heading = gettext_lazy("Send the notice back")
    verb = gettext_lazy("Send back")
    success_message = gettext_lazy("It is a draft again, and who prepared it was told why.")

    def save(self, form: BaseForm) -> str:
        return address(services.send_back_notice(self.notice, **form.values(), by=self.actor))
