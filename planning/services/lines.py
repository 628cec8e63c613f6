"""Plan lines: written, changed, moved with a reason, finished with a result, carried over, dropped; the baseline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from components.models import Component
from components.services import changes
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import Conflict, Invalid, NotFound
from core.lifecycle import IllegalAction
from planning.access import PLANNING
from planning.lifecycle import LINE, LINE_OPEN
from planning.models import AgencyGoal, PlanBaseline, PlanLine, PlanMove, Proposal
from planning.rules.quarters import QUARTERS, makes_circle, quarter_of
from planning.services.proposals import locked as locked_proposal
from planning.services.refs import ref_for
from planning.services.trail import tell

WRITING = 7_301_010  # the advisory lock of the one who writes lines: numbers and dependencies are of all of them
FIRST_YEAR, LAST_YEAR = 2000, 2199


class LineFacts(TypedDict, total=False):
    title: str
    goal: AgencyGoal | None
    owner: User
    measure: str
    result: str
    quarter: int
    line_no: str
    hours: Decimal | None
    late_reason: str
    waits_for: str
    components: Iterable[Component]
    needs: Iterable[PlanLine]


@transaction.atomic
def add_line(
    *, year: int, due_on: date, by: Actor, proposal: Proposal | None = None, ref: str = "", **facts: Unpack[LineFacts]
) -> PlanLine:
    """Put a line into the plan of the year. Where the baseline is fixed already, its day is its own baseline. Raises
    NotAllowed, Conflict (the number is taken, the proposal is not approved) or Invalid naming the field."""
    PLANNING.require(by, "edit_plan")
    _wait_for_turn()
    proposal = proposal and locked_proposal(proposal)
    if proposal and proposal.state != Proposal.State.APPROVED:
        raise Conflict(_("Only an approved proposal becomes a line of the plan."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(_("Give a year from 2000 to 2199."), field="year")
    check_due(due_on, year)
    line = PlanLine(year=year, proposal=proposal, due_on=due_on)
    if PlanBaseline.objects.filter(year=year).exists():
        line.baseline_on = due_on
    facts["line_no"] = facts.get("line_no") or next_number(year)
    line.ref = ref_for(PlanLine, "P", year, ref)
    return _store(line, dict(facts), "add_line", by)


@transaction.atomic
def change_line(*, line: PlanLine, by: Actor, **facts: Unpack[LineFacts]) -> PlanLine:
    """Change what is given of a line that is not over; its day is moved by ``reschedule``. Raises NotAllowed, Conflict
    or Invalid naming the field."""
    PLANNING.require(by, "edit_plan")
    _wait_for_turn()
    row = locked(line)
    if row.state not in LINE_OPEN:
        raise _over(row)
    return _store(row, dict(facts), "change_line", by)


@transaction.atomic
def start(*, line: PlanLine, by: Actor) -> PlanLine:
    """The work begins. Raises NotAllowed or Conflict."""
    return _moved(_for_act(line, "start", by), "start", by)


@transaction.atomic
def finish(*, line: PlanLine, result: str, done_on: date | None = None, late_reason: str = "", by: Actor) -> PlanLine:
    """Done on the day (today), with what its measure shows; where that is later than its day, with why. Raises
    NotAllowed, Conflict or Invalid naming the field."""
    row, done_on = _for_act(line, "finish", by), done_on or clock.today()
    if not result.strip():
        raise Invalid(_("Say what the measure shows: a line without a result is not done."), field="result")
    if done_on > clock.today() or done_on.year < row.year - 1:
        raise Invalid(_("Give the day on which it was done, today at the latest."), field="done_on")
    late_reason = late_reason.strip() or row.late_reason
    if done_on > row.due_on and not late_reason:
        raise Invalid(_("It is done after its day: say why it was late."), field="late_reason")
    facts = {"result": result.strip(), "done_on": done_on, "late_reason": late_reason}
    return _moved(row, "finish", by, facts)


@transaction.atomic
def reopen(*, line: PlanLine, by: Actor) -> PlanLine:
    """It was not done after all. Raises NotAllowed or Conflict."""
    return _moved(_for_act(line, "reopen", by), "reopen", by, {"done_on": None})


@transaction.atomic
def reschedule(*, line: PlanLine, due_on: date, reason: str, by: Actor) -> PlanLine:
    """Move its day within the plan's year, with the reason; the baseline stays. Raises NotAllowed, Conflict or Invalid
    naming the field."""
    row = _for_act(line, "reschedule", by)
    if not reason.strip():
        raise Invalid(_("Say why the day moves."), field="reason")
    if due_on == row.due_on:
        raise Invalid(_("This is its day already."), field="due_on")
    check_due(due_on, row.year)
    reason = str(changes.prepared(reason.strip()))[:300]
    PlanMove.objects.create(line=row, from_on=row.due_on, to_on=due_on, reason=reason, by_name=by.name)
    return _moved(row, "reschedule", by, {"due_on": due_on}, reason=reason)


@transaction.atomic
def carry(*, line: PlanLine, due_on: date, quarter: int | None = None, by: Actor) -> PlanLine:
    """Over to the plan of the next year: the line ends as carried over, and a new one begins. Gives the new one. Raises
    NotAllowed, Conflict or Invalid naming the field."""
    row = _moved(_for_act(line, "carry", by), "carry", by)
    kept = ("title", "goal", "owner", "measure", "hours", "waits_for")
    new = add_line(
        year=row.year + 1,
        due_on=due_on,
        quarter=quarter or quarter_of(due_on),
        by=by,
        components=row.components.all(),
        **{name: getattr(row, name) for name in kept},
    )
    new.carried_from, new.proposal = row, row.proposal
    new.save()
    return new


@transaction.atomic
def drop(*, line: PlanLine, reason: str, by: Actor) -> PlanLine:
    """It will not be done; why is kept. Raises NotAllowed, Conflict or Invalid naming the field."""
    row = _for_act(line, "drop", by)
    if not reason.strip():
        raise Invalid(_("Say why the line is dropped."), field="reason")
    reason = reason.strip()[:300]
    return _moved(row, "drop", by, {"late_reason": reason}, reason=reason)


@transaction.atomic
def fix_baseline(*, year: int, by: Actor) -> PlanBaseline:
    """The plan of the year as it stands is what it is measured against from now on. Raises NotAllowed, or Conflict
    where it was fixed already or there is nothing to fix."""
    PLANNING.require(by, "fix_baseline")
    _wait_for_turn()
    if PlanBaseline.objects.filter(year=year).exists():
        raise Conflict(_("The baseline of this year is fixed already."))
    rows = list(PlanLine.objects.live().filter(year=year).select_for_update())
    if not rows:
        raise Conflict(_("The plan of this year has no lines yet."))
    for row in rows:
        row.baseline_on = row.due_on
        row.save()
    baseline = PlanBaseline.objects.create(year=year, by_name=by.name, lines=len(rows))
    tell("fix_baseline", baseline, by, changes={"lines": ["", str(len(rows))]})
    return baseline


def check_due(due_on: date, year: int) -> None:
    """A day of the plan's year that is not over. Raises Invalid at ``due_on``."""
    if due_on.year != year:
        sentence = _("The day must lie in the plan's year, %(year)s. What goes on longer is carried over.")
        raise Invalid(sentence % {"year": year}, field="due_on")
    if due_on < clock.today():
        raise Invalid(_("This day is over already. Give today or a later one."), field="due_on")


def next_number(year: int) -> str:
    """The number after the highest one in the year's plan."""
    numbers = PlanLine.objects.filter(year=year).values_list("line_no", flat=True)
    return str(max((int(one) for one in numbers if one.isascii() and one.isdigit()), default=0) + 1)


def locked(line: PlanLine) -> PlanLine:
    """The row, held until the end of the transaction. Raises NotFound where it was put away."""
    row = PlanLine.objects.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if row is None or row.archived_at:
        raise NotFound()
    return row


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])


def _over(row: PlanLine) -> Conflict:
    return Conflict(_("This can not be done: the line is %(state)s.") % {"state": row.get_state_display()})


def _for_act(line: PlanLine, action: str, by: Actor) -> PlanLine:
    """The locked line in the state after the action. Raises NotAllowed or Conflict."""
    PLANNING.require(by, "edit_plan")
    row = locked(line)
    try:
        row.state = LINE.target(action, row.state)
    except IllegalAction:
        raise _over(row) from None
    return row


def _moved(row: PlanLine, action: str, by: Actor, facts: dict[str, Any] | None = None, *, reason: str = "") -> PlanLine:
    told = changes.apply(row, facts or {})
    if not told:
        row.save()
    tell(f"line_{action}", row, by, changes={**told, "state": ["", row.state]}, reason=reason)
    return row


def _store(row: PlanLine, facts: dict[str, Any], action: str, by: Actor) -> PlanLine:
    many = {name: list(facts.pop(name)) for name in ("components", "needs") if name in facts}
    _check(row, facts)
    if row.pk and "needs" in many:
        _refuse_circle(row, many["needs"])
    told = changes.apply(row, facts)
    for name, rows in many.items():
        getattr(row, name).set(rows)
    if told or many:
        tell(action, row, by, changes=told)
    return row


def _check(row: PlanLine, facts: dict[str, Any]) -> None:
    def given(name: str) -> Any:
        return facts[name] if name in facts else getattr(row, name)

    if not (given("title") or "").strip():
        raise Invalid(_("Give the line a title."), field="title")
    if not (given("measure") or "").strip():
        raise Invalid(_("Give the measure: a number that can be checked at the end."), field="measure")
    if given("quarter") not in QUARTERS:
        raise Invalid(_("There is no such quarter: give 1, 2, 3 or 4."), field="quarter")
    owner = facts.get("owner")
    if owner and owner.pk != row.owner_id and not User.objects.with_role(*AGENCY_ROLES).filter(pk=owner.pk).exists():
        raise Invalid(_("The owner of a line works in the agency."), field="owner")
    number = given("line_no")
    others = PlanLine.objects.live().filter(year=row.year, line_no=number).exclude(pk=row.pk)
    if number and others.exists():
        raise Conflict(_("This number is taken by another line of the year."), field="line_no")


def _refuse_circle(row: PlanLine, wanted: list[PlanLine]) -> None:
    needs: dict[int, list[int]] = defaultdict(list)
    for one, other in PlanLine.needs.through.objects.values_list("from_planline", "to_planline"):
        needs[one].append(other)
    needs[row.pk] = []
    if makes_circle(needs, row.pk, [one.pk for one in wanted]):
        raise Invalid(_("These lines would wait for one another in a circle."), field="needs")
