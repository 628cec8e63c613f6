"""The catalogue's sections of incidents: severities, fault classes, the division of competence and its holes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from components.models import Component, System
from components.services import rows
from components.services.sections.words import ENVIRONMENTS, EXCHANGE_ROLES, word
from components.types import CatalogueError, CatalogueSection
from core.actor import Actor
from core.deadlines import parse_duration
from incidents.models import CompetenceHole, CompetenceRule, CompetenceVersion, FaultClass, PriorityTarget
from incidents.rules import competence
from incidents.selectors.competence import facts_of
from partners.models import ResolverGroup

Written = dict[str, Any]
SEVERITIES = {"k1": 1, "k2": 2, "k3": 3, "k4": 4}
ALL = "*"


def duration(row: Written, name: str) -> str:
    """The field as a duration's text (30m, 4h, 1tp). Raises CatalogueError."""
    text = rows.text(row, name)
    try:
        parse_duration(text or None)
    except ValueError as error:
        raise CatalogueError(str(error), name) from None
    return text


def load_severity(row: Written, by: Actor) -> str:
    rows.only(row, "slug", "name", "meaning", "react", "resolve", "first_word", "update_every")
    values = {name: duration(row, name) for name in ("react", "resolve", "first_word", "update_every")}
    values["meaning"] = rows.translated(row, "meaning", required=True)
    return rows.save(PriorityTarget, {"priority": rows.choice(row, "slug", SEVERITIES)}, values)


def dump_severities() -> list[Written]:
    return [
        {
            "slug": f"k{each.priority}",
            "meaning": dict(each.meaning),
            "react": each.react,
            "resolve": each.resolve,
            "first_word": each.first_word,
            "update_every": each.update_every,
        }
        for each in PriorityTarget.objects.live()
    ]


def load_fault_class(row: Written, by: Actor) -> str:
    """A bare slug keeps the name that people gave it; a new one is named by its slug."""
    rows.only(row, "slug", "name")
    slug = rows.text(row, "slug", required=True)
    known = FaultClass.objects.filter(slug=slug).first()
    name = rows.translated(row, "name") or (known.name if known else {"et": slug.replace("-", " ")})
    return rows.save(FaultClass, {"slug": slug}, {"name": name})


def dump_fault_classes() -> list[Written]:
    return [{"slug": each.slug, "name": dict(each.name)} for each in FaultClass.objects.live()]


def load_version(row: Written, by: Actor) -> str:
    rows.only(row, "id", "valid_from", "valid_until", "approved_by", "status", "src")
    for name in ("valid_from", "valid_until"):
        if row.get(name) is not None and not isinstance(row[name], date):
            raise CatalogueError(_("Write the day as 2026-01-01."), name)
    values = {
        "valid_from": row.get("valid_from"),
        "valid_until": row.get("valid_until"),
        "approved_by": rows.text(row, "approved_by", required=True),
    }
    return rows.save(CompetenceVersion, {"slug": rows.text(row, "id", required=True)}, values)


def dump_versions() -> list[Written]:
    return [
        {
            "id": each.slug,
            "valid_from": each.valid_from,
            "valid_until": each.valid_until,
            "approved_by": each.approved_by,
        }
        for each in CompetenceVersion.objects.live().order_by("-valid_from")[:1]
    ]


def load_rule(row: Written, by: Actor) -> str:
    """A rule of the newest edition. A developer is reached through TEHIK alone; fallback is another party."""
    rows.only(
        row,
        "id",
        "component",
        "fault",
        "env",
        "role",
        "system",
        "solver",
        "via",
        "notify",
        "fallback",
        "react",
        "resolve",
        "evidence",
        "note",
        "src",
    )
    groups = ResolverGroup.objects.all()
    solver = rows.reference(row, "solver", groups, required=True)
    fallback = rows.reference(row, "fallback", groups)
    via = rows.reference(row, "via", groups) or solver.via
    if fallback and fallback.pk == solver.pk:
        raise CatalogueError(_("The fallback is another party than the solver."), "fallback")
    if solver.slug == "arendaja" and via is None:
        raise CatalogueError(_("A developer is reached through TEHIK: name via."), "via")
    values = {
        "component": _or_all(row, "component", Component),
        "system": _or_all(row, "system", System),
        "fault_class": rows.reference(row, "fault", FaultClass.objects.all(), required=True),
        "environment": _word_or_all(row, "env", ENVIRONMENTS),
        "exchange_role": _word_or_all(row, "role", EXCHANGE_ROLES),
        "solver": solver,
        "via": via,
        "fallback": fallback,
        "react": duration(row, "react"),
        "resolve": duration(row, "resolve"),
        "evidence": _evidence(row),
        "note": rows.text(row, "note"),
        "source": rows.text(row, "src"),
    }
    places = {"fault_class": "fault", "environment": "env", "exchange_role": "role", "source": "src"}
    lookup = {"version": _newest(), "code": rows.text(row, "id", required=True)}
    many = {"notify": rows.references(row, "notify", groups)}
    return rows.save(CompetenceRule, lookup, values, many=many, fields=places)


def _newest() -> CompetenceVersion:
    version = CompetenceVersion.objects.live().order_by("-valid_from").first()
    if version is None:
        raise CatalogueError(_("Rules belong to an edition: write competence_version first."))
    return version


def _or_all(row: Written, name: str, model) -> Any:
    return None if row.get(name) == ALL else rows.reference(row, name, model.objects.all())


def _word_or_all(row: Written, name: str, words: dict[str, str]) -> str:
    return "" if row.get(name) == ALL else rows.choice(row, name, words, default="")


def _evidence(row: Written) -> list[str]:
    return [str(each) for each in rows.texts(row, "evidence")]


def dump_rules() -> list[Written]:
    version = CompetenceVersion.objects.live().order_by("-valid_from").first()
    found = (
        CompetenceRule.objects.live()
        .filter(version=version)
        .select_related("component", "system", "fault_class", "solver", "via", "fallback")
        .prefetch_related("notify")
    )
    return [_rule_written(each) for each in found]


def _rule_written(each: CompetenceRule) -> Written:
    written = {
        "id": each.code,
        "component": each.component.slug if each.component else ALL,
        "fault": each.fault_class.slug,
        "env": word(ENVIRONMENTS, each.environment),
        "role": word(EXCHANGE_ROLES, each.exchange_role),
        "system": each.system and each.system.slug,
        "solver": each.solver.slug,
        "via": each.via and each.via.slug,
        "fallback": each.fallback and each.fallback.slug,
        "notify": [group.slug for group in each.notify.all()],
        "react": each.react,
        "resolve": each.resolve,
        "evidence": each.evidence,
        "note": each.note,
        "src": each.source,
    }
    return {name: value for name, value in written.items() if value}


def check_rules(written: list[Written]) -> list[CatalogueError]:
    """Two equally specific rules for one case would make the route a matter of luck."""
    found = CompetenceRule.objects.live().filter(version=_newest()) if written else []
    facts = [facts_of(each) for each in found]
    by_code = {row.get("id"): row for row in written}
    return [
        CatalogueError(
            _("%(one)s and %(other)s fit the same case equally well: say which one counts.")
            % {"one": one, "other": other},
            "id",
            by_code.get(other) or by_code.get(one),
        )
        for one, other in competence.clashes(facts)
    ]


def load_hole(row: Written, by: Actor) -> str:
    rows.only(row, "component", "fault", "why")
    lookup = {
        "component": rows.reference(row, "component", Component.objects.all(), required=True),
        "fault_class": rows.reference(row, "fault", FaultClass.objects.all(), required=True),
    }
    return rows.save(CompetenceHole, lookup, {"why": rows.text(row, "why", required=True)})


def dump_holes() -> list[Written]:
    holes = CompetenceHole.objects.live().select_related("component", "fault_class")
    return [{"component": each.component.slug, "fault": each.fault_class.slug, "why": each.why} for each in holes]


SECTIONS = (
    CatalogueSection("severities", 110, load_severity, dump_severities),
    CatalogueSection("fault_classes", 120, load_fault_class, dump_fault_classes),
    CatalogueSection("competence_version", 130, load_version, dump_versions),
    CatalogueSection("rules", 140, load_rule, dump_rules, check_rules),
    CatalogueSection("known_holes", 150, load_hole, dump_holes),
)
