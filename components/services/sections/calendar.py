"""Sections ``critical_windows`` and ``recurring_maintenance``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from components.models import CriticalWindow, MaintenancePattern, System
from components.rules import monthly, payout
from components.services import rows
from components.services.sections import words
from components.types import CatalogueError
from core.actor import Actor
from core.deadlines import Unreadable

Written = dict[str, Any]


def load_window(row: Written, *, by: Actor) -> str:
    """A payout window; its texts must be understood. Raises CatalogueError."""
    rows.only(row, "slug", "name", "rule", "from", "to", "systems")
    slug = rows.text(row, "slug", required=True)
    rule, begins, ends = (rows.text(row, name, required=True) for name in ("rule", "from", "to"))
    try:
        payout.parse(slug, rule, begins, ends)
    except Unreadable as error:
        raise CatalogueError(_(error.msgid) % error.params, _place(row, error)) from None
    values = {
        "name": rows.translated(row, "name", required=True),
        "rule": rule,
        "from_offset": begins,
        "until_offset": ends,
    }
    many = {"systems": rows.references(row, "systems", System.objects.all())}
    return rows.save(CriticalWindow, {"slug": slug}, values, many=many)


def _place(row: Written, error: Unreadable) -> str:
    """The field whose text the sentence quotes."""
    quoted = error.params.get("text", error.params.get("end"))
    return next((name for name in ("rule", "from", "to") if row[name] == quoted), "rule")


def load_pattern(row: Written, *, by: Actor) -> str:
    """Work that comes back each month. Raises CatalogueError."""
    rows.only(row, "slug", "org", "rule", "env", "src")
    text = rows.text(row, "rule", required=True)
    try:
        rule = monthly.parse_monthly(text)
    except Unreadable as error:
        raise CatalogueError(_(error.msgid) % error.params, "rule") from None
    values = {
        "organisation": rows.reference(row, "org", Organisation.objects.all(), required=True),
        "environment": rows.choice(row, "env", words.ENVIRONMENTS),
        "nth": rule.nth,
        "weekday": rule.weekday,
        "from_time": rule.from_time,
        "minutes": rule.minutes,
        "rule_text": text,
        "source": rows.text(row, "src"),
    }
    return rows.save(
        MaintenancePattern, {"slug": rows.text(row, "slug", required=True)}, values, fields={"source": "src"}
    )


def dump_windows() -> list[Written]:
    return [
        {
            "slug": each.slug,
            "name": words.written(each.name),
            "rule": each.rule,
            "from": each.from_offset,
            "to": each.until_offset,
            "systems": sorted(system.slug for system in each.systems.all()),
        }
        for each in CriticalWindow.objects.live().prefetch_related("systems")
    ]


def dump_patterns() -> list[Written]:
    return [
        words.without_empty(
            {
                "slug": each.slug,
                "org": each.organisation.slug,
                "rule": each.rule_text,
                "env": words.word(words.ENVIRONMENTS, each.environment),
                "src": each.source,
            }
        )
        for each in MaintenancePattern.objects.live().select_related("organisation").order_by("slug")
    ]
