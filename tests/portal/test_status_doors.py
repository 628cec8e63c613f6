"""What machines read: Statuspage's JSON, the feed, the calendar, the badges."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from components.services import cancel_maintenance, move_maintenance, plan_maintenance
from core import clock, ical
from core.fields import Translated
from monitoring.models import CheckState
from notifications import services
from tests.factories import catalogue
from tests.factories.letters import NEXT
from tests.factories.status import WORDS, publish, watched, work

pytestmark = pytest.mark.django_db
DOORS = ("summary", "status", "components", "incidents", "incidents/unresolved")
DOORS += tuple(f"scheduled-maintenances{end}" for end in ("", "/upcoming", "/active"))
ATOM = "{http://www.w3.org/2005/Atom}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def api(client, door: str) -> dict:
    return client.get(f"/status/api/v2/{door}.json").json()


# --- the form of Statuspage's API v2: what its typed clients ask of every field
def text(value):
    return isinstance(value, str)


def flag(value):
    return isinstance(value, bool)


def number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def stamp(value):
    return isinstance(value, str) and bool(STAMP.fullmatch(value))


def one_of(*words):
    return lambda value: value in words


def maybe(kind):
    return lambda value: value is None or kind(value)


def rows_of(form):
    return lambda value: isinstance(value, list) and all(fits(one, form) for one in value)


def fits(value: dict, form: dict) -> bool:
    wrong = [key for key, kind in form.items() if key not in value or not kind(value[key])]
    assert not wrong, (wrong, value)
    return True


STAGES = ("investigating", "identified", "monitoring", "resolved", "postmortem")
WORK_STAGES = ("scheduled", "in_progress", "verifying", "completed")
PAGE = {"id": text, "name": text, "url": text, "time_zone": text, "updated_at": stamp}
STATUS = {"indicator": one_of("none", "minor", "major", "critical", "maintenance"), "description": text}
COMPONENT = {
    "id": text,
    "name": text,
    "status": one_of("operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"),
    "created_at": stamp,
    "updated_at": stamp,
    "position": number,
    "description": maybe(text),
    "showcase": flag,
    "start_date": maybe(text),
    "group_id": maybe(text),
    "page_id": text,
    "group": flag,
    "only_show_if_degraded": flag,
}
UPDATE = {
    "id": text,
    "status": one_of(*STAGES, *WORK_STAGES),
    "body": text,
    "incident_id": text,
    "created_at": stamp,
    "updated_at": stamp,
    "display_at": stamp,
}
INCIDENT = {
    "id": text,
    "name": text,
    "status": one_of(*STAGES),
    "created_at": stamp,
    "updated_at": stamp,
    "monitoring_at": maybe(stamp),
    "resolved_at": maybe(stamp),
    "impact": one_of("none", "minor", "major", "critical"),
    "shortlink": text,
    "started_at": stamp,
    "page_id": text,
    "incident_updates": rows_of(UPDATE),
    "components": rows_of(COMPONENT),
}
WORK = {
    **INCIDENT,
    "status": one_of(*WORK_STAGES),
    "impact": one_of("maintenance"),
    "scheduled_for": stamp,
    "scheduled_until": stamp,
}
ANSWER = {
    "page": lambda value: fits(value, PAGE),
    "status": lambda value: fits(value, STATUS),
    "components": rows_of(COMPONENT),
    "incidents": rows_of(INCIDENT),
    "scheduled_maintenances": rows_of(WORK),
}
KEYS = {
    "summary": set(ANSWER),
    "status": {"page", "status"},
    "components": {"page", "components"},
    "incidents": {"page", "incidents"},
    "incidents/unresolved": {"page", "incidents"},
}


@pytest.fixture
def busy(cast, tara):
    """Troubles open and over, work behind, now and ahead, a component watched and one that nobody watches."""
    watched(tara)
    catalogue.component("teine")
    over = publish(cast, impact="minor")
    services.end_notice(over, body=WORDS, by=cast.actor("owner"))
    open_one = publish(cast, impact="major")
    services.add_update(open_one, body=WORDS, stage="monitoring", **NEXT, by=cast.actor("owner"))
    for hours in (-50, -1, 48):
        work(tara, hours)
    return open_one


@pytest.mark.parametrize("door", DOORS)
def test_every_door_has_the_form_of_statuspage(client, busy, door):
    found = api(client, door)
    assert set(found) == KEYS.get(door, {"page", "scheduled_maintenances"})
    assert fits(found, {key: ANSWER[key] for key in found})


@pytest.mark.parametrize("door", DOORS)
def test_also_where_there_is_nothing(client, db, door):
    found = api(client, door)
    assert fits(found, {key: ANSWER[key] for key in found})


def test_a_trouble_from_first_word_to_last(client, cast, tara):
    watched(tara)
    assert api(client, "status")["status"]["indicator"] == "none"
    notice = publish(cast, impact="major")
    services.add_update(notice, body=WORDS, stage="identified", **NEXT, by=cast.actor("owner"))
    found = api(client, "summary")
    assert found["status"]["indicator"] == "major"
    assert [(one["id"], one["status"]) for one in found["components"]] == [("tara", "partial_outage")]
    assert "Sotsiaalkindlustusamet" in found["components"][0]["description"]
    (incident,) = api(client, "incidents/unresolved")["incidents"]
    assert (incident["id"], incident["status"], incident["impact"]) == (notice.public_id, "identified", "major")
    assert [update["status"] for update in incident["incident_updates"]] == ["identified", "investigating"]
    assert [one["name"] for one in incident["components"]] == ["TARA-liides"]
    services.end_notice(notice, body=WORDS, by=cast.actor("owner"))
    assert api(client, "incidents/unresolved")["incidents"] == []
    assert [one["status"] for one in api(client, "incidents")["incidents"]] == ["resolved"]
    assert cast.owner.name not in client.get("/status/api/v2/incidents.json").content.decode()


def test_maintenances(client, cast, tara):
    for hours in (-50, -1, 48):
        work(tara, hours)
    work(tara, 60, state="cancelled")
    for door, states in (
        ("", ["in_progress", "scheduled", "completed"]),
        ("/upcoming", ["scheduled"]),
        ("/active", ["in_progress"]),
    ):
        rows = api(client, f"scheduled-maintenances{door}")["scheduled_maintenances"]
        assert [one["status"] for one in rows] == states
    assert [one["status"] for one in api(client, "summary")["scheduled_maintenances"]] == ["in_progress", "scheduled"]
    assert api(client, "components")["components"][0]["status"] == "under_maintenance"
    assert api(client, "status")["status"]["indicator"] == "maintenance"
    assert client.get("/status/api/v2/none.json").status_code == 404


def test_a_maintenance_has_the_words_of_its_notice(client, cast, tara):
    planned = work(tara, 48)
    about = f"maintenance:{planned.public_id}"
    notice = publish(cast, kind="maintenance", about=about, starts_at=planned.starts_at, ends_at=planned.ends_at)
    (found,) = api(client, "scheduled-maintenances")["scheduled_maintenances"]
    assert [one["body"] for one in found["incident_updates"]] == ["TARA on häiritud"]
    assert found["incident_updates"][0]["incident_id"] == planned.public_id
    assert found["shortlink"].endswith(f"/status/{notice.public_id}/")
    assert api(client, "incidents")["incidents"] == []


def test_a_notice_of_work_without_a_row_is_planned_work_too(client, cast, tara):
    start = clock.now() + timedelta(days=2)
    notice = publish(cast, kind="maintenance", starts_at=start, ends_at=start + timedelta(hours=1))
    (found,) = api(client, "scheduled-maintenances/upcoming")["scheduled_maintenances"]
    assert (found["id"], found["components"][0]["id"]) == (notice.public_id, "tara")


def test_what_is_not_known_any_more_is_never_operational(client, tara):
    watched(tara, ago=timedelta(hours=1))
    (found,) = api(client, "components")["components"]
    assert found["status"] == "degraded_performance"
    assert "Teadmata" in found["description"]
    assert api(client, "status")["status"]["indicator"] == "minor"


ADDRESSES = (
    "/status/api/v2/summary.json",
    "/status/feed.atom",
    "/status/maintenance.ics",
    "/status/badge/tara.svg",
    "/status/badge/tara.json",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_cacheable_and_asked_again_for_nothing(client, cast, busy, address):
    with clock.at(clock.now() + timedelta(minutes=10)):
        first = client.get(address)
        assert first["Cache-Control"].startswith("public, max-age=30")
        assert first["Access-Control-Allow-Origin"] == "*"
        assert "csrf" not in first.cookies
        again = client.get(address, headers={"If-None-Match": f'W/"other", {first["ETag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]
        head = client.head(address)
        assert (head.content, head["ETag"]) == (b"", first["ETag"])
        services.cancel_notice(busy, reason="eksitus", by=cast.actor("owner"))
        work(catalogue.component("kolmas"), 3)
        now = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert now.status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_language_may_be_chosen_in_the_address(client, busy, address):
    assert client.get(f"{address}?lang=en")["Content-Language"] == "en"
    assert client.get(f"{address}?lang=xx")["Content-Language"] == "et"
    assert client.get(address)["Content-Language"] == "et"


# --- feed
def feed(client, lang: str = "et") -> ET.Element:
    answer = client.get(f"/status/feed.atom?lang={lang}")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)


def said(element: ET.Element, name: str) -> str:
    return element.find(ATOM + name).text


def test_a_feed_has_what_rfc_4287_asks(client, busy, settings):
    settings.PORTAL_URL = "https://portaal.example"
    root = feed(client)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for one in (root, *entries):
        assert said(one, "id").startswith("urn:uuid:")
        assert said(one, "title")
        assert datetime.fromisoformat(said(one, "updated")).tzinfo
    assert said(root.find(f"{ATOM}author"), "name") == "Sotsiaalkindlustusamet"
    ids = [said(one, "id") for one in (root, *entries)]
    assert len(set(ids)) == len(ids)
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
    assert links["self"] == "https://portaal.example/status/feed.atom?lang=et"
    assert entries[0].find(f"{ATOM}link").get("href") == f"https://portaal.example/status/{busy.public_id}/"
    assert said(root, "updated") == max(said(one, "updated") for one in entries)


def test_an_update_keeps_the_id_and_moves_updated(client, cast, tara):
    with clock.at(clock.now() - timedelta(hours=2)):
        notice = publish(cast)
        (before,) = feed(client).findall(f"{ATOM}entry")
    services.add_update(notice, body=Translated(et="Teine <b>sõna</b> & lõpp"), **NEXT, by=cast.actor("owner"))
    (after,) = feed(client, "en").findall(f"{ATOM}entry")
    assert said(after, "id") == said(before, "id")
    assert said(after, "published") == said(before, "published")
    assert said(after, "updated") > said(before, "updated")
    assert said(after, "title") == "TARA is disturbed"
    assert "Teine &lt;b&gt;sõna&lt;/b&gt; &amp; lõpp" in said(after, "content")
    assert said(after, "content").index("Teine") < said(after, "content").index("TARA is disturbed")
    assert "Sotsiaalkindlustusamet" not in said(after, "title")


def test_words_that_xml_cannot_hold_do_not_break_the_feed(client, cast, tara):
    publish(cast, title=Translated(et="Vigane\x0b ja \ufffe täht"))
    assert said(feed(client).find(f"{ATOM}entry"), "title") == "Vigane ja  täht"


def test_an_empty_feed_is_a_feed(client, db):
    root = feed(client)
    assert root.findall(f"{ATOM}entry") == []
    assert said(root, "updated")


# --- calendar
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


# --- badges
def badge(client, slug: str = "tara") -> dict:
    return client.get(f"/status/badge/{slug}.json").json()


def test_a_badge_says_the_state_in_word_and_colour(client, cast, tara):
    made = watched(tara)
    assert badge(client) | {"message": ""} == {
        "schemaVersion": 1,
        "label": "TARA-liides",
        "message": "",
        "color": "brightgreen",
        "cacheSeconds": 300,
    }
    CheckState.objects.filter(check_definition=made).update(last_run_at=clock.now() - timedelta(hours=1))
    CheckState.objects.filter(check_definition=made).update(next_due_at=clock.now() - timedelta(hours=1))
    assert (badge(client)["message"], badge(client)["color"]) == ("teadmata", "lightgrey")
    publish(cast)
    assert badge(client)["color"] == "red"
    assert badge(client, "skais")["color"] == "red"
    assert badge(client, "all")["color"] == "red"


def test_a_badge_is_a_picture_with_a_title(client, cast, tara):
    tara.name = Translated(et="TARA & <GovSSO>")
    tara.save()
    answer = client.get("/status/badge/tara.svg")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    picture = ET.fromstring(answer.content)
    svg = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    assert picture.find(f"{svg}title").text == "TARA & <GovSSO>: teadmata"
    assert [one.text for one in picture.iter(f"{svg}text")] == ["TARA & <GovSSO>", "teadmata"]
    assert not list(picture.iter(f"{svg}script"))


@pytest.mark.parametrize("ending", ["svg", "json"])
def test_no_badge_of_what_is_not_public(client, ending):
    catalogue.external("ria-tara")
    assert client.get(f"/status/badge/ria-tara.{ending}").status_code == 404
    assert client.get(f"/status/badge/none.{ending}").status_code == 404


def test_the_longest_name_fits_its_badge(client, tara):
    tara.name = Translated(et="Mõõtmatult Mahukas Wõrgukomponent " * 3)
    tara.save()
    picture = ET.fromstring(client.get("/status/badge/tara.svg").content)
    widths = [float(one.get("textLength")) for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(widths) < float(picture.get("width"))


def test_stamps_are_utc(client, tara, at):
    with at("2026-07-01T12:00"):
        work(tara, 1)
        (found,) = api(client, "scheduled-maintenances")["scheduled_maintenances"]
        assert found["scheduled_for"] == "2026-07-01T10:00:00.000Z"
        assert datetime.fromisoformat(found["scheduled_for"]) == clock.now().astimezone(UTC) + timedelta(hours=1)


def test_the_lists_hold_the_latest_fifty_however_old(client, cast, tara):
    with clock.at(clock.now() - timedelta(days=300)):
        old = publish(cast)
        services.end_notice(old, body=WORDS, by=cast.actor("owner"))
        done = work(tara, 1)
    assert [one["id"] for one in api(client, "incidents")["incidents"]] == [old.public_id]
    found = api(client, "scheduled-maintenances")["scheduled_maintenances"]
    assert [(one["id"], one["status"]) for one in found] == [(done.public_id, "completed")]
    assert events(client) == []
