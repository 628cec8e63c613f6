"""Answers that are no plain queryset."""
