"""Search unites what every app found, each through its own ``visible_to``."""

import pytest

from core.search import sources
from tests.factories.catalogue import component

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("source", list(sources), ids=lambda source: source.slug)
def test_every_source_shows_nothing_to_strangers(source, settings):
    from core.actor import ANONYMOUS

    assert not source.rows(ANONYMOUS).exists() or source.slug == "notices"


def test_a_component_is_found_by_any_word_of_its_name(as_):
    component("aut-proov", name={"et": "Proovisisselogimine", "en": "Trial sign-in"})
    page = as_("partner_a").get("/search/", {"q": "proovisis trial"}).content.decode()
    assert "/components/aut-proov/" in page


def test_cases_are_not_found_by_partners(as_, cast):
    from core.actor import SYSTEM
    from incidents.services.opening import open_case
    from incidents.services.signals import fault_class_named

    found = component("aut-proov")
    open_case(
        component=found, fault_class=fault_class_named("katkestus"), title="Hõbekala häire", source="staff", by=SYSTEM
    )
    assert "Hõbekala" in as_("owner").get("/search/", {"q": "hõbekala"}).content.decode()
    answer = as_("partner_a").get("/search/", {"q": "hõbekala"}).content.decode()
    assert "häire" not in answer


@pytest.mark.parametrize("query", ["", "   ", "%", "'; drop table", "x" * 5000, "ö" * 300])
def test_odd_queries_are_no_fault(as_, query):
    assert as_("owner").get("/search/", {"q": query}).status_code == 200
