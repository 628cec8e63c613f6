"""What a service says of itself beside the text in force: asked over real HTTP, by the outbound door alone."""

from __future__ import annotations

import pytest

from accounts.models import AuditRecord
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from docs_library import services
from docs_library.models import SchemaLook, StaleSignal
from docs_library.selectors.drift import told
from docs_library.services.drift import look_at_schema
from notifications.models import Delivery
from tests.factories.files import upload
from tests.factories.library import document, made_live
from tests.factories.monitoring import Answering, open_loopback

pytestmark = pytest.mark.django_db
OURS = b"openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: a}}}}}\n"
SAME = (
    b'{"paths": {"/a": {"get": {"responses": {"200": {"description": "a"}}}}},'
    b' "info": {"version": "1", "title": "A"}, "openapi": "3.0.3"}'
)
OTHER = SAME.replace(b"/a", b"/b")


@pytest.fixture
def server():
    answering = Answering()
    answering.body = SAME
    yield answering
    answering.stop()


@pytest.fixture
def opened(settings):
    open_loopback(settings)


def schema(server: Answering, slug: str = "liides", text: bytes = OURS, **facts):
    of = document(slug, type="schema", live_url=server.url, **facts)
    put_live(of, text)
    return of


def put_live(of, text: bytes, label: str = "1"):
    version = services.start_version(document=of, label=label, change_note="Uus", is_empty=True, by=SYSTEM)
    services.put_file(version=version, language="et", file=upload("liides.yaml", text), by=SYSTEM)
    return made_live(version)


def test_the_same_content_is_no_doubt(opened, server):
    of = schema(server)
    assert services.look_at_schemas() == 1
    look = SchemaLook.objects.get()
    assert (look.outcome, look.version.label, told(look)) == ("same", "1", "")
    assert not of.signals.exists()


def test_another_content_is_a_doubt_that_says_what_differs(opened, server, cast):
    of = schema(server, responsible=cast.owner)
    server.body = OTHER
    look = look_at_schema(of)
    assert look.outcome == "differs"
    signal = StaleSignal.objects.get()
    assert signal.kind == "drift"
    assert "GET /a" in signal.text
    assert "GET /b" in signal.text
    assert Delivery.objects.filter(channel="email", user=cast.owner).count() == 1


def test_once_while_the_doubt_is_open_whatever_comes_next(opened, server):
    of = schema(server)
    for body in (OTHER, OTHER, SAME.replace(b"/a", b"/c")):
        server.body = body
        assert look_at_schema(of).outcome == "differs"
    assert StaleSignal.objects.count() == 1


def test_where_they_agree_again_the_doubt_stays(opened, server):
    of = schema(server)
    server.body = OTHER
    look_at_schema(of)
    server.body = SAME
    assert look_at_schema(of).outcome == "same"
    assert of.signals.open().count() == 1


def test_a_new_version_ends_it_and_is_looked_at_without_waiting(opened, server):
    of = schema(server)
    server.body = OTHER
    assert services.look_at_schemas() == 1
    put_live(of, OURS.replace(b"/a", b"/b"), "2")
    assert not of.signals.open().exists()
    assert services.look_at_schemas() == 1
    assert SchemaLook.objects.get().outcome == "same"
    assert not of.signals.open().exists()


def test_what_was_reviewed_is_not_doubted_again_but_another_difference_is(opened, server):
    of = schema(server)
    server.body = OTHER
    look_at_schema(of)
    services.review(document=of, because="Proovikeskkond on ees.", by=SYSTEM)
    look_at_schema(of)
    assert not of.signals.open().exists()
    server.body = SAME.replace(b"/a", b"/c")
    look_at_schema(of)
    assert of.signals.open().count() == 1


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (503, SAME, "status"),
        (200, b"<html><body>tere</body></html>", "no_schema"),
        (200, b'{"openapi": "3.0.3", ', "broken"),
        (200, b"x" * (10 * 2**20 + 1), "too_large"),
        (200, SAME + b" " * 5 * 2**20, "too_big"),
    ],
)
def test_what_can_not_be_compared_is_told_and_is_no_drift(status, body, problem, opened, server):
    of = schema(server)
    server.status, server.body = status, body
    look = look_at_schema(of)
    assert (look.outcome, look.problem) == ("failed", problem)
    assert told(look)
    assert not of.signals.exists()


def test_nobody_answers(opened):
    gone = Answering()
    gone.stop()
    assert look_at_schema(schema(gone)).problem == "refused"


def test_it_takes_too_long(opened, server, monkeypatch):
    monkeypatch.setattr("docs_library.services.drift.TIMEOUT_S", 0.3)
    of = schema(server)
    server.delay_s = 1.0
    assert look_at_schema(of).problem == "timeout"


def test_the_door_stays_shut_to_what_nobody_opened(server):
    of = schema(server)
    look = look_at_schema(of)
    assert (look.outcome, look.problem, server.asked) == ("failed", "forbidden", 0)


def test_our_own_text_is_no_schema(opened, server):
    of = document(type="schema", live_url=server.url)
    version = services.start_version(document=of, label="1", by=SYSTEM)
    services.write_text(version=version, language="et", body="# Joonis", by=SYSTEM)
    made_live(version)
    assert (look_at_schema(of).problem, server.asked) == ("ours", 0)


def test_once_a_day_and_at_once_for_another_address(at, opened, server):
    with at("2026-03-04T12:00"):
        of = schema(server)
        document("ilma", type="schema", live_url=server.url)  # nothing is in force
        assert services.look_at_schemas() == 1
        assert services.look_at_schemas() == 0
        services.change_document(document=of, live_url=f"{server.url}uus", by=SYSTEM)
        assert services.look_at_schemas() == 1
    with at("2026-03-05T11:59"):
        assert services.look_at_schemas() == 0
    with at("2026-03-05T12:00"):
        assert services.look_at_schemas() == 1
        services.archive_document(document=of, because="Läks ära.", by=SYSTEM)
    with at("2026-03-07T12:00"):
        assert services.look_at_schemas() == 0


class TestAsking:
    def test_it_is_looked_at_by_the_next_tick(self, cast, opened, server):
        of = schema(server)
        services.look_at_schemas()
        services.ask_look(document=of, by=cast.actor("owner"))
        assert services.look_at_schemas() == 1
        assert services.look_at_schemas() == 0
        assert AuditRecord.objects.filter(action="docs_library.ask_look").count() == 1

    def test_without_an_address_or_a_version_in_force(self, server):
        with pytest.raises(Conflict):
            services.ask_look(document=document("a", type="schema"), by=SYSTEM)
        with pytest.raises(Conflict):
            services.ask_look(document=document("b", type="schema", live_url=server.url), by=SYSTEM)

    @pytest.mark.parametrize("who", ["manager", "staff", "auditor", "partner_a", "admin", "resolver"])
    def test_who_does_not(self, who, cast, server):
        of = schema(server)
        with pytest.raises(NotAllowed):
            services.ask_look(document=of, by=cast.actor(who))

    def test_by_the_button(self, as_, opened, server):
        schema(server)
        client = as_("owner")
        assert client.post("/library/liides/look/").url == "/library/liides/#live"
        server.body = OTHER
        assert services.look_at_schemas() == 1
        page = client.get("/library/liides/").content.decode()
        assert "GET /b" in page
        assert server.url in page

    def test_a_partner_is_told_nothing_of_the_address(self, as_, opened, server):
        schema(server, audience="public")
        services.look_at_schemas()
        page = as_("partner_a").get("/library/liides/").content.decode()
        assert server.url not in page


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "http://", "javascript:alert(1)", "http://a b/", "http://u:p@a.example/"]
)
def test_an_address_that_is_none(url):
    with pytest.raises(Invalid) as refused:
        document(type="schema", live_url=url)
    assert refused.value.field == "live_url"


def test_only_a_schema_has_one():
    with pytest.raises(Invalid) as refused:
        document(type="guide", live_url="https://a.example/api.json")
    assert refused.value.field == "live_url"
    of = document(type="schema", live_url=" https://a.example/api.json ")
    assert of.live_url == "https://a.example/api.json"
    with pytest.raises(Invalid):
        services.change_document(document=of, type="guide", by=SYSTEM)
    assert services.change_document(document=of, type="guide", live_url="", by=SYSTEM).live_url == ""
