"""Meetings, letters and calls, and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from partners import services
from partners.models import FollowUp, Interaction
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
HELD = date(2026, 10, 14)
DUE = date(2026, 11, 13)


@pytest.fixture
def note(cast):
    """``note(who="staff")`` notes a meeting with tehik, with one follow-up of that person."""

    def make(by: str = "owner", who: str = "staff", **facts):
        promise = {"text": "Saata kava", "due_on": facts.pop("due_on", DUE), "responsible": cast.user(who)}
        values = {"kind": "meeting", "held_on": HELD, "people": "Mari Mets", "agreed": "Uus võti", **facts}
        return services.note_interaction(
            organisation=organisation("tehik"), by=cast.actor(by), follow_ups=[promise], **values
        )

    return make


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


def test_noted_with_what_follows_and_its_trail(note):
    row = note()
    promise = row.follow_ups.get()
    assert (promise.text, promise.due_on, promise.is_late) == ("Saata kava", DUE, True)
    trail = set(AuditRecord.objects.filter(action__startswith="partners.").values_list("action", flat=True))
    assert trail == {"partners.note_interaction", "partners.add_follow_up"}


@pytest.mark.parametrize("who", ["staff", "partner_a", "resolver", "auditor", "admin"])
def test_who_may_not_note(note, who):
    with pytest.raises(NotAllowed):
        note(by=who)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"held_on": date(2026, 11, 24)}, "held_on"),
        ({"due_on": HELD - timedelta(1)}, "due_on"),
        ({"who": "partner_a"}, "responsible"),
        ({"agreed": ""}, "agreed"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field_and_nothing_stays(note, facts, field):
    with pytest.raises(Invalid) as refused:
        note(**facts)
    assert refused.value.field == field


def test_done_once_by_the_responsible_or_who_notes(note, cast):
    mine, other = note().follow_ups.get(), note().follow_ups.get()
    with pytest.raises(NotAllowed):
        services.finish_follow_up(follow_up=mine, by=cast.actor("auditor"))
    assert services.finish_follow_up(follow_up=mine, by=cast.actor("staff")).done_on == clock.today()
    services.finish_follow_up(follow_up=other, by=cast.actor("lead"))
    with pytest.raises(Conflict):
        services.finish_follow_up(follow_up=mine, by=cast.actor("staff"))
    with pytest.raises(Conflict):
        services.change_follow_up(follow_up=mine, by=cast.actor("owner"), due_on=clock.today())
    assert not FollowUp.objects.open().exists()


def test_late_is_what_was_due_before_today(note, cast):
    promise = note(due_on=clock.today()).follow_ups.get()
    assert not FollowUp.objects.late().exists()
    services.change_follow_up(follow_up=promise, by=cast.actor("owner"), due_on=clock.today() - timedelta(1))
    assert FollowUp.objects.late().get() == promise


@pytest.mark.parametrize(("who", "sees"), [("staff", 1), ("auditor", 1), ("resolver", 0), ("partner_a", 0)])
def test_the_agencys_own_knowledge(note, cast, who, sees):
    note()
    actor = cast.actor(who)
    assert Interaction.objects.visible_to(actor).count() == FollowUp.objects.visible_to(actor).count() == sees
