"""Resources of planning under /api/v1/, by part."""

from planning.api import growth, ledger, work

RESOURCES: list[tuple[str, type]] = [
    ("duties", ledger.DutyViewSet),
    *work.RESOURCES,
    *growth.RESOURCES,
]
