"""Who wants to hear: one's own subscriptions, outsiders' by a confirmed address, the way out of a letter."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from core.forms import BaseForm
from core.views import ActionView, FormPage, Page
from notifications import selectors, services
from notifications.access import NOTIFICATIONS
from notifications.forms import OutsiderForm, SubscribeForm
from notifications.models import Endpoint, NoticeKind, Subscription


def described(subscription: Subscription) -> dict[str, Any]:
    """A subscription in words."""
    kinds = dict(NoticeKind.choices)
    return {
        "row": subscription,
        "topic": selectors.topic_label(subscription.topic) or subscription.topic,
        "kinds": [kinds[kind] for kind in subscription.kinds if kind in kinds],
        "endpoint": subscription.endpoint,
    }


class SubscriptionList(FormPage):
    """One's own subscriptions, and a form for a further one."""

    template_name = "notifications/subscription_list.html"
    form_class = SubscribeForm
    success_message = gettext_lazy("Subscribed.")

    def get_initial(self) -> dict[str, Any]:
        return {"topic": self.request.GET.get("topic", "all"), "language": get_language()} | (
            {"channel": asked} if (asked := self.request.GET.get("channel")) else {}
        )

    def get_context(self) -> dict[str, Any]:
        rows = (
            self.rows(Subscription).live().filter(user_id=self.actor.user_id).select_related("endpoint").order_by("pk")
        )
        return {
            "heading": _("My subscriptions"),
            "subscriptions": [described(row) for row in rows],
            "may_keep_endpoints": NOTIFICATIONS.may(self.actor, "endpoints"),
        }

    def get_form(self, data=None) -> BaseForm:
        own = self.rows(Endpoint).own_of(self.actor).open()
        return SubscribeForm(data, initial=self.get_initial(), endpoints=own)

    def save(self, form: BaseForm) -> str:
        services.subscribe(**form.values(), by=self.actor)
        return reverse("subscription_list")


class SubscriptionEnd(ActionView):
    success_message = gettext_lazy("The subscription has ended.")

    def act(self) -> str:
        services.unsubscribe(self.one(self.rows(Subscription).live(), pk=self.kwargs["pk"]), by=self.actor)
        return reverse("subscription_list")


class OutsiderSubscribe(FormPage):
    """Notices by e-mail without an account. The answer is the same whether the address was known or not."""

    is_public = True
    template_name = "notifications/subscribe.html"
    form_class = OutsiderForm
    success_message = gettext_lazy("Look into your mailbox: we sent a letter with a link that confirms it.")

    def get_initial(self) -> dict[str, Any]:
        return {"topic": self.request.GET.get("topic", "all"), "language": get_language()}

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Notices by e-mail"), "back": reverse("status"), "verb": _("Subscribe")}

    def save(self, form: BaseForm) -> str:
        services.subscribe_address(**form.values(), by=self.actor)
        return reverse("subscription_outside")


class LinkPage(Page):
    """A link of a letter: GET shows what would happen, POST does it (mail scanners open links)."""

    is_public = True
    template_name = "notifications/subscription_link.html"
    purpose = ""
    heading = ""
    verb = ""
    done = ""

    def get_context(self) -> dict[str, Any]:
        subscription = services.subscription_of(self.kwargs["token"], self.purpose)
        return {"heading": self.heading, "verb": self.verb, **described(subscription)}

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request, *args, **kwargs) -> HttpResponse:
        self.act()
        return self.with_headers(self.show(done=self.done))

    def get(self, request, *args, **kwargs) -> HttpResponse:
        return self.with_headers(self.show())

    @staticmethod
    def with_headers(response: HttpResponse) -> HttpResponse:
        response["Cache-Control"] = "no-store"
        return response


class SubscriptionConfirm(LinkPage):
    purpose = services.CONFIRM
    heading = gettext_lazy("Confirm the subscription")
    verb = gettext_lazy("Confirm")
    done = gettext_lazy("Confirmed. From now on you get notices.")

    def act(self) -> None:
        services.confirm(self.kwargs["token"], by=self.actor)


@method_decorator(csrf_exempt, name="dispatch")  # mail programs post here by themselves (RFC 8058)
class SubscriptionUnsubscribe(LinkPage):
    purpose = services.UNSUBSCRIBE
    heading = gettext_lazy("No more of these notices")
    verb = gettext_lazy("Unsubscribe")
    done = gettext_lazy("Done. You get no more of these notices.")

    def act(self) -> None:
        services.unsubscribe_by_link(self.kwargs["token"], by=self.actor)
