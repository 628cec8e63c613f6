"""Giving a case to another party: the frozen rule, the clocks from delivery, and the party's own acts.

The party acts through a link (``Actor.kind == "link"``), as a signed-in resolver, or by a plain reply that our own
people paste in; the services are the same.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core import clock
from core.actor import SYSTEM, Actor
from core.deadlines import ALWAYS, OFFICE, ServiceHours, due_at, parse_duration, parse_hours
from core.errors import Conflict, Invalid, NotAllowed
from core.events import publish
from core.models import Audience, Link
from core.privacy import mask
from incidents.access import INCIDENTS
from incidents.events import HandoverSent
from incidents.lifecycle import HANDOVER_OPEN
from incidents.models import CompetenceRule, Entry, Handover, Incident
from incidents.services.trail import locked, locked_handover, next_handover_state, next_state, tell_case, tell_handover
from partners.models import ResolverGroup
from partners.selectors import address_for

LINK_LIFE = timedelta(days=180)


@transaction.atomic
def forward(
    incident: Incident,
    *,
    group: ResolverGroup,
    by: Actor,
    organisation: Organisation | None = None,
    rule: CompetenceRule | None = None,
    evidence: dict[str, str] | None = None,
    message: str = "",
) -> Handover:
    """Send the case to the group (through its ``via`` where it has one). Raises Invalid without an address or with
    evidence of the rule missing, Conflict while another handover is open."""
    INCIDENTS.require(by, "forward")
    incident = locked(incident)
    state = next_state(incident, "forward")
    if incident.handovers.filter(state__in=HANDOVER_OPEN).exists():
        raise Conflict(_("It is already with another party. Call that handover back first."), code="already-forwarded")
    via = (rule.via if rule else None) or group.via
    name, email, language = _address(via or group, organisation)
    evidence = {key: mask(str(value).strip()) for key, value in (evidence or {}).items()}
    _require_evidence(rule, evidence)
    handover = Handover(
        incident=incident,
        resolver_group=group,
        via=via,
        contact_name=name,
        address=email,
        language=language,
        rule=frozen(rule),
        rule_code=rule.code if rule else "",
        evidence=evidence,
        message=mask(message.strip()),
        sent_by_id=by.user_id,
        sent_at=clock.now(),
    )
    handover.save()
    handover.link = Link.objects.create(
        purpose="handover", subject=f"incidents.handover:{handover.pk}", expires_at=clock.now() + LINK_LIFE
    )
    handover.save()
    old, incident.state = incident.state, state
    incident.triaged_at = incident.triaged_at or clock.now()
    incident.assignee_id = incident.assignee_id or by.responsible_id
    incident.changed_at = clock.now()
    incident.save()
    tell_case(
        incident,
        "forward",
        by=by,
        text=str(group),
        changes={"state": [old, state]},
        data={"handover": handover.pk, "rule": handover.rule_code},
    )
    publish(HandoverSent(handover_id=handover.pk))
    return handover


def _address(group: ResolverGroup, organisation: Organisation | None) -> tuple[str, str, str]:
    found = address_for(group, organisation)
    if found is None:
        raise Invalid(
            _("%(group)s has no address yet. Add a contact on the partners' page, or choose another party.")
            % {"group": group},
            field="group",
        )
    return found


def _require_evidence(rule: CompetenceRule | None, evidence: dict[str, str]) -> None:
    missing = [name for name in (rule.evidence if rule else []) if not evidence.get(name)]
    if missing:
        raise Invalid(
            _("They will ask for this first: %(what)s. Write “not known” where it is not known.")
            % {"what": ", ".join(missing)},
            field="evidence",
        )


def frozen(rule: CompetenceRule | None) -> dict[str, Any]:
    """The rule in force as it stands now, kept on the handover whatever becomes of the table."""
    if rule is None:
        return {}
    return {
        "version": rule.version.slug,
        "code": rule.code,
        "component": rule.component and rule.component.slug,
        "fault_class": rule.fault_class.slug,
        "solver": rule.solver.slug,
        "via": rule.via and rule.via.slug,
        "fallback": rule.fallback and rule.fallback.slug,
        "react": rule.react,
        "resolve": rule.resolve,
        "evidence": list(rule.evidence),
        "note": rule.note,
    }


def is_sending_letter(event_key: str) -> bool:
    """Whether a delivery is the letter that forwards a case (``notices.send_handover_letter`` names it so)."""
    return re.match(r"handover\d+\.sent-", event_key) is not None


@transaction.atomic
def note_delivery(handover_id: int, *, at: datetime, is_delivered: bool) -> None:
    """The relay took the letter (the party's clock starts), or it was given up (people are shown that)."""
    handover = locked_handover(Handover.objects.select_related("incident").get(pk=handover_id))
    if not is_delivered:
        handover.delivery_failed = True
        handover.save()
        tell_handover(handover, "undelivered", by=SYSTEM, audience=Audience.INTERNAL)
        return
    if handover.delivered_at:
        return
    handover.delivered_at = at
    handover.delivery_failed = False
    if handover.state == "sent":
        handover.state = next_handover_state(handover, "deliver")
    set_clocks(handover)
    handover.save()
    tell_handover(handover, "deliver", by=SYSTEM, audience=Audience.INTERNAL)


def set_clocks(handover: Handover) -> None:
    """React and solve deadlines of the frozen rule, from delivery, in the party's hours (priority 1: the calendar)."""
    hours = ALWAYS if handover.incident.priority == 1 else party_hours(handover.via or handover.resolver_group)
    for name in ("react", "resolve"):
        text = handover.rule.get(name)
        due = due_at(handover.delivered_at, parse_duration(text), hours) if text else None
        setattr(handover, f"{name}_due_at", due)


def party_hours(group: ResolverGroup) -> ServiceHours:
    """The group's hours; office hours where they are not written in a form that can be read."""
    try:
        return parse_hours(group.hours)
    except ValueError:
        return OFFICE


def _require_answering(handover: Handover, by: Actor) -> None:
    """The link's holder, a resolver of the organisation, or our own people pasting a reply."""
    if by.is_system or INCIDENTS.may(by, "forward"):
        return
    if by.kind == "link":
        return
    if not (INCIDENTS.may(by, "answer_handover") and Handover.objects.visible_to(by).filter(pk=handover.pk).exists()):
        raise NotAllowed()


def _start(handover: Handover, action: str, by: Actor) -> Handover:
    handover = locked_handover(handover)
    _require_answering(handover, by)
    handover.state = next_handover_state(handover, action)
    return handover


def _reference(handover: Handover, their_reference: str) -> None:
    if their_reference.strip():
        handover.their_reference = mask(their_reference.strip())[:60]


@transaction.atomic
def accept(handover: Handover, *, by: Actor, their_reference: str = "", text: str = "") -> Handover:
    """They take it: from now on the ball is in their court."""
    handover = _start(handover, "accept", by)
    handover.accepted_at = handover.accepted_at or clock.now()
    _reference(handover, their_reference)
    handover.save()
    tell_handover(handover, "accept", by=by, text=text, their_reference=handover.their_reference)
    return handover


@transaction.atomic
def refuse(handover: Handover, *, by: Actor, text: str, is_misroute: bool = False) -> Handover:
    """They do not take it, and say why; the case is ours again. Counts as misroute when it is not theirs."""
    if not text.strip():
        raise Invalid(_("Say why it is refused: the sender needs it to find the right party."), field="text")
    handover = _start(handover, "refuse", by)
    handover.refused_because, handover.is_misroute = mask(text.strip()), is_misroute
    handover.ended_at = clock.now()
    handover.save()
    tell_handover(handover, "refuse", by=by, text=text)
    _back_to_us(handover, by)
    return handover


@transaction.atomic
def ask(handover: Handover, *, by: Actor, text: str) -> Handover:
    """They need to know more before they can go on."""
    return _say(handover, "ask", by, text)


@transaction.atomic
def answer_question(handover: Handover, *, by: Actor, text: str) -> Handover:
    """Our answer to their question; it goes to them by mail."""
    INCIDENTS.require(by, "forward")
    return _say(handover, "answer_question", by, text)


@transaction.atomic
def answer(handover: Handover, *, by: Actor, text: str, their_reference: str = "") -> Handover:
    """Words on how it goes, without ending the handover."""
    return _say(handover, "answer", by, text, their_reference)


@transaction.atomic
def set_reference(handover: Handover, *, by: Actor, their_reference: str) -> Handover:
    """Their own ticket number. Raises Invalid when empty."""
    if not their_reference.strip():
        raise Invalid(_("Write your ticket number."), field="their_reference")
    handover = _start(handover, "reference", by)
    _reference(handover, their_reference)
    handover.save()
    tell_handover(handover, "reference", by=by, their_reference=handover.their_reference)
    return handover


def _say(handover: Handover, action: str, by: Actor, text: str, their_reference: str = "") -> Handover:
    if not text.strip():
        raise Invalid(_("Write something first."), field="text")
    handover = _start(handover, action, by)
    _reference(handover, their_reference)
    handover.save()
    tell_handover(handover, action, by=by, text=text)
    return handover


@transaction.atomic
def fix(handover: Handover, *, by: Actor, text: str = "") -> Handover:
    """They say that it is mended; the case comes back to be seen working and resolved."""
    handover = _start(handover, "fix", by)
    handover.fixed_at = handover.ended_at = clock.now()
    handover.accepted_at = handover.accepted_at or handover.fixed_at
    handover.save()
    tell_handover(handover, "fix", by=by, text=text)
    _back_to_us(handover, by)
    return handover


@transaction.atomic
def revoke(handover: Handover, *, by: Actor, text: str) -> Handover:
    """We call it back; their link shows it as ended."""
    INCIDENTS.require(by, "forward")
    if not text.strip():
        raise Invalid(_("Say why it is called back: the party reads it."), field="text")
    handover = _start(handover, "revoke", by)
    handover.ended_at = clock.now()
    handover.save()
    tell_handover(handover, "revoke", by=by, text=text)
    _back_to_us(handover, by)
    return handover


def return_open(incident: Incident, *, by: Actor) -> None:
    """The case no longer waits for the party (solved, or joined to another): its handover ends as returned. The
    letter about the case itself tells them."""
    handover = incident.handovers.open().first()
    if handover is None:
        return
    handover = locked_handover(handover)
    handover.state = next_handover_state(handover, "return")
    handover.ended_at = clock.now()
    handover.save()
    tell_handover(handover, "return", by=by)


def party_note(incident: Incident, *, text: str, by: Actor) -> Entry:
    """Words between us and the party beside the acts. Raises Invalid when no party has, or has mended, the case."""
    handovers = incident.handovers.visible_to(by).exclude(state__in=["refused", "revoked"])
    handover = handovers.select_related("incident").first()
    if handover is None:
        raise Invalid(_("No party has this case: forward it first, or keep the note internal."), field="audience")
    return tell_handover(handover, "words" if by.is_agency or by.is_system else "note", by=by, text=text)


def _back_to_us(handover: Handover, by: Actor) -> None:
    incident = locked(handover.incident)
    if incident.state != "forwarded":
        return
    incident.state = next_state(incident, "take_back")
    incident.changed_at = clock.now()
    incident.save()
    tell_case(incident, "take_back", by=by, changes={"state": ["forwarded", incident.state]})


@transaction.atomic
def paste_reply(
    handover: Handover, *, by: Actor, text: str, meaning: str, their_reference: str = "", is_misroute: bool = False
) -> Handover:
    """A reply that came by plain mail or in their ticket system counts as their act; ``meaning`` is accept, refuse,
    ask, answer or fix. The entry names who pasted it. Raises Invalid."""
    INCIDENTS.require(by, "forward")
    acts = {"accept": accept, "refuse": refuse, "ask": ask, "answer": answer, "fix": fix}
    if meaning not in acts:
        raise Invalid(_("Say what the reply means."), field="meaning")
    if their_reference.strip() and meaning not in ("accept", "answer"):
        handover = set_reference(handover, by=by, their_reference=their_reference)
    extra: dict[str, Any] = {"their_reference": their_reference} if meaning in ("accept", "answer") else {}
    if meaning == "refuse":
        extra = {"is_misroute": is_misroute}
    return acts[meaning](handover, by=by, text=text, **extra)


def remind_unaccepted() -> int:
    """Remind once each party whose reaction time ran out without a word, and show it on the case. Gives how many."""
    late = Handover.objects.filter(state="delivered", accepted_at__isnull=True, react_due_at__lt=clock.now()).exclude(
        entries__action="handover_remind"
    )
    done = 0
    for pk in late.values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            handover = Handover.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if handover and not handover.entries.filter(action="handover_remind").exists():
                tell_handover(handover, "remind", by=SYSTEM)
                done += 1
    return done
