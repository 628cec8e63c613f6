"""Signs at /ping/ as healthchecks.io takes them, judged by the sweep."""

import uuid
from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, NotAllowed
from monitoring.models import CheckState, Ping, StateInterval
from monitoring.services.announcing import announce_changes
from monitoring.services.definitions import pause, resume
from monitoring.services.heartbeats import look_at_heartbeats, sign_review
from tests.factories import monitoring as make

START = clock.parse_local("2026-03-04T08:50")


def minutes(n: float):
    return clock.at(START + timedelta(minutes=n))


@pytest.fixture
def beat(db):
    with minutes(0):
        return make.check("k-beat", type="heartbeat", interval_s=3600, grace_s=600)


def look(at: float) -> str:
    with minutes(at):
        look_at_heartbeats()
        announce_changes()
    return CheckState.objects.get().state


def test_the_table_of_compatibility(client, beat):
    """(address, status, kind, exit code) as https://healthchecks.io/docs/http_api/ lists them."""
    key = str(beat.ping_key)
    for address, status, kind, code in [
        (key, 200, "success", None),
        (f"{key}/", 200, "success", None),
        (f"{key}/start", 200, "start", None),
        (f"{key}/fail", 200, "fail", None),
        (f"{key}/log", 200, "log", None),
        (f"{key}/0", 200, "success", 0),
        (f"{key}/1", 200, "fail", 1),
        (f"{key}/255", 200, "fail", 255),
        (f"{key}/256", 400, None, None),
        (f"{key}/-1", 400, None, None),
        (f"{key}/other", 400, None, None),
        (f"{key.upper()}", 200, "success", None),
        (f"{key}?rid={uuid.uuid4()}", 200, "success", None),
        (f"{key}?rid=yesterday", 400, None, None),
        (str(uuid.uuid4()), 404, None, None),
        ("not-a-uuid", 400, None, None),
    ]:
        Ping.objects.all().delete()
        response = client.get(f"/ping/{address}")
        assert response.status_code == status, address
        assert list(Ping.objects.values_list("kind", "exit_code")) == ([(kind, code)] if kind else []), address
    assert client.get(f"/ping/{key}").content == b"OK"
    assert "no-cache" in client.get(f"/ping/{key}")["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_methods(client, beat, method):
    assert getattr(client, method)(f"/ping/{beat.ping_key}").status_code == 200


def test_other_methods_are_refused(client, beat):
    assert client.put(f"/ping/{beat.ping_key}").status_code == 405


def test_no_csrf_and_the_body_is_kept_up_to_its_limit(beat):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/ping/{beat.ping_key}/fail", b"x" * 12_000, content_type="text/plain")
    assert response.status_code == 200
    assert bytes(Ping.objects.get().body) == b"x" * 10_000


def test_personal_codes_in_a_body_are_masked(client, beat):
    client.post(f"/ping/{beat.ping_key}", "isik 37605030299 viga \xff".encode(), content_type="text/plain")
    assert b"37605030299" not in bytes(Ping.objects.get().body)


def test_a_sign_takes_few_statements(client, beat, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"/ping/{beat.ping_key}")


def test_a_new_heartbeat_waits_without_alarm(beat, heard):
    assert look(0) == "unknown"
    assert look(60 * 24) == "unknown"
    assert heard == []


def test_silence_is_a_fault_and_a_sign_mends_it(client, beat, heard):
    with minutes(1):
        client.get(f"/ping/{beat.ping_key}")
    assert look(1) == "up"
    assert look(70.9) == "up"
    assert look(71.1) == "down"
    with minutes(80):
        client.get(f"/ping/{beat.ping_key}")
    assert look(80) == "up"
    assert [type(news).__name__ for news in heard] == ["CheckRecovered", "CheckFailed", "CheckRecovered"]


def test_a_failure_is_told_with_its_exit_code(client, beat, heard):
    with minutes(1):
        client.get(f"/ping/{beat.ping_key}/3")
    assert look(1.1) == "down"
    assert "3" in heard[-1].got


def test_silence_while_the_portal_was_away_is_unknown(client, beat, heard):
    with minutes(1):
        client.get(f"/ping/{beat.ping_key}")
    look(1)
    assert look(200) == "unknown"  # its deadline was at 71 minutes, nobody was here
    assert look(260) == "unknown"
    assert look(271) == "down"  # one interval and grace after we looked again
    assert [type(news).__name__ for news in heard] == ["CheckRecovered", "CheckFailed"]
    unwatched = StateInterval.objects.get(state="unknown", from_at__gt=START)
    assert (unwatched.from_at - START) / timedelta(minutes=1) == 71


def test_a_sign_that_came_while_only_the_sweep_was_away_counts(client, beat):
    with minutes(1):
        client.get(f"/ping/{beat.ping_key}")
    look(1)
    with minutes(190):
        client.get(f"/ping/{beat.ping_key}")
    assert look(200) == "up"


def test_a_pause_gives_a_fresh_deadline(client, beat, cast):
    with minutes(1):
        client.get(f"/ping/{beat.ping_key}")
    look(1)
    with minutes(10):
        pause(check=beat, reason="töö", by=cast.actor("owner"))
    with minutes(500):
        resume(check=beat, by=cast.actor("owner"))
    assert look(501) == "unknown"
    assert look(571) == "down"
    states = list(StateInterval.objects.order_by("from_at", "pk").values_list("state", flat=True))
    assert states == ["unknown", "up", "unknown", "down"]


def test_a_review_is_signed_by_a_person(db, cast):
    with minutes(0):
        review = make.check("k-review", type="inspection", interval_s=86400)
        sign_review(check=review, note="vaadatud, korras", by=cast.actor("owner"))
    assert CheckState.objects.get().state == "up"
    assert "vaadatud" in bytes(Ping.objects.get().body).decode()
    assert look(24 * 60 + 1) == "degraded"


def test_who_may_sign_and_what(db, cast):
    review, other = make.check("k-review", type="inspection"), make.check("k-http")
    with pytest.raises(NotAllowed):
        sign_review(check=review, note="x", by=cast.actor("staff"))
    with pytest.raises(Conflict):
        sign_review(check=other, note="x", by=cast.actor("owner"))
