"""The gallery in a real browser: no finding of axe, nothing wider than the phone, keys and drafts that work."""

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).parent.parent / "data/axe/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def shown(chromium, live_server):
    """``shown(width, theme)`` opens the gallery and gives its page."""
    contexts = []

    def show(width: int = 1280, theme: str = "light", **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/style/")
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(shown, width, theme):
    page = shown(width, theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(f"() => {{{AXE}}}")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_open_tables_and_menus_do_not_widen_a_phone(shown):
    page = shown(320)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_keys_walk_the_rows_and_act_on_the_current_one(shown):
    page = shown()
    page.evaluate("document.querySelector('#row-2 [data-shortcut=a]').onclick = () => { document.title = 'taken 2' }")
    for key in "jj":
        page.keyboard.press(key)
    assert page.locator("tr[aria-current]").get_attribute("id") == "row-2"
    page.keyboard.press("a")
    assert page.title() == "taken 2"
    page.keyboard.press("k")
    assert page.locator("tr[aria-current]").get_attribute("id") == "row-1"


def test_keys_are_letters_while_typing_and_with_a_modifier(shown):
    page = shown()
    page.focus("#g-q")
    page.keyboard.type("jak?")
    assert page.input_value("#g-q") == "jak?"
    page.locator("#g-q").blur()
    page.keyboard.press("Control+j")
    assert page.locator("tr[aria-current]").count() == 0


def test_help_opens_and_closes(shown):
    page = shown()
    page.locator("body").press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()


def test_a_copy_button_copies(shown):
    page = shown(permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").first.click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text === 'INC-2026-00142')")


def test_the_boxes_chosen_are_counted(shown):
    page = shown()
    page.locator("[data-choose-all]").check()
    assert page.locator("[data-chosen]").inner_text() == "5"


def as_a_fresh_long_form(route):
    """The gallery's form as it is before any error, with a draft's key."""
    answer = route.fetch()
    body = answer.text().replace('<form class="card form"', '<form class="card form" data-draft="sample"')
    route.fulfill(response=answer, body=body.replace("error-summary", "summary"))


def test_a_draft_is_kept_restored_and_given_up(shown):
    page = shown()
    page.route("**/style/", as_a_fresh_long_form)
    page.reload()
    page.fill("#id_title", "half a sentence")
    page.check("#id_impact_1")
    page.reload()
    assert page.input_value("#id_title") == "half a sentence"
    assert page.is_checked("#id_impact_1")
    page.locator("#flash button").click()
    assert page.input_value("#id_title") == ""
    page.reload()
    assert page.input_value("#id_title") == ""


def test_a_draft_is_forgotten_when_its_form_was_accepted(shown):
    page = shown()
    page.evaluate("localStorage.setItem('draft:sample', '{}'); localStorage.setItem('draft-sent', 'sample')")
    page.reload()
    assert page.evaluate("localStorage.getItem('draft:sample')") is None


def test_a_second_submit_is_held_back(shown):
    page = shown()
    held = page.evaluate(
        """() => {
            const held = [];
            document.addEventListener('submit', (event) => {
                held.push(event.defaultPrevented);
                event.preventDefault();
            });
            const form = document.createElement('form');
            form.method = 'post';
            document.querySelector('main').append(form);
            form.requestSubmit();
            form.requestSubmit();
            return held;
        }"""
    )
    assert held == [False, True]


def test_a_draft_does_not_overwrite_a_form_that_came_back_with_errors(shown):
    page = shown()
    page.evaluate("localStorage.setItem('draft:sample', JSON.stringify({'title#0': 'older'}))")
    page.route(
        "**/style/",
        lambda route: route.fulfill(
            body=route.fetch().text().replace('"card form"', '"card form" data-draft="sample"')
        ),
    )
    page.reload()
    assert page.input_value("#id_title") == ""


def test_without_scripts_the_menu_opens_and_the_copy_button_stays_away(shown):
    page = shown(320, java_script_enabled=False)
    page.locator(".behind summary").first.click()
    assert page.locator(".behind table").first.is_visible()
    assert page.locator("[data-copy]").first.is_hidden()
