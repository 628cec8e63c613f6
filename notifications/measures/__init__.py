"""What the post office counts for the duty ledger: what was told in time, arrived, was read; how."""

from notifications.measures import rightly, telling

__all__ = ["rightly", "telling"]
