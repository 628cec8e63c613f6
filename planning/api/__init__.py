"""Resources of planning under /api/v1/, by part."""

from planning.api import absences, developments, growth, ledger, plan, trainings, work

RESOURCES: list[tuple[str, type]] = [
    *ledger.RESOURCES,
    *plan.RESOURCES,
    *developments.RESOURCES,
    *absences.RESOURCES,
    *trainings.RESOURCES,
    *work.RESOURCES,
    *growth.RESOURCES,
]
