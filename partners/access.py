"""Who may keep contacts and teams. Who sees them is said by the querysets."""

from core.actor import AGENCY_ROLES, AUDITOR, LEAD, MANAGER, OWNER
from core.permissions import PermissionTable

PARTNERS = PermissionTable(
    "partners",
    {
        "see_groups": AGENCY_ROLES,
        "edit_contacts": (OWNER, LEAD),
        "edit_groups": (OWNER, LEAD),
        "edit_contracts": (OWNER, LEAD),
        "decide_contracts": (OWNER, LEAD, MANAGER),
        "see_interactions": AGENCY_ROLES,
        "note_interactions": (OWNER, LEAD, MANAGER),
        "compare_contracts": (OWNER, LEAD, MANAGER, AUDITOR),
        "see_restricted": (OWNER, LEAD, MANAGER, AUDITOR),
    },
)
