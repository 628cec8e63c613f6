"""Parts of pages: what they print, what they escape, and that the gallery shows them all."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from core import clock, gallery, markup, surface, tones
from core.errors import NotFound
from core.fields import Translated
from core.templatetags import ui

STATIC = Path(markup.__file__).parent / "static/core"
MOMENT = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)


def draw(text: str, /, **context) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


def request(path: str = "/"):
    return RequestFactory().get(path)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


# --- small parts


def test_every_icon_that_looks_name_is_in_the_sprite():
    names = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    used = {look.icon for look in tones.STATES.values()} | set(tones.TONE_ICONS.values())
    assert used | {look.icon for _word, look in tones.PRIORITIES.values()} <= names


def test_every_icon_that_templates_and_code_name_is_in_the_sprite():
    names = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    root = STATIC.parent.parent.parent
    texts = [path.read_text() for path in root.glob("*/templates/**/*.html")]
    used = {name for text in texts for name in re.findall(r'(?:\bicon=|\{% icon )"([a-z-]+)"', text)}
    assert used <= names


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')
    assert 'role="img" aria-label="Inbox"' in draw('{% icon "bell" label="Inbox" %}')


def test_a_button_with_an_address_is_a_link():
    assert draw('{% button "Go" href="/x" kind="quiet" %}') == '<a class="button quiet" href="/x"><span>Go</span></a>'


def test_attributes_of_a_button_get_dashes_and_are_escaped():
    html = draw('{% button "Take" name="act" value=bad data_shortcut="a" disabled=True hidden=False %}', bad='"><b>')
    assert 'type="submit"' in html
    assert 'data-shortcut="a"' in html
    assert " disabled" in html
    assert "hidden" not in html
    assert "<b>" not in html


def test_an_unknown_tone_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="No such tone"):
        draw('{% badge "x" "purple" %}')
    with pytest.raises(ValueError, match="purple"):
        tones.register({"x": tones.Look("purple", "x")})


@pytest.mark.parametrize("state", tones.STATES)
def test_a_state_has_icon_and_word_beside_its_colour(state):
    html = draw("{% state_badge state word %}{% state_dot state word %}", state=state, word="word")
    assert html.count("<use ") == 2
    assert html.count("word</span>") == 2


def test_a_priority_says_number_and_word():
    assert "1 critical" in draw("{% priority_badge 1 %}")
    assert "4 low" in draw("{% priority_badge 4 %}")


def test_a_tile_leads_to_its_rows():
    html = draw('{% stats label="Queue" %}{% tile 4 "open" href="/incidents/" %}{% endstats %}')
    assert 'aria-label="Queue"' in html
    assert '<a href="/incidents/">' in html


def test_blocks_keep_markup_inside_and_escape_what_is_given():
    html = draw("{% panel heading=bad %}<p>{{ bad }}</p>{% endpanel %}", bad="<i>")
    assert "<p>&lt;i&gt;</p>" in html
    assert "<i>" not in html


def test_an_empty_fact_shows_a_dash():
    assert "<dd>–</dd>" in draw('{% dl %}{% dt "Owner" %} {% enddt %}{% enddl %}')


def test_translated_marks_the_language_it_falls_back_to():
    assert draw("{% translated text %}", text=Translated(et="Tere")) == '<span lang="et">Tere</span>'
    assert draw("{% translated text %}", text=Translated(et="Tere", en="Hello <b>")) == "Hello &lt;b&gt;"
    assert draw("{% translated text %}", text="plain") == "plain"


# --- time


@pytest.mark.parametrize(
    ("language", "shown"), [("et", "23.11.2026 09.42"), ("en", "23 Nov 2026 09:42"), ("ru", "23.11.2026 09:42")]
)
def test_an_instant_is_shown_on_tallinns_clock_in_the_readers_way(language, shown):
    with translation.override(language):
        html = draw("{% when moment %}", moment=MOMENT)
    assert f">{shown}</time>" in html
    assert 'datetime="2026-11-23T07:42:00+00:00"' in html


def test_relative_time_has_the_exact_one_in_its_title():
    with clock.at(MOMENT + timedelta(hours=3, minutes=5)):
        html = draw('{% when moment show="relative" %}', moment=MOMENT)
    assert 'title="23 Nov 2026 09:42">3 h 5 min ago<' in html


def test_a_day_near_midnight_is_tallinns_day():
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert ">24 Nov 2026<" in draw('{% when moment show="day" %}', moment=late)
    assert ">24 Nov 2026<" in draw("{% when day %}", day=date(2026, 11, 24))
    assert draw("{% when nothing %}", nothing=None) == "–"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "0 min"), (14, "14 min"), (134, "2 h 14 min"), (1440, "1 d"), (3160, "2 d 4 h"), (-75, "−1 h 15 min")],
)
def test_durations(minutes, shown):
    assert draw("{% duration minutes %}", minutes=minutes) == shown


def test_a_deadline_says_in_words_that_it_was_missed():
    with clock.at(MOMENT):
        assert "14 min late" in draw("{% deadline at %}", at=MOMENT - timedelta(minutes=14))
        assert "tone-warning" in draw("{% deadline at %}", at=MOMENT + timedelta(minutes=14))
        assert "in time" in draw("{% deadline at done_at=done %}", at=MOMENT, done=MOMENT - timedelta(hours=1))


# --- forms


class Sample(forms.Form):
    title = forms.CharField(help_text="In a few words.")
    impact = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False)


def test_a_field_ties_help_and_error_to_its_input():
    html = draw("{% field form.title %}", form=Sample({}))
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert described == ["id_title_helptext", "id_title_error"]
    assert all(f'id="{name}"' in html for name in described)
    assert 'aria-invalid="true"' in html


def test_choices_are_a_group_with_a_legend():
    html = draw("{% field form.impact %}", form=Sample())
    assert "<legend>Impact" in html
    assert html.strip().endswith("</fieldset>")


def test_the_summary_leads_to_every_wrong_field():
    html = draw("{% form_errors form %}{% fields form %}", form=Sample({}))
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_title", "id_impact_0"]
    assert all(f'id="{target}"' in html for target in targets)
    assert "2 things need your attention" in html


def test_a_form_that_was_not_sent_has_no_summary():
    assert draw("{% form_errors form %}", form=Sample()).strip() == ""


def test_fields_can_be_chosen():
    html = draw('{% fields form "title agreed" %}', form=Sample())
    assert "id_title" in html
    assert "id_impact" not in html


# --- lists


def test_a_head_sorts_up_then_down_and_keeps_the_filter():
    first = draw('{% sort_head "due" "Due" %}', request=request("/?q=a&page=3"))
    assert 'aria-sort="none"' in first
    assert 'href="?q=a&amp;sort=due"' in first
    again = draw('{% sort_head "due" "Due" %}', request=request("/?q=a&sort=due"))
    assert 'aria-sort="ascending"' in again
    assert 'href="?q=a&amp;sort=-due"' in again


def test_pages_keep_the_address_and_mark_the_present_one():
    page = Paginator(range(137), 20).page(3)
    html = draw("{% pagination page %}", page=page, request=request("/?q=a"))
    assert 'href="?q=a&amp;page=4"' in html
    assert 'aria-current="page" href="?q=a&amp;page=3"' in html
    assert "41–60 of 137" in html
    assert draw("{% pagination page %}", page=Paginator([1], 20).page(1), request=request()).strip() == ""


def test_a_table_scrolls_inside_its_own_box():
    html = draw('{% table caption="Rows" rows=True %}<tbody></tbody>{% endtable %}')
    assert 'class="table-wrap" role="group" aria-label="Rows" tabindex="0"' in html
    assert "data-rows" in html


# --- pages


def test_the_page_shows_slots_and_navigation(monkeypatch):
    shown = surface.ShownNavItem("Queue", "/incidents/", "inbox", True, 4)
    monkeypatch.setattr(surface, "nav_items", lambda request: [shown])
    monkeypatch.setattr(surface, "render_slot", lambda name, context: f"[{name}]")
    html = get_template("core/base.html").render({"session_age": 600}, request())
    assert html.count('href="/incidents/" aria-current="page"') == 2
    assert "[header]" in html
    assert "[footer]" in html
    assert html.count("<h1>") == 1
    assert '<a class="skip-link" href="#main">' in html
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


PAGES = {
    "core/list.html": {"heading": "Rows", "page": Paginator(range(3), 2).page(1), "total": 3},
    "core/form.html": {"heading": "Form", "form": Sample({}), "back": "/", "draft": "key"},
    "core/confirm.html": {"heading": "Sure?", "back": "/", "consequences": ["a letter goes out"], "verb": "Send"},
    "core/error.html": {"error": NotFound(), "message": "Gone.", "code": "not-found-1a2b"},
    "core/two_columns.html": {},
}


@pytest.mark.parametrize("name", PAGES)
def test_skeletons_draw_with_what_their_heads_name(name, monkeypatch):
    monkeypatch.setattr(surface, "nav_items", lambda request: [])
    html = get_template(name).render(PAGES[name], request("/?q=a"))
    assert html.count("<h1>") == 1
    assert PAGES[name].get("heading", "") in html


def test_an_empty_list_says_what_to_do(monkeypatch):
    monkeypatch.setattr(surface, "nav_items", lambda request: [])
    page = Paginator([], 2).page(1)
    html = get_template("core/list.html").render({"heading": "Rows", "page": page, "total": 0}, request())
    assert "Loosen the filter" in html
    assert "CSV" not in html


def test_an_error_page_says_the_code(monkeypatch):
    monkeypatch.setattr(surface, "nav_items", lambda request: [])
    html = get_template("core/error.html").render(PAGES["core/error.html"], request())
    assert '<code id="error-code">not-found-1a2b</code>' in html
    assert "Not found" in html


def test_the_gallery_shows_every_part(monkeypatch):
    monkeypatch.setattr(surface, "nav_items", lambda request: [])
    html = get_template("core/gallery.html").render(gallery.context(), request())
    sources = "".join(get_template(part.template).template.source for part in gallery.PARTS)
    page_only = {"slot", "panels_of", "navigation", "fields", "progress", "letter"}  # the last is of plain text
    for tag in set(ui.register.tags) - page_only:
        assert f"{{% {tag} " in sources or f"{{% {tag} %}}" in sources, tag
    assert "style=" not in html


# --- the stylesheet


def blocks_of_tokens() -> tuple[dict, dict, dict]:
    text = (STATIC / "css/tokens.css").read_text()
    bodies = re.findall(r":root[^{]*\{([^}]*)\}", text)
    return tuple(dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body)) for body in bodies)


def test_the_dark_theme_is_the_same_by_wish_and_by_choice():
    _light, by_wish, by_choice = blocks_of_tokens()
    assert by_wish == by_choice


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    (text, ground)
    for text in ("general-text-primary", "general-text-secondary", "general-text-tertiary", "link-primary-default")
    for ground in ("general-surface-primary", "general-surface-secondary", "card-background-primary", "table-hover")
] + [
    ("general-status-danger-text", "general-status-danger-background-primary"),
    ("general-status-warning-text", "general-status-warning-background-light"),
    ("general-status-success-text", "general-status-success-background-primary"),
    ("general-status-info-text", "general-surface-brand-quaternary"),
    ("general-status-neutral-text", "general-status-neutral-background-light"),
    ("button-main-primary-text-default", "button-main-primary-background-default"),
    ("portal-ink-danger", "card-background-primary"),
    ("portal-ink-warning", "card-background-primary"),
    ("portal-ink-success", "card-background-primary"),
]
SHAPE_PAIRS = [
    (shape, "card-background-primary")
    for shape in (
        "form-input-border-default",
        "portal-strip-up",
        "portal-strip-degraded",
        "portal-strip-down",
        "portal-strip-unknown",
    )
]


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(("pair", "least"), [(p, 4.5) for p in TEXT_PAIRS] + [(p, 3.0) for p in SHAPE_PAIRS])
def test_contrast(pair, least, theme):
    light, dark, _again = blocks_of_tokens()
    tokens = light | dark if theme else light
    assert contrast(*(tokens[f"--{name}"] for name in pair)) >= least
