"""Why a draft came back to its author."""

from __future__ import annotations

from accounts.models import AuditRecord
from docs_library.models import Version


def last_return(version: Version) -> AuditRecord | None:
    """The line of the trail about its last way back from review, with who and why; None where there was none."""
    lines = AuditRecord.objects.filter(
        subject=f"docs_library.document:{version.document_id}",
        action="docs_library.return_version",
        at__gte=version.created_at,
    )
    return lines.order_by("-at").first()
