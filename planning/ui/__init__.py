"""What planning shows on others' pages, by part; imported here, each registers itself."""

from planning.ui import growth, ledger, work

__all__ = ["growth", "ledger", "work"]
