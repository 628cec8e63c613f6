"""Who may do what with checks. Rows are the agency's own (querysets)."""

from core.actor import ADMIN, AGENCY_ROLES, LEAD, OWNER
from core.permissions import PermissionTable

MONITORING = PermissionTable(
    "monitoring",
    {
        "see": AGENCY_ROLES,
        "edit": (OWNER, LEAD),
        "pause": (OWNER, LEAD),
        "run": (OWNER, LEAD),
        "sign": (OWNER, LEAD),
        "allow_list": (ADMIN,),
    },
)
