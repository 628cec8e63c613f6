"""Arithmetic of plans and work."""
