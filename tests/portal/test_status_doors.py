"""What machines read: Statuspage's JSON, and what all public doors have in common."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
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
    assert b"BEGIN:VEVENT" not in client.get("/status/maintenance.ics").content
