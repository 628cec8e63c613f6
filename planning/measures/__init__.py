"""What planning counts for the duty ledger, by part; imported here, each registers itself."""

from planning.measures import plan as plan
