"""Those who mostly look: the manager, two partners, the auditor. What is not theirs is not offered."""

from __future__ import annotations

import pytest

from components.models import Party
from core.fields import Translated
from incidents.services import cases, words
from tests.factories import cases as make
from tests.factories.letters import NEXT
from tests.factories.people import organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = Translated(et="Sisselogimine on häiritud", en="Signing in is disturbed")


@pytest.fixture
def case(cast):
    make.targets()
    by = cast.actor("owner")
    made = cases.take(make.case(), by=by)
    words.public_word(made, title=SAID, body=SAID, stage="investigating", **NEXT, by=by)
    return made


def acts(page) -> list[str]:
    """Addresses to which the page's own part could send something."""
    forms = page.locator("main form[method=post]").evaluate_all("all => all.map(one => one.getAttribute('action'))")
    return [one for one in forms if one is None or "/filters/" not in one]


def menu(page) -> list[str]:
    return page.locator("nav.nav-wide a").evaluate_all("all => all.map(one => one.getAttribute('href'))")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_manager_sees_and_leaves_work_to_others(scripts, case, sign_in):
    page = sign_in("manager", java_script_enabled=scripts)
    assert {"/incidents/", "/components/", "/monitoring/", "/partners/", "/notices/"} <= set(menu(page))
    page.goto("/incidents/")
    assert page.locator(f"#case-{case.ref}").count() == 1
    page.goto(f"/incidents/{case.ref}/")
    assert SAID["et"] in page.locator("main").inner_text()
    assert acts(page) == []
    page.goto("/accounts/substitutions/new/")
    assert page.locator("[name=substitute]").count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_partner_sees_its_components_and_no_case(scripts, case, sign_in):
    make.component("log", "logging")
    Party.objects.create(component=case.component, organisation=organisation("kov-a"), role="processor")
    page = sign_in("partner_a", java_script_enabled=scripts)
    assert "/incidents/" not in menu(page)
    assert "/monitoring/" not in menu(page)
    page.goto("/components/")
    assert page.locator("main tbody tr").count() == 2
    page.goto("/components/?organisation=kov-a")
    assert page.locator("main tbody tr").count() == 1
    page.goto(f"/components/{case.component.slug}/")
    assert case.ref not in page.locator("main").inner_text()
    assert page.goto(f"/incidents/{case.ref}/").status in (403, 404)
    assert page.locator(".error-page").count() == 1
    page.goto("/status/")
    assert SAID["et"] in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_auditor_reads_the_trail_and_is_offered_no_act(scripts, case, sign_in):
    page = sign_in("auditor", java_script_enabled=scripts)
    page.goto("/accounts/audit/")
    assert case.ref in page.locator("main").inner_text()
    assert acts(page) == []
    for path in ("/incidents/", f"/incidents/{case.ref}/", "/components/", f"/components/{case.component.slug}/"):
        page.goto(path)
        assert acts(page) == [] or path == "/incidents/"
        assert page.locator("main [name=ref], main a[href$='/edit/'], main a[href$='/new/']").count() == 0


@pytest.mark.parametrize("who", ["owner", ""])
def test_choosing_a_language_keeps_the_page(case, visit, who):
    path = f"/components/?kind=authentication&q={case.component.slug}" if who else "/report/?system=skais2"
    page = visit(who, path)
    for language in ("en", "ru", "et"):
        with page.expect_navigation():
            page.locator(f"form.language button[value={language}]").click()
        assert page.locator("html").get_attribute("lang") == language
        assert page.url.endswith(path)


def test_keys_help_and_search(case, visit):
    page = visit("owner", "/incidents/")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.locator("#shortcuts").wait_for(state="hidden")
    page.keyboard.press("/")
    page.keyboard.type(case.ref)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(f"main a[href='/incidents/{case.ref}/']").count() >= 1 or case.ref in page.content()
    page.goto(f"/search/?q={case.ref}")
    with page.expect_navigation():
        page.locator(f"main a[href='/incidents/{case.ref}/']").first.click()
    assert case.ref in page.title()
