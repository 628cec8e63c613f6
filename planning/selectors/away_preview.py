"""What a list or calendar of days away would do, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import AGENCY_ROLES, Actor
from core.two_steps import Preview
from planning.access import PLANNING
from planning.models import Absence
from planning.rules import away_list, calendar_file
from planning.rules.away_list import AwayLine
from planning.rules.days_away import LONGEST

NEW, MOVED, SAME, REFUSED = "new", "moved", "same", "refused"
SHOWN_FIRST = (REFUSED, MOVED, NEW, SAME)


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of a line: ``outcome`` new, moved (the event known by ``uid`` had other days: ``absence``), same or
    refused (``why`` is then the sentence)."""

    number: int
    outcome: str
    why: str = ""
    person: User | None = None
    from_on: date | None = None
    until_on: date | None = None
    uid: str = ""
    absence: Absence | None = None


class Plan(Preview):
    """What a list of days away would do; lines that are refused are not sent back."""

    OUTCOMES, DOES = SHOWN_FIRST, (NEW, MOVED)

    def said(self) -> list:
        taken = [each for each in self.lines if each.outcome != REFUSED]
        return [
            [each.outcome, each.person.pk, str(each.from_on), str(each.until_on), each.absence and each.absence.pk]
            for each in taken
        ]


def as_list(text: str, person: User) -> tuple[str, list[Line]]:
    """The text of a file as the plain list that the second step sends back (days and whose, nothing else), and what
    could not be read. ``person`` is whose days they are where the file does not say."""
    refused: list[Line]
    if calendar_file.is_calendar(text):
        try:
            events, bad = calendar_file.read(text)
        except calendar_file.NotACalendar:
            return "", [Line(1, REFUSED, _("this is not a whole calendar file"))]
        rows = [(person.email, each.from_on, each.until_on, each.uid) for each in events]
        refused = [Line(each.number, REFUSED, _event_sentence(each.why)) for each in bad]
    else:
        lines, wrong = away_list.read(text)
        rows = [(each.email or person.email, each.from_on, each.until_on, each.uid) for each in lines]
        refused = [Line(each.number, REFUSED, _line_sentence(each.why)) for each in wrong]
    said = [";".join(away_list.HEADING), *(";".join(map(str, row)) for row in dict.fromkeys(rows))]
    return ("\n".join(said) if rows else ""), refused


def plan_of(actor: Actor, text: str) -> Plan:
    """Each line of the plain list against what is noted."""
    rows, bad = away_list.read(text) if text else ([], [])
    people = _people(row.email for row in rows)
    known = _known(people.values())
    taken: set[tuple] = set()
    lines = [_line(actor, row, people, known, taken) for row in rows]
    return Plan([*lines, *(Line(each.number, REFUSED, _line_sentence(each.why)) for each in bad)])


def _people(emails: Iterable[str]) -> dict[str, User]:
    wanted = {email.casefold() for email in emails}
    people = User.objects.with_role(*AGENCY_ROLES) if wanted else User.objects.none()
    return {user.email.casefold(): user for user in people if user.email.casefold() in wanted}


def _known(people: Iterable[User]) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in Absence.objects.live().filter(person__in=list(people)):
        found[row.person_id].append(row)
    return found


def _line(actor: Actor, row: AwayLine, people: dict[str, User], known: dict, taken: set[tuple]) -> Line:
    person = people.get(row.email)
    why = _refusal(actor, row, person, taken)
    if why:
        return Line(row.number, REFUSED, why, person, row.from_on, row.until_on)
    taken.add((person.pk, row.from_on, row.until_on))
    same = [one for one in known[person.pk] if (one.from_on, one.until_on) == (row.from_on, row.until_on)]
    moved = [one for one in known[person.pk] if row.uid and one.uid == row.uid]
    outcome, absence = (SAME, same[0]) if same else (MOVED, moved[0]) if moved else (NEW, None)
    return Line(row.number, outcome, "", person, row.from_on, row.until_on, row.uid, absence)


def _refusal(actor: Actor, row: AwayLine, person: User | None, taken: set[tuple]) -> str:
    if person is None:
        return _("nobody of the agency has this address")
    own = person.pk == actor.user_id
    if not PLANNING.may(actor, "note_absences" if own else "import_absences"):
        return _("you may note your own days only")
    if (row.until_on - row.from_on).days > LONGEST:
        return _("longer than two years")
    if (person.pk, row.from_on, row.until_on) in taken:
        return _("the same days stood above already")
    return ""


def _event_sentence(why: str) -> str:
    return {
        "start": _("the beginning can not be read"),
        "end": _("the end can not be read, or is before the beginning"),
        "zone": _("the time zone is not known"),
        "repeats": _("it repeats: note its days one by one"),
        "cancelled": _("it was called off"),
        "many": _("too many events; from here on nothing was read"),
    }[why]


def _line_sentence(why: str) -> str:
    return {
        "head": _("the heading must name the first and the last day"),
        "columns": _("too few columns"),
        "from": _("the first day can not be read"),
        "until": _("the last day can not be read"),
        "order": _("the end is before the beginning"),
        "twice": _("the same days stood above already"),
        "many": _("the list is too long; from here on nothing was read"),
    }[why]
