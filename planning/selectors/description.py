"""The job description in its own words, and where its yearly review stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core import clock
from core.actor import Actor
from planning.models import DescriptionReview
from planning.rules import duties
from planning.rules.growth import A_YEAR

FILE = Path(__file__).resolve().parent.parent / "description" / "description.yaml"
LANGUAGES = ("et", "en")  # the original first
PURPOSE, TONGUES = 6, 2  # lines of the general part and of the requirements
OF_SECTION_4 = {  # clauses of the ledger → where their words stand
    "4.r2": ("rights", 2),
    "4.d3": ("responsibilities", 2),
    "4.d4": ("responsibilities", 3),
    "4.d5": ("responsibilities", 4),
    "4.d6": ("responsibilities", 5),
}
PAIRS, LINES = ("facts", "requirements"), ("rights", "responsibilities")


@cache
def _words() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def description(language: str) -> dict[str, Any]:
    """The description's parts in one of ``LANGUAGES``."""
    words = _words()
    found: dict[str, Any] = {name: [one[language] for one in words[name]] for name in (*PAIRS, *LINES)}
    found["duties"] = [
        {"number": one["number"], "duty": one[language], "outcomes": [each[language] for each in one["outcomes"]]}
        for one in words["duties"]
    ]
    found["headings"] = {name: each[language] for name, each in words["headings"].items()}
    return {**found, "title": words["title"][language], "review": words["review"][language]}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``slug`` (2.1.a), the ``duty`` that it belongs to and the ``outcome``, in the original's words."""

    slug: str
    duty: str
    outcome: str

    @property
    def number(self) -> str:
        """Its number in the description; "" of what has none there."""
        return self.slug if self.slug[0].isdigit() else ""


@cache
def clauses() -> tuple[Clause, ...]:
    """The clauses that the duty ledger counts, in the description's order (``rules.duties.CLAUSES``)."""
    words, title = description("et"), description("et")["headings"]
    found = {
        "1": Clause("1", title["facts"], ": ".join(words["facts"][PURPOSE])),
        "3": Clause("3", title["requirements"], ": ".join(words["requirements"][TONGUES])),
        "review": Clause("review", words["title"], words["review"]),
    }
    for one in words["duties"]:
        for letter, text in zip("abc", one["outcomes"], strict=False):
            slug = f"{one['number']}.{letter}"
            found[slug] = Clause(slug, one["duty"], text)
    found["plaan"] = Clause("plaan", found["2.4.a"].duty, found["2.4.a"].outcome)
    for slug, (name, place) in OF_SECTION_4.items():
        found[slug] = Clause(slug, title[name], words[name][place])
    return tuple(found[slug] for slug in duties.CLAUSES)


def last_signed() -> DescriptionReview | None:
    """The last review that both have signed."""
    rows = DescriptionReview.objects.live().filter(holder_signed_on__isnull=False, lead_signed_on__isnull=False)
    return rows.order_by("-held_on", "-pk").first()


def review_due() -> date | None:
    """The last day on which the review of the year is in time; None where there was none yet."""
    last = last_signed()
    return last.held_on + timedelta(days=A_YEAR) if last else None


def is_review_late() -> bool:
    due = review_due()
    return due is not None and due < clock.today()


def may_sign(actor: Actor, row: DescriptionReview) -> bool:
    """Each signs for themself alone, nobody in another's name."""
    if actor.acting_for_id or not actor.is_known:
        return False
    waits = {row.holder_id: row.holder_signed_on, row.lead_id: row.lead_signed_on}
    return actor.user_id in waits and waits[actor.user_id] is None
