"""Pages of planning, by part."""
