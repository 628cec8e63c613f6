"""Resources of planning under /api/v1/, by part."""

from planning.api import growth, work

RESOURCES: list[tuple[str, type]] = [*work.RESOURCES, *growth.RESOURCES]
