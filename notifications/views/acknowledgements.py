"""Who has read a notice: the page behind a letter's link, one's own button, the table of readers, the reminder."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.views import ActionView, ListPage
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.filters import AcknowledgementFilter
from notifications.models import Acknowledgement, Notice
from notifications.views.subscriptions import LinkPage


class Acknowledge(LinkPage):
    """The words and one button. Opening it says nothing yet: mail scanners open links."""

    template_name = "notifications/acknowledge.html"
    done = gettext_lazy("Thank you. It is noted that you have read it.")

    def get_context(self) -> dict[str, Any]:
        ack = services.acknowledgement_of(self.kwargs["token"])
        notice = ack.notice_update.notice
        return {"ack": ack, "notice": notice, "updates": notice.updates.order_by("-at", "-pk")}

    def act(self) -> None:
        services.acknowledge_by_link(self.kwargs["token"], by=self.actor)


class OfNotice:
    """What is about the notice of the address."""

    @property
    def notice(self) -> Notice:
        if not hasattr(self, "_notice"):
            self._notice = self.one(self.rows(Notice).live(), public_id=self.kwargs["public_id"])
        return self._notice


class NoticeAcknowledge(OfNotice, ActionView):
    success_message = gettext_lazy("Thank you. It is noted that you have read it.")

    def act(self) -> None:
        services.acknowledge(self.notice, by=self.actor)


class NoticeRemind(OfNotice, ActionView):
    permission = (NOTIFICATIONS, "publish")

    def act(self) -> str:
        told = services.remind(self.notice, by=self.actor)
        words = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", told) % {"n": told}
        nobody = _("Nobody was reminded: all have confirmed, or had a reminder today.")
        messages.success(self.request, words if told else nobody)
        return reverse("notice_readers", args=[self.notice.public_id])


class NoticeReaders(OfNotice, ListPage):
    permission = (NOTIFICATIONS, "see_deliveries")
    template_name = "notifications/notice_readers.html"
    filterset_class = AcknowledgementFilter
    export_name = "readers"
    columns = [
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Address"), lambda row: row.address),
        (gettext_lazy("Channel"), lambda row: row.get_channel_display()),
        (gettext_lazy("Asked"), lambda row: row.asked_at),
        (gettext_lazy("Reminded"), lambda row: row.reminded_at),
        (gettext_lazy("Confirmed"), lambda row: row.acknowledged_at),
        (gettext_lazy("How"), lambda row: row.get_how_display()),
    ]

    def get_queryset(self):
        rows = self.rows(Acknowledgement).filter(notice_update__notice=self.notice)
        return rows.select_related("user").order_by(F("acknowledged_at").asc(nulls_first=True), "pk")

    def get_context(self) -> dict[str, Any]:
        return {
            "heading": _("Who has read it"),
            "notice": self.notice,
            "readers": selectors.ack_counts(self.notice),
            "may_remind": self.notice.is_asking and NOTIFICATIONS.may(self.actor, "publish"),
        }
