"""Requests for advice: asked, answered, withdrawn; a guide made of one, or found for it."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from components.models import Component
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.events import publish
from core.fields import Translated
from docs_library.models import Document
from docs_library.services import add_document, start_version, write_text
from planning.access import PLANNING
from planning.events import AdviceAnswered, AdviceAsked
from planning.models import AdviceRequest
from planning.rules.trainings import answer_by
from planning.services.refs import ref_for
from planning.services.trail import tell

State = AdviceRequest.State
LONGEST = {"question": 4000, "answer": 10_000}


@transaction.atomic
def ask_advice(*, question: str, component: Component | None = None, ref: str = "", by: Actor) -> AdviceRequest:
    """Ask the owner. The day by which it is to be answered is kept with it. Raises NotAllowed or Invalid."""
    PLANNING.require(by, "ask_advice")
    now = clock.now()
    row = AdviceRequest(ref=ref_for(AdviceRequest, "N", clock.local(now).year, ref))
    facts = {
        "question": _text(question, "question"),
        "component": component,
        "asker": User.objects.filter(pk=by.user_id).first(),
        "asker_name": by.name[:200],
        "organisation": Organisation.objects.filter(pk__in=by.organisation_ids).order_by("pk").first(),
        "asked_at": now,
        "due_at": answer_by(now),
    }
    changes.apply(row, facts)
    tell("ask_advice", row, by)
    publish(AdviceAsked(advice_id=row.pk))
    return row


@transaction.atomic
def answer_advice(*, advice: AdviceRequest, answer: str, by: Actor) -> AdviceRequest:
    """The answer goes to the asker. Raises NotAllowed, Conflict (answered or withdrawn meanwhile) or Invalid."""
    PLANNING.require(by, "answer_advice")
    advice = _asked(advice)
    facts = {
        "answer": _text(answer, "answer"),
        "answered_at": clock.now(),
        "answered_by_name": by.name[:200],
        "state": State.ANSWERED,
    }
    changes.apply(advice, facts)
    tell("answer_advice", advice, by, changes={"state": [State.ASKED, State.ANSWERED]})
    publish(AdviceAnswered(advice_id=advice.pk))
    return advice


@transaction.atomic
def withdraw_advice(*, advice: AdviceRequest, by: Actor) -> AdviceRequest:
    """The asker needs no answer any more. Raises NotAllowed or Conflict (answered or withdrawn meanwhile)."""
    PLANNING.require(by, "ask_advice")
    if by.user_id is None or advice.asker_id != by.user_id:
        raise NotAllowed(_("Only who asked may withdraw it."))
    advice = _asked(advice)
    changes.apply(advice, {"state": State.WITHDRAWN, "withdrawn_at": clock.now()})
    tell("withdraw_advice", advice, by, changes={"state": [State.ASKED, State.WITHDRAWN]})
    return advice


@transaction.atomic
def make_guide(*, advice: AdviceRequest, title: str, by: Actor) -> Document:
    """Begin a guide in the library: a draft with the question and the answer as its text. Raises NotAllowed, Conflict
    (not answered, or there is a guide already) or Invalid naming the field."""
    advice = _without_guide(advice, by)
    document = add_document(
        slug=f"guide-{advice.ref.lower()}",
        type="guide",
        title=Translated(et=" ".join(title.split())),
        components=[advice.component] if advice.component else [],
        responsible=User.objects.filter(pk=by.responsible_id).first(),
        by=by,
    )
    with translation.override("et"):
        note = _("Made of the request for advice %(ref)s.") % {"ref": advice.ref}
        body = f"## {_('Question')}\n\n{advice.question}\n\n## {_('Answer')}\n\n{advice.answer}\n"
    version = start_version(document=document, label="1.0", change_note=note, by=by)
    write_text(version=version, language="et", body=body, by=by)
    _link(advice, document, "make_guide", by)
    return document


@transaction.atomic
def link_guide(*, advice: AdviceRequest, document: Document, by: Actor) -> AdviceRequest:
    """A document that is there already, or was written because of it, says what was asked. Raises NotAllowed, NotFound
    or Conflict (not answered, or there is a guide already)."""
    advice = _without_guide(advice, by)
    if not Document.objects.visible_to(by).live().filter(pk=document.pk).exists():
        raise NotFound()
    return _link(advice, document, "link_guide", by)


def _link(advice: AdviceRequest, document: Document, action: str, by: Actor) -> AdviceRequest:
    advice.guide = document
    advice.save()
    tell(action, advice, by, changes={"guide": ["", document.slug]})
    return advice


def _locked(advice: AdviceRequest) -> AdviceRequest:
    rows = AdviceRequest.objects.select_for_update(of=("self",)).select_related("component")
    return rows.get(pk=advice.pk)


def _asked(advice: AdviceRequest) -> AdviceRequest:
    advice = _locked(advice)
    if advice.state != State.ASKED:
        raise Conflict(_("It is in the state “%(state)s” already.") % {"state": advice.get_state_display()})
    return advice


def _without_guide(advice: AdviceRequest, by: Actor) -> AdviceRequest:
    PLANNING.require(by, "answer_advice")
    advice = _locked(advice)
    if advice.state != State.ANSWERED:
        raise Conflict(_("Answer the question first."))
    if advice.guide_id:
        raise Conflict(_("There is a guide of it already."))
    return advice


def _text(text: str, name: str) -> str:
    """Raises Invalid where it is empty or too long."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Write the question.") if name == "question" else _("Write the answer."), field=name)
    if len(text) > LONGEST[name]:
        told = {"n": LONGEST[name]}
        raise Invalid(_("The text is too long: %(n)s characters at most.") % told, field=name)
    return text
