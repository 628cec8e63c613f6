"""Resources of planning under /api/v1/, by part."""

from planning.api.absences import AbsenceViewSet
from planning.api.developments import DevelopmentViewSet, InputViewSet, PlannedReleaseViewSet

RESOURCES: list[tuple[str, type]] = [
    ("developments", DevelopmentViewSet),
    ("inputs", InputViewSet),
    ("planned-releases", PlannedReleaseViewSet),
    ("absences", AbsenceViewSet),
]
