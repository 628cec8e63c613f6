"""Resources of planning under /api/v1/, by part."""

from planning.api import trainings

RESOURCES: list[tuple[str, type]] = [*trainings.RESOURCES]
