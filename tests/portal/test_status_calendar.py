"""The public calendar of planned work (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta

import pytest

from components.services import cancel_maintenance, move_maintenance, plan_maintenance
from core import clock, ical
from core.fields import Translated
from notifications import services
from tests.factories.status import WORDS, work

pytestmark = pytest.mark.django_db


def lines(client, lang: str = "et") -> list[str]:
    answer = client.get(f"/status/maintenance.ics?lang={lang}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    for line in raw.split(b"\r\n"):
        line.decode()  # no character is cut in two
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def events(client, lang: str = "et") -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in lines(client, lang):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


def test_an_event_keeps_its_uid_and_counts_its_changes(client, cast, tara, settings):
    by, start = cast.actor("owner"), clock.now() + timedelta(days=10)
    title = Translated(et="Uus sertifikaat; TARA, GovSSO", en="New certificate")
    planned = plan_maintenance(
        title=title, components=[tara], starts_at=start, ends_at=start + timedelta(hours=1), by=by
    )
    (first,) = events(client)
    assert first["SUMMARY"] == r"Uus sertifikaat\; TARA\, GovSSO"
    assert (first["SEQUENCE"], first["STATUS"]) == ("0", "CONFIRMED")
    settings.PORTAL_URL = "https://uus.example"
    later = start + timedelta(days=1)
    move_maintenance(maintenance=planned, starts_at=later, ends_at=later + timedelta(hours=1), by=by)
    (moved,) = events(client, "en")
    assert (moved["UID"], moved["SEQUENCE"], moved["SUMMARY"]) == (first["UID"], "1", "New certificate")
    assert moved["DTSTART"] == later.strftime("%Y%m%dT%H%M%SZ")
    assert moved["URL"].startswith("https://uus.example/")
    assert moved["LAST-MODIFIED"] >= first["LAST-MODIFIED"]
    cancel_maintenance(maintenance=planned, by=by)
    (off,) = events(client)
    assert (off["UID"], off["SEQUENCE"], off["STATUS"]) == (first["UID"], "2", "CANCELLED")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2027-03-27T22:00", "20270327T200000Z"),  # the night before the spring change: UTC+2
        ("2027-03-28T22:00", "20270328T190000Z"),  # the night after: UTC+3
        ("2026-10-24T22:00", "20261024T190000Z"),
        ("2026-10-25T22:00", "20261025T200000Z"),
    ],
)
def test_a_change_of_clocks_moves_no_work(client, tara, at, local, utc):
    with at("2026-10-20T10:00"):
        start = clock.parse_local(local)
        made = work(tara, 0, "Öine töö")
        made.starts_at, made.ends_at = start, start + timedelta(hours=10)
        made.save()
        (found,) = events(client)
    assert found["DTSTART"] == utc
    lasted = datetime.strptime(found["DTEND"], "%Y%m%dT%H%M%SZ") - datetime.strptime(utc, "%Y%m%dT%H%M%SZ")
    assert lasted == timedelta(hours=10)


def test_long_words_are_folded_and_escaped(client, cast, tara):
    planned = work(tara, 24, "Õhtune hooldus: " + "õäöüšž " * 40)
    body = Translated(et="Esimene rida;\r\nteine, rida\\\x00\x07")
    services.publish_notice(
        services.draft_notice(
            kind="maintenance",
            title=WORDS,
            topics=["component:tara"],
            about=f"maintenance:{planned.public_id}",
            by=cast.actor("lead"),
        ),
        body=Translated(et=body["et"].replace("\x00", "")),
        late_reason="katse",
        by=cast.actor("lead"),
    )
    (found,) = events(client)
    assert found["DESCRIPTION"] == r"Komponendid: TARA-liides\nEsimene rida\;\nteine\, rida\\"


def test_folding_counts_octets():
    folded = ical.folded("SUMMARY:" + "õ" * 100)
    assert [len(line) for line in folded.split(b"\r\n")] == [74, 75, 61, 0]
    assert folded.replace(b"\r\n ", b"").decode() == "SUMMARY:" + "õ" * 100 + "\r\n"


def test_no_work_is_an_empty_calendar(client, db):
    assert lines(client)[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]


def test_only_production_is_in_the_calendar_and_history_ends(client, tara):
    work(tara, 5, environment="test")
    work(tara, -24 * 100)
    assert events(client) == []


def test_asked_since_when_nothing_changed(client, cast, tara):
    planned = work(tara, 24)
    first = client.get("/status/maintenance.ics")
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/status/maintenance.ics", headers=since).status_code == 304
    with clock.at(clock.now() + timedelta(seconds=2)):
        cancel_maintenance(maintenance=planned, by=cast.actor("owner"))
    planned.history.update(history_date=clock.now() + timedelta(seconds=2))
    assert client.get("/status/maintenance.ics", headers=since).status_code == 200
