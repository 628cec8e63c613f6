"""Notices: list, detail with the words and who was told, and the acts on them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import BaseForm
from core.views import DetailPage, FormPage, ListPage
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.filters import NoticeFilter
from notifications.forms import NoticeForm, ReasonForm, UpdateForm, WordForm
from notifications.models import Acknowledgement, Notice, NoticeKind


def address(notice: Notice) -> str:
    return reverse("notice_detail", args=[notice.public_id])


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
        (gettext_lazy("Title"), lambda row: row.title),
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
            "actions": notice.actions if NOTIFICATIONS.may(self.actor, "publish") else (),
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
    form_class = NoticeForm
    success_message = gettext_lazy("The draft was kept. Nobody has been told yet.")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("New notice"), "back": reverse("notice_list"), "verb": _("Keep as a draft")}

    def get_initial(self) -> dict[str, Any]:
        return {"topics": self.request.GET.getlist("topic"), "kind": self.request.GET.get("kind", "problem")}

    def save(self, form: BaseForm) -> str:
        return address(services.draft_notice(**form.values(), by=self.actor))


class NoticeEdit(NoticeForms):
    form_class = NoticeForm
    heading = gettext_lazy("Edit the draft")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.notice, name) for name in NoticeForm.base_fields if name != "submission"}

    def save(self, form: BaseForm) -> str:
        return address(services.edit_notice(self.notice, changes=form.values(), by=self.actor))


class Telling(NoticeForms):
    """A form whose saving tells people: it shows beforehand whom."""

    template_name = "notifications/notice_tell.html"

    def get_context(self) -> dict[str, Any]:
        circle = selectors.who_would_be_told(self.notice.topics, self.notice.kind, is_public=self.notice.is_public)
        return {**super().get_context(), "circle": circle[:200], "circle_total": len(circle)}

    def get_form(self, data=None) -> BaseForm:
        """Stages are for troubles; planned work and news have none."""
        form = super().get_form(data)
        if self.notice.kind != NoticeKind.PROBLEM:
            form.fields.pop("stage", None)
        elif "next_update_at" in form.fields:
            form.fields["next_update_at"].required = True
        return form

    def get_initial(self) -> dict[str, Any]:
        is_trouble = self.notice.kind == NoticeKind.PROBLEM
        return {"next_update_at": selectors.suggested_next_word()} if is_trouble else {}


class NoticePublish(Telling):
    form_class = UpdateForm
    heading = gettext_lazy("Publish the notice")
    verb = gettext_lazy("Publish and tell")
    success_message = gettext_lazy("Published. The letters are on their way.")

    def save(self, form: BaseForm) -> str:
        return address(services.publish_notice(self.notice, **form.values(), by=self.actor))


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
    heading = gettext_lazy("The last word")
    verb = gettext_lazy("Publish and end")
    success_message = gettext_lazy("Published. The letters are on their way.")

    def save(self, form: BaseForm) -> str:
        return address(services.end_notice(self.notice, **form.values(), by=self.actor))


class NoticeCancel(NoticeForms):
    form_class = ReasonForm
    heading = gettext_lazy("Withdraw the notice")
    verb = gettext_lazy("Withdraw")
    success_message = gettext_lazy("The notice was withdrawn.")

    def save(self, form: BaseForm) -> str:
        return address(services.cancel_notice(self.notice, **form.values(), by=self.actor))
