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


def found_by(client, query: str, **more) -> str:
    return client.get("/search/", {"q": query, **more}).content.decode()


def test_forms_of_words_are_found_and_marked(as_):
    component("aut-proov", name="Proov", what="Andmevahetuslepingud sõlmitakse omavalitsustega")
    page = found_by(as_("partner_a"), "lepingute omavalitsus")
    assert "<mark>Andmevahetuslepingud</mark> sõlmitakse <mark>omavalitsustega</mark>" in page


def test_kinds_are_links_with_their_numbers(as_):
    for number in range(23):
        component(f"aut-{number}", name="Hõbekala")
    first = as_("owner").get("/search/", {"q": "hõbekala"})
    assert [(one.source.slug, one.total, len(one.rows)) for one in first.context["found"]] == [("components", 23, 5)]
    assert "in=components" in first.content.decode()
    client = as_("owner")
    pages = [client.get("/search/", {"q": "hõbekala", "in": "components", "page": n}).context for n in (1, 2, 3)]
    slugs = [[shown.hit.url for _found, hits in page["parts"] for shown in hits] for page in pages]
    assert [len(one) for one in slugs] == [20, 3, 20]  # past the end comes the first page
    assert len(set(slugs[0] + slugs[1])) == 23


@pytest.mark.parametrize(
    "odd", [{"in": "nothing"}, {"page": "x"}, {"page": "-1"}, {"page": "9" * 30}, {"in": "checks"}]
)
def test_odd_addresses_are_no_fault(as_, odd):
    component("aut-proov", name="Hõbekala")
    assert as_("owner").get("/search/", {"q": "hõbekala", **odd}).status_code == 200


def test_what_was_meant_is_offered_to_those_who_may_see_it(as_, cast):
    from core.actor import SYSTEM
    from incidents.services.opening import open_case
    from incidents.services.signals import fault_class_named

    found = component("aut-proov")
    title = "Hõbekala häire"
    open_case(component=found, fault_class=fault_class_named("katkestus"), title=title, source="staff", by=SYSTEM)
    assert "hõbekala" in found_by(as_("owner"), "hõbekaal")
    assert "hõbekala" not in found_by(as_("partner_a"), "hõbekaal")


def test_a_resolver_finds_nothing_of_the_whole_case(cast):
    """Its own handover shows the words that are for it."""
    from core.actor import SYSTEM
    from incidents.models import Incident
    from tests.factories.cases import handed

    handed(by=SYSTEM)
    assert Incident.objects.visible_to(cast.actor("resolver")).exists()
    assert not sources.get("incidents").rows(cast.actor("resolver")).exists()


def test_nothing_of_a_text_or_query_becomes_markup(as_):
    component("aut-proov", name="<script>alert(1)</script> hõbekala", what="<img src=x onerror=alert(1)> hõbekala")
    page = found_by(as_("owner"), "hõbekala <script>alert(1)</script>") + found_by(as_("owner"), "hõbekala")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_page_asks_few_questions(as_, django_assert_max_num_queries):
    for number in range(10):
        component(f"aut-{number}", name="Hõbekala")
    client = as_("owner")
    client.get("/search/", {"q": "hõbekala"})
    with django_assert_max_num_queries(18):
        client.get("/search/", {"q": "hõbekala"})


@pytest.mark.parametrize("query", ["", "   ", "%", "'; drop table", "x" * 5000, "ö" * 300])
def test_odd_queries_are_no_fault(as_, query):
    assert as_("owner").get("/search/", {"q": query}).status_code == 200
