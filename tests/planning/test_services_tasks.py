"""Tasks: ordered, done, accepted by another; two people at once; who hears."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditRecord
from accounts.selectors import actor_of
from accounts.services import name_substitute
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from notifications.models import Delivery
from planning.models import Task
from planning.services import reminding, tasks
from tests.factories.planning_work import task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def row(cast) -> Task:
    return task(cast)


def heard(who) -> list[str]:
    return list(Delivery.objects.filter(user=who, channel="inbox").order_by("pk").values_list("subject", flat=True))


def acting(cast, who: str, absent: str, until: str = "2026-11-30"):
    """``who`` as the substitute of ``absent``, named by the manager."""
    days = {"from_on": clock.today(), "until_on": date.fromisoformat(until)}
    people = {"absent": cast.user(absent), "substitute": cast.user(who)}
    name_substitute(**people, **days, reason="puhkus", by=cast.actor("manager"))
    return actor_of(cast.user(who), acting_for_id=cast.user(absent).pk)


def test_from_order_to_acceptance(cast, row):
    assert (row.ref, row.state, row.ordered_by) == ("UL-2026-01", "open", cast.user("lead"))
    tasks.finish_task(task=row, by=cast.actor("owner"), text="Vaata kausta")
    tasks.return_task(task=row, by=cast.actor("lead"), reason="arvud puudu")
    tasks.finish_task(task=row, by=cast.actor("owner"))
    row = tasks.accept_task(task=row, by=cast.actor("lead"))
    assert (row.state, row.was_returned, row.accepted_by) == ("accepted", True, cast.user("lead"))
    turns = list(row.turns.values_list("action", "text"))
    assert turns == [
        ("order", ""),
        ("finish", "Vaata kausta"),
        ("send_back", "arvud puudu"),
        ("finish", ""),
        ("accept", ""),
    ]
    assert AuditRecord.objects.filter(action="planning.accept_task", subject=f"planning.task:{row.pk}").exists()


def test_nobody_accepts_their_own_work(cast, row):
    tasks.finish_task(task=row, by=cast.actor("owner"))
    with pytest.raises(NotAllowed) as refused:
        tasks.accept_task(task=row, by=cast.actor("owner"))
    assert (refused.value.status, refused.value.code) == (403, "own-task")
    as_lead = acting(cast, "owner", "lead")
    assert "lead" in as_lead.roles
    with pytest.raises(NotAllowed) as refused:
        tasks.accept_task(task=row, by=as_lead)
    assert refused.value.code == "own-task"
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=row.pk).update(accepted_by=cast.user("owner"))


def test_the_delegate_does_not_accept_it_either(cast, row):
    tasks.delegate_task(task=row, by=cast.actor("owner"), delegate=cast.user("staff"))
    tasks.finish_task(task=row, by=cast.actor("staff"))
    with pytest.raises(NotAllowed):
        tasks.accept_task(task=row, by=acting(cast, "staff", "lead"))
    with pytest.raises(Invalid):
        tasks.delegate_task(task=task(cast), by=cast.actor("owner"), delegate=cast.user("lead"))


def test_a_stand_in_of_who_ordered_accepts_for_them(cast, row):
    tasks.finish_task(task=row, by=cast.actor("owner"))
    row = tasks.accept_task(task=row, by=acting(cast, "staff", "lead"))
    assert row.accepted_by == cast.user("lead")
    assert row.turns.last().by_name == str(cast.user("staff"))


@pytest.mark.parametrize("who", ["manager", "staff", "auditor", "admin", "partner_a"])
def test_others_do_nothing_with_it(cast, row, who):
    by = cast.actor(who)
    for act, facts in (
        (tasks.finish_task, {}),
        (tasks.accept_task, {}),
        (tasks.return_task, {"reason": "x"}),
        (tasks.move_task, {"due_on": date(2026, 12, 1), "reason": "x"}),
        (tasks.cancel_task, {"reason": "x"}),
        (tasks.delegate_task, {"delegate": None}),
        (tasks.change_task, {"title": "x"}),
    ):
        with pytest.raises(NotAllowed):
            act(task=row, by=by, **facts)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"due_on": date(2026, 11, 22)}, "due_on"),
        ({"due_on": date(2026, 12, 24)}, "due_on"),
        ({"due_on": date(2026, 11, 28)}, "due_on"),
        ({"title": ""}, "title"),
        ({"about": "no such thing"}, "about"),
        ({"responsible": "lead"}, "ordered_by"),
        ({"responsible": "partner_a"}, "responsible"),
    ],
)
def test_what_is_refused(cast, facts, field):
    with pytest.raises(Invalid) as refused:
        task(cast, **facts)
    assert refused.value.field == field
    assert not Task.objects.exists()


def test_reasons_are_asked_for(cast, row):
    lead = cast.actor("lead")
    for act, facts in ((tasks.move_task, {"due_on": date(2026, 12, 1)}), (tasks.cancel_task, {})):
        with pytest.raises(Invalid) as refused:
            act(task=row, by=lead, reason="  ", **facts)
        assert refused.value.field == "reason"
    tasks.finish_task(task=row, by=cast.actor("owner"))
    with pytest.raises(Invalid):
        tasks.return_task(task=row, by=lead, reason="")


def test_the_second_of_two_is_told(cast, row):
    tasks.finish_task(task=row, by=cast.actor("owner"))
    tasks.accept_task(task=row, by=cast.actor("lead"))
    with pytest.raises(Conflict) as refused:
        tasks.return_task(task=row, by=cast.actor("lead"), reason="hilja")
    assert refused.value.status == 409
    assert row.ref in str(refused.value)


def test_who_hears(cast, row):
    owner, lead, staff = cast.user("owner"), cast.user("lead"), cast.user("staff")
    assert len(heard(owner)) == 1
    assert row.ref in heard(owner)[0]
    assert row.title not in " ".join(Delivery.objects.values_list("subject", flat=True))
    acting(cast, "staff", "lead")
    told = len(heard(staff))
    tasks.finish_task(task=row, by=cast.actor("owner"))
    assert (len(heard(lead)), len(heard(staff))) == (1, told + 1)
    tasks.return_task(task=row, by=cast.actor("lead"), reason="x")
    assert len(heard(owner)) == 2
    assert len(heard(lead)) == 1, "who did it needs no letter"


def test_of_the_day_once_three_days_before(cast, row, at):
    assert row.due_on == date(2026, 12, 7)
    before = len(heard(cast.user("owner")))
    assert reminding.remind_of_tasks() == 0
    with at("2026-12-04T09:00"):
        reminding.remind_of_tasks()
        reminding.remind_of_tasks()
    assert len(heard(cast.user("owner"))) == before + 1
    tasks.move_task(task=row, by=cast.actor("lead"), due_on=date(2026, 12, 10), reason="ootame vastust")
    with at("2026-12-08T09:00"):
        reminding.remind_of_tasks()
    assert len(heard(cast.user("owner"))) == before + 3, "the move, and its new day"
