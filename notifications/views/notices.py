"""Notices: list, detail with the words and who was told, drafts."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.forms import BaseForm
from core.views import DetailPage, FormPage, ListPage
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.filters import NoticeFilter
from notifications.forms import YEARS, NewNoticeForm, NoticeForm, ReasonForm
from notifications.models import Acknowledgement, Notice, NoticeTemplate


def address(notice: Notice) -> str:
    return reverse("notice_detail", args=[notice.public_id])


APPROVING = frozenset({"approve", "send_back", "confirm"})


def allowed_actions(notice: Notice, actor: Actor) -> tuple[str, ...]:
    """What this actor may do with the notice in its state; who prepared it does not approve it."""
    may_approve = NOTIFICATIONS.may(actor, "approve") and notice.prepared_by_id != actor.user_id
    may = {True: may_approve, False: NOTIFICATIONS.may(actor, "publish")}
    return tuple(each for each in notice.actions if may[each in APPROVING])


def is_proposal(notice: Notice, actor: Actor) -> bool:
    """The actor's publishing sends it to the lead first."""
    return notice.needs_approval and not NOTIFICATIONS.may(actor, "approve")


class NoticeList(ListPage):
    template_name = "notifications/notice_list.html"
    filterset_class = NoticeFilter
    export_name = "notices"
    default_sort = "-published"
    sorts = {
        "-published": ["-created_at", "-pk"],
        "published": ["created_at", "pk"],
        "kind": ["kind", "-created_at"],
        "-kind": ["-kind", "-created_at"],
        "state": ["state", "-created_at"],
        "-state": ["-state", "-created_at"],
    }
    columns = [
        (gettext_lazy("Id"), lambda row: row.public_id),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Title"), lambda row: row.shown_title),
        (gettext_lazy("State"), lambda row: row.state_word),
        (gettext_lazy("Published"), lambda row: row.published_at),
        (gettext_lazy("Ended"), lambda row: row.ended_at),
        (gettext_lazy("About"), lambda row: row.about),
    ]

    def get_queryset(self):
        return self.rows(Notice).live()

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Notices"),
            "may_publish": NOTIFICATIONS.may(self.actor, "publish"),
            "may_measure": NOTIFICATIONS.may(self.actor, "see_measures"),
        }


class NoticeDetail(DetailPage):
    template_name = "notifications/notice_detail.html"
    lookup = "public_id"

    def get_queryset(self):
        return self.rows(Notice).live()

    def get_context(self) -> dict[str, Any]:
        notice = self.object
        sees_letters = NOTIFICATIONS.may(self.actor, "see_deliveries")
        return {
            "object": notice,
            "updates": notice.updates.order_by("-at", "-pk"),
            "topics": selectors.topic_labels(notice.topics),
            "about": selectors.about_label(notice.about) if self.actor.is_agency else None,
            "told": selectors.told_counts(notice) if sees_letters else None,
            "readers": selectors.ack_counts(notice) if sees_letters and notice.asks_ack else None,
            "own": self.rows(Acknowledgement).filter(notice_update__notice=notice, user=self.actor.user_id).first(),
            "may_remind": notice.is_asking and NOTIFICATIONS.may(self.actor, "publish"),
            "actions": allowed_actions(notice, self.actor),
            "is_agency": self.actor.is_agency,
            "is_proposal": is_proposal(notice, self.actor),
            "seen": services.version_of(notice) if self.actor.is_agency else 0,
            "unsaid": services.fill_so_far(notice.body, notice) if self.actor.is_agency else "",
        }


class NoticeForms(FormPage):
    """Base of the forms about one notice."""

    permission = (NOTIFICATIONS, "publish")
    template_name = "notifications/notice_form.html"
    heading = ""
    verb = ""

    @property
    def notice(self) -> Notice:
        if not hasattr(self, "_notice"):
            self._notice = self.one(self.rows(Notice).live(), public_id=self.kwargs["public_id"])
        return self._notice

    def get_context(self) -> dict[str, Any]:
        return {"notice": self.notice, "heading": self.heading, "back": address(self.notice), "verb": self.verb}


class NoticeAdd(NoticeForms):
    """A new draft. The address may bring what it is about: ``kind``, ``topic``, ``about``, ``starts``, ``ends``,
    ``late_reason``, and the ``template`` whose words it begins with."""

    template_name = "notifications/notice_add.html"
    form_class = NewNoticeForm
    success_message = gettext_lazy("The draft was kept. Nobody has been told yet.")

    def get_context(self) -> dict[str, Any]:
        query = self.request.GET.copy()
        chosen = query.pop("template", [""])[-1]
        templates = self.rows(NoticeTemplate).live()
        if self.request.GET.get("kind"):
            templates = templates.filter(kind=self.request.GET["kind"])
        return {
            "heading": _("New notice"),
            "back": reverse("notice_list"),
            "verb": _("Keep as a draft"),
            "templates": templates,
            "chosen": chosen,
            "query": query.urlencode(),
        }

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        plain = {name: asked.get(name, "")[:300] for name in ("about", "late_reason")}
        facts = {**plain, "topics": asked.getlist("topic"), "kind": asked.get("kind", "problem")}
        moments = {"starts_at": moment_of(asked.get("starts", "")), "ends_at": moment_of(asked.get("ends", ""))}
        return {**facts, **moments, **self.words()}

    def words(self) -> dict[str, Any]:
        """The template's kind and words; nothing where none, or one that there is not, was asked for."""
        template = self.rows(NoticeTemplate).live().filter(slug=self.request.GET.get("template", "")).first()
        names = ("kind", "title", "body", "meanwhile")
        return {name: getattr(template, name) for name in names} if template else {}

    def save(self, form: BaseForm) -> str:
        values = form.values()
        if values["about"] and selectors.about_label(values["about"]) is None:
            raise NotFound()
        return address(services.draft_notice(**values, by=self.actor))


def moment_of(text: str) -> datetime | None:
    """An instant as an address brings it (ISO 8601 with its zone); None for anything else."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if YEARS[0] <= moment.year <= YEARS[1]:
            return moment if moment.tzinfo else clock.parse_local(text)
    return None


class NoticeEdit(NoticeForms):
    form_class = NoticeForm
    heading = gettext_lazy("Edit the notice")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.notice, name) for name in NoticeForm.base_fields if name != "submission"}

    def save(self, form: BaseForm) -> str:
        return address(services.edit_notice(self.notice, changes=form.values(), by=self.actor))


class NoticeCancel(NoticeForms):
    form_class = ReasonForm
    heading = gettext_lazy("Withdraw the notice")
    verb = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The notice was withdrawn.")

    def save(self, form: BaseForm) -> str:
        return address(services.cancel_notice(self.notice, **form.values(), by=self.actor))
