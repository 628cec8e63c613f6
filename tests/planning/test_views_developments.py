"""Pages of developments, inputs and releases: what is shown, what is kept when it is refused, the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core import clock, surface
from planning.models import Development, Input, PlannedRelease
from planning.services.inputs import accept_input, give_input
from planning.ui.developments import of_year
from tests.factories.catalogue import component, payout_window, system
from tests.factories.people import organisation
from tests.factories.planning_developments import asked, development, long_standing, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "manager", "staff", "resolver", "partner_a")


def body(response) -> str:
    return response.content.decode()


def test_a_development_is_written_down(as_):
    one = component()
    answer = as_("owner").post(
        reverse("development_add"),
        {
            "slug": "tara-2",
            "title": "TARA 2",
            "components": [one.pk],
            "provider": organisation("tehik").pk,
            "starts_on": "2026-03-02",
        },
    )
    row = Development.objects.get()
    assert answer.url == reverse("development_detail", args=[row.slug])
    assert list(row.components.all()) == [one]
    assert "TARA 2" in body(as_("owner").get(answer.url))


def test_what_was_typed_is_kept(as_):
    answer = as_("owner").post(
        reverse("development_add"),
        {"slug": "tara-2", "title": "TARA kaks", "starts_on": "2026-03-02", "ends_on": "2026-03-01"},
    )
    assert answer.status_code == 422
    assert "TARA kaks" in body(answer)
    assert not Development.objects.exists()


def ask_data(cast, **values) -> dict:
    return {
        "development": development().slug,
        "what": "Väljalogimise tekstid",
        "giver_organisation": organisation("ska").pk,
        "giver": cast.owner.pk,
        "receiver_organisation": organisation("tehik").pk,
        "receiver_unit": "Tiim",
        "due_on": "2026-12-24",
        **values,
    }


def test_a_holiday_is_refused_at_its_field(as_, cast):
    answer = as_("owner").post(reverse("input_add"), ask_data(cast))
    assert answer.status_code == 422
    text = body(answer)
    assert "23.12.2026" in text
    assert "28.12.2026" in text
    assert "Väljalogimise tekstid" in text
    assert not Input.objects.exists()


@pytest.mark.parametrize("days", ["-1", "0", "501", "999999999999", "kaks"])
def test_numbers_of_days_that_make_no_sense(as_, cast, days):
    answer = as_("owner").post(reverse("input_add"), ask_data(cast, due_on="", in_days=days))
    assert answer.status_code == 422
    assert 'id="id_in_days_error"' in body(answer)


def test_an_input_from_asking_to_accepting(client, cast, at):
    with at("2026-12-21T10:00"):
        client.force_login(cast.owner)
        answer = client.post(reverse("input_add"), ask_data(cast, due_on="", in_days="3"))
        row = Input.objects.get()
        assert row.due_on == date(2026, 12, 28)
        page = body(client.get(answer.url))
        assert reverse("input_give", args=[row.ref]) in page
        assert reverse("input_accept", args=[row.ref]) not in page
        client.post(reverse("input_give", args=[row.ref]), {"text": "Kaustas"})
        page = body(client.get(answer.url))
        assert reverse("input_accept", args=[row.ref]) not in page, "who gave it does not accept it"
        assert client.get(reverse("input_accept", args=[row.ref])).status_code == 403
        client.force_login(cast.resolver)
        accept = reverse("input_accept", args=[row.ref])
        assert accept in body(client.get(answer.url))
        seen = client.get(accept).context["form"].initial["seen"]
        assert client.post(accept, {"seen": seen}).status_code == 302
        assert client.post(accept, {"seen": seen}).status_code == 409
    row.refresh_from_db()
    assert row.state == "accepted"


def test_the_lead_names_who_said_so(as_, cast):
    row = give_input(input=asked(cast.owner, to="dev-s2"), text="Siin", by=cast.actor("owner"))
    url = reverse("input_accept", args=[row.ref])
    client = as_("lead")
    assert client.post(url, {"text": ""}).status_code == 422
    client.post(url, {"said_by": "projektijuht Näidis", "on": clock.today().isoformat()})
    assert "projektijuht Näidis" in body(client.get(reverse("input_detail", args=[row.ref])))


def test_others_see_their_own(as_, cast):
    row = asked(cast.owner, to="dev-s2")
    for name, argument in (("input_detail", row.ref), ("development_detail", row.development.slug)):
        assert as_("partner_a").get(reverse(name, args=[argument])).status_code == 404
    assert row.ref not in body(as_("partner_a").get(reverse("input_list")))


def test_bars_by_party_have_their_table(as_, cast, at):
    asked(cast.owner, due_on=date(2026, 3, 13))
    asked(None, giver_organisation=organisation("dev-s1"), due_on=date(2026, 3, 11), what="Loetelu")
    with at("2026-03-17T10:00"):
        answer = as_("lead").get(reverse("input_list"))
    waited = {each.party: each.days for each in answer.context["waited"]}
    assert waited == {"Dev-S1": 4, "Owner": 2}
    assert '<svg class="picture plan levels"' in body(answer)
    assert answer.context["days"] == 6


def test_lists_as_csv(as_, cast):
    asked(cast.owner, what="=1+1")
    answer = as_("lead").get(reverse("input_list"), {"format": "csv"})
    assert "'=1+1" in b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def test_the_release_calendar_warns(as_, cast, at):
    star = system("star")
    payout_window(star)
    with at("2026-04-01T10:00"):
        row = planned("aut-tara", "5", planned_on=date(2026, 5, 7))
        row.component.uses.add(star)
        client = as_("owner")
        page = body(client.get(reverse("planned_release_list")))
        assert "Peretoetused" in page
        assert '<svg class="picture plan lanes"' in page
        move = reverse("planned_release_move", args=[row.pk])
        assert "Peretoetused" in body(client.get(move))
        answer = client.post(move, {"planned_on": "2026-05-11", "reason": ""})
        assert answer.status_code == 422
        client.post(move, {"planned_on": "2026-05-11", "reason": "väljamakseaeg"})
        page = body(client.get(reverse("planned_release_list")))
        assert "väljamakseaeg" in page
        assert "Peretoetused" not in page


def test_it_is_out(as_, cast):
    row = planned()
    out = reverse("planned_release_out", args=[row.pk])
    client = as_("owner")
    assert client.post(out, {"released_at": "2199-01-01T10:00"}).status_code == 422
    answer = client.post(out, {"released_at": clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")})
    assert answer.status_code == 302
    assert PlannedRelease.objects.get().release.version == "2026.4"
    page = body(client.get(reverse("component_detail", args=[row.component.slug])))
    assert "2026.4" in page


def test_panels_of_today(as_, cast):
    row = asked(cast.owner)
    assert row.ref in body(as_("owner").get("/"))
    give_input(input=row, text="x", by=cast.actor("owner"))
    assert row.ref not in body(as_("owner").get("/"))
    assert row.ref in body(as_("resolver").get("/"))
    accept_input(input=row, by=cast.actor("resolver"))
    assert row.ref not in body(as_("resolver").get("/"))


def test_the_component_shows_what_is_under_way(as_, cast):
    one = component()
    development(components=[one], ends_on=None)
    assert "SKAIS2 2026.4" in body(as_("owner").get(reverse("component_detail", args=[one.slug])))


def test_the_plan_shows_the_year(cast, at, django_assert_max_num_queries):
    asked(cast.owner, due_on=date(2026, 3, 13))
    asked(cast.owner, due_on=date(2027, 3, 12), what="Järgmine aasta")
    planned("aut-govsso", "2026.4", planned_on=date(2026, 4, 13))
    with at("2026-03-17T10:00"), django_assert_max_num_queries(6):
        of_year(cast.actor("lead"), 2026)
    with at("2026-03-17T10:00"):
        html = "".join(surface.panels("plan", cast.actor("lead"), 2026))
    assert "Vastuvõtukriteeriumid" in html
    assert "2026.4" in html
    assert "Järgmine aasta" not in html
    assert of_year(cast.actor("resolver"), 2026) is None


def test_lists_ask_little_however_long(as_, cast, django_assert_max_num_queries):
    row = development()
    for number in range(60):
        asked(cast.owner, development=row, what=f"Sisend {number}")
    client = as_("lead")
    client.get(reverse("input_list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("input_list"))
