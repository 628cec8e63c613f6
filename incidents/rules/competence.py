"""The division of competence as arithmetic: which rule fits a case, and which fits best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

ANY = ""
FIELDS = ("component", "system", "environment", "exchange_role")


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a rule asks of a case; an empty field means "all". ``fault_class`` is always given."""

    code: str
    fault_class: str
    component: str = ANY
    system: str = ANY
    environment: str = ANY
    exchange_role: str = ANY

    @property
    def specificity(self) -> tuple[int, ...]:
        """Component weighs most, then system, environment, role: compared from the left."""
        return tuple(int(bool(getattr(self, name))) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case; an empty system or role means "not known"."""

    component: str
    fault_class: str
    environment: str
    system: str = ANY
    exchange_role: str = ANY


def fits(rule: RuleFacts, case: CaseFacts) -> bool:
    """True when every field that the rule names has the case's value."""
    if rule.fault_class != case.fault_class:
        return False
    return all(getattr(rule, name) in (ANY, getattr(case, name)) for name in FIELDS)


def choose(rules: Iterable[RuleFacts], case: CaseFacts) -> RuleFacts | None:
    """The most specific rule that fits; None is an honest hole of the table."""
    fitting = [rule for rule in rules if fits(rule, case)]
    return max(fitting, key=lambda rule: rule.specificity, default=None)


def clashes(rules: Iterable[RuleFacts]) -> list[tuple[str, str]]:
    """Pairs of codes that are equally specific and could fit the same case: a fault of the table."""
    return [
        (one.code, other.code)
        for one, other in combinations(rules, 2)
        if one.fault_class == other.fault_class and one.specificity == other.specificity and _overlap(one, other)
    ]


def _overlap(one: RuleFacts, other: RuleFacts) -> bool:
    return all(
        getattr(one, name) == getattr(other, name) or ANY in (getattr(one, name), getattr(other, name))
        for name in FIELDS
    )
