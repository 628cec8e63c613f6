"""The inbox of a person, and the letters that went out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ActionView, ListPage
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.filters import DeliveryFilter
from notifications.models import Delivery


class Inbox(ListPage):
    template_name = "notifications/inbox.html"
    page_size = 25

    def get_queryset(self):
        rows = Delivery.objects.visible_to(self.actor).inbox_of(self.actor)
        return rows.select_related("link", "acknowledgement__notice_update__notice").order_by("-pk")

    def list_context(self, page) -> dict[str, Any]:
        letters = [(row, services.filled(row)) for row in page.object_list]
        has_unread = any(row.read_at is None for row, _body in letters)
        return {**super().list_context(page), "letters": letters, "has_unread": has_unread}

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Inbox")}


class InboxRead(ActionView):
    """Mark one letter read (``pk``), or all."""

    def act(self) -> str:
        services.mark_read(pk=self.kwargs.get("pk"), by=self.actor)
        return reverse("inbox")


class DeliveryList(ListPage):
    permission = (NOTIFICATIONS, "see_deliveries")
    template_name = "notifications/delivery_list.html"
    filterset_class = DeliveryFilter
    export_name = "deliveries"
    columns = [
        (gettext_lazy("Made"), lambda row: row.created_at),
        (gettext_lazy("Subject"), lambda row: row.subject),
        (gettext_lazy("Channel"), lambda row: row.channel),
        (gettext_lazy("To"), lambda row: row.name or row.address),
        (gettext_lazy("Address"), lambda row: row.address),
        (gettext_lazy("State"), lambda row: row.state_word),
        (gettext_lazy("Tries"), lambda row: row.attempts),
        (gettext_lazy("Ended"), lambda row: row.ended_at),
        (gettext_lazy("Why"), lambda row: row.why),
        (gettext_lazy("Error"), lambda row: row.error),
    ]

    def get_queryset(self):
        return self.rows(Delivery).select_related("user").order_by("-pk")

    def get_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("about", "")
        return {
            "heading": _("Letters"),
            "about": selectors.about_label(asked) if asked else None,
            "may_send_again": NOTIFICATIONS.may(self.actor, "send_again"),
            "is_mail_configured": selectors.is_mail_configured(),
        }


class DeliverySendAgain(ActionView):
    permission = (NOTIFICATIONS, "send_again")
    success_message = gettext_lazy("The letter is in the queue again.")

    def act(self) -> None:
        services.send_again(self.one(self.rows(Delivery), pk=self.kwargs["pk"]), by=self.actor)
