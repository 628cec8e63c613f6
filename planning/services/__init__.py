"""Every write of planning, by part."""
