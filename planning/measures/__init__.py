"""What planning counts for the duty ledger, by part; imported here, each registers itself."""

from planning.measures import absences, developments, growth, plan, trainings, work  # noqa: F401
