"""The demonstration year: invented life, lived again through the services at the times it is said to have happened.

Every step is a transaction of its own and is skipped when it is there already, so that seeding can be cut off and
started again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.demo.seeding import (
    cases,
    contracts,
    developments,
    documents,
    duties,
    growth,
    history,
    meetings,
    notices,
    people,
    plan,
    trainings,
    watching,
    work,
    year,
)

Say = Callable[[int, int, str], None]


def seed(say: Say, as_of: datetime | None = None) -> None:
    """Load the year, ending at ``as_of`` (the year's own last day when None is not given: whole weeks before now).

    ``say(done, total, what)`` is told of every step.
    """
    shift = year.shift_to(as_of)
    steps = [
        *people.steps(shift),
        *contracts.steps(shift),
        *developments.first_steps(shift),
        *documents.steps(shift),
        *meetings.steps(shift),
        *history.steps(shift),
        *watching.steps(shift),
        *plan.steps_before_cases(shift),
        *cases.steps(shift),
        *notices.steps(shift),
        *plan.steps(shift),
        *trainings.steps(shift),
        *developments.steps(shift),
        *work.steps(shift),
        *growth.steps(shift),
    ]
    steps += [*duties.steps(shift), *watching.last_steps(shift)]
    steps.append(("postkastid", people.read_old_letters))
    for number, (what, do) in enumerate(steps, start=1):
        do()
        say(number, len(steps), what)
