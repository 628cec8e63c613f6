"""Who may do what with notices and letters."""

from core.actor import ADMIN, AUDITOR, LEAD, MANAGER, OWNER, PARTNER
from core.permissions import PermissionTable

NOTIFICATIONS = PermissionTable(
    "notifications",
    {
        "publish": (OWNER, LEAD),
        "approve": (LEAD,),
        "subscribe_others": (OWNER, LEAD),
        "see_deliveries": (OWNER, LEAD, MANAGER, AUDITOR, ADMIN),
        "see_measures": (OWNER, LEAD, MANAGER, AUDITOR),
        "send_again": (OWNER, LEAD),
        "endpoints": (OWNER, LEAD, ADMIN, PARTNER),
    },
)
