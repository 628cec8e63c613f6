"""Who hears of what happens in plans and work, by part; imported here, each registers itself."""

from planning.notices import developments, growth, plan, trainings, work  # noqa: F401
