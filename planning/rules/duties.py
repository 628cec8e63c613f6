"""Which measures each outcome of the job description is known by; its words are in ``description/``. Pure.

Clause numbers are the description's, the letters ours, one for each expected outcome. ``EXPECTED`` names every measure,
so that one that no app registers is shown as a hole.
"""

from __future__ import annotations

CLAUSES = (
    *("1", "2.1.a", "2.1.b", "2.1.c", "2.2.a", "2.2.b", "2.2.c", "2.3.a", "2.4.a", "2.5.a", "2.6.a", "2.6.b"),
    *("2.7.a", "2.7.b", "2.7.c", "2.8.a", "3", "4.r2", "4.d3", "4.d4", "4.d5", "4.d6", "review", "plaan"),
)
ORDER = {slug: place for place, slug in enumerate(CLAUSES)}
OF_OTHER_NAME = {"1.goal": "1", "1.deputy": "1", "1.review": "review", "3.lang": "3"}

EXPECTED = (
    *("1.goal", "1.deputy", "1.review"),
    *("2.1.a-1", "2.1.a-2", "2.1.a-3", "2.1.a-4", "2.1.a-5"),
    *("2.1.b-1", "2.1.b-2", "2.1.b-3", "2.1.b-4", "2.1.b-5"),
    *("2.1.c-1", "2.1.c-2"),
    *("2.2.a-1", "2.2.a-2", "2.2.a-3", "2.2.a-4"),
    *("2.2.b-1", "2.2.b-2", "2.2.b-3", "2.2.b-4", "2.2.b-5"),
    *("2.2.c-1", "2.2.c-2", "2.2.c-3"),
    *("2.3.a-1", "2.3.a-2", "2.4.a-1", "2.4.a-2", "2.5.a-1", "2.5.a-2"),
    *("2.6.a-1", "2.6.a-2", "2.6.b-1", "2.6.b-2"),
    *("2.7.a-1", "2.7.b-1", "2.7.c-1", "2.8.a-1", "2.8.a-2"),
    *("3.lang", "4.r2", "4.d3", "4.d4", "4.d5", "4.d6", "plaan-1", "plaan-2"),
)


def clause_of(measure: str) -> str:
    """The slug of the clause that the measure belongs to: ``2.1.a-1`` → ``2.1.a``."""
    head = measure.partition("-")[0]
    return OF_OTHER_NAME.get(head, head)
