"""The calendar of due days and releases: whole days, the reader's own rows, a personal address that can be closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.links import token_for
from planning.services.calendar_links import close_calendar, open_calendar
from planning.services.inputs import cancel_input
from planning.services.releases import cancel_release
from tests.factories.planning_developments import asked, long_standing, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "resolver", "partner_a")


def lines(response) -> list[str]:
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def test_days_are_whole(as_, cast, at):
    with at("2026-03-01T10:00"):
        asked(cast.owner, due_on=date(2026, 3, 30), what="Tekstid; ja, muu")
        planned(planned_on=date(2026, 10, 25))
        found = lines(as_("owner").get(reverse("plan_calendar")))
    assert "DTSTART;VALUE=DATE:20260330" in found
    assert "DTEND;VALUE=DATE:20260331" in found
    assert "DTSTART;VALUE=DATE:20261025" in found
    assert any("Tekstid\\; ja\\, muu" in line for line in found)
    assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == 2


def test_called_off_stays_as_cancelled(as_, cast, at):
    with at("2026-03-01T10:00"):
        cancel_input(input=asked(cast.owner), text="pole vaja", by=cast.actor("owner"))
        cancel_release(planned=planned(), reason="ei tule", by=cast.actor("owner"))
        assert lines(as_("owner").get(reverse("plan_calendar"))).count("STATUS:CANCELLED") == 2


def test_everybody_gets_their_own(as_, cast, at):
    with at("2026-03-01T10:00"):
        asked(cast.owner)
        asked(cast.owner, to="dev-s2", what="Muu")
        planned()
        assert lines(as_("lead").get(reverse("plan_calendar"))).count("BEGIN:VEVENT") == 3
        assert lines(as_("resolver").get(reverse("plan_calendar"))).count("BEGIN:VEVENT") == 1
        assert lines(as_("partner_a").get(reverse("plan_calendar"))).count("BEGIN:VEVENT") == 0


def test_a_personal_address(client, cast, at):
    with at("2026-03-01T10:00"):
        asked(cast.owner)
        first = reverse("plan_personal_calendar", args=[token_for(open_calendar(by=cast.actor("owner")))])
        assert lines(client.get(first)).count("BEGIN:VEVENT") == 1
        second = reverse("plan_personal_calendar", args=[token_for(open_calendar(by=cast.actor("owner")))])
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        assert client.get(second.replace(".ics", "x.ics")).status_code == 404
        close_calendar(by=cast.actor("owner"))
        assert client.get(second).status_code == 404


def test_of_one_who_has_left_nothing_is_given(client, cast, at):
    with at("2026-03-01T10:00"):
        url = reverse("plan_personal_calendar", args=[token_for(open_calendar(by=cast.actor("owner")))])
        cast.owner.is_active = False
        cast.owner.save()
        assert client.get(url).status_code == 404


def test_the_page_shows_and_closes_it(as_, cast):
    client, page = as_("owner"), reverse("plan_calendar_address")
    assert "/plan/calendar/" not in client.get(page).context["address"]
    client.post(reverse("plan_calendar_open"))
    address = client.get(page).context["address"]
    assert client.get(address[address.index("/plan/") :]).status_code == 200
    client.post(reverse("plan_calendar_close"))
    assert client.get(page).context["link"] is None
