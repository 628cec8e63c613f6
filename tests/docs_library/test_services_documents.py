"""Documents written down, changed and put away."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import AuditRecord
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from docs_library import services
from docs_library.models import Document
from tests.docs_library.test_services_drafting import together
from tests.factories import library as make
from tests.factories.monitoring import component
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
OTHERS = ("manager", "staff", "resolver", "partner_a", "auditor", "admin")


def test_added_with_the_audience_of_its_type_and_a_line_in_the_trail(cast):
    row = services.add_document(slug="kirjeldus", type="guide", title={"et": "Kirjeldus"}, by=cast.actor("owner"))
    assert (row.audience, row.months) == ("staff", 12)
    line = AuditRecord.objects.get(action="docs_library.add")
    assert (line.subject, line.label) == (f"docs_library.document:{row.pk}", "kirjeldus")


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_writes(who, cast):
    row, by = make.guide(), cast.actor(who)
    with pytest.raises(NotAllowed):
        services.add_document(slug="x", type="guide", title={"et": "X"}, by=by)
    with pytest.raises(NotAllowed):
        services.change_document(document=row, note="x", by=by)
    with pytest.raises(NotAllowed):
        services.archive_document(document=row, because="x", by=by)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "new"}, "slug"),
        ({"slug": "shared"}, "slug"),
        ({"slug": "attention"}, "slug"),
        ({"slug": "tähega ja tühikuga"}, "slug"),
        ({"audience": "named"}, "organisations"),
        ({"audience": "named", "organisations": []}, "organisations"),
        ({"audience": "partners"}, "components"),
        ({"audience": "kõik"}, "audience"),
        ({"type": "luuletus"}, "type"),
        ({"title": {"en": "Only English"}}, "title"),
        ({"title": {}}, "title"),
        ({"registered_on": date(1689, 1, 1)}, "registered_on"),
        ({"dispose_on": date(9999, 12, 31)}, "dispose_on"),
        ({"review_months": 0}, None),
        ({"review_months": 121}, None),
        ({"register_url": "javascript:alert(1)"}, "register_url"),
        ({"metadata": {"x": "y"}}, "metadata"),
        ({"reference": "x" * 61}, "reference"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(values, field):
    with pytest.raises(Invalid) as refused:
        make.guide(**{"slug": "juhend", **values})
    assert refused.value.field == field
    assert not Document.objects.exists()


def test_a_short_name_is_taken_once():
    make.guide()
    with pytest.raises(Conflict) as refused:
        make.guide()
    assert refused.value.field == "slug"


def test_the_named_circle_does_not_lose_its_last_organisation():
    row = make.guide(audience="named", organisations=[organisation("ria")])
    with pytest.raises(Invalid):
        services.change_document(document=row, organisations=[], by=SYSTEM)
    services.change_document(document=row, organisations=[], audience="staff", by=SYSTEM)
    assert not row.organisations.exists()


def test_only_what_differs_is_told_to_the_trail():
    row = make.guide(components=[component("aut-tara")])
    services.change_document(document=row, components=[component("aut-tara")], note="", by=SYSTEM)
    assert not AuditRecord.objects.filter(action="docs_library.change").exists()
    services.change_document(document=row, components=[component("teine")], note="Märkus", by=SYSTEM)
    line = AuditRecord.objects.get(action="docs_library.change")
    assert line.changes == {"note": ["", "Märkus"], "components": ["aut-tara", "teine"]}


def test_personal_codes_are_masked():
    row = make.guide(note="Isik 38001085718", title={"et": "Toimik 38001085718"})
    assert "38001085718" not in f"{row.note} {row.title}"


def test_put_away_once_with_a_reason(cast):
    row, by = make.guide(), cast.actor("owner")
    with pytest.raises(Invalid):
        services.archive_document(document=row, because=" ", by=by)
    services.archive_document(document=row, because="Liideti teisega", by=by)
    assert AuditRecord.objects.get(action="docs_library.archive").reason == "Liideti teisega"
    for act in (
        lambda: services.archive_document(document=row, because="x", by=by),
        lambda: services.change_document(document=row, note="x", by=by),
        lambda: services.start_version(document=row, label="1", by=by),
    ):
        with pytest.raises(Conflict):
            act()


def test_the_history_keeps_what_was(cast):
    row = make.guide(organisations=[organisation("ria")], audience="named")
    services.change_document(document=row, organisations=[organisation("tehik")], title={"et": "Uus"}, by=SYSTEM)
    titles = {str(one.title) for one in row.history.all()}
    assert titles == {"Dokument juhend", "Uus"}


class TestNextReview:
    def test_other_months_are_counted_from_the_last_look(self, at):
        with at("2026-01-10T12:00"):
            document = make.published().document
        with at("2026-03-04T12:00"):
            services.review(document=document, because="Kehtib", by=SYSTEM)
        with at("2026-05-01T12:00"):
            document = services.change_document(document=document, review_months=3, by=SYSTEM)
            assert document.review_on == date(2026, 6, 4)
            line = AuditRecord.objects.filter(action="docs_library.change").latest("at")
            assert line.changes["review_on"] == ["2027-03-04", "2026-06-04"]
            document = services.change_document(document=document, review_months=None, by=SYSTEM)
            assert document.review_on == date(2027, 3, 4)

    def test_another_type_has_other_months(self, at):
        with at("2026-01-10T12:00"):
            document = make.published().document
        document = services.change_document(document=document, type="schema", by=SYSTEM)
        assert document.review_on == date(2026, 7, 10)

    def test_a_later_version_is_the_last_look(self, at):
        with at("2026-01-10T12:00"):
            document = make.published().document
            services.review(document=document, because="Kehtib", by=SYSTEM)
        with at("2026-04-30T12:00"):
            make.made_live(make.draft(document))
        document = services.change_document(document=document, review_months=10, by=SYSTEM)
        assert document.review_on == date(2027, 2, 28)

    def test_where_nothing_is_in_force_there_is_none(self):
        document = services.change_document(document=make.guide(), review_months=3, by=SYSTEM)
        assert document.review_on is None


@pytest.mark.django_db(transaction=True)
def test_two_of_one_name_at_once():
    raised = together(*(lambda: make.guide("sama") for _n in range(2)))
    assert sorted(type(one).__name__ for one in raised) == ["Conflict", "NoneType"]
    assert Document.objects.count() == 1
