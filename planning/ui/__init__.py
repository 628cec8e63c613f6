"""What planning shows on others' pages, by part; imported here, each registers itself."""

from planning.ui import ledger, plan

__all__ = ["ledger", "plan"]
