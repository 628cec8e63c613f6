"""Pages of components, as each of the cast meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from components import services
from components.models import Component, Maintenance, Release
from core import clock
from core.actor import SYSTEM
from core.surface import Panel, _panels, add_panel
from tests.factories import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter():
    services.import_catalogue(by=SYSTEM)


def slugs(response) -> list[str]:
    return [row.slug for row in response.context["rows"]]


def test_the_list_says_state_not_known_and_nobody(as_, starter):
    page = as_("staff").get("/components/")
    assert page.status_code == 200
    text = page.content.decode()
    assert len(slugs(page)) == 20
    assert slugs(page)[0].startswith("aut-")
    assert slugs(page)[-1] in ("tedi", "tehik-keskne-logi", "usaldusteenused")
    assert text.count('class="state tone-neutral"') == 20
    assert "/components/new/" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=style", {"stiil-juhend", "stiil-ligipaas"}),
        ("system=skais1&kind=logging", {"log-paring", "log-skais1"}),
        ("criticality=medium&kind=exchange", {"av-star-kov"}),
        ("q=turvaserver", {"av-turvaserver"}),
        ("q=security server", {"av-turvaserver"}),
        ("organisation=kov-b&kind=style", {"stiil-ligipaas"}),
    ],
)
def test_filters_narrow(as_, starter, query, expected):
    assert set(slugs(as_("staff").get(f"/components/?{query}"))) == expected


def test_the_schema_takes_no_filter_away(as_, cast, starter):
    """drf-spectacular asks the filter class for its fields; django-filter then kept them, without people's names."""
    services.assign(component=Component.objects.get(slug="log-rakendus"), owner=cast.owner, by=SYSTEM)
    client = as_("owner")
    assert client.get("/api/v1/schema/").status_code == 200
    assert slugs(client.get("/components/?owner=mine")) == ["log-rakendus"]


def test_owner_filters(as_, cast, starter):
    log = Component.objects.get(slug="log-rakendus")
    services.assign(component=log, owner=cast.owner, by=SYSTEM)
    client = as_("owner")
    assert slugs(client.get("/components/?owner=mine")) == ["log-rakendus"]
    assert slugs(client.get(f"/components/?owner={cast.owner.pk}")) == ["log-rakendus"]
    assert "log-rakendus" not in slugs(client.get("/components/?owner=nobody"))


def test_sorts_and_exports(as_, starter):
    client = as_("staff")
    assert slugs(client.get("/components/?sort=-criticality"))[0].startswith(("log-rakendus", "log-andmejalgija"))
    csv = client.get("/components/?format=csv&kind=style").content.decode()
    assert csv.count("\n") == 3
    assert client.get("/components/?format=xlsx").status_code == 200


def test_a_component_tells_everything(as_, starter):
    text = as_("owner").get("/components/av-turvaserver/").content.decode()
    for word in ("EE/GOV/70001975", "ria-xtee-kesk", "Partnerid ei saa SKA andmeid", "Peretoetused", "<svg"):
        assert word in text
    assert reverse("component_edit", args=["av-turvaserver"]) in text
    assert (
        reverse("component_edit", args=["av-turvaserver"])
        not in as_("staff").get("/components/av-turvaserver/").content.decode()
    )


def test_panels_of_upper_floors_stand_on_the_page(as_, monkeypatch):
    catalogue.component("log")
    monkeypatch.setitem(_panels, "component", {})
    add_panel(Panel("t", "component", 1, "core/parts/language.html", lambda actor, subject: {"text": subject.slug}))
    page = as_("staff").get("/components/log/")
    assert len(page.context["panels"]) == 1


def test_number_of_queries_does_not_grow(as_, starter, django_assert_max_num_queries):
    client = as_("owner")
    with django_assert_max_num_queries(20):
        client.get("/components/")
    with django_assert_max_num_queries(45):
        client.get("/components/av-turvaserver/")


def test_a_component_is_changed_and_refusals_keep_what_was_typed(as_, cast):
    catalogue.component("log", kind="logging", name={"et": "Logi", "en": "Log"})
    client, url = as_("owner"), "/components/log/edit/"
    form = client.get(url).context["form"]
    assert form.initial["name"] == {"et": "Logi", "en": "Log"}
    given = {"name_et": "Uus logi", "kind": "logging", "criticality": "high", "owner": cast.owner.pk}
    assert client.post(url, given).status_code == 302
    log = Component.objects.get()
    assert (log.name, log.criticality, log.owner) == ({"et": "Uus logi"}, "high", cast.owner)
    again = client.post(url, {**given, "deputy": cast.owner.pk, "name_et": "Veel uuem"})
    assert again.status_code == 422
    assert "Veel uuem" in again.content.decode()


def test_a_release_is_added(as_):
    catalogue.component("log")
    given = {"version": "2.1", "environment": "test", "released_at": "2026-03-04T08:50", "notes_et": "Kiirem"}
    assert as_("lead").post("/components/log/release/", given).url == "/components/log/"
    assert Release.objects.get().released_at == clock.parse_local("2026-03-04T08:50")


def test_work_is_planned_warned_moved_and_cancelled(as_):
    skais = catalogue.system("skais")
    log = catalogue.component("log", used_by=[skais])
    catalogue.payout_window(skais)
    client = as_("owner")
    given = {
        "title_et": "Uuendus",
        "components": [log.pk],
        "environment": "production",
        "starts_at": "2027-03-08T18:00",
        "ends_at": "2027-03-08T20:00",
    }
    warned = client.post("/components/maintenance/new/", given)
    assert warned.status_code == 422
    assert "window_reason" in warned.context["form"].errors
    done = client.post("/components/maintenance/new/", {**given, "window_reason": "turvaviga"})
    work = Maintenance.objects.get()
    assert done.url == f"/components/maintenance/{work.public_id}/"
    assert "turvaviga" in client.get(done.url).content.decode()
    client.post(f"{done.url}move/", {"starts_at": "2027-03-10T18:00", "ends_at": "2027-03-10T19:00"})
    client.post(f"{done.url}cancel/", {"reason": "ei ole vaja"})
    work.refresh_from_db()
    assert (work.starts_at, work.state) == (clock.parse_local("2027-03-10T18:00"), "cancelled")
    assert client.post(f"{done.url}finish/").status_code == 409
    assert (
        client.post(f"{done.url}move/", {"starts_at": "2027-03-10T18:00", "ends_at": "2027-03-10T19:00"}).status_code
        == 409
    )


def test_planned_work_has_its_list(as_, cast):
    now = clock.now()
    services.plan_maintenance(
        title={"et": "Uuendus"},
        components=[catalogue.component("log")],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
        by=cast.actor("owner"),
    )
    client = as_("partner_a")
    assert "Uuendus" in client.get("/components/maintenance/?component=log").content.decode()
    assert client.get("/components/maintenance/?state=done").context["total"] == 0
    assert "Uuendus" in client.get("/components/log/").content.decode()


def test_systems_have_their_pages(as_, starter):
    client = as_("owner")
    assert "EBS" in client.get("/components/systems/").content.decode()
    text = client.get("/components/systems/skais1/").content.decode()
    for word in ("Näidis-Kuldnokk", "av-turvaserver", "SKAIS", "Pensionide"):
        assert word in text
    assert client.get("/components/systems/pole/").status_code == 404
    assert "TARA" in client.get("/components/map/").content.decode()


def test_a_system_is_made_and_changed(as_, cast):
    star = catalogue.system("star")
    facts = {
        "name_et": "Uus",
        "kind": "own",
        "criticality": "low",
        "controller": star.controller_id,
        "processor": star.processor_id,
    }
    client = as_("lead")
    assert client.post("/components/systems/new/", {**facts, "slug": "uus"}).url == "/components/systems/uus/"
    assert client.post("/components/systems/new/", {**facts, "slug": "uus"}).status_code == 409
    client.post("/components/systems/star/edit/", facts)
    star.refresh_from_db()
    assert (star.name, star.criticality) == ({"et": "Uus"}, "low")


def test_a_new_component_comes_by_its_form(as_):
    given = {"slug": "uus-log", "name_et": "Uus", "kind": "logging", "criticality": "low"}
    assert as_("owner").post("/components/new/", given).url == "/components/uus-log/"
    assert as_("owner").post("/components/new/", {**given, "slug": "map"}).status_code == 422


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/components/").status_code == 302
