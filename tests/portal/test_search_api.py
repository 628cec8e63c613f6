"""Search as data: the same hits as on the page, under the same rule of who sees what."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.services import make_token
from tests.factories.catalogue import component
from tests.factories.library import published

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/search/"


def found(client, code: int = 200, **asked) -> dict:
    answer = client.get(DOOR, asked)
    assert answer.status_code == code, answer.content
    if code >= 400:
        assert answer["Content-Type"].startswith("application/problem+json")
    return answer.json()


def token_client(by, *scopes) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(name='t', scopes=scopes, by=by)[1]}")
    return client


def test_where_the_words_stand_is_data(as_):
    component("aut-proov", name="Proov", what="Andmevahetuslepingud <b>sõlmitakse</b> omavalitsustega")
    (hit,) = found(as_("partner_a"), q="lepingute omavalitsus")["results"]
    assert (hit["source"], hit["url"], hit["title"]) == ("components", "/components/aut-proov/", "Proov")
    assert hit["snippet_parts"] == [
        {"text": "Andmevahetuslepingud", "is_found": True},
        {"text": " <b>sõlmitakse</b> ", "is_found": False},
        {"text": "omavalitsustega", "is_found": True},
    ]
    assert hit["title_parts"] == [{"text": "Proov", "is_found": False}]


@pytest.mark.parametrize("who", ["owner", "partner_a", "resolver", "auditor"])
def test_it_finds_what_the_page_finds(who, as_, cast):
    component("aut-tehas", name="Hõbekala")
    published("avalik", audience="public", version={"body": "## Kala\n\nHõbekala ujub."})
    published("salajane", audience="staff", title={"et": "Hõbekala"})
    client = as_(who)
    page = client.get("/search/", {"q": "hõbekala"}).context
    answer = found(client, q="hõbekala")
    assert {one["source"]: one["count"] for one in answer["sources"]} == {
        one.source.slug: one.total for one in page["found"]
    }
    assert [hit["url"] for hit in answer["results"]] == [one.hit.url for _f, hits in page["parts"] for one in hits]
    assert answer["count"] == page["total"]
    assert any("salajane" in hit["url"] for hit in answer["results"]) == (who in ("owner", "auditor"))


def test_pages_of_one_source(as_):
    for number in range(23):
        component(f"aut-{number}", name="Hõbekala")
    client = as_("owner")
    first = found(client, q="hõbekala", source="components")
    assert (first["count"], len(first["results"]), first["previous"]) == (23, 20, None)
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (3, None)
    assert client.get(second["previous"]).json() == first
    urls = {hit["url"] for hit in (*first["results"], *second["results"])}
    assert len(urls) == 23
    assert found(client, q="hõbekala", source="components", page=3)["results"] == []


def test_pages_of_all(as_):
    for number in range(7):
        component(f"aut-{number}", name="Hõbekala")
    client = as_("owner")
    first = found(client, q="hõbekala")
    assert len(first["results"]) == 5
    assert len(client.get(first["next"]).json()["results"]) == 2


def test_a_mistyped_word_and_nothing(as_):
    component("aut-proov", name="Autentimine")
    client = as_("owner")
    told = found(client, q="autentmiine")
    assert (told["count"], told["meant"]) == (0, "autentimine")
    assert found(client, q="")["results"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "a", "source": "olematu"},
        {"q": "a", "page": "0"},
        {"q": "a", "page": "11"},
        {"q": "a", "page": "x"},
        {"q": "a\0"},
        {"q": "a" * 1001},
    ],
)
def test_what_can_not_be_asked(asked, as_):
    found(as_("owner"), 400, **asked)


@pytest.mark.parametrize("q", ["' & |", "\\", '"', "-", "a:*", "<script>", "%_", "🐟", "a" * 1000])
def test_whatever_is_typed_is_a_query(q, as_):
    assert found(as_("owner"), q=q)["results"] == []


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(DOOR, {"q": "a"}).status_code == 401


class TestTokens:
    @pytest.fixture(autouse=True)
    def rows(self, cast):
        component("aut-tehas", name="Hõbekala")
        published("avalik", audience="public", title={"et": "Hõbekala"})

    def urls(self, client) -> set[str]:
        return {hit["url"] for hit in found(client, q="hõbekala")["results"]}

    def test_a_narrowed_one_finds_what_its_scopes_reach(self, cast):
        by = cast.actor("owner")
        whole = self.urls(token_client(by))
        assert {"/components/aut-tehas/", "/library/avalik/"} <= whole
        assert self.urls(token_client(by, "*.read")) == whole
        assert self.urls(token_client(by, "docs_library.read")) == {"/library/avalik/"}
        assert self.urls(token_client(by, "components.*")) == {"/components/aut-tehas/"}

    def test_one_that_reads_nothing_is_refused(self, cast):
        answer = found(token_client(cast.actor("owner"), "docs_library.edit"), 403, q="hõbekala")
        assert answer["title"] == "out-of-scope"

    def test_words_of_what_it_does_not_reach_are_not_offered(self, cast):
        client = token_client(cast.actor("owner"), "docs_library.read")
        assert found(client, q="hõbekaal")["meant"] == ""

    def test_a_source_that_it_does_not_reach_has_nothing(self, cast):
        client = token_client(cast.actor("owner"), "docs_library.read")
        told = found(client, q="hõbekala", source="components")
        assert (told["count"], told["results"], told["next"]) == (0, [], None)
