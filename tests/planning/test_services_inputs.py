"""Inputs: whose word counts, days off, giving and returning, and two who answer at once."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import AuditRecord
from core.actor import SYSTEM
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Delivery
from planning.models import Input
from planning.services.input_reminders import remind_of_inputs
from planning.services.inputs import (
    accept_input,
    ask_input,
    cancel_input,
    change_input,
    give_input,
    return_input,
)
from tests.factories.people import organisation, person
from tests.factories.planning_developments import asked, development, long_standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "manager", "staff", "staff_deputy", "resolver", "partner_a", "auditor")


def facts(**values) -> dict:
    sides = {"giver_organisation": organisation("ska"), "receiver_organisation": organisation("tehik")}
    return {"what": "Sõnastus", **sides, **values}


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 2, 24), "23.02.2026", "25.02.2026"),
        (date(2026, 12, 24), "23.12.2026", "28.12.2026"),
        (date(2026, 3, 29), "27.03.2026", "30.03.2026"),  # the Sunday on which the clocks change
    ],
)
def test_a_day_off_is_refused_with_the_days_around_it(cast, day, before, after):
    with pytest.raises(Invalid) as refused:
        ask_input(development=development(), due_on=day, by=cast.actor("owner"), **facts(giver=cast.owner))
    assert refused.value.field == "due_on"
    assert before in str(refused.value.message)
    assert after in str(refused.value.message)
    assert not Input.objects.exists()


@pytest.mark.parametrize(
    ("today", "days", "due"),
    [
        ("2026-12-22T10:00", 2, date(2026, 12, 28)),  # 23 is shortened and counts; 24 to 27 are off
        ("2026-03-27T23:30", 1, date(2026, 3, 30)),
        ("2026-10-23T23:30", 2, date(2026, 10, 27)),
        ("2026-06-22T10:00", 1, date(2026, 6, 25)),
    ],
)
def test_in_so_many_working_days(cast, at, today, days, due):
    with at(today):
        row = ask_input(development=development(), in_days=days, by=cast.actor("owner"), **facts())
    assert row.due_on == due
    assert row.ref == "SI-2026-01"


def test_the_day_must_be_said_once(cast):
    row = development()
    with pytest.raises(Invalid):
        ask_input(development=row, by=cast.actor("owner"), **facts())
    with pytest.raises(Invalid) as refused:
        ask_input(development=row, in_days=2, due_on=date(2026, 3, 13), by=cast.actor("owner"), **facts())
    assert refused.value.field == "in_days"
    with pytest.raises(Invalid):
        ask_input(development=row, in_days=0, by=cast.actor("owner"), **facts())


def test_only_who_coordinates_asks(cast):
    for who in ("manager", "staff", "resolver", "partner_a", "auditor"):
        with pytest.raises(NotAllowed):
            asked(cast.owner, by=cast.actor(who))


def test_the_same_side_twice_is_refused(cast):
    with pytest.raises(Invalid):
        asked(None, to="ska")
    with pytest.raises(Invalid) as refused:
        asked(cast.resolver)
    assert refused.value.field == "giver"


def test_given_accepted(cast, at):
    row = asked(cast.owner)
    with at("2026-03-12T15:00"):
        row = give_input(input=row, text="Failid on kaustas", url="https://x.example/a", by=cast.actor("owner"))
        row = accept_input(input=row, by=cast.actor("resolver"))
    assert (row.state, row.given_on, row.final_on) == ("accepted", date(2026, 3, 12), date(2026, 3, 12))
    assert [turn.action for turn in row.turns.all()] == ["give", "accept"]
    assert AuditRecord.objects.filter(action="planning.accept_input").count() == 1


def test_given_returned_given_again(cast, at):
    row = asked(cast.owner)
    with at("2026-03-13T10:00"):
        row = give_input(input=row, text="Siin", by=cast.actor("owner"))
    with at("2026-03-16T10:00"), pytest.raises(Invalid) as refused:
        return_input(input=row, text=" ", by=cast.actor("resolver"))
    assert refused.value.field == "text"
    with at("2026-03-16T10:00"):
        row = return_input(input=row, text="testandmed puudu", by=cast.actor("resolver"))
    assert (row.state, row.was_returned, row.final_on) == ("returned", True, None)
    with at("2026-03-17T10:00"):
        row = give_input(input=row, text="Nüüd", by=cast.actor("owner"))
    assert (row.given_on, row.final_on) == (date(2026, 3, 13), date(2026, 3, 17))


def test_who_gave_never_accepts(cast):
    row = give_input(input=asked(cast.owner), text="Siin", by=cast.actor("owner"))
    for said_by in ("", "TEHIKu tiim"):
        with pytest.raises(NotAllowed):
            accept_input(input=row, said_by=said_by, by=cast.actor("owner"))
    row.refresh_from_db()
    assert row.state == "given"
    row = accept_input(input=row, said_by="TEHIKu tiimijuht", by=cast.actor("lead"))
    assert row.turns.last().said_by == "TEHIKu tiimijuht"
    assert row.turns.last().by_id is None


def test_a_substitute_who_gave_does_not_accept_either(cast, at):
    from accounts.selectors import actor_of
    from accounts.services import name_substitute

    with at("2026-03-10T10:00"):
        name_substitute(
            absent=cast.owner,
            substitute=cast.lead,
            from_on=date(2026, 3, 10),
            until_on=date(2026, 3, 12),
            reason="puhkus",
            by=cast.actor("manager"),
        )
        row = asked(cast.owner)
        acting = actor_of(cast.lead, acting_for_id=cast.owner.pk)
        row = give_input(input=row, text="Siin", by=acting)
        assert row.turns.last().by_id == cast.owner.pk
        with pytest.raises(NotAllowed):
            accept_input(input=row, said_by="tiim", by=cast.actor("lead"))


def test_another_side_is_written_down_with_a_name(cast):
    row = asked(None, giver_organisation=organisation("kov-a"))
    with pytest.raises(Invalid) as refused:
        give_input(input=row, text="Saadeti", by=cast.actor("owner"))
    assert refused.value.field == "said_by"
    row = give_input(input=row, text="Saadeti", said_by="valla juht", by=cast.actor("owner"))
    assert row.turns.get().said_by == "valla juht"


def test_days_are_written_down_for_others_only(cast, at):
    row = asked(None, giver_organisation=organisation("kov-a"))
    with at("2026-03-20T10:00"):
        with pytest.raises(Invalid):
            give_input(input=row, text="x", said_by="vald", on=date(2026, 3, 23), by=cast.actor("owner"))
        row = give_input(input=row, text="x", said_by="vald", on=date(2026, 3, 12), by=cast.actor("owner"))
        own = give_input(input=asked(cast.owner), text="x", on=date(2026, 3, 12), by=cast.actor("owner"))
    assert row.given_on == date(2026, 3, 12)
    assert own.given_on == date(2026, 3, 20), "nobody moves their own giving back"


def test_strangers_neither_give_nor_answer(cast):
    row = give_input(input=asked(cast.owner), text="Siin", by=cast.actor("owner"))
    for who in ("staff", "manager", "partner_a", "auditor"):
        with pytest.raises(NotAllowed):
            accept_input(input=row, said_by="x", by=cast.actor(who))


def test_the_second_answer_is_a_conflict(cast):
    row = give_input(input=asked(cast.owner), text="Siin", by=cast.actor("owner"))
    accept_input(input=row, by=cast.actor("resolver"))
    with pytest.raises(Conflict):
        return_input(input=row, text="puudu", by=cast.actor("resolver"))
    with pytest.raises(Conflict):
        accept_input(input=row, said_by="x", by=cast.actor("lead"))


def test_an_answer_to_what_was_given_before_is_a_conflict(cast):
    row = give_input(input=asked(cast.owner), text="Esimene", by=cast.actor("owner"))
    seen = row.turns.get().pk
    return_input(input=row, text="puudu", seen=seen, by=cast.actor("resolver"))
    row = give_input(input=row, text="Teine", by=cast.actor("owner"))
    with pytest.raises(Conflict):
        accept_input(input=row, seen=seen, by=cast.actor("resolver"))
    assert accept_input(input=row, seen=row.turns.last().pk, by=cast.actor("resolver")).state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_two_at_once():
    cast = long_standing("owner", "resolver")
    row = give_input(input=asked(cast.owner), text="Siin", by=cast.actor("owner"))
    colleague = person("teine-lahendaja", role="resolver", organisation_slug="tehik")
    from accounts.selectors import actor_of

    actors, start, told = [cast.actor("resolver"), actor_of(colleague)], Barrier(2), []

    def answer(by) -> None:
        start.wait()
        try:
            accept_input(input=row, by=by)
            told.append(200)
        except DomainError as error:
            told.append(error.status)
        finally:
            connection.close()

    threads = [Thread(target=answer, args=(by,)) for by in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [200, 409]
    assert row.turns.filter(action="accept").count() == 1


def test_another_day_needs_a_reason(cast):
    row = asked(cast.owner)
    with pytest.raises(Invalid) as refused:
        change_input(input=row, due_on=date(2026, 3, 16), by=cast.actor("owner"))
    assert refused.value.field == "reason"
    row = change_input(input=row, due_on=date(2026, 3, 16), reason="väljalase lükkus", by=cast.actor("owner"))
    assert row.due_on == date(2026, 3, 16)
    give_input(input=row, text="x", by=cast.actor("owner"))
    with pytest.raises(Conflict):
        change_input(input=row, what="muu", by=cast.actor("owner"))


def test_called_off_with_a_reason(cast):
    row = asked(cast.owner)
    with pytest.raises(Invalid):
        cancel_input(input=row, text="", by=cast.actor("owner"))
    assert cancel_input(input=row, text="ei ole vaja", by=cast.actor("owner")).state == "cancelled"
    with pytest.raises(Conflict):
        give_input(input=row, text="x", by=cast.actor("owner"))


def letters(key: str) -> list[str]:
    rows = Delivery.objects.filter(event_key__contains=key, channel="email")
    return sorted(rows.values_list("address", flat=True))


def test_reminders_are_told_once_and_to_who_stands_in(cast, at):
    from accounts.services import name_substitute

    with at("2026-03-02T10:00"):
        row = asked(cast.owner, due_on=date(2026, 3, 13))
        name_substitute(
            absent=cast.owner,
            substitute=cast.staff,
            from_on=date(2026, 3, 12),
            until_on=date(2026, 3, 16),
            reason="puhkus",
            by=cast.actor("lead"),
        )
    with at("2026-03-05T10:00"):
        assert remind_of_inputs() == 0
    with at("2026-03-06T10:00"):
        remind_of_inputs()
        remind_of_inputs()
    assert letters(".due-20260313-5") == ["owner@test.example"]
    with at("2026-03-12T10:00"):
        remind_of_inputs()
    assert letters(".due-20260313-1") == ["owner@test.example", "staff@test.example"]
    with at("2026-03-16T10:00"):
        remind_of_inputs()
        remind_of_inputs()
    assert letters(".due-20260313-0") == ["owner@test.example", "staff@test.example"]
    with at("2026-03-16T11:00"):
        row = give_input(input=row, text="x", by=cast.actor("owner"))
        assert remind_of_inputs() == 0


def test_those_concerned_hear(cast):
    resolver = cast.resolver
    row = give_input(input=asked(cast.owner), text="Failid", by=cast.actor("owner"))
    assert letters(f"input{row.pk}.given") == [resolver.email]
    return_input(input=row, text="testandmed puudu", by=cast.actor("resolver"))
    assert letters(f"input{row.pk}.returned") == ["owner@test.example"]
    body = Delivery.objects.filter(event_key__contains=f"input{row.pk}.returned").first().body
    assert "testandmed puudu" in body


def test_of_an_organisation_that_is_not_here_the_owner_hears(cast, at):
    owner = cast.owner
    with at("2026-03-12T10:00"):
        asked(None, giver_organisation=organisation("dev-s1"), by=SYSTEM)
        remind_of_inputs()
    assert letters(".due-") == [owner.email]
