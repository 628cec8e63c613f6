"""Trainings, seats, attendance and feedback through the services."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from notifications.models import Delivery
from planning.models import Registration, Training
from planning.services.feedback import enter_ratings, give_feedback
from planning.services.seats import cancel_registration, register
from planning.services.training_reminders import remind_of_trainings
from planning.services.trainings import cancel_training, change_training, mark_attendance
from tests.factories.people import organisation
from tests.factories.planning_trainings import held, training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(request, at):
    with at("2026-11-23T09:00"):
        yield


def states(row: Training) -> list[str]:
    return list(row.registrations.order_by("pk").values_list("state", flat=True))


def letters(user, about: Training) -> list[str]:
    rows = Delivery.objects.filter(channel="inbox", user=user, about=f"training:{about.ref}")
    return list(rows.order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize("who", ["manager", "staff", "resolver", "partner_a", "auditor", "admin"])
def test_who_holds_no_trainings(cast, who):
    row = training()
    for act in (
        lambda by: training(by=by),
        lambda by: change_training(training=row, seats=3, by=by),
        lambda by: cancel_training(training=row, reason="x", by=by),
        lambda by: mark_attendance(training=row, present=[], by=by),
        lambda by: enter_ratings(training=row, counts={5: 1}, by=by),
    ):
        with pytest.raises(NotAllowed):
            act(cast.actor(who))
    assert Training.objects.get().state == "planned"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"seats": 0}, "seats"),
        ({"seats": 1_000_000}, "seats"),
        ({"held_on": date(2026, 11, 22)}, "held_on"),
        ({"held_on": date(9999, 1, 1)}, "held_on"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"about": "x" * 4001}, "about"),
        ({"audience": "kõik"}, "audience"),
    ],
)
def test_what_does_not_fit(cast, facts, field):
    with pytest.raises(Invalid) as refused:
        training(by=cast.actor("owner"), **facts)
    assert refused.value.field == field
    assert not Training.objects.exists()


def test_references_are_counted_and_given_ones_are_kept(cast):
    assert training().ref == "K-2026-01"
    assert training(ref="K-01").ref == "K-01"
    assert training(held_on=date(2027, 1, 4)).ref == "K-2027-01"
    with pytest.raises(Conflict):
        training(ref="K-01")


def test_seats_run_out_and_the_first_who_waits_moves_up(cast):
    row = training(seats=2)
    a, b, staff = (register(training=row, by=cast.actor(who))[0] for who in ("partner_a", "partner_b", "staff"))
    (late,) = register(training=row, by=cast.actor("lead"))
    assert states(row) == ["registered", "registered", "waiting", "waiting"]
    cancel_registration(registration=a, by=cast.actor("partner_a"))
    assert states(row) == ["cancelled", "registered", "registered", "waiting"]
    assert letters(cast.user("staff"), row)
    assert not letters(cast.user("lead"), row)
    change_training(training=row, seats=3, by=cast.actor("owner"))
    late.refresh_from_db()
    assert late.state == "registered"
    with pytest.raises(Invalid) as refused:
        change_training(training=row, seats=2, by=cast.actor("owner"))
    assert refused.value.field == "seats"
    with pytest.raises(Conflict):
        cancel_registration(registration=a, by=cast.actor("partner_a"))
    assert register(training=row, by=cast.actor("partner_a"))[0].state == "waiting", "who gave up may come again"
    assert {b.state, staff.state} == {"registered", "waiting"}


def test_colleagues_by_name(cast):
    row, by = training(seats=2), cast.actor("partner_a")
    rows = register(training=row, is_own_seat=False, names=["Mari  Maasikas", "Jaan Jõgi", "Mai Mets"], by=by)
    assert [(one.name, one.state) for one in rows] == [
        ("Mari Maasikas", "registered"),
        ("Jaan Jõgi", "registered"),
        ("Mai Mets", "waiting"),
    ]
    assert {one.organisation.slug for one in rows} == {"kov-a"}
    cancel_registration(registration=rows[0], by=by)
    (subject,) = letters(cast.user("partner_a"), row)
    assert "Koht vabanes" in subject
    body = Delivery.objects.get(channel="inbox", user=cast.user("partner_a"), about=f"training:{row.ref}").body
    assert "Mai Mets" in body
    with pytest.raises(NotAllowed):
        cancel_registration(registration=rows[1], by=cast.actor("partner_b"))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"is_own_seat": False}, "names"),
        ({"names": ["Mari", "mari"]}, "names"),
        ({"names": ["x" * 151]}, "names"),
        ({"names": [f"N {n}" for n in range(201)]}, "names"),
        ({"names": ["Mari"], "organisation": "kov-b"}, "organisation"),
    ],
)
def test_names_that_do_not_fit(cast, facts, field):
    row = training()
    if "organisation" in facts:
        facts = {**facts, "organisation": organisation(facts["organisation"])}
    with pytest.raises(Invalid) as refused:
        register(training=row, by=cast.actor("partner_a"), **facts)
    assert refused.value.field == field
    assert not Registration.objects.exists(), "all of it or nothing"


def test_personal_codes_in_names_are_masked(cast):
    (row,) = register(training=training(), is_own_seat=False, names=["Mari 37605030299"], by=cast.actor("partner_a"))
    assert row.name == "Mari [isikukood]"


def test_twice_after_the_day_and_for_a_cancelled_one(cast, at):
    row, by, staff = training(), cast.actor("partner_a"), cast.actor("staff")
    (mine,) = register(training=row, by=by)
    with pytest.raises(Conflict, match="juba registreeritud"):
        register(training=row, by=by)
    with at("2026-12-01T09:00"):
        for act in (
            lambda: register(training=row, by=staff),
            lambda: cancel_registration(registration=mine, by=by),
        ):
            with pytest.raises(Conflict, match="möödas"):
                act()
    cancel_training(training=row, reason="koolitaja haigus", again_on=date(2027, 1, 14), by=cast.actor("owner"))
    with pytest.raises(Conflict, match="tühistatud"):
        register(training=row, by=staff)
    assert len(letters(cast.user("partner_a"), row)) == 1
    row.refresh_from_db()
    assert (row.cancelled_because, row.again_on) == ("koolitaja haigus", date(2027, 1, 14))
    with pytest.raises(Conflict):
        cancel_training(training=row, reason="veel", by=cast.actor("owner"))


@pytest.mark.parametrize(
    ("facts", "field"), [({"reason": " "}, "reason"), ({"again_on": date(2026, 11, 23)}, "again_on")]
)
def test_cancelling_says_why(cast, facts, field):
    with pytest.raises(Invalid) as refused:
        cancel_training(training=training(), by=cast.actor("owner"), **{"reason": "haigus", **facts})
    assert refused.value.field == field


def test_another_day_is_told(cast):
    row = training()
    register(training=row, by=cast.actor("partner_a"))
    change_training(training=row, about="Täpsustatud", by=cast.actor("owner"))
    assert not letters(cast.user("partner_a"), row)
    change_training(training=row, held_on=date(2026, 12, 14), by=cast.actor("owner"))
    (subject,) = letters(cast.user("partner_a"), row)
    assert "14.12.2026" in subject


def test_reminded_once_three_days_ahead_in_ones_own_language(cast, at):
    row = training(held_on=date(2026, 12, 3), starts_at_time="10:00")
    person = cast.user("partner_a")
    person.language = "ru"
    person.save()
    register(training=row, names=["Mari"], by=cast.actor("partner_a"))
    with at("2026-11-29T12:00"):
        assert remind_of_trainings() == 0
    with at("2026-11-30T12:00"):
        assert (remind_of_trainings(), remind_of_trainings()) == (1, 0)
    (letter,) = Delivery.objects.filter(channel="inbox", user=person)
    assert "через 3 дня" in letter.subject
    assert "Mari" in letter.body
    change_training(training=row, held_on=date(2026, 12, 4), by=SYSTEM)
    with at("2026-12-01T12:00"):
        assert remind_of_trainings() == 1, "another day arms it anew"


def test_attendance_and_feedback(cast, at):
    row = training()
    mine = register(training=row, by=cast.actor("partner_a"))[0]
    other = register(training=row, by=cast.actor("partner_b"))[0]
    register(training=row, is_own_seat=False, names=["Mari", "Mai"], by=cast.actor("partner_a"))
    with pytest.raises(Conflict, match="päev on käes"):
        mark_attendance(training=row, present=[], by=cast.actor("owner"))
    with pytest.raises(Conflict):
        give_feedback(training=row, rating=5, by=cast.actor("partner_a"))
    held(row, absent=(other.pk,))
    with pytest.raises(Conflict, match="osalesid"):
        give_feedback(training=row, rating=5, by=cast.actor("partner_b"))
    for rating in (6, 0, "5"):
        with pytest.raises(Invalid) as refused:
            give_feedback(training=row, rating=rating, by=cast.actor("partner_a"))
        assert refused.value.field == "rating"
    with pytest.raises(Invalid) as refused:
        give_feedback(training=row, rating=5, comment="x" * 2001, by=cast.actor("partner_a"))
    assert refused.value.field == "comment"
    give_feedback(training=row, rating=5, comment="Hea", by=cast.actor("partner_a"))
    with pytest.raises(Conflict, match="juba andnud"):
        give_feedback(training=row, rating=1, by=cast.actor("partner_a"))
    mine.refresh_from_db()
    assert (mine.rating, mine.comment) == (5, "Hea")
    said = AuditRecord.objects.get(action="planning.give_feedback")
    assert said.changes == {}, "that it was given, not what"
    with at("2026-12-01T09:00"), pytest.raises(Invalid, match="Tagasiside andnut"):
        mark_attendance(training=row, present=[], by=cast.actor("owner"))


def test_ratings_on_paper(cast):
    row, by = training(), cast.actor("owner")
    register(training=row, is_own_seat=False, names=["Mari", "Mai", "Jaan"], organisation=organisation("kov-a"), by=by)
    with pytest.raises(Conflict):
        enter_ratings(training=row, counts={5: 1}, by=by)
    held(row)
    for counts in ({}, {6: 1}, {5: -1, 4: 2}, {5: 4}):
        with pytest.raises(Invalid):
            enter_ratings(training=row, counts=counts, by=by)
    assert enter_ratings(training=row, counts={5: 1, 3: 1}, by=by) == 2
    assert enter_ratings(training=row, counts={4: 1}, by=by) == 1
    assert sorted(row.registrations.values_list("rating", flat=True)) == [3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_two_want_the_last_seat_at_once(cast):
    row = training(seats=1, held_on=clock.today() + timedelta(7))
    actors, gate = [cast.actor("partner_a"), cast.actor("partner_b")], Barrier(2)
    now = clock.now()

    def take(by):
        gate.wait(5)
        try:
            with clock.at(now):
                return register(training=row, by=by)[0].state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(take, actors))
    assert sorted(found) == ["registered", "waiting"]
    assert sorted(states(row)) == ["registered", "waiting"]


def test_the_holder_names_people_of_any_organisation(cast):
    rows = register(
        training=training(),
        is_own_seat=False,
        names=["Mari"],
        organisation=organisation("kov-b"),
        by=cast.actor("owner"),
    )
    assert rows[0].organisation.slug == "kov-b"
