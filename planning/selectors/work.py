"""One list of what people have to do: what each registered source knows, by due day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from docs_library.lifecycle import IN_FORCE
from docs_library.models import Document
from partners.access import PARTNERS
from partners.models import FollowUp
from planning.models import Input, Task
from planning.selectors.people import holders
from planning.types import DONE, OPEN, RETURNED, TO_DO, WAITING, Wanted, WorkItem, work_sources

COLUMNS = {"open": OPEN, "returned": RETURNED, "done": WAITING, "accepted": DONE}
REVIEW_AHEAD = timedelta(days=30)
WHOSE = ("mine", "ordered", "substituted", "all")
SORTS = {
    "due": lambda item: (item.due_on or date.max, item.ref),
    "title": lambda item: (item.title.casefold(), item.ref),
    "person": lambda item: (item.person.casefold(), item.due_on or date.max),
    "state": lambda item: (item.column, item.due_on or date.max),
}


def wanted(actor: Actor, whose: str, *, with_done: bool = False) -> Wanted:
    """What the actor asks for by one of ``WHOSE``."""
    me = frozenset({actor.responsible_id or 0})
    match whose:
        case "ordered":
            return Wanted(orderers=me, with_done=with_done)
        case "substituted":
            return Wanted(frozenset(pk for pk, _name in actor.may_act_for), with_done=with_done)
        case "all":
            return Wanted(with_done=with_done)
    return Wanted(me, with_done=with_done)


def work(actor: Actor, asked: Wanted, kind: str = "") -> list[WorkItem]:
    """What the actor sees of it, of every source or one kind, the first due first."""
    sources = [source for source in work_sources if kind in ("", source.slug)]
    return sorted((item for source in sources for item in source.items(actor, asked)), key=SORTS["due"])


def narrowed(items: Iterable[WorkItem], state: str, words: str = "") -> list[WorkItem]:
    """Those in a state (``open``: not done; ``late``, ``waiting``, ``done``, ``any``) whose title or reference has all
    the words."""
    tests = {
        "open": lambda item: item.column != DONE,
        "late": lambda item: item.is_late,
        "waiting": lambda item: item.column == WAITING,
        "done": lambda item: item.column == DONE,
    }
    test = tests.get(state, lambda item: True)
    parts = words.casefold().split()[:8]
    return [
        item for item in items if test(item) and all(part in f"{item.ref} {item.title}".casefold() for part in parts)
    ]


def tasks(actor: Actor, asked: Wanted) -> Iterator[WorkItem]:
    rows = Task.objects.visible_to(actor).live().exclude(state="cancelled")
    if not asked.with_done:
        rows = rows.open()
    if asked.people is not None:
        rows = rows.filter(Q(responsible__in=asked.people) | Q(delegate__in=asked.people))
    if asked.orderers is not None:
        rows = rows.filter(ordered_by__in=asked.orderers)
    for row in rows.select_related("responsible", "delegate", "ordered_by"):
        yield task_item(row)


def task_item(row: Task) -> WorkItem:
    person = f"{row.delegate} ({row.responsible})" if row.delegate_id else str(row.responsible)
    return WorkItem(
        "task",
        row.ref,
        row.title,
        reverse("task_detail", args=[row.ref]),
        row.due_on,
        row.get_state_display(),
        person,
        COLUMNS[row.state],
        str(row.ordered_by),
    )


def follow_ups(actor: Actor, asked: Wanted) -> Iterator[WorkItem]:
    """What was promised to partners."""
    if asked.orderers is not None or not PARTNERS.may(actor, "see_interactions"):
        return
    rows = FollowUp.objects.visible_to(actor)
    rows = rows.live().filter(interaction__archived_at__isnull=True) if asked.with_done else rows.open()
    if asked.people is not None:
        rows = rows.filter(responsible__in=asked.people)
    for row in rows.select_related("responsible", "interaction__organisation"):
        partner = row.interaction.organisation
        yield WorkItem(
            "follow_up",
            partner.slug,
            f"{partner}: {row.text}",
            reverse("organisation_detail", args=[partner.slug]),
            row.due_on,
            _("done") if row.done_on else _("to be done"),
            str(row.responsible),
            DONE if row.done_on else OPEN,
        )


def reviews(actor: Actor, asked: Wanted) -> Iterator[WorkItem]:
    """Documents in force whose review is late or due within 30 days; where nobody answers for one, the owner does."""
    if asked.orderers is not None or not actor.is_agency:
        return
    today = clock.today()
    rows = Document.objects.visible_to(actor).live().filter(review_on__lte=today + REVIEW_AHEAD)
    rows = rows.filter(versions__state=IN_FORCE).distinct()
    if asked.people is not None:
        part = Q(responsible__in=asked.people)
        part |= Q(responsible__isnull=True) if asked.people & holders(today) else Q()
        rows = rows.filter(part)
    for row in rows.select_related("responsible"):
        yield WorkItem(
            "document",
            row.slug,
            str(row.title),
            reverse("document_detail", args=[row.slug]),
            row.review_on,
            _("to be reviewed"),
            str(row.responsible or ""),
        )


def inputs(actor: Actor, asked: Wanted) -> Iterator[WorkItem]:
    """What people of the agency were asked to give to developments."""
    if asked.orderers is not None or not actor.is_agency:
        return
    rows = Input.objects.visible_to(actor).live().filter(giver__isnull=False).exclude(state="cancelled")
    if not asked.with_done:
        rows = rows.open()
    if asked.people is not None:
        rows = rows.filter(giver__in=asked.people)
    columns = {"asked": OPEN, "given": WAITING, "returned": RETURNED, "accepted": DONE}
    for row in rows.select_related("giver", "receiver", "receiver_organisation"):
        yield WorkItem(
            "input",
            row.ref,
            row.what,
            reverse("input_detail", args=[row.ref]),
            row.due_on,
            row.get_state_display(),
            str(row.giver),
            columns[row.state],
            str(row.receiver or row.receiver_organisation),
        )


def my_tasks(actor: Actor) -> list[Task]:
    """What the actor has to do, the first due first."""
    me = actor.responsible_id or 0
    rows = Task.objects.visible_to(actor).live().filter(Q(responsible=me) | Q(delegate=me), state__in=TO_DO)
    return list(rows.select_related("ordered_by").order_by("due_on", "ref"))


def to_accept(actor: Actor) -> list[Task]:
    """What was done and waits for the actor's word."""
    rows = Task.objects.visible_to(actor).live().filter(ordered_by=actor.responsible_id or 0, state="done")
    return list(rows.select_related("responsible", "delegate").order_by("done_on", "ref"))
