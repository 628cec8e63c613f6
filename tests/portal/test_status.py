from datetime import timedelta

import pytest

from components.models import Component, Maintenance, System
from core import clock
from core.fields import Translated
from notifications import services
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
WORDS = Translated(et="TARA on häiritud", en="TARA is disturbed")


@pytest.fixture
def tara():
    ska = organisation()
    skais = System.objects.create(
        slug="skais", name=Translated(et="SKAIS"), kind="own", criticality="high", controller=ska, processor=ska
    )
    component = Component.objects.create(slug="tara", name=Translated(et="TARA-liides"), kind="authentication")
    component.uses.add(skais)
    return component


def publish(cast, **more):
    by = cast.actor("owner")
    values = {"kind": "problem", "title": WORDS, "topics": ["component:tara"], "impact": "critical", **more}
    return services.publish_notice(services.draft_notice(**values, by=by), body=WORDS, by=by)


def page(client, url="/status/", **headers):
    return client.get(url, headers=headers).content.decode()


def test_all_is_well(client, tara):
    html = page(client)
    assert "TARA-liides" in html
    assert html.count("tone-success") >= 3


def test_a_notice_makes_the_state_and_is_named_as_its_source(client, cast, tara):
    notice = publish(cast)
    html = page(client)
    assert "TARA on häiritud" in html
    assert f'<a href="/status/{notice.public_id}/">{cast.owner.name}</a>' in html
    services.end_notice(notice, body=Translated(et="Korras"), by=cast.actor("owner"))
    assert "tone-danger" not in page(client)
    assert "TARA on häiritud" in page(client), "in the history"


def test_drafts_withdrawn_and_internal_words_are_not_shown(client, cast, tara):
    by = cast.actor("owner")
    services.draft_notice(kind="problem", title=Translated(et="Mustand"), topics=["component:tara"], by=by)
    internal = publish(cast, title=Translated(et="Sisemine"), is_public=False)
    withdrawn = publish(cast, title=Translated(et="Ekslik"))
    services.cancel_notice(withdrawn, reason="eksitus", by=by)
    html = page(client)
    assert not [word for word in ("Mustand", "Sisemine", "Ekslik", "tone-danger") if word in html]
    assert client.get(f"/status/{internal.public_id}/").status_code == 404


def test_planned_work(client, tara):
    now = clock.now()
    for hours, title in ((-1, "Praegu"), (48, "Hiljem"), (-10, "Möödas")):
        start = now + timedelta(hours=hours)
        work = Maintenance.objects.create(
            title=Translated(et=title), starts_at=start, ends_at=start + timedelta(hours=2)
        )
        work.components.add(tara)
    html = page(client)
    assert "Praegu" in html
    assert "Hiljem" in html
    assert "Möödas" not in html


def test_asked_again_unchanged_it_is_304(client, cast, tara):
    with clock.at(clock.now()):
        etag = client.get("/status/").headers["ETag"]
        assert client.get("/status/", headers={"If-None-Match": etag}).status_code == 304
        publish(cast)
        assert client.get("/status/", headers={"If-None-Match": etag}).status_code == 200


def test_in_english_the_language_of_untranslated_words_is_marked(client, cast, tara):
    publish(cast)
    client.cookies["language"] = "en"
    html = page(client)
    assert "TARA is disturbed" in html
    assert '<span lang="et">TARA-liides</span>' in html


def test_the_page_of_one_notice(client, cast, tara):
    notice = publish(cast)
    assert "TARA on häiritud" in page(client, f"/status/{notice.public_id}/")


def test_a_fixed_number_of_queries(client, cast, tara, django_assert_max_num_queries):
    for _n in range(5):
        publish(cast)
    with django_assert_max_num_queries(10):
        client.get("/status/")


def api(client, door) -> dict:
    return client.get(f"/status/api/v2/{door}.json").json()


def test_statuspages_clients_read_it(client, cast, tara):
    assert api(client, "status")["status"]["indicator"] == "none"
    notice = publish(cast, impact="major")
    services.add_update(notice, body=WORDS, stage="identified", by=cast.actor("owner"))
    found = api(client, "summary")
    assert found["status"]["indicator"] == "major"
    assert [(one["id"], one["status"]) for one in found["components"]] == [("tara", "partial_outage")]
    (incident,) = api(client, "incidents/unresolved")["incidents"]
    assert (incident["id"], incident["status"], incident["impact"]) == (notice.public_id, "identified", "major")
    assert [update["status"] for update in incident["incident_updates"]] == ["identified", "investigating"]
    services.end_notice(notice, body=WORDS, by=cast.actor("owner"))
    assert api(client, "incidents/unresolved")["incidents"] == []
    assert [one["status"] for one in api(client, "incidents")["incidents"]] == ["resolved"]


def test_statuspages_maintenances(client, tara):
    now = clock.now()
    for hours in (-1, 48):
        start = now + timedelta(hours=hours)
        work = Maintenance.objects.create(title=WORDS, starts_at=start, ends_at=start + timedelta(hours=2))
        work.components.add(tara)
    for door, states in (
        ("", ["in_progress", "scheduled"]),
        ("/upcoming", ["scheduled"]),
        ("/active", ["in_progress"]),
    ):
        rows = api(client, f"scheduled-maintenances{door}")["scheduled_maintenances"]
        assert [one["status"] for one in rows] == states
    assert api(client, "components")["components"][0]["status"] == "under_maintenance"
    assert client.get("/status/api/v2/none.json").status_code == 404
