"""Resources of planning under /api/v1/, by part."""

from planning.api import plan

RESOURCES: list[tuple[str, type]] = [
    ("agency-goals", plan.GoalViewSet),
    ("planning-rounds", plan.RoundViewSet),
    ("proposals", plan.ProposalViewSet),
    ("plan-lines", plan.LineViewSet),
]
