"""Tasks with their turns, and who is away on which days (clauses 2.7 and 2.8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from core import clock
from core.models import Stamped
from planning import querysets


class Task(Stamped):
    """Something to be done by its day: who ordered it accepts it, or returns it with a reason.

    ``origin`` tells one-off tasks of the direct manager (2.8) from projects (2.7) and from what follows a review, a
    training or a case (``about`` is ``kind:id`` of that). ``done_on`` is the day it was first said to be done.
    """

    class Origin(models.TextChoices):
        ORDERED = "ordered", _("ordered by the direct manager")
        OWN = "own", _("on one's own initiative")
        MANAGEMENT = "management", _("on the management's order")
        FOLLOW_UP = "follow_up", _("follows from something else")

    class State(models.TextChoices):
        OPEN = "open", _("to be done")
        DONE = "done", _("done, waits for acceptance")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted")
        CANCELLED = "cancelled", _("cancelled")

    ref = models.CharField(max_length=16, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is expected"), max_length=10_000, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.ORDERED)
    about = models.CharField(max_length=80, blank=True)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who accepts it"))
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("responsible"))
    delegate = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delegated to")
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    done_on = models.DateField(_("done"), null=True, editable=False)
    accepted_on = models.DateField(_("accepted"), null=True, editable=False)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    was_returned = models.BooleanField(default=False, editable=False)

    objects = querysets.TaskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "ref"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted") | (Q(accepted_on__isnull=False) & Q(accepted_by__isnull=False)),
                name="task_accepted",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("responsible")), name="task_accepted_by_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def is_late(self) -> bool:
        return self.state in ("open", "returned") and self.due_on < clock.today()


class TaskTurn(Stamped):
    """One turn of a task: ordered, finished, accepted, returned with the reason, delegated, moved, cancelled.

    ``due_on`` is the day that it fell due after the turn; ``to_name`` whom it was delegated to.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="turns")
    action = models.CharField(max_length=12)
    on = models.DateField(default=clock.today)
    text = models.TextField(blank=True, max_length=4000)
    due_on = models.DateField(null=True)
    to_name = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=200)

    objects = querysets.TaskTurnQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.action}"


class Absence(Stamped):
    """Days on which a person is away (both included). Why they are away is not kept: it is nobody's business here."""

    person = models.ForeignKey(User, models.PROTECT, related_name="away_days", verbose_name=_("who is away"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    uid = models.CharField(max_length=200, blank=True, editable=False)  # of the calendar it came from
    by_name = models.CharField(max_length=200, editable=False)

    objects = querysets.AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="absence_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "from_on", "until_on"],
                condition=Q(archived_at__isnull=True),
                name="absence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.from_on:%d.%m.%Y}–{self.until_on:%d.%m.%Y}"
