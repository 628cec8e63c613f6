"""Days away: noted by oneself, by the lead for others, or taken from a calendar. Why is never kept."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, Invalid
from planning.access import PLANNING
from planning.models import Absence
from planning.rules.days_away import LONGEST
from planning.selectors.away_preview import MOVED, NEW, Plan, plan_of
from planning.services.developments import check_day
from planning.services.trail import tell

IMPORTING = 7_301_011  # the advisory lock of the one who imports days away


@transaction.atomic
def note_absence(*, person: User, from_on: date, until_on: date, uid: str = "", by: Actor) -> Absence:
    """The person is away from a day to a day (both included). One's own by anybody of the agency, others' by the lead
    or a manager. Raises NotAllowed, Conflict (noted already) or Invalid naming the field."""
    _require(person, by)
    check_day(from_on, "from_on")
    check_day(until_on, "until_on")
    if until_on < from_on:
        raise Invalid(_("The end is before the beginning."), field="until_on")
    if (until_on - from_on).days > LONGEST:
        raise Invalid(_("An absence lasts two years at most."), field="until_on")
    if not User.objects.with_role(*AGENCY_ROLES).filter(pk=person.pk).exists():
        raise Invalid(_("Only people of the agency are noted here."), field="person")
    if Absence.objects.live().filter(person=person, from_on=from_on, until_on=until_on).exists():
        raise Conflict(_("These days are noted already."), field="from_on")
    row = Absence(person=person, by_name=by.name, uid=uid[:200])
    tell("note_absence", row, by, changes=changes.apply(row, {"from_on": from_on, "until_on": until_on}))
    return row


@transaction.atomic
def remove_absence(*, absence: Absence, by: Actor) -> Absence:
    """It does not take place. Raises NotAllowed or Conflict."""
    row = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    _require(row.person, by)
    if row.archived_at:
        raise Conflict(_("It was removed already."))
    row.archived_at = clock.now()
    row.save()
    tell("remove_absence", row, by)
    return row


@transaction.atomic
def import_absences(*, text: str, seen: str, by: Actor) -> Plan:
    """Do exactly what the preview of the list showed (``seen`` is its mark). Raises NotAllowed, or Conflict where
    something changed since: then nothing is done."""
    PLANNING.require(by, "note_absences")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])
    plan = plan_of(by, text)
    if plan.mark != seen:
        raise Conflict(_("Days away have changed since you looked. Nothing was done; this is how it stands now."))
    for line in plan.lines:
        if line.outcome == MOVED:
            remove_absence(absence=line.absence, by=by)
        if line.outcome in (NEW, MOVED):
            note_absence(person=line.person, from_on=line.from_on, until_on=line.until_on, uid=line.uid, by=by)
    return plan


def _require(person: User, by: Actor) -> None:
    PLANNING.require(by, "note_absences" if person.pk == by.user_id else "import_absences")
