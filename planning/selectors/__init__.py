"""Answers of planning that are no querysets, by part."""
