"""Who hears of proposals: the owner of a draft of the portal, those who decide, the author of what was decided."""

from __future__ import annotations

from accounts.models import User
from accounts.selectors import with_stand_ins
from core import clock
from core.actor import MANAGER, OWNER
from core.events import subscribe
from notifications.services.people import tell_people
from planning.events import ProposalChanged
from planning.models import Proposal

LETTERS = {
    "drafted": "proposal_drafted",
    "submit": "proposal_submitted",
    "approve": "proposal_decided",
    "postpone": "proposal_decided",
    "reject": "proposal_decided",
}


@subscribe(ProposalChanged)
def tell_of_proposal(event: ProposalChanged) -> None:
    letter = LETTERS.get(event.action)
    if letter is None:
        return
    proposal = Proposal.objects.select_related("round", "author").get(pk=event.proposal_id)
    tell_people(
        whom(proposal, event.action),
        f"proposal{proposal.pk}.{event.action}-{clock.now():%Y%m%d%H%M%S}",
        f"planning/letters/{letter}.txt",
        {"proposal": proposal},
        path=f"/plan/proposals/{proposal.ref}/",
        about=f"proposal:{proposal.ref}",
        queue="bulk",
    )


def whom(proposal: Proposal, action: str) -> list[User]:
    """Of a draft: the owners of its components, else every owner; and whoever stands in for them today."""
    if action == "drafted":
        owners = [one.owner for one in proposal.components.select_related("owner") if one.owner and one.owner.is_active]
        return with_stand_ins(owners or list(User.objects.with_role(OWNER)))
    if action == "submit":
        deciders = User.objects.with_role(MANAGER).exclude(pk=proposal.author_id or 0)
        return with_stand_ins(list(deciders))
    return with_stand_ins([proposal.author]) if proposal.author and proposal.author.is_active else []
