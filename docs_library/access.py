"""Who may do what in the library. Who reads which version is said by the querysets."""

from core.actor import AUDITOR, LEAD, MANAGER, OWNER
from core.permissions import PermissionTable

LIBRARY = PermissionTable(
    "docs_library",
    {
        "see_drafts": (OWNER, LEAD, MANAGER, AUDITOR),
        "see_restricted": (OWNER, LEAD, MANAGER, AUDITOR),
        "edit": (OWNER, LEAD),
        "approve": (OWNER, LEAD, MANAGER),
        "publish": (OWNER, LEAD),
        "restrict": (OWNER, LEAD),
        "extend_restriction": (LEAD, MANAGER),
        "review": (OWNER, LEAD),
        "share": (OWNER, LEAD),
    },
)
