"""Templates: short, headed by their contract, nothing that the content security policy forbids."""

from __future__ import annotations

import re

import pytest

from tests.contracts.house import name_of, templates

MAX_LINES = 150
FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "htmx that needs eval": re.compile(r"hx-on|hx-vals\s*=\s*[\"']js:|hx-trigger\s*=\s*[\"'][^\"']*\["),
    "other people's servers": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}


def text_of(path) -> str:
    """The template without its comments."""
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_nothing_that_the_policy_forbids(rule):
    assert not [name_of(path) for path in templates() if FORBIDDEN[rule].search(text_of(path))]


def test_fragments_open_with_their_context():
    wrong = [
        name_of(path) for path in templates() if path.name.startswith("_") and not path.read_text().startswith("{#")
    ]
    assert not wrong


def test_short():
    long = {name_of(path): path.read_text().count("\n") for path in templates()}
    assert not {name: lines for name, lines in long.items() if lines > MAX_LINES}


def test_forms_that_post_carry_the_token():
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.S | re.I)
    wrong = [
        name_of(path)
        for path in templates()
        for found in form.findall(path.read_text())
        if "{% csrf_token %}" not in found and "slot" not in found
    ]
    assert not wrong


def test_tables_have_heads_of_columns():
    wrong = [name_of(path) for path in templates() if re.search(r"<th(?![^>]*\bscope=)(?:\s|>)", text_of(path))]
    assert not wrong
