"""What planning shows on others' pages, by part; imported here, each registers itself."""

from planning.ui import absences, developments, growth, ledger, plan, trainings, work  # noqa: F401
