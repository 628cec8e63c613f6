"""The mailbox of the demonstration: what would have been sent, with its links. Nowhere else does it exist."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.views import Page
from portal.demo import mailbox

LOOPBACK = ("127.", "::1")


class DemoPage(Page):
    """Public, but in the demonstration only, and only from this very machine; elsewhere there is no such page."""

    is_public = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO or not request.META.get("REMOTE_ADDR", "").startswith(LOOPBACK):
            raise NotFound()
        return super().dispatch(request, *args, **kwargs)


class Mailbox(DemoPage):
    template_name = "portal/demo/mailbox.html"

    def get_context(self) -> dict:
        return {"heading": _("Mailbox of the demonstration"), "letters": list(mailbox.letters())}


class MailboxLetter(DemoPage):
    template_name = "portal/demo/letter.html"

    def get_context(self) -> dict:
        letter = mailbox.letter(self.kwargs["name"])
        if letter is None:
            raise NotFound()
        return {"letter": letter}
