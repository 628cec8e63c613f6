"""Pages: who sees what, filters, the fragment, forms that keep what was typed, buttons."""

import ast
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.actor import ROLES, SYSTEM
from monitoring.models import AllowedTarget, Check, CheckState, StateInterval
from monitoring.services.definitions import pause
from monitoring.services.heart import beat_heart
from monitoring.services.running import run_due
from tests.factories import monitoring as make
from tests.monitoring.matrix import matrix_objects


@pytest.fixture
def checks(db):
    made = [make.check("k-tara"), make.check("k-logi", of="log-rakendus", type="heartbeat", environment="test")]
    pause(check=make.check("k-paus"), reason="hooldus", by=SYSTEM)
    CheckState.objects.filter(check_definition__slug="k-tara").update(state="down", got="HTTP 503")
    return made


def shown(response) -> list[str]:
    return [row.slug for row in response.context["rows"]]


def test_the_list_shows_the_worst_first(as_, checks):
    response = as_("owner").get("/monitoring/")
    assert shown(response)[0] == "k-tara"
    assert "HTTP 503" in response.content.decode()
    assert "hooldus" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("state=down", ["k-tara"]),
        ("state=unknown&sort=slug", ["k-logi", "k-paus"]),
        ("component=log-rakendus", ["k-logi"]),
        ("type=heartbeat", ["k-logi"]),
        ("environment=test", ["k-logi"]),
        ("paused=yes", ["k-paus"]),
        ("paused=no&sort=-slug", ["k-tara", "k-logi"]),
        ("q=tara", ["k-tara", "k-paus"]),
        ("q=nothing-like-it", []),
    ],
)
def test_filters(as_, checks, query, slugs):
    assert shown(as_("staff").get(f"/monitoring/?{query}")) == slugs


def test_the_fragment_is_304_when_nothing_changed(as_, checks):
    client = as_("owner")
    with clock.at(clock.now()):
        beat_heart()
        first = client.get("/monitoring/", headers={"HX-Request": "true"})
        again = client.get("/monitoring/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert first.status_code == 200
    assert b"<html" not in first.content
    assert again.status_code == 304


def test_nobody_watching_is_said(as_, checks):
    client, now = as_("owner"), clock.now()
    with clock.at(now):
        beat_heart()
        assert client.get("/monitoring/").context["is_unwatched"] is False
    with clock.at(now + timedelta(minutes=2)):
        assert client.get("/monitoring/").context["is_unwatched"] is True


def test_what_nobody_looked_at_for_long_is_not_shown_green(as_, checks):
    CheckState.objects.filter(check_definition__slug="k-tara").update(
        state="up",
        last_run_at=clock.now() - timedelta(minutes=10),
        next_due_at=clock.now() - timedelta(minutes=9),
    )
    assert shown(as_("owner").get("/monitoring/?state=up")) == []


def test_csv_has_all_columns(as_, checks):
    response = as_("owner").get("/monitoring/?format=csv&sort=slug")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["k-logi", "k-paus", "k-tara"]


def test_xlsx(as_, checks):
    assert as_("owner").get("/monitoring/?format=xlsx").content[:2] == b"PK"


def test_five_hundred_checks_take_as_few_statements_as_one(as_, db):
    """Five of the list itself (count, rows, intervals, planned work, choices of the filter); the frame has its own."""
    component = make.component()
    made = Check.objects.bulk_create(
        Check(slug=f"k-{n}", component=component, type="http", fault_class="x", config={"url": "http://x.example/"})
        for n in range(500)
    )
    CheckState.objects.bulk_create(CheckState(check_definition=one, state="up") for one in made)
    since = clock.now() - timedelta(days=80)
    StateInterval.objects.bulk_create(StateInterval(check_definition=one, state="up", from_at=since) for one in made)
    client = as_("owner")
    with CaptureQueriesContext(connection) as context:
        assert len(shown(client.get("/monitoring/"))) == 50
    own = [one["sql"] for one in context if "monitoring_" in one["sql"] or "components_" in one["sql"]]
    assert len(own) == 5


def test_a_checks_page_tells_expected_came_and_since(as_, door, server, db):
    make.check(config={"url": server.url, "text": "hello"})
    server.status = 503
    run_due()
    text = as_("staff").get("/monitoring/k-tara/").content.decode()
    assert "503" in text
    assert "hello" in text
    assert server.url in text


def test_a_heartbeats_address_is_shown_to_those_who_may_edit(as_, checks):
    address = f"/ping/{checks[1].ping_key}"
    assert address in as_("owner").get("/monitoring/k-logi/").content.decode()
    assert address not in as_("staff").get("/monitoring/k-logi/").content.decode()


def test_a_review_and_a_paused_check_have_pages(as_, checks):
    make.check("k-review", type="inspection", config={"what": "Rollide ülevaatus"})
    assert "Rollide ülevaatus" in as_("owner").get("/monitoring/k-review/").content.decode()
    assert "hooldus" in as_("owner").get("/monitoring/k-paus/").content.decode()


NEW = {
    "slug": "k-uus",
    "component": "aut-tara",
    "environment": "production",
    "fault_class": "katkestus",
    "severity": "2",
    "interval_s": "60",
    "timeout_s": "10",
    "grace_s": "0",
    "failures_needed": "3",
    "successes_needed": "2",
    "retry_s": "30",
    "url": "https://tara.example/.well-known/openid-configuration",
    "statuses": "200",
    "text": "issuer",
    "follow": "0",
}


def test_a_check_is_added_in_two_steps(as_, checks):
    client = as_("owner")
    assert "/monitoring/new/tls/" in client.get("/monitoring/new/").content.decode()
    assert client.get("/monitoring/new/http/?component=aut-tara").status_code == 200
    response = client.post("/monitoring/new/http/", NEW)
    assert response["Location"] == "/monitoring/k-uus/"
    assert Check.objects.get(slug="k-uus").config["text"] == "issuer"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"url": "ftp://x.example"}, "url"), ({"slug": "k-tara"}, "slug"), ({"timeout_s": "90"}, "timeout_s")],
)
def test_a_wrong_form_keeps_what_was_typed(as_, checks, wrong, field):
    response = as_("owner").post("/monitoring/new/http/", NEW | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert 'value="issuer"' in response.content.decode()


def test_an_unknown_type_is_404(as_, db):
    assert as_("owner").get("/monitoring/new/telepathy/").status_code == 404


def test_editing(as_, checks):
    client = as_("lead")
    assert 'value="http://127.0.0.1:9/"' in client.get("/monitoring/k-tara/edit/").content.decode()
    edited = {name: value for name, value in NEW.items() if name != "slug"} | {"interval_s": "120"}
    assert client.post("/monitoring/k-tara/edit/", edited).status_code == 302
    assert Check.objects.get(slug="k-tara").interval_s == 120


def test_pause_resume_run_sign_archive(as_, checks):
    client = as_("owner")
    make.check("k-review", type="inspection")
    assert client.post("/monitoring/k-tara/pause/", {"reason": ""}).status_code == 422
    for address, data in [
        ("k-tara/pause/", {"reason": "töö"}),
        ("k-tara/resume/", {}),
        ("k-tara/run/", {}),
        ("k-review/sign/", {"note": "korras"}),
        ("k-tara/archive/", {}),
    ]:
        assert client.post(f"/monitoring/{address}", data).status_code == 302, address
    assert client.get("/monitoring/k-tara/").status_code == 404
    assert CheckState.objects.get(check_definition__slug="k-review").state == "up"


def test_resuming_what_is_not_paused_is_a_conflict(as_, checks):
    assert as_("owner").post("/monitoring/k-tara/resume/").status_code == 409


def test_the_allow_list(as_, db):
    client = as_("admin")
    given = {"network": "10.20.0.0/16", "ports": "443", "purpose": "X-tee", "owner": "TEHIK"}
    assert client.post("/monitoring/allow-list/new/", given | {"network": "169.254.0.0/16"}).status_code == 422
    assert client.post("/monitoring/allow-list/new/", given).status_code == 302
    assert "10.20.0.0/16" in client.get("/monitoring/allow-list/").content.decode()
    row = AllowedTarget.objects.get()
    client.post(f"/monitoring/allow-list/{row.pk}/close/")
    assert "10.20.0.0/16" not in client.get("/monitoring/allow-list/").content.decode()


def test_others_see_nothing_of_checks(as_, checks):
    for who in ("partner_a", "resolver"):
        client = as_(who)
        assert client.get("/monitoring/").status_code == 403
        assert client.get("/monitoring/k-tara/").status_code == 404


MATRIX = [line.split("\t") for line in (Path(__file__).parent / "access_matrix.tsv").read_text().splitlines()]


@pytest.mark.parametrize(("name", "given", "allowed"), MATRIX, ids=[line[0] for line in MATRIX])
def test_each_address_is_open_to_its_roles_only(client, cast, name, given, allowed):
    filled = {key: str(value) for key, value in matrix_objects(cast).items()}
    for key, value in filled.items():
        given = given.replace(f"{{{key}}}", value)
    kwargs = {} if given == "-" else ast.literal_eval(given)
    url = reverse(name, kwargs=kwargs)
    for role in ROLES:
        client.force_login(cast.user("partner_a" if role == "partner" else role))
        status = client.get(url).status_code
        may = allowed == "public" or role in allowed.split(",")
        is_button = name in ("check_resume", "check_run", "allow_list_close")
        assert (status not in (403, 404)) == may or (is_button and may and status == 404), (role, status)
