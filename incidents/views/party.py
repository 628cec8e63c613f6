"""``/handover/<token>/``: a third party's door to one forwarded case. GET changes nothing; acting asks for a code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.actor import Actor
from core.errors import DomainError, NotAllowed, NotFound
from core.views import Page, once
from incidents.access import INCIDENTS
from incidents.forms import CodeForm, PartyForm
from incidents.lifecycle import HANDOVER
from incidents.models import HANDOVER_LABELS, Handover
from incidents.selectors import public
from incidents.services import codes, handovers
from incidents.services.reports import brake

ACTS = ("accept", "reference", "answer", "ask", "fix", "refuse")
BRAKE = "handover"


@method_decorator(never_cache, name="dispatch")
class Party(Page):
    """Shows only this case, only words for the party; the session remembers that the code was right."""

    is_public = True
    template_name = "incidents/party.html"

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        self.handover = self.find(kwargs["token"])
        language = request.COOKIES.get("language") or self.handover.language
        with translation.override(language if language in ("et", "en", "ru") else "et"):
            response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def find(self, token: str) -> Handover:
        return public.handover_by(token)

    @property
    def party(self) -> Actor:
        """The recipient, acting through the link."""
        return Actor(
            kind="link",
            name=self.handover.party_name,
            address=self.actor.address,
            trace_id=self.actor.trace_id,
        )

    @property
    def session_key(self) -> str:
        return f"handover-{self.handover.pk}-{self.handover.link.generation}"

    @property
    def is_proven(self) -> bool:
        return bool(self.request.session.get(self.session_key))

    def get_context(self) -> dict[str, Any]:
        handover = self.handover
        entries = public.words_for_party(handover)
        return {
            "handover": handover,
            "incident": handover.incident,
            "evidence": list(handover.evidence.items()),
            "entries": entries,
            "state_label": HANDOVER_LABELS[handover.state],
            "is_proven": self.is_proven,
            "acts": [name for name in ACTS if name in HANDOVER.actions_from(handover.state)],
            "form": PartyForm(initial={"their_reference": handover.their_reference}),
            "code_form": CodeForm(),
            "asked": self.request.GET.get("code") == "sent",
        }

    def post(self, request, *args, **kwargs) -> HttpResponse:
        action = request.POST.get("action", "")
        steps = {"send_code": self.send_code, "code": self.take_code}
        try:
            return steps.get(action, self.act)()
        except DomainError as error:
            if error.status in (403, 404):
                raise
            return self.refused(action, error)

    def send_code(self) -> HttpResponse:
        brake(self.actor.address, BRAKE)
        codes.ask_code(self.handover)
        return HttpResponseRedirect(f"{self.request.path}?code=sent#act")

    def take_code(self) -> HttpResponse:
        codes.check_code(self.handover, self.request.POST.get("code", ""))
        self.request.session.cycle_key()
        self.request.session[self.session_key] = True
        self.request.session.set_expiry(8 * 3600)
        return HttpResponseRedirect(f"{self.request.path}#act")

    def act(self) -> HttpResponse:
        if not self.is_proven:
            raise NotAllowed(_("Before you act, type the code that is sent to your address."), code="code-needed")
        form = PartyForm(self.request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        once(form.cleaned_data["submission"], self.party, lambda: self.do(self.request.POST.get("action", ""), form))
        messages.success(self.request, _("Thank you. The sender knows it now."))
        return HttpResponseRedirect(self.request.path)

    def do(self, action: str, form: PartyForm) -> str:
        text, reference = form.cleaned_data["text"], form.cleaned_data["their_reference"]
        by, handover = self.party, self.handover
        acts = {
            "accept": lambda: handovers.accept(handover, by=by, text=text, their_reference=reference),
            "reference": lambda: handovers.set_reference(handover, by=by, their_reference=reference),
            "answer": lambda: handovers.answer(handover, by=by, text=text, their_reference=reference),
            "ask": lambda: handovers.ask(handover, by=by, text=text),
            "fix": lambda: handovers.fix(handover, by=by, text=text),
            "refuse": lambda: handovers.refuse(
                handover, by=by, text=text, is_misroute=form.cleaned_data["is_misroute"]
            ),
        }
        if action not in acts:
            raise NotFound()
        acts[action]()
        return self.request.path

    def refused(self, action: str, error: DomainError) -> HttpResponse:
        """The page again with the sentence at its field and everything that was typed."""
        is_code = action in ("send_code", "code")
        form = CodeForm(self.request.POST) if is_code else PartyForm(self.request.POST)
        form.is_valid()
        form.refuse(error)
        extra = {"code_form": form, "asked": True} if is_code else {"form": form}
        return self.show(status=error.status, **extra)


class OwnHandover(Party):
    """The same page for a signed-in resolver: no link, no code, the same acts."""

    is_public = False
    permission = (INCIDENTS, "answer_handover")

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not request.actor.is_known:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def find(self, token: str) -> Handover:
        return public.handover_of(self.request.actor, token)

    @property
    def party(self) -> Actor:
        return self.actor

    @property
    def is_proven(self) -> bool:
        return True
