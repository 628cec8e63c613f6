"""Self-development, the job description's review and requests for access (clauses 2.5, 1 and 4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from core.actor import OWNER, Actor
from core.measures import NONE, NOT_DUE, REVIEW, SO, STATE, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from planning.models import AccessRequest, Appraisal, DescriptionReview, Goal
from planning.rules.growth import A_YEAR, is_within_a_year, waits_until
from planning.selectors.people import holders

kind_of("goal", "planning", lambda actor: Goal.objects.visible_to(actor))
kind_of("appraisal", "planning", lambda actor: Appraisal.objects.visible_to(actor))
kind_of("description_review", "planning", lambda actor: DescriptionReview.objects.visible_to(actor))
kind_of("access", "planning", lambda actor: AccessRequest.objects.visible_to(actor))


def reads_goals(actor: Actor) -> bool:
    """Rule 11: the holder and the direct manager. Open to one who is party to every annual review of whoever holds or
    held the post, so that a figure never tells of a goal that its reader may not open; and to a holder with none."""
    if actor.acting_for_id or not actor.user_id:
        return False
    posts = Membership.objects.filter(role=OWNER).values("user")
    of_holders = Appraisal.objects.live().filter(person__in=posts)
    visible = set(of_holders.visible_to(actor).values_list("pk", flat=True))
    if visible != set(of_holders.values_list("pk", flat=True)):
        return False
    return bool(visible) or actor.has_role(OWNER)


def reviews_held(reading: Reading) -> list[Appraisal]:
    """The last annual review of each holder of the post that was held by then."""
    rows = Appraisal.objects.live().filter(person__in=holders(reading.today), held_on__lte=reading.today)
    last: dict[int, Appraisal] = {}
    for row in rows.filter(created_at__lte=reading.as_of).order_by("held_on", "pk"):
        last[row.person_id] = row
    return list(last.values())


def goals(reading: Reading) -> Counted:
    """2.5.a-1: goals that fell due since the last annual review, confirmed by the manager who agreed them. A row is
    known by its day alone: the goal's words are its two readers'."""
    lists: dict[str, list[Row]] = defaultdict(list)
    held = {row.person_id: row.held_on for row in reading.once(reviews_held)}
    rows = Goal.objects.live().filter(person__in=held, created_at__lte=reading.as_of).order_by("due_on", "pk")
    for row in rows:
        if row.due_on > held[row.person_id]:
            place, why = _goal(row, reading)
            lists[place].append(_goal_row(row, why))
    waits = "" if held else _("No annual review was noted yet.")
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], waits_for=waits)


def _goal(row: Goal, reading: Reading) -> tuple[str, str]:
    answered = row.answered_at is not None and row.answered_at <= reading.as_of
    if row.state == "dropped" and answered:
        return "left_out", _("dropped by who agreed it")
    if row.due_on > reading.today:
        return "left_out", f"{NOT_DUE}: {written(row.due_on)}"
    is_met = row.state == "confirmed" and answered
    if not is_met and row.due_on == reading.today:
        return "left_out", f"{NOT_DUE}: {written(row.due_on)}"
    words = _("due %(due)s, confirmed") if is_met else _("due %(due)s, not confirmed")
    return ("fulfilled" if is_met else "missed"), words % {"due": written(row.due_on)}


def _goal_row(row: Goal, why: str) -> Row:
    return Row("goal", row.pk, _("Goal of self-development"), reverse("goal_detail", args=[row.pk]), row.due_on, why)


def appraised(reading: Reading) -> Counted:
    """2.5.a-2: whether each holder's last annual review is no older than a year."""
    rows = reading.once(reviews_held)
    parts = [(row.held_on, _appraisal_row(row)) for row in rows]
    return _within_a_year(parts, reading.today, _("No annual review was noted yet."))


def _appraisal_row(row: Appraisal) -> Row:
    why = _("held on %(day)s") % {"day": written(row.held_on)}
    url = reverse("appraisal_detail", args=[row.pk])
    return Row("appraisal", row.pk, _("Annual review"), url, None, why)  # its day too is the two people's


def described(reading: Reading) -> Counted:
    """1.review: whether the last review of the job description that both had signed by then is no older than a year."""
    rows = DescriptionReview.objects.live().filter(
        held_on__lte=reading.today, holder_signed_on__lte=reading.today, lead_signed_on__lte=reading.today
    )
    last = rows.order_by("-held_on", "-pk").first()
    parts = [(last.held_on, _description_row(last))] if last else []
    return _within_a_year(parts, reading.today, _("No review that both have signed is noted yet."))


def _description_row(row: DescriptionReview) -> Row:
    label = _("Review of the job description of %(day)s") % {"day": written(row.held_on)}
    signed = max(row.holder_signed_on, row.lead_signed_on)
    why = _("signed by both by %(day)s") % {"day": written(signed)}
    return Row("description_review", row.pk, label, reverse("description"), row.held_on, why)


def _within_a_year(parts: list[tuple[date, Row]], day: date, waits: str) -> Counted:
    fresh = [row for held_on, row in parts if is_within_a_year(held_on, day)]
    old = [row for held_on, row in parts if not is_within_a_year(held_on, day)]
    return Counted(fresh, old, waits_for="" if parts else waits)


def waiting(reading: Reading) -> Counted:
    """4.r2: requests for access that had waited for more than five working days; the others of the year beside them."""
    lists: dict[str, list[Row]] = defaultdict(list)
    rows = AccessRequest.objects.live().filter(asked_on__lte=reading.today, created_at__lte=reading.as_of)
    year_ago = reading.today - timedelta(days=A_YEAR)
    for row in rows.order_by("asked_on", "pk"):
        decided = row.decided_on if row.decided_on and row.decided_on <= reading.today else None
        if decided and decided < year_ago:
            continue
        limit = waits_until(row.asked_on)
        is_late = decided is None and reading.today > limit
        lists["missed" if is_late else "fulfilled"].append(_access_row(row, decided, limit))
    waits = "" if rows.exists() else _("No access was asked for yet.")
    return Counted(lists["fulfilled"], lists["missed"], waits_for=waits)


def _access_row(row: AccessRequest, decided: date | None, limit: date) -> Row:
    words = _("asked %(asked)s, waits; in time until %(limit)s")
    if decided:
        words = _("asked %(asked)s, decided %(decided)s")
    told = {"asked": written(row.asked_on), "limit": written(limit), "decided": written(decided) if decided else ""}
    return Row("access", row.pk, str(row), reverse("access_detail", args=[row.ref]), row.asked_on, words % told)


for measure in (
    Measure(
        "2.5.a-1",
        gettext_lazy("Goals of self-development were met"),
        gettext_lazy("Goals that fell due since the last annual review: confirmed by the direct manager."),
        "lead",
        REVIEW,
        Target("≥", 100),
        goals,
        readers=reads_goals,
    ),
    Measure(
        "2.5.a-2",
        gettext_lazy("The annual review was held within 12 months"),
        gettext_lazy("The last annual review is no more than 365 days ago."),
        "support",
        STATE,
        SO,
        appraised,
        unit="yes",
    ),
    Measure(
        "1.review",
        gettext_lazy("The job description was reviewed within 12 months"),
        gettext_lazy("Its last review that the holder and the direct manager signed is no more than 365 days ago."),
        "lead",
        STATE,
        SO,
        described,
        unit="yes",
    ),
    Measure(
        "4.r2",
        gettext_lazy("Requests for access that wait too long"),
        gettext_lazy("Requests for access to information systems that wait for more than five working days."),
        "lead",
        STATE,
        NONE,
        waiting,
        direction="down",
        unit="count",
    ),
):
    measures.register(measure)
