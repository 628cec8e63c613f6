"""Which version a reader gets, in which language, by what name."""

from __future__ import annotations

import pytest

from core.actor import ANONYMOUS, SYSTEM
from docs_library import services
from docs_library.models import Audience, Document
from docs_library.selectors import label_of, library, mark_on, shown_version, text_in, title_to_tell
from docs_library.selectors.partners import for_organisation
from docs_library.selectors.readings import difference, lines_of, reading_of
from tests.factories import library as make
from tests.factories.monitoring import component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_the_one_in_force_then_what_comes_then_the_newest(cast):
    owner, document = cast.actor("owner"), make.guide(audience="public")
    assert shown_version(owner, document) is None
    first = make.draft(document)
    assert shown_version(owner, document) == first
    make.made_live(first)
    second = make.draft(document)
    assert shown_version(owner, document) == first
    services.withdraw(version=first, because="x", by=SYSTEM)
    assert shown_version(owner, document) == second
    services.withdraw(version=second, because="x", by=SYSTEM)
    assert shown_version(owner, document) == second
    assert shown_version(ANONYMOUS, document) is None


@pytest.mark.parametrize(
    ("texts", "asked", "expected"),
    [
        ({"et": "a", "en": "b"}, "en", "en"),
        ({"et": "a", "en": "b"}, "ru", "et"),
        ({"en": "b"}, "ru", "en"),
        ({}, "et", None),
    ],
)
def test_a_text_in_the_asked_language_or_in_estonian(texts, asked, expected):
    row = make.draft(make.guide(), texts=texts)
    found = text_in(row.texts.all(), asked)
    assert (found and found.language) == expected


def test_the_list_holds_what_is_in_force_and_coming_for_each_reader(cast):
    document = make.published(audience="public").document
    make.draft(document)
    for who, coming in (("owner", 1), ("staff", 0)):
        row = library(cast.actor(who)).get()
        assert [len(row.shown), len(row.coming)] == [1, coming]


def test_a_label_names_only_what_all_the_agency_reads():
    version = make.published(title={"et": "Avalik nimi"})
    assert label_of("juhend") == "Avalik nimi"
    assert title_to_tell(version.document) == version.document.title
    make.restricted(version)
    assert label_of("juhend") == "juhend"
    assert title_to_tell(version.document) == "juhend"
    make.published("nimega", audience="named", organisations=[organisation("ria")])
    assert label_of("nimega") == "nimega"
    assert label_of("olematu") is None


def test_a_file_goes_out_behind_its_mark(cast):
    version, owner = make.published(annexes=("Avalik", "Salajane")), cast.actor("owner")
    avalik, salajane = version.annexes.order_by("title")
    make.restricted(version, annex=salajane)
    assert [mark_on(owner, version, one) for one in (None, avalik, salajane)] == ["", "", "AK"]
    make.restricted(version)
    assert [mark_on(owner, version, one) for one in (None, avalik, salajane)] == ["AK"] * 3


class TestForOrganisation:
    def test_what_they_read_in_force_and_is_not_for_everybody(self, cast):
        tara, owner = component("aut-tara"), cast.actor("owner")
        contract("l-1", parties=("ria",), components=[tara])
        old = make.published("partneritele", audience="partners", components=[tara])
        make.published("nimelt", audience="named", organisations=[organisation("ria")])
        for slug, values in {"avalik": {"audience": "public"}, "oma": {}, "teised": {"audience": "partners"}}.items():
            make.published(slug, components=[component("muu-asi")], **values)
        found = for_organisation(owner, organisation("ria"))
        assert [row.slug for row in found] == ["nimelt", "partneritele"]
        mark = make.restricted(make.made_live(make.draft(old.document)))
        assert [row.slug for row in for_organisation(owner, organisation("ria"))] == ["nimelt"]
        services.send_copy(restriction=mark, organisation=organisation("ria"), by=SYSTEM)
        assert len(for_organisation(owner, organisation("ria"))) == 2
        assert [row.slug for row in for_organisation(cast.actor("staff"), organisation("ria"))] == []


class TestReadings:
    def test_what_was_typed_is_read_and_kept(self):
        text = make.draft(make.guide(), texts={"et": "Üks\n\nKaks"}).texts.get()
        assert reading_of(text) == reading_of(text)
        assert [line for line in lines_of(text) if line in ("Üks", "Kaks")] == ["Üks", "Kaks"]
        assert lines_of(None) == []

    def test_two_versions_differ_in_what_was_changed(self):
        old = make.published(version={"texts": {"et": "Üks\n\nKaks"}})
        new = make.draft(old.document, texts={"et": "Üks\n\nKolm"})
        kinds = [row.kind for row in difference(old.texts.get(), new.texts.get())]
        assert "changed" in kinds
        assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("document", "version", "expected"),
    [
        ("staff", "public", "staff"),
        ("public", "staff", "staff"),
        ("partners", "", "partners"),
        ("staff", "named", "named"),
    ],
)
def test_a_version_says_the_narrower_circle(document, version, expected):
    facts = {"audience": document, "organisations": [organisation("ria")], "components": [component("aut-tara")]}
    row = make.draft(make.guide(**facts), audience=version)
    assert row.whom == Audience(expected).label
