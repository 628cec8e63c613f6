"""The administrator: people, an invitation that somebody new accepts, a token that is shown once."""

from __future__ import annotations

import pytest

from accounts.models import ApiToken, User
from tests.factories import cases as make
from tests.factories.people import PASSWORD, organisation
from tests.journeys.walk import refusal, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "uus.inimene@tehik.example"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_invitation_from_the_letter_to_the_first_sign_in(scripts, sign_in, visit, post):
    tehik = organisation("tehik")
    page = sign_in("admin", java_script_enabled=scripts)
    page.goto("/accounts/people/")
    with page.expect_navigation():
        page.locator("a[href='/accounts/invitations/new/']").click()
    page.fill("[name=email]", "uus.inimene@")
    page.fill("[name=name]", "Uus Inimene")
    assert send(page).status == 422
    assert refusal(page)
    assert page.input_value("[name=name]") == "Uus Inimene"
    page.fill("[name=email]", NEW)
    page.select_option("[name=role]", "resolver")
    page.select_option("[name=organisation]", str(tehik.pk))
    send(page)

    person = visit("", post.link(NEW, "invitation"), java_script_enabled=scripts)
    person.fill("[name=name]", "Uus Inimene")
    person.fill("[name=password]", "lühike")
    assert send(person).status == 422
    assert refusal(person)
    assert person.input_value("[name=name]") == "Uus Inimene"
    person.fill("[name=password]", PASSWORD)
    send(person)
    person.fill("[name=login]", NEW)
    person.fill("[name=password]", PASSWORD)
    with person.expect_navigation():
        person.locator("main form button[type=submit]").click()
    assert "Uus Inimene" in person.locator("main").inner_text()
    assert User.objects.get(email=NEW).memberships.get().role == "resolver"


def test_a_token_is_shown_once_and_opens_the_api(visit, post):
    page = visit("admin", "/accounts/tokens/new/")
    page.fill("[name=name]", "aruandlus")
    send(page)
    text = page.locator("#token-text").inner_text()
    row = ApiToken.objects.get()
    assert text.startswith(row.prefix)
    page.goto("/accounts/tokens/")
    assert text not in page.content()
    stranger = visit("", "/status/")
    answer = stranger.request.get("/api/v1/components/", headers={"Authorization": f"Bearer {text}"})
    assert answer.status == 200
    page.goto("/accounts/tokens/")
    send(page, "form[action$='/revoke/'] button")
    answer = stranger.request.get("/api/v1/components/", headers={"Authorization": f"Bearer {text}"})
    assert answer.status == 401


def test_no_restricted_content_comes_with_the_role(visit):
    case = make.case()
    page = visit("admin", "/")
    assert page.locator("nav.nav-wide a[href='/incidents/']").count() == 0
    assert page.goto(f"/incidents/{case.ref}/").status in (403, 404)
