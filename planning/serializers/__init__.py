"""Shapes of planning's resources, by part."""
