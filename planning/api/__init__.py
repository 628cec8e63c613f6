"""Resources of planning under /api/v1/, by part."""

from planning.api import ledger, plan

RESOURCES: list[tuple[str, type]] = [
    ("duties", ledger.DutyViewSet),
    ("agency-goals", plan.GoalViewSet),
    ("planning-rounds", plan.RoundViewSet),
    ("proposals", plan.ProposalViewSet),
    ("plan-lines", plan.LineViewSet),
]
