"""Trainings and advice on pages and in the API."""

from __future__ import annotations

from datetime import date

import pytest

from planning.models import AdviceRequest, Registration, Training
from planning.services.advice import answer_advice
from planning.services.feedback import give_feedback
from planning.services.seats import register
from planning.services.trainings import cancel_training
from tests.factories import library
from tests.factories.catalogue import component
from tests.factories.planning_trainings import advice, held, training

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_coming_ones_first_then_the_last_of_the_past(as_, cast, at):
    with at("2026-01-05T09:00"):
        training(title="Vana", held_on=date(2026, 2, 2))
        training(title="Hiljutine", held_on=date(2026, 11, 2))
    training(title="Kaugem", held_on=date(2027, 1, 4))
    training(title="Lähim", held_on=date(2026, 11, 24))
    page = text_of(as_("staff"), "/trainings/")
    places = [page.index(f">{title}<") for title in ("Lähim", "Kaugem", "Hiljutine", "Vana")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("when=ahead", {"Tulev"}),
        ("when=past", {"Möödunud"}),
        ("state=unmarked", {"Möödunud"}),
        ("mine=yes", {"Tulev"}),
        ("mine=no", {"Möödunud"}),
        ("audience=staff", {"Möödunud"}),
        ("language=ru", {"Tulev"}),
        ("year=2025", {"Möödunud"}),
        ("q=tul", {"Tulev"}),
        ("component=aut-tara", {"Tulev"}),
    ],
)
def test_filters(as_, cast, at, query, found):
    with at("2025-01-05T09:00"):
        training(title="Möödunud", held_on=date(2025, 2, 3), audience="staff")
    guide = library.in_force(library.guide(components=[component()])).document
    row = training(title="Tulev", language="ru", materials=[guide])
    register(training=row, by=cast.actor("staff"))
    page = text_of(as_("staff"), f"/trainings/?{query}")
    assert {title for title in ("Tulev", "Möödunud") if f">{title}<" in page} == found


def test_lists_as_files_are_the_agencys(as_, cast):
    training(title="=Valem")
    answer = as_("staff").get("/trainings/?format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=Valem" in answer.content.decode()
    assert as_("staff").get("/trainings/?format=xlsx").status_code == 200
    client = as_("partner_a")
    assert client.get("/trainings/?format=csv").status_code == 403
    assert "format=csv" not in text_of(client, "/trainings/")


def test_names_are_of_ones_own_organisation_only(as_, cast):
    row = training(seats=3)
    register(training=row, is_own_seat=False, names=["Mari Maasikas"], by=cast.actor("partner_a"))
    register(training=row, is_own_seat=False, names=["Jaan Jõgi"], by=cast.actor("partner_b"))
    client = as_("partner_a")
    page = text_of(client, f"/trainings/{row.ref}/")
    assert "Mari Maasikas" in page
    assert "Jaan Jõgi" not in page
    names = [one["name"] for one in client.get(f"/api/v1/trainings/{row.ref}/registrations/").json()]
    assert names == ["Mari Maasikas"]
    other = Registration.objects.get(name="Jaan Jõgi")
    assert client.post(f"/trainings/{row.ref}/seats/{other.pk}/cancel/").status_code == 404
    assert "Jaan Jõgi" in text_of(as_("staff"), f"/trainings/{row.ref}/")


def test_a_seat_by_a_button_and_given_up(as_, cast):
    row = training(seats=1)
    client = as_("partner_a")
    page = client.post(f"/trainings/{row.ref}/seat/", follow=True).content.decode()
    assert "1 koht on võetud." in page
    assert client.post(f"/trainings/{row.ref}/seat/").status_code == 409
    seat = Registration.objects.get()
    assert "ootejärjekorras" in as_("staff").post(f"/trainings/{row.ref}/seat/", follow=True).content.decode()
    as_("partner_a").post(f"/trainings/{row.ref}/seats/{seat.pk}/cancel/")
    assert Registration.objects.get(person=cast.user("staff")).state == "registered"


def test_what_was_typed_is_kept(as_, cast):
    row = training()
    client = as_("partner_a")
    url = f"/trainings/{row.ref}/register/"
    answer = client.post(url, {"names": "Mari\nmari"})
    assert answer.status_code == 422
    assert "mari on juba registreeritud" in answer.content.decode()
    answer = client.post(url, {"names": "Mari\nJaan", "is_own_seat": "on"})
    assert answer.status_code == 302
    assert Registration.objects.count() == 3
    cancel_training(training=row, reason="haigus", by=cast.actor("owner"))
    answer = client.post(url, {"names": "Mai Mets"})
    assert (answer.status_code, "Mai Mets" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("seats", ["0", "1000000", "-1", "x", "9" * 30])
def test_seats_that_do_not_fit(as_, seats):
    given = {"title": "Kursus", "held_on": "2026-12-03", "days": "1", "audience": "staff", "language": "et"}
    answer = as_("owner").post("/trainings/new/", {**given, "seats": seats})
    assert answer.status_code == 422
    assert 'value="Kursus"' in answer.content.decode()
    assert not Training.objects.exists()


def test_written_down_changed_and_begun_from_a_cancelled_one(as_, cast):
    client = as_("owner")
    guide = library.in_force(library.guide()).document
    given = {"title": "Kursus", "held_on": "2026-12-03", "starts_at_time": "10:00", "days": "0.5", "audience": "staff"}
    given |= {"language": "et", "seats": "5", "is_planned": "on", "materials": guide.pk}
    url = client.post("/trainings/new/", given).url
    row = Training.objects.get()
    assert list(row.materials.all()) == [guide]
    client.post(f"{url}edit/", {**given, "seats": "7"})
    row.refresh_from_db()
    assert row.seats == 7
    assert client.post(f"{url}cancel/", {"reason": "haigus", "again_on": "2027-01-14"}).url == url
    assert 'value="2027-01-14"' in text_of(client, f"/trainings/new/?like={row.ref}")
    assert client.post(f"{url}edit/", given).status_code == 409


def test_materials_are_those_that_the_reader_may_see(as_, cast):
    staff_only = library.in_force(library.guide("sisemine", title={"et": "Sisemine juhend"})).document
    public = library.in_force(library.document("avalik", title={"et": "Avalik kirjeldus"}), "2.0").document
    row = training(materials=[staff_only, public, library.guide("kavand", title={"et": "Alles kavand"})])
    page = text_of(as_("partner_a"), f"/trainings/{row.ref}/")
    assert ("Avalik kirjeldus" in page, "Sisemine juhend" in page) == (True, False)
    assert as_("partner_a").get(f"/api/v1/trainings/{row.ref}/").json()["materials"] == ["avalik"]
    page = text_of(as_("staff"), f"/trainings/{row.ref}/")
    assert "Sisemine juhend" in page
    assert "Alles kavand" not in page


def test_calendar_file(as_, cast):
    row = training(title="Kursus; Tartus", held_on=date(2026, 12, 3), starts_at_time="10:00", place="Tartu, 1")
    answer = as_("partner_a").get(f"/trainings/{row.ref}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = b"".join(answer.streaming_content).decode().split("\r\n")
    assert {"DTSTART:20261203T080000Z", "DTEND:20261203T160000Z", "SUMMARY:Kursus\\; Tartus"} <= set(lines)
    assert {"LOCATION:Tartu\\, 1", "STATUS:CONFIRMED", "SEQUENCE:0"} <= set(lines)
    cancel_training(training=row, reason="haigus", by=cast.actor("owner"))
    lines = b"".join(as_("staff").get(f"/trainings/{row.ref}/calendar.ics").streaming_content).decode().split("\r\n")
    assert {"STATUS:CANCELLED", "SEQUENCE:1"} <= set(lines)
    days = training(held_on=date(2026, 12, 3), days=2)
    body = b"".join(as_("staff").get(f"/trainings/{days.ref}/calendar.ics").streaming_content).decode()
    assert "DTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261205" in body


def test_attendance_and_feedback_without_names(as_, cast, at):
    row = training()
    mine = register(training=row, by=cast.actor("partner_a"))[0]
    register(training=row, is_own_seat=False, names=["Mari", "Mai"], by=cast.actor("partner_a"))
    assert as_("owner").post(f"/trainings/{row.ref}/attendance/", {"present": [mine.pk]}).status_code == 409
    with at("2026-11-30T17:00"):
        client = as_("owner")
        assert client.post(f"/trainings/{row.ref}/attendance/", {"present": [10**9]}).status_code == 422
        ids = list(row.registrations.values_list("pk", flat=True))
        assert client.post(f"/trainings/{row.ref}/attendance/", {"present": ids}).status_code == 302
        client.post(f"/trainings/{row.ref}/ratings/", {"n4": "2"})
        assert client.post(f"/trainings/{row.ref}/ratings/", {"n4": "1"}).status_code == 422
        client = as_("partner_a")
        url = f"/trainings/{row.ref}/feedback/"
        answer = client.post(url, {"rating": "6", "comment": "Väga hea"})
        assert (answer.status_code, "Väga hea" in answer.content.decode()) == (422, True)
        client.post(url, {"rating": "5", "comment": "Väga hea"})
        answer = client.post(url, {"rating": "5", "comment": "Veel"})
        assert (answer.status_code, "Veel" in answer.content.decode()) == (409, True)
        page = text_of(as_("staff"), f"/trainings/{row.ref}/")
        assert "Väga hea" in page
        assert "<b>4,3</b>" in page
        assert "Väga hea" not in text_of(as_("partner_b"), f"/trainings/{row.ref}/")


def test_feedback_of_who_was_not_there(as_, cast):
    row = training()
    register(training=row, by=cast.actor("staff"))
    held(row)
    answer = as_("partner_a").post(f"/trainings/{row.ref}/feedback/", {"rating": "5", "comment": "Olin seal"})
    assert (answer.status_code, "Olin seal" in answer.content.decode()) == (409, True)
    give_feedback(training=row, rating=5, by=cast.actor("staff"))


def test_seats_by_the_api(as_, cast):
    row = training(seats=1)
    client = as_("partner_a")
    url = f"/api/v1/trainings/{row.ref}/"
    answer = client.post(f"{url}register/", {"names": ["Mari"]}, content_type="application/json")
    assert [one["state"] for one in answer.json()] == ["registered", "waiting"]
    assert (client.get(url).json()["mine"], client.get(url).json()["waiting"]) == ("registered", 1)
    assert client.post(f"{url}register/", {}, content_type="application/json").status_code == 409
    assert client.post(f"{url}cancel/", {}, content_type="application/json").json()["state"] == "cancelled"
    assert client.post(f"{url}cancel/", {}, content_type="application/json").status_code == 409
    assert Registration.objects.get(name="Mari").state == "registered"
    given = {"registration": Registration.objects.get(name="Mari").pk}
    assert as_("partner_b").post(f"{url}cancel/", given, content_type="application/json").status_code == 404


def test_asked_answered_and_made_a_guide(as_, cast):
    client = as_("partner_a")
    answer = client.post("/advice/new/", {"question": "x" * 100_000})
    assert (answer.status_code, "x" * 100_000 in answer.content.decode()) == (422, True)
    url = client.post("/advice/new/", {"question": "Kuidas välja logida?"}).url
    client = as_("owner")
    assert "Kuidas välja logida?" in text_of(client, "/")
    assert client.post(f"{url}answer/", {"answer": " "}).status_code == 422
    assert client.post(f"{url}answer/", {"answer": "Vajutage nuppu."}).url == url
    assert "Kuidas välja logida?" not in text_of(client, "/")
    guide = client.post(f"{url}guide/", {"title": "Väljalogimine"}).url
    assert guide.startswith("/library/guide-n-2026-01/")
    page = text_of(as_("partner_a"), url)
    assert "Vajutage nuppu." in page
    assert "/library/guide" not in page, "a draft is not theirs to read"
    assert as_("partner_a").get("/api/v1/advice/N-2026-01/").json()["guide"] is None
    assert as_("owner").get("/api/v1/advice/N-2026-01/").json()["guide"] == "guide-n-2026-01"
    assert text_of(as_("staff"), "/advice/?q=nuppu").count("/advice/N-2026-01/") == 1


def test_others_questions_are_not_seen(as_, cast):
    row = advice(cast.actor("partner_a"), "Meie oma mure")
    for who in ("partner_b", "resolver"):
        client = as_(who)
        assert "Meie oma mure" not in text_of(client, "/advice/")
        assert client.get(f"/advice/{row.ref}/").status_code == 404
        assert client.get("/api/v1/advice/").json()["count"] == 0
    assert as_("partner_a").post(f"/advice/{row.ref}/withdraw/").status_code == 302
    assert AdviceRequest.objects.get().state == "withdrawn"


def test_late_ones(as_, cast, at):
    with at("2026-11-16T09:00"):
        advice(cast.actor("staff"), "Hilinenud")
        evening = advice(cast.actor("staff"), "Õhtul vastatud")
    with at("2026-11-17T20:00"):
        answer_advice(advice=evening, answer="Nii.", by=cast.actor("owner"))
    advice(cast.actor("staff"), "Uus")
    page = text_of(as_("owner"), "/advice/?state=late")
    assert [title in page for title in ("Hilinenud", "Õhtul vastatud", "Uus")] == [True, False, False]


def test_on_others_pages(as_, cast, at):
    part = component()
    guide = library.in_force(library.guide(components=[part])).document
    row = training(title="Tulev kursus", materials=[guide])
    register(training=row, by=cast.actor("staff"))
    assert "Tulev kursus" in text_of(as_("staff"), f"/components/{part.slug}/")
    assert "Tulev kursus" in text_of(as_("staff"), "/")
    assert "Tulev kursus" not in text_of(as_("owner"), "/")
    with at("2026-12-07T09:00"):
        page = text_of(as_("owner"), "/")
        assert "osalemine märkimata" in page
        assert "Tulev kursus" not in text_of(as_("staff"), "/")
