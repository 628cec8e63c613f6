"""Resources of planning under /api/v1/, by part."""

from planning.api import ledger

RESOURCES: list[tuple[str, type]] = [("duties", ledger.DutyViewSet)]
