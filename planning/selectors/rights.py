"""Who may do what with a request for access; which rules of competence a decision rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.actor import Actor
from incidents.access import INCIDENTS
from incidents.models import CompetenceRule
from planning.access import PLANNING
from planning.lifecycle import ACCESS
from planning.models import AccessRequest, Decision

CODE = re.compile(r"[A-ZÕÄÖÜ]{1,6}-\d{1,4}")


def is_own(actor: Actor, row: AccessRequest) -> bool:
    return row.holder_id in (actor.user_id, actor.responsible_id)


def may_decide(actor: Actor, row: AccessRequest) -> bool:
    """Nobody decides on their own request, in whosever name they act."""
    return PLANNING.may(actor, "decide_access") and not is_own(actor, row)


def may_end(actor: Actor, row: AccessRequest) -> bool:
    own = row.holder_id == actor.responsible_id and PLANNING.may(actor, "ask_access")
    return own or PLANNING.may(actor, "decide_access")


def allowed_actions(actor: Actor, row: AccessRequest) -> tuple[str, ...]:
    tests = {"grant": may_decide, "refuse": may_decide, "end": may_end}
    return tuple(action for action in ACCESS.actions_from(row.state) if tests[action](actor, row))


def with_rules(actor: Actor, rows: Iterable[Decision]) -> list[tuple[Decision, list[str]]]:
    """Each decision with the codes of rules of competence that its basis names and the actor may open; one question."""
    rows = list(rows)
    named = {row.pk: CODE.findall(row.basis) for row in rows}
    codes = {code for found in named.values() for code in found}
    known: set[str] = set()
    if codes and INCIDENTS.may(actor, "see_competence"):
        rules = CompetenceRule.objects.visible_to(actor).live().filter(code__in=codes)
        known = set(rules.values_list("code", flat=True))
    return [(row, [code for code in dict.fromkeys(named[row.pk]) if code in known]) for row in rows]
