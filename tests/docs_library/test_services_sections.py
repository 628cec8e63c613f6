"""Sections of what is in force are found, by those who may read them; those of what was are not."""

from __future__ import annotations

import pytest

from tests.factories import library as make

pytestmark = pytest.mark.django_db


def found(client, words: str) -> str:
    return client.get("/search/", {"q": words, "in": "sections"}).content.decode()


def test_what_is_in_force_is_found_and_what_was_is_not(as_):
    of = make.document()
    make.in_force(of, body="## Rehvid\n\nTalverehvidega sõidetakse talvel.")
    client = as_("owner")
    assert f"/library/{of.slug}/?lang=et#rehvid" in found(client, "talverehv")
    make.in_force(of, body="## Rattad\n\nSuvel sõidetakse suverehvidega.")
    assert "#rehvid" not in found(client, "talverehv")
    assert "#rattad" in found(client, "suverehv")


def test_what_is_restricted_is_found_by_those_who_keep_it(as_):
    make.restriction(make.in_force(make.document(), body="## Rattad\n\nSuvel sõidetakse suverehvidega."))
    assert "#rattad" not in found(as_("partner_a"), "suverehv")
    assert "#rattad" in found(as_("auditor"), "suverehv")
