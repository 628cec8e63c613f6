"""Programs' addresses: webhooks and chat rooms, with their secrets (shown once), a test, and the log of deliveries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core.forms import BaseForm
from core.pages import KeysFirst
from core.views import ActionView, DetailPage, FormPage, ListPage
from notifications import services
from notifications.access import NOTIFICATIONS
from notifications.forms import EndpointEditForm, EndpointForm, ReasonForm
from notifications.models import Delivery, Endpoint

KEEPS = (NOTIFICATIONS, "endpoints")
LOG_PAGE = 20


def address(endpoint: Endpoint) -> str:
    return reverse("endpoint_detail", args=[endpoint.pk])


class EndpointList(ListPage):
    permission = KEEPS
    template_name = "notifications/endpoint_list.html"
    export_name = "webhooks"
    columns = [
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Channel"), lambda row: row.get_channel_display()),
        (gettext_lazy("Address"), lambda row: row.shown),
        (gettext_lazy("Whose"), lambda row: row.organisation or row.user),
        (gettext_lazy("State"), lambda row: row.state_word),
    ]

    def get_queryset(self):
        return self.rows(Endpoint).live().select_related("organisation", "user").order_by("name", "pk")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Webhooks and chat rooms")}


class Keeping:
    """Pages about one address."""

    permission = KEEPS

    @property
    def endpoint(self) -> Endpoint:
        if not hasattr(self, "_endpoint"):
            rows = self.rows(Endpoint).live().select_related("organisation", "user")
            self._endpoint = self.one(rows, pk=self.kwargs["pk"])
        return self._endpoint


class EndpointDetail(DetailPage):
    """The address, what may be done with it, and its letters with every try."""

    permission = KEEPS
    template_name = "notifications/endpoint_detail.html"
    lookup = "pk"

    def get_queryset(self):
        return self.rows(Endpoint).select_related("organisation", "user", "keeper")

    def get_context(self) -> dict[str, Any]:
        rows = self.rows(Delivery).filter(endpoint=self.object).order_by("-pk")
        page = KeysFirst(rows.prefetch_related("log"), LOG_PAGE).get_page(self.request.GET.get("page"))
        return {
            "object": self.object,
            "actions": self.object.actions,
            "subscriptions": self.object.subscriptions.live().count(),
            "page": page,
            "letters": page.object_list,
            "total": page.paginator.count,
        }


class SecretOnce(FormPage):
    """The secret is on the answer to the POST and nowhere else; sent again, the form leads to the address's page."""

    made: tuple[Endpoint, str] | None = None

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.made is None or not self.made[1]:
            return response
        endpoint, secret = self.made
        response = render(request, "notifications/endpoint_secret.html", {"endpoint": endpoint, "secret": secret})
        response["Cache-Control"] = "no-store"
        return response


class EndpointAdd(SecretOnce):
    permission = KEEPS
    form_class = EndpointForm
    template_name = "notifications/endpoint_form.html"

    def get_form(self, data=None) -> BaseForm:
        own = self.rows(Organisation).live().filter(pk__in=self.actor.organisation_ids)
        return EndpointForm(data, initial={"channel": self.request.GET.get("channel", "webhook")}, organisations=own)

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("A new webhook or chat room"), "back": reverse("endpoint_list"), "verb": _("Save")}

    def save(self, form: BaseForm) -> str:
        self.made = services.add_endpoint(**form.values(), by=self.actor)
        return address(self.made[0])


class EndpointForms(Keeping, FormPage):
    """Base of the forms about one address."""

    template_name = "notifications/endpoint_form.html"
    form_class = BaseForm
    heading = ""
    verb = ""
    intro = ""

    def get_context(self) -> dict[str, Any]:
        return {
            "endpoint": self.endpoint,
            "heading": self.heading,
            "back": address(self.endpoint),
            "verb": self.verb,
            "intro": self.intro,
        }


class EndpointEdit(EndpointForms):
    form_class = EndpointEditForm
    heading = gettext_lazy("Edit")
    verb = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.endpoint.name}

    def save(self, form: BaseForm) -> str:
        return address(services.edit_endpoint(self.endpoint, **form.values(), by=self.actor))


class EndpointRotate(EndpointForms, SecretOnce):
    heading = gettext_lazy("A new secret")
    verb = gettext_lazy("Make a new secret")
    intro = gettext_lazy(
        "For a day messages carry both signatures, of the old secret and of the new one: give the new one to the "
        "receiver within that time, and no message is refused."
    )

    def save(self, form: BaseForm) -> str:
        self.made = services.rotate_secret(self.endpoint, by=self.actor)
        return address(self.endpoint)


class EndpointDisable(EndpointForms):
    form_class = ReasonForm
    heading = gettext_lazy("Switch off")
    verb = gettext_lazy("Switch off")
    intro = gettext_lazy("Nothing is sent there until it is switched on again; its notices come by e-mail meanwhile.")
    success_message = gettext_lazy("It is switched off.")

    def save(self, form: BaseForm) -> str:
        return address(services.disable_endpoint(self.endpoint, **form.values(), by=self.actor))


class EndpointArchive(EndpointForms):
    heading = gettext_lazy("Put away")
    verb = gettext_lazy("Put away")
    intro = gettext_lazy("Its subscriptions end and nothing is sent there any more. The log stays.")
    success_message = gettext_lazy("It was put away.")

    def save(self, form: BaseForm) -> str:
        services.archive_endpoint(self.endpoint, by=self.actor)
        return reverse("endpoint_list")


class EndpointEnable(Keeping, ActionView):
    success_message = gettext_lazy("It is switched on.")

    def act(self) -> str:
        return address(services.enable_endpoint(self.endpoint, by=self.actor))


class EndpointTest(Keeping, ActionView):
    """Waits for the answer and says what it was; the log below holds all of it."""

    waits = True

    def act(self) -> str:
        letter = services.send_test(self.endpoint, by=self.actor)
        if letter.state == "delivered":
            messages.success(
                self.request, _("The test message was taken: HTTP %(answer)s.") % {"answer": letter.receipt}
            )
        else:
            messages.error(self.request, _("The test message was not taken: %(error)s") % {"error": letter.error})
        return f"{address(self.endpoint)}#delivery-{letter.pk}"


class EndpointResend(Keeping, ActionView):
    success_message = gettext_lazy("The message is in the queue again.")

    def act(self) -> str:
        rows = self.rows(Delivery).filter(endpoint=self.endpoint)
        services.resend(self.one(rows, pk=self.kwargs["delivery"]), by=self.actor)
        return address(self.endpoint)
