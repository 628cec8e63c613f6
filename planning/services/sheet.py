"""The agency's plan sheet comes back: first what each line would do, then exactly that, or nothing.

A preview is the import itself, undone: so it can not promise what would then be refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, DomainError, Invalid
from core.two_steps import Preview
from planning.access import PLANNING
from planning.models import AgencyGoal, PlanLine
from planning.rules.sheet import BadLine, SheetLine, cell_of, parse
from planning.selectors.lines import sheet_values
from planning.services.lines import add_line, change_line, reschedule

IMPORTING = 7_301_011  # the advisory lock of the one who imports
NEW, CHANGES, SAME, CONFLICT, REFUSED = "new", "changes", "same", "conflict", "refused"
SHOWN_FIRST = (CONFLICT, REFUSED, CHANGES, NEW, SAME)
KEYS = ("ref", "year", "state", "because", "mark")
NEEDED = ("title", "measure", "owner", "quarter", "due_on")


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of a line of the sheet: ``why`` is the sentence of one that is refused or in conflict; ``changed``
    maps each field to (what it was, what it becomes)."""

    number: int
    text: str
    outcome: str
    why: str = ""
    ref: str = ""
    title: str = ""
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lines_of_change(self) -> list[tuple[str, str, str]]:
        """(the field's name for people, before, after)."""
        return [(PlanLine._meta.get_field(name).verbose_name, *pair) for name, pair in self.changed.items()]


class SheetPreview(Preview):
    """What the sheet would do over the plan."""

    OUTCOMES, DOES = SHOWN_FIRST, (NEW, CHANGES)

    def said(self) -> list:
        return [[one.number, one.outcome, one.title, sorted(one.changed.items())] for one in self.lines]


class _Undo(Exception):
    pass


def preview_sheet(*, text: str, by: Actor) -> SheetPreview:
    """What each line of the sheet would do. Nothing of it stays. Raises NotAllowed."""
    PLANNING.require(by, "edit_plan")
    try:
        with transaction.atomic():
            found = _carried_out(text, by)
            raise _Undo
    except _Undo:
        return found


@transaction.atomic
def import_sheet(*, text: str, seen: str, by: Actor) -> SheetPreview:
    """Do what the sheet says. ``seen`` is the mark of the preview that was looked at. Lines that were in conflict or
    refused there are left out. Raises NotAllowed, or Conflict where the plan changed since: then nothing is done."""
    PLANNING.require(by, "edit_plan")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
    done = _carried_out(text, by)
    if done.mark != seen:
        raise Conflict(_("The plan has changed since you looked. Nothing was done; this is how it stands now."))
    return done


def _carried_out(text: str, by: Actor) -> SheetPreview:
    good, bad = parse(text)
    known = _known(by, good)
    found = [_line(one, known, by) for one in good]
    found += [Planned(one.number, one.text, REFUSED, sentence_of(one)) for one in bad]
    return SheetPreview(sorted(found, key=lambda one: one.number))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the lines name, asked once."""

    by_ref: Mapping[str, PlanLine]
    by_number: Mapping[tuple[int, str], PlanLine]
    goals: Mapping[str, AgencyGoal]
    people: Mapping[str, User]


def _known(by: Actor, lines: list[SheetLine]) -> _Known:
    refs, numbers = ([str(one.get(name)) for one in lines] for name in ("ref", "line_no"))
    rows = PlanLine.objects.visible_to(by).live().filter(Q(ref__in=refs) | Q(line_no__in=[n for n in numbers if n]))
    rows = list(rows.select_related("owner", "goal").select_for_update(of=("self",)).order_by("pk"))
    goals = {row.code.casefold(): row for row in AgencyGoal.objects.visible_to(by).live()}
    people = {}
    for user in User.objects.visible_to(by).with_role(*AGENCY_ROLES).order_by("-pk"):
        people[user.name.casefold()] = people[user.email.casefold()] = user
    return _Known(
        {row.ref: row for row in rows}, {(row.year, row.line_no): row for row in rows if row.line_no}, goals, people
    )


def _line(one: SheetLine, known: _Known, by: Actor) -> Planned:
    """Do what one line says, or say why not."""
    try:
        with transaction.atomic():
            row = _match(one, known)
            return _changed(one, row, known, by) if row else _added(one, known, by)
    except DomainError as error:
        return Planned(one.number, one.text, REFUSED, str(error.message), str(one.get("ref")), str(one.get("title")))


def _match(one: SheetLine, known: _Known) -> PlanLine | None:
    ref, year = str(one.get("ref")), one.get("year")
    row = known.by_ref.get(ref)
    if ref and row is None:
        raise Invalid(_("There is no line of the reference %(ref)s.") % {"ref": ref[:40]})
    row = row or known.by_number.get((year or clock.today().year, str(one.get("line_no"))))
    if row and year and year != row.year:
        raise Invalid(_("The year of a line does not change: carry it over on its page."))
    return row


def _changed(one: SheetLine, row: PlanLine, known: _Known, by: Actor) -> Planned:
    now = sheet_values(row)
    facts = _facts(one, known)
    new = {**now, **{name: _shown(name, value) for name, value in facts.items()}}
    pairs = {name: (str(now[name]), str(new[name])) for name in facts}
    changed = {name: (before, after) for name, (before, after) in pairs.items() if cell_of(before) != cell_of(after)}
    about = {"ref": row.ref, "title": row.title}
    _same_state(one, row)
    if not changed:
        return Planned(one.number, one.text, SAME, **about)
    if one.get("mark") and one.get("mark") != now["mark"]:
        why = _("The line was changed in the portal after this sheet was made. It stays as it is; take a new sheet.")
        return Planned(one.number, one.text, CONFLICT, why, changed=changed, **about)
    due_on = facts.pop("due_on") if "due_on" in changed else None
    facts = {name: value for name, value in facts.items() if name in changed and name != "due_on"}
    if facts:
        change_line(line=row, by=by, **facts)
    if due_on:
        if not one.get("because"):
            raise Invalid(_("The day moves: give the reason in the column “tähtaja muutmise põhjus”."))
        reschedule(line=row, due_on=due_on, reason=str(one.get("because")), by=by)
    return Planned(one.number, one.text, CHANGES, changed=changed, **about)


def _added(one: SheetLine, known: _Known, by: Actor) -> Planned:
    facts = _facts(one, known)
    missing = [str(PlanLine._meta.get_field(name).verbose_name) for name in NEEDED if not facts.get(name)]
    if missing:
        raise Invalid(_("A new line needs: %(fields)s.") % {"fields": ", ".join(missing)})
    row = add_line(year=one.get("year") or facts["due_on"].year, by=by, **facts)
    values = sheet_values(row)
    changed = {name: ("", str(values[name])) for name in facts if str(values[name])}
    return Planned(one.number, one.text, NEW, "", "", row.title, changed)


def _facts(one: SheetLine, known: _Known) -> dict[str, Any]:
    """What the line says, as services take it. Raises Invalid for a goal or a person that there is not."""
    facts = {name: value for name, value in one.facts.items() if name not in KEYS}
    if facts.get("goal"):
        facts["goal"] = known.goals.get(str(facts["goal"]).split()[0].casefold())
        if facts["goal"] is None:
            raise Invalid(_("There is no goal %(code)s.") % {"code": str(one.get("goal"))[:40]})
    if facts.get("owner"):
        facts["owner"] = known.people.get(str(facts["owner"]).casefold())
        if facts["owner"] is None:
            raise Invalid(_("Nobody in the agency is called %(who)s.") % {"who": str(one.get("owner"))[:80]})
    return facts


def _shown(name: str, value: Any) -> object:
    """A fact in the words of ``sheet_values``."""
    match value:
        case None:
            return ""
        case User():
            return value.email
        case AgencyGoal():
            return value.code
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case date():
            return f"{value:%d.%m.%Y}"
    return value


def _same_state(one: SheetLine, row: PlanLine) -> None:
    said = str(one.get("state")).casefold()
    labels = {row.state}
    for language, _name in settings.LANGUAGES:
        with override(language):
            labels.add(str(row.get_state_display()).casefold())
    if said and said not in labels:
        raise Invalid(_("The state is changed on the line's own page, where a result is asked for."))


def sentence_of(one: BadLine) -> str:
    """Why a line can not be read, for people."""
    return {
        "head": _("the heading must have the column “nr” or “viide”"),
        "key": _("neither a number nor a reference"),
        "code": _("it holds a personal code; take it out of the sheet"),
        "year": _("the year is not understood"),
        "quarter": _("there is no such quarter: give 1, 2, 3 or 4"),
        "due_on": _("the day is not understood: write it like 31.12.2026"),
        "hours": _("the hours are not understood: give a number that is not negative"),
        "twice": _("a line above is about the same line of the plan"),
        "long": _("the sheet is too long; from here on nothing was read"),
    }[one.why]
