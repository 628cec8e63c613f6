"""Who may do what with systems and components. Everybody who is signed in sees them (querysets)."""

from core.actor import LEAD, OWNER
from core.permissions import PermissionTable

COMPONENTS = PermissionTable(
    "components",
    {
        "edit": (OWNER, LEAD),
        "release": (OWNER, LEAD),
        "maintain": (OWNER, LEAD),
    },
)
