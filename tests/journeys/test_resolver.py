"""A third party with an account: its own list, the same page as the letter's, and no code asked."""

from __future__ import annotations

import pytest

from incidents.models import Handover
from tests.factories import cases as make
from tests.journeys.walk import refusal, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def handover(cast) -> Handover:
    make.targets()
    return make.handed(make.case(), by=cast.actor("owner"), rule=make.rule())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_list_to_the_answer(scripts, handover, sign_in):
    page = sign_in("resolver", java_script_enabled=scripts)
    assert handover.incident.ref in page.locator("main").inner_text()
    page.goto("/incidents/handovers/")
    with page.expect_navigation():
        page.locator(f"#handover-{handover.pk} a").click()
    assert page.locator("[value=send_code]").count() == 0
    page.fill("#act [name=their_reference]", "UK-1")
    assert send(page, "#act [value=refuse]").status == 422
    assert refusal(page)
    assert page.input_value("#act [name=their_reference]") == "UK-1"
    send(page, "#act [value=accept]")
    handover.refresh_from_db()
    assert (handover.state, handover.their_reference) == ("accepted", "UK-1")
    page.goto("/incidents/handovers/")
    assert "UK-1" in page.locator(f"#handover-{handover.pk}").inner_text()


def test_it_refuses_with_a_reason_and_the_case_comes_back(handover, visit):
    page = visit("resolver", f"/incidents/handovers/{handover.pk}/")
    page.fill("#act [name=text]", "See on RIA oma.")
    page.check("#act [name=is_misroute]")
    send(page, "#act [value=refuse]")
    handover.refresh_from_db()
    assert handover.state == "refused"
    assert page.locator("#act form").count() == 0
    owner = visit("owner", f"/incidents/{handover.incident.ref}/")
    assert "See on RIA oma." in owner.locator("main").inner_text()
    assert owner.locator("a[href$='/forward/']").count() >= 1


def test_the_queue_and_others_cases_are_not_theirs(handover, visit):
    other = make.case(of="log", title="Hoopis muu")
    page = visit("resolver", "/incidents/")
    assert page.locator(".error-page").count() == 1
    assert page.goto(f"/incidents/{other.ref}/").status == 404
