"""Who may do what with people and the trail."""

from core.actor import ADMIN, AUDITOR, LEAD, MANAGER, OWNER
from core.permissions import PermissionTable

ACCOUNTS = PermissionTable(
    "accounts",
    {
        "see_people": (OWNER, LEAD, MANAGER, AUDITOR, ADMIN),
        "invite": (LEAD, ADMIN),
        "manage_people": (ADMIN,),
        "name_substitute": (LEAD, MANAGER),
        "read_audit": (AUDITOR, ADMIN),
        "make_token": (OWNER, LEAD, ADMIN),
    },
)
