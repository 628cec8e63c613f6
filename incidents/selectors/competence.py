"""Which rule of the division of competence is in force for a case, and where the table has holes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from components.models import Component
from core import clock
from incidents.models import CompetenceHole, CompetenceRule, CompetenceVersion, FaultClass, Incident
from incidents.rules import competence as rules
from partners.models import ResolverGroup
from partners.selectors import address_for


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where the table sends a case: the rule, who solves, who carries it, to which address."""

    rule: CompetenceRule
    group: ResolverGroup
    via: ResolverGroup | None
    address: tuple[str, str, str] | None

    @property
    def addressee(self) -> ResolverGroup:
        return self.via or self.group


def version_in_force() -> CompetenceVersion | None:
    """The edition valid today."""
    return version_on(clock.today()).first()


def version_on(day: date) -> QuerySet[CompetenceVersion]:
    """The one edition that is valid on the day, to be asked within other questions too."""
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return CompetenceVersion.objects.live().filter(valid, valid_from__lte=day).order_by("-valid_from")[:1]


def rules_in_force():
    """The rules of the edition in force, with what pages show of them."""
    related = ("component", "fault_class", "system", "solver", "solver__organisation", "via", "fallback", "version")
    return CompetenceRule.objects.live().filter(version=version_in_force()).select_related(*related)


def facts_of(rule: CompetenceRule) -> rules.RuleFacts:
    return rules.RuleFacts(
        code=rule.code,
        fault_class=rule.fault_class.slug,
        component=rule.component.slug if rule.component else rules.ANY,
        system=rule.system.slug if rule.system else rules.ANY,
        environment=rule.environment,
        exchange_role=rule.exchange_role,
    )


def rule_for(incident: Incident) -> CompetenceRule | None:
    """The most specific rule in force that fits the case; None is a hole.

    Asked of the root first; an outside service that no rule names leaves the answer to the component that failed,
    and a suspected one, whose case stands at itself, to the first of its checks.
    """
    by_code = {rule.code: rule for rule in rules_in_force()}
    failed = (signal.component for signal in incident.signals.select_related("component").order_by("opened_at", "pk"))
    places = dict.fromkeys(place for place in (incident.root, incident.component, *failed) if place)
    return next((rule for place in places if (rule := _rule_at(place, incident, by_code))), None)


def _rule_at(component: Component, incident: Incident, by_code: dict[str, CompetenceRule]) -> CompetenceRule | None:
    case = rules.CaseFacts(
        component=component.slug,
        fault_class=incident.fault_class.slug,
        environment=incident.environment,
        system=incident.system.slug if incident.system else rules.ANY,
        exchange_role=component.exchange_role,
    )
    chosen = rules.choose([facts_of(rule) for rule in by_code.values()], case)
    return by_code[chosen.code] if chosen else None


def suggest(incident: Incident) -> Suggestion | None:
    """Who should solve this case, by the rule in force; None where nobody has agreed who."""
    rule = rule_for(incident)
    if rule is None:
        return None
    via = rule.via or rule.solver.via
    return Suggestion(rule, rule.solver, via, address_for(via or rule.solver))


def hole_for(incident: Incident) -> CompetenceHole | None:
    """The known gap that this case falls into, with why it is one."""
    component = incident.root or incident.component
    return CompetenceHole.objects.live().filter(component=component, fault_class=incident.fault_class).first()


def components_without_rule():
    """Shared components that no rule of the edition in force names."""
    named = rules_in_force().filter(component__isnull=False).values("component_id")
    return Component.objects.shared().exclude(pk__in=named)


def fault_class_choices() -> list[tuple[str, str]]:
    """(slug, name) of the classes, for forms of lower floors."""
    return [(row.slug, str(row.name)) for row in FaultClass.objects.live()]
