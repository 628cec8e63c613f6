"""Proposals: drafted, handed in, withdrawn, decided with a reason; and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from components.models import Component
from components.services import changes
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.events import publish
from core.lifecycle import IllegalAction
from planning.access import PLANNING
from planning.events import ProposalChanged
from planning.lifecycle import PROPOSAL
from planning.models import AgencyGoal, Evidence, PlanningRound, Proposal
from planning.selectors.evidence import is_visible
from planning.services.refs import ref_for
from planning.services.trail import tell

VERDICTS = ("approve", "postpone", "reject")
OPEN = ("draft", "submitted")


class ProposalFacts(TypedDict, total=False):
    kind: str
    title: str
    reason: str
    benefit: str
    goal: AgencyGoal | None
    components: Iterable[Component]
    hours: Decimal | None
    cost_eur: Decimal | None


@transaction.atomic
def add_proposal(
    *, by: Actor, origin: str = "", ref: str = "", evidence: Iterable[str] = (), **facts: Unpack[ProposalFacts]
) -> Proposal:
    """Draft a proposal. ``origin`` says which pain drafted it, ``evidence`` what it rests on (``kind:id``). Raises
    NotAllowed, NotFound (evidence that is not theirs to see) or Invalid naming the field."""
    PLANNING.require(by, "propose")
    row = Proposal(author_id=by.responsible_id, origin=origin)
    row.ref = ref_for(Proposal, "EP", clock.today().year, ref)
    _store(row, dict(facts), "propose", by)
    for about in evidence:
        link_evidence(proposal=row, about=about, by=by)
    return row


@transaction.atomic
def change_proposal(*, proposal: Proposal, by: Actor, **facts: Unpack[ProposalFacts]) -> Proposal:
    """Change a draft. Raises NotAllowed, Conflict (it was handed in) or Invalid naming the field."""
    PLANNING.require(by, "propose")
    row = locked(proposal)
    if row.state != Proposal.State.DRAFT:
        raise Conflict(_("It was handed in and can not be changed any more. Withdraw it and write a new one."))
    return _store(row, dict(facts), "change_proposal", by)


@transaction.atomic
def submit(*, proposal: Proposal, round: PlanningRound | None = None, by: Actor) -> Proposal:
    """Hand it in: into a round, or for the running year where none is given. After the round's deadline it is still
    taken, and counts as late. Raises NotAllowed, Conflict, or Invalid where the reason is missing or the round has not
    opened."""
    PLANNING.require(by, "propose")
    row = locked(proposal)
    row.state = _next(row, "submit")
    if not row.reason.strip():
        raise Invalid(_("Give the reason before you hand it in."), field="reason")
    if round and (round.archived_at or round.opens_on > clock.today()):
        raise Invalid(_("This round has not opened yet."), field="round")
    row.round, row.submitted_at, row.submitted_by_name = round, clock.now(), by.name
    row.author_id = row.author_id or by.responsible_id
    return _moved(row, "submit", by)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: Actor) -> Proposal:
    """Take it back before it is decided. Raises NotAllowed or Conflict."""
    PLANNING.require(by, "propose")
    row = locked(proposal)
    row.state = _next(row, "withdraw")
    return _moved(row, "withdraw", by)


@transaction.atomic
def decide(*, proposal: Proposal, verdict: str, reason: str, seen: str = "", by: Actor) -> Proposal:
    """Approve, postpone or reject, with the reason. ``seen`` is the state that the decider looked at: where somebody
    decided meanwhile, nothing is done. Raises NotAllowed (one's own, or not one's role), Conflict or Invalid naming the
    field."""
    PLANNING.require(by, "decide_proposals")
    row = locked(proposal)
    if verdict not in VERDICTS:
        raise Invalid(_("Approve, postpone or reject it."), field="verdict")
    if seen and seen != row.state:
        told = {"state": row.get_state_display(), "who": row.decided_by_name or row.submitted_by_name}
        raise Conflict(_("Somebody was faster: it is %(state)s now (%(who)s).") % told)
    row.state = _next(row, verdict)
    if is_own(row, by):
        raise NotAllowed(_("Nobody decides on their own proposal."))
    if not reason.strip():
        raise Invalid(_("Give the reason of the decision."), field="reason")
    row.decided_at, row.decided_by_name = clock.now(), by.name
    row.decision_reason = str(changes.prepared(reason.strip()))
    return _moved(row, verdict, by)


def is_own(proposal: Proposal, by: Actor) -> bool:
    """Whether the actor, or whom they stand in for, wrote it or handed it in."""
    is_author = proposal.author_id is not None and proposal.author_id in (by.user_id, by.acting_for_id)
    return is_author or (by.is_known and proposal.submitted_by_name == by.name)


@transaction.atomic
def link_evidence(*, proposal: Proposal, about: str, note: str = "", by: Actor) -> Evidence:
    """Rest it on a thing that the actor may see (``incident:…``, ``document:…``, ``contract:…``, ``check:…``,
    ``component:…``, ``line:…``). Linked twice it stays one. Raises NotAllowed, Conflict (decided) or Invalid."""
    PLANNING.require(by, "propose")
    row = _undecided(proposal)
    if not is_visible(by, about):
        raise Invalid(_("There is no such thing, or it is not yours to see."), field="about")
    known = row.evidence.filter(about=about, archived_at__isnull=True).first()
    if known:
        return known
    evidence = Evidence(proposal=row)
    told = changes.apply(evidence, {"about": about, "note": note})
    tell("link_evidence", row, by, changes=told)
    return evidence


@transaction.atomic
def unlink_evidence(*, evidence: Evidence, by: Actor) -> Evidence:
    """It does not rest on that after all. Raises NotAllowed or Conflict (decided)."""
    PLANNING.require(by, "propose")
    proposal = _undecided(evidence.proposal)
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.archived_at is None:
        row.archived_at = clock.now()
        row.save(update_fields=["archived_at"])
        tell("unlink_evidence", proposal, by, changes={"about": [row.about, ""]})
    return row


def locked(proposal: Proposal) -> Proposal:
    """The row, held until the end of the transaction. Raises NotFound where it was put away."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("round").filter(pk=proposal.pk).first()
    if row is None or row.archived_at:
        raise NotFound()
    return row


def _undecided(proposal: Proposal) -> Proposal:
    row = locked(proposal)
    if row.state not in OPEN:
        raise Conflict(_("What it rests on can not be changed after the decision."))
    return row


def _next(row: Proposal, action: str) -> str:
    try:
        return PROPOSAL.target(action, row.state)
    except IllegalAction:
        told = {"state": row.get_state_display()}
        raise Conflict(_("This can not be done: the proposal is %(state)s.") % told) from None


def _moved(row: Proposal, action: str, by: Actor) -> Proposal:
    row.save()
    tell(action, row, by, changes={"state": ["", row.state]}, reason=row.decision_reason if action in VERDICTS else "")
    publish(ProposalChanged(proposal_id=row.pk, action=action))
    return row


def _store(row: Proposal, facts: dict, action: str, by: Actor) -> Proposal:
    components = facts.pop("components", None)
    if not (facts.get("title", row.title) or "").strip():
        raise Invalid(_("Give the proposal a title."), field="title")
    told = changes.apply(row, facts)
    if components is not None:
        row.components.set(components)
    if told or components is not None:
        tell(action, row, by, changes=told)
    return row
