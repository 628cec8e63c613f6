"""Who may keep contacts and teams. Who sees them is said by the querysets."""

from core.actor import AGENCY_ROLES, LEAD, OWNER
from core.permissions import PermissionTable

PARTNERS = PermissionTable(
    "partners",
    {
        "see_groups": AGENCY_ROLES,
        "edit_contacts": (OWNER, LEAD),
        "edit_groups": (OWNER, LEAD),
    },
)
