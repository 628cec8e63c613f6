"""Who may do what with cases. Ownership routes, roles permit."""

from core.actor import AUDITOR, LEAD, MANAGER, OWNER, RESOLVER, STAFF, Actor
from core.permissions import PermissionTable

INCIDENTS = PermissionTable(
    "incidents",
    {
        "see_queue": (OWNER, LEAD, MANAGER, STAFF, AUDITOR),
        "see_own_handovers": (RESOLVER, OWNER, LEAD, MANAGER, AUDITOR),
        "register": (OWNER, LEAD, STAFF),
        "note": (OWNER, LEAD, STAFF, RESOLVER),
        "work": (OWNER, LEAD),
        "forward": (OWNER, LEAD),
        "inform": (OWNER, LEAD),
        "close": (OWNER, LEAD),
        "accept_risk": (LEAD, MANAGER),
        "answer_handover": (RESOLVER,),
        "see_competence": (OWNER, LEAD, MANAGER, STAFF, AUDITOR),
    },
)


def may_read(actor: Actor) -> bool:
    """Whether cases are the actor's to read at all: the agency's roles of the queue, resolvers those they were given.
    Which rows is said by the querysets."""
    return INCIDENTS.may(actor, "see_queue") or INCIDENTS.may(actor, "see_own_handovers")
