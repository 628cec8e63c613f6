"""Resources of planning under /api/v1/, by part."""

RESOURCES: list[tuple[str, type]] = []
