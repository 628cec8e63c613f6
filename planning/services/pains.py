"""The plan out of pain: what hurts is drafted as a proposal, once; nothing is handed in by itself."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from core.actor import SYSTEM
from core.events import publish
from incidents.models import Incident
from planning.events import ProposalChanged
from planning.models import Proposal
from planning.selectors.pains import Pain, pains, recurrences
from planning.services.proposals import add_proposal

log = structlog.get_logger(__name__)


def look_for_pains() -> int:
    """Draft what hurts and was not drafted yet, each in a transaction of its own; gives how many were drafted. One that
    can not be drafted is logged and holds up no other."""
    with override(settings.LANGUAGE_CODE):
        found = list(pains())
    return _drafted(found)


def case_resolved(incident_id: int) -> int:
    """The same for the cause of one case."""
    fingerprint = Incident.objects.values_list("fingerprint", flat=True).get(pk=incident_id)
    if not fingerprint:
        return 0
    with override(settings.LANGUAGE_CODE):
        found = recurrences(fingerprint)
    return _drafted(found)


def _drafted(found: Iterable[Pain]) -> int:
    drafted = 0
    for pain in found:
        try:
            drafted += draft(pain)
        except Exception:
            log.exception("pain not drafted", origin=pain.origin)
    return drafted


@transaction.atomic
def draft(pain: Pain) -> bool:
    """Draft it, and tell; False where that was done before."""
    if Proposal.objects.filter(origin=pain.origin).exists():
        return False
    proposal = add_proposal(
        title=pain.title,
        reason=pain.reason,
        hours=pain.hours,
        components=pain.components,
        origin=pain.origin,
        evidence=pain.evidence,
        by=SYSTEM,
    )
    publish(ProposalChanged(proposal_id=proposal.pk, action="drafted"))
    return True
