"""Resources of planning under /api/v1/, by part."""

from planning.api import absences, developments, ledger, plan, trainings

RESOURCES: list[tuple[str, type]] = [
    *ledger.RESOURCES,
    *plan.RESOURCES,
    *developments.RESOURCES,
    *absences.RESOURCES,
    *trainings.RESOURCES,
]
