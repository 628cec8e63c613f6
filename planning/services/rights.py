"""Access to information systems that the work needs, and decisions taken within one's competence."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.models import System
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.events import publish
from core.lifecycle import IllegalAction
from planning.access import PLANNING
from planning.events import AccessTurned
from planning.lifecycle import ACCESS
from planning.models import AccessRequest, Decision
from planning.selectors.abouts import shaped
from planning.selectors.rights import may_decide, may_end
from planning.services.refs import ref_for
from planning.services.trail import tell

ACCESS_PREFIX, DECISION_PREFIX = "JT", "OT"


class AccessFacts(TypedDict, total=False):
    system: System | None
    name: str
    reason: str


class DecisionFacts(TypedDict, total=False):
    text: str
    basis: str
    about: str
    taken_on: date
    corrects: Decision | None


@transaction.atomic
def ask_access(*, holder: User, by: Actor, ref: str = "", **facts: Unpack[AccessFacts]) -> AccessRequest:
    """Ask for it today. Raises NotAllowed, Invalid or Conflict (the reference is taken)."""
    PLANNING.require(by, "ask_access")
    if not User.objects.with_role(*AGENCY_ROLES).filter(pk=holder.pk).exists():
        raise Invalid(_("Accesses are asked for people of the agency."), field="holder")
    ref = ref_for(AccessRequest, ACCESS_PREFIX, clock.today().year, ref)
    row = AccessRequest(ref=ref, holder=holder, asked_on=clock.today())
    _told("ask", row, by, changes.apply(row, facts))
    return row


@transaction.atomic
def grant_access(*, request: AccessRequest, expires_on: date, by: Actor, decision: str = "") -> AccessRequest:
    """Granted until a day, that one included. Raises NotAllowed (one's own), Conflict or Invalid (a day gone by)."""
    row = _locked(request, by)
    _require_decider(row, by)
    if expires_on < clock.today():
        raise Invalid(_("The day has passed: give one from today on."), field="expires_on")
    facts = {"decided_on": clock.today(), "decision": decision.strip(), "expires_on": expires_on}
    return _move(row, "grant", by, facts)


@transaction.atomic
def refuse_access(*, request: AccessRequest, reason: str, by: Actor) -> AccessRequest:
    """Refused with the reason. Raises NotAllowed (one's own), Conflict or Invalid (no reason)."""
    row = _locked(request, by)
    _require_decider(row, by)
    if not reason.strip():
        raise Invalid(_("Say why it is refused."), field="reason")
    return _move(row, "refuse", by, {"decided_on": clock.today(), "decision": reason.strip()})


@transaction.atomic
def end_access(*, request: AccessRequest, by: Actor) -> AccessRequest:
    """It is needed no more: valid until today. Raises NotAllowed or Conflict."""
    row = _locked(request, by)
    if not may_end(by, row):
        raise NotAllowed()
    return _move(row, "end", by, {"expires_on": clock.today()})


@transaction.atomic
def note_decision(*, by: Actor, ref: str = "", **facts: Unpack[DecisionFacts]) -> Decision:
    """Write down a decision; it stands as it is written, a further one ``corrects`` it. Raises NotAllowed, Invalid (no
    basis, no text, a day to come) or Conflict (the reference is taken; what it corrects was corrected already)."""
    PLANNING.require(by, "note_decisions")
    if not str(facts.get("basis", "")).strip():
        raise Invalid(_("Say on what basis: a rule of competence, a law, an order."), field="basis")
    if facts.get("taken_on", clock.today()) > clock.today():
        raise Invalid(_("What is noted has happened: give a day up to today."), field="taken_on")
    if facts.get("about") and not shaped(facts["about"]):
        raise Invalid(_("This is nothing that a decision can be about."), field="about")
    earlier = _still_stands(facts.get("corrects"))
    ref = ref_for(Decision, DECISION_PREFIX, clock.today().year, ref)
    row = Decision(ref=ref, taken_by_id=by.responsible_id, by_name=by.name[:200])
    told = changes.apply(row, {"taken_on": clock.today(), **facts, "corrects": earlier})
    tell("note_decision", row, by, changes=told)
    return row


def _still_stands(earlier: Decision | None) -> Decision | None:
    """The decision to be corrected, locked. Raises Conflict where it was corrected already."""
    if earlier is None:
        return None
    earlier = Decision.objects.select_for_update().get(pk=earlier.pk)
    if Decision.objects.filter(corrects=earlier).exists():
        raise Conflict(_("%(ref)s was corrected already: correct the later one.") % {"ref": earlier.ref})
    return earlier


def _locked(request: AccessRequest, by: Actor) -> AccessRequest:
    row = AccessRequest.objects.visible_to(by).live().select_for_update().filter(pk=request.pk).first()
    if row is None:
        raise NotFound()
    return row


def _require_decider(row: AccessRequest, by: Actor) -> None:
    PLANNING.require(by, "decide_access")
    if not may_decide(by, row):
        raise NotAllowed(_("Nobody decides on their own request: ask somebody else."), code="own-request")


def _move(row: AccessRequest, action: str, by: Actor, facts: dict) -> AccessRequest:
    before = row.state
    try:
        row.state = ACCESS.target(action, row.state)
    except IllegalAction:
        told = {"ref": row.ref, "state": row.get_state_display()}
        sentence = _("%(ref)s is now “%(state)s”, so this can no longer be done. Somebody may have been faster.")
        raise Conflict(sentence % told, code="state") from None
    changed = changes.apply(row, facts)
    if not changed:
        row.save()
    _told(action, row, by, {"state": [before, row.state], **changed})
    return row


def _told(action: str, row: AccessRequest, by: Actor, changed: dict) -> None:
    tell(f"{action}_access", row, by, changes=changed)
    publish(AccessTurned(request_id=row.pk, action=action, by_id=by.user_id))
