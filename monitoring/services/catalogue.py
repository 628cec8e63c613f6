"""Section ``checks`` of the catalogue: the monitoring of the first day.

The starter catalogue names types that come later; until then an honest HTTP check of the same stand-in does the work,
and ``config["planned_type"]`` says what it will become. Targets ``@harjutus/…`` are the practice services.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from components.models import Component
from components.services import rows
from components.types import CatalogueError, CatalogueSection
from core.actor import Actor
from core.errors import DomainError
from core.models import Environment
from monitoring.models import Check
from monitoring.rules import periods
from monitoring.services.definitions import add_check, edit_check, pause
from monitoring.types import check_types

PRACTICE = "@harjutus/"
FIELDS = "slug component type every grace target warn crit config severity fault src".split()  # noqa: SIM905
SEVERITIES = {"k1": 1, "k2": 2, "k3": 3, "k4": 4}
KEPT = ("planned_type", "target", "warn", "crit")  # the row's own words, for the export
NOT_PRACTISED = "Sihtaadress on praktikaväljakul: asutus paneb oma aadressi."


@dataclass(frozen=True, slots=True)
class StandIn:
    """How a type that is still to come is watched until then: an HTTP GET of ``path`` that finds ``text``."""

    path: str = ""
    text: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


STAND_INS = {
    "oidc": StandIn("/.well-known/openid-configuration", "issuer"),
    "log_flow": StandIn("", "korras"),
    "data_tracker": StandIn("/heartbeat", "heartbeat"),
    "xroad_health": StandIn(),
    "xroad_service": StandIn(),
    "xroad_rights": StandIn("/allowedMethods", "service"),
    "xroad_interface": StandIn("/openapi.json", "openapi"),
    "style": StandIn("", "tedi"),
}


def load(row: dict[str, Any], by: Actor) -> str:
    """One row of the section; raises CatalogueError naming the field."""
    rows.only(row, *FIELDS)
    slug = rows.text(row, "slug", required=True)
    kind, config = _type_and_config(row)
    values = {
        "component": rows.reference(row, "component", Component.objects.all(), required=True),
        "config": config,
        "interval_s": _seconds(row, "every"),
        "grace_s": _seconds(row, "grace", 0),
        "severity": rows.choice(row, "severity", SEVERITIES),
        "fault_class": rows.text(row, "fault", required=True),
    }
    check = Check.objects.filter(slug=slug).first()
    try:
        return _change(check, kind, values, row, by) if check else _make(slug, kind, values, row, by)
    except DomainError as error:
        raise CatalogueError(error.message, _place(error.field)) from None


def _make(slug: str, kind: str, values: dict[str, Any], row: dict[str, Any], by: Actor) -> str:
    check = add_check(slug=slug, type=kind, by=by, source=rows.text(row, "src"), **values)
    if _is_practice(row) and not settings.DEMO:
        pause(check=check, reason=NOT_PRACTISED, by=by)
    return rows.CREATED


def _change(check: Check, kind: str, values: dict[str, Any], row: dict[str, Any], by: Actor) -> str:
    if check.type != kind:
        raise CatalogueError(_("The type of a check does not change; give the new one another name."), "type")
    if _is_practice(row) and "target" not in check.config:
        values.pop("config")  # the agency has put its own address
    history = check.history.count()
    edit_check(check=check, by=by, **values)
    return rows.CHANGED if check.history.count() != history else rows.SAME


def _type_and_config(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    named = rows.text(row, "type", required=True)
    kept = {"planned_type": named} if named in STAND_INS else {}
    kept |= {name: str(row[name]) for name in KEPT if name in row}
    given = row.get("config") or {}
    if not isinstance(given, dict):
        raise CatalogueError(_("Here stand the settings of the type."), "config")
    kind = "http" if named in STAND_INS else named
    if kind not in check_types:
        raise CatalogueError(_('There is no type of check called "%(type)s".') % {"type": named}, "type")
    return kind, {**_aimed(kind, row), **_of_days(kind, row), **given, **kept}


def _aimed(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """The target as the type's settings."""
    target = rows.text(row, "target", required=kind in ("http", "tcp", "tls") and not row.get("config"))
    if not target:
        return {}
    if kind == "http":
        stand_in = STAND_INS.get(row["type"], StandIn())
        return {"url": _url(target) + stand_in.path, "text": stand_in.text, **stand_in.extra}
    if not _is_practice(row):
        host, _colon, port = target.rpartition(":")
        return {"host": host, "port": port}
    near = urlsplit(settings.PRACTICE_URL)
    place = {"tcp": 1, "tls": 2}[kind]
    config = {"host": near.hostname, "port": (near.port or 80) + place}
    return config if kind == "tcp" else {**config, "server_name": "localhost", "verify_chain": False}


def _url(target: str) -> str:
    if target.startswith(PRACTICE):
        return f"{settings.PRACTICE_URL}/{target.removeprefix(PRACTICE)}"
    return target


def _of_days(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """``warn: 30d`` and ``crit: 7d`` of a certificate; other types take theirs when they come."""
    if kind != "tls":
        return {}
    return {
        f"{name}_days": _seconds(row, name) // periods.UNITS["d"] for name in ("warn", "crit") if rows.text(row, name)
    }


def _is_practice(row: dict[str, Any]) -> bool:
    return rows.text(row, "target").startswith(PRACTICE)


def _seconds(row: dict[str, Any], name: str, default: int | None = None) -> int:
    text = rows.text(row, name, required=default is None)
    if not text and default is not None:
        return default
    try:
        return periods.seconds(text)
    except ValueError:
        raise CatalogueError(_("Write a length such as 60s, 5m, 6h, 30d, kuu, kvartal or aasta."), name) from None


def _place(name: str | None) -> str:
    """The row's word for a field of the service."""
    words = {"interval_s": "every", "grace_s": "grace", "url": "target", "host": "target", "port": "target"}
    return words.get(name or "", "config" if name in (None, "text", "statuses") else name)


def dump() -> list[dict[str, Any]]:
    """The rows as ``load`` takes them. Checks outside production are not of the catalogue."""
    found = Check.objects.live().filter(environment=Environment.PRODUCTION).select_related("component")
    return [_row(check) for check in found.order_by("pk")]


def _row(check: Check) -> dict[str, Any]:
    kept = {name: check.config[name] for name in KEPT if name in check.config}
    row = {
        "slug": check.slug,
        "component": check.component.slug,
        "type": kept.pop("planned_type", check.type),
        "every": periods.written(check.interval_s),
    }
    if check.grace_s:
        row["grace"] = periods.written(check.grace_s)
    row |= kept
    row |= _own_settings(check, row)
    row |= {"severity": f"k{check.severity}", "fault": check.fault_class}
    return row | ({"src": check.source} if check.source else {})


def _own_settings(check: Check, row: dict[str, Any]) -> dict[str, Any]:
    """What the row's own words do not say already."""
    kind, implied = _type_and_config(row) if row.get("target") else (check.type, {})
    own = {
        name: value
        for name, value in check.config.items()
        if name not in KEPT and implied.get(name) != value and value != _default(kind, name)
    }
    return {"config": own} if own else {}


def _default(kind: str, name: str) -> Any:
    field = check_types.get(kind).config_form.base_fields.get(name)
    if field is None or field.initial is not None:
        return field and field.initial
    return None if hasattr(field, "max_value") else ""


SECTION = CatalogueSection("checks", 200, load, dump)
