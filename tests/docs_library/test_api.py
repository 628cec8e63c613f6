"""Documents and versions under /api/v1/: written, read as files, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.services import make_token
from core import clock
from docs_library.models import Document, Restriction, Version
from tests.factories import library as make
from tests.factories.files import PDF
from tests.factories.monitoring import component
from tests.factories.partners import contract

pytestmark = pytest.mark.django_db
DOCUMENTS, VERSIONS = "/api/v1/documents/", "/api/v1/document-versions/"
NEW = {"slug": "juhend", "type": "guide", "title": {"et": "Juhend"}, "audience": "public"}


def post(client, address, code=200, method="post", **sent):
    answer = getattr(client, method)(address, sent, content_type="application/json")
    assert answer.status_code == code, answer.content
    if code >= 400:
        assert answer["Content-Type"].startswith("application/problem+json")
    return answer.json()


def test_a_document_through_its_life(as_, cast):
    component("aut-tara")
    owner = as_("owner")
    post(owner, DOCUMENTS, 201, **NEW, components=["aut-tara"], responsible="owner@test.example")
    post(owner, DOCUMENTS, 409, **NEW)
    assert post(owner, f"{DOCUMENTS}juhend/", method="patch", reference="1-1/5")["reference"] == "1-1/5"
    version = post(owner, VERSIONS, 201, document="juhend", label="1.0", is_material=True)
    one = f"{VERSIONS}{version['id']}/"
    post(owner, f"{one}text/", method="put", language="et", body="Sisu", seen="")
    post(owner, f"{one}text/", 409, method="put", language="et", body="Muu", seen="")
    for path, more in (("file", {"language": "en"}), ("annexes", {"title": "Lisa"})):
        sent = {"file": SimpleUploadedFile(f"{path}.pdf", PDF), **more}
        assert owner.post(f"{one}{path}/", sent).status_code in (200, 201)
    sent = post(owner, f"{one}submit/")
    assert [text["language"] for text in sent["texts"]] == ["en", "et"]
    assert [annex["title"] for annex in sent["annexes"]] == ["Lisa"]
    post(owner, f"{one}approve/", 403, seen=sent["sha256"])
    post(as_("manager"), f"{one}approve/", seen=sent["sha256"])
    owner = as_("owner")
    post(owner, f"{one}schedule/", 422, at="2020-01-01T10:00:00Z")
    post(owner, f"{one}schedule/", at=(clock.now() + timedelta(1)).isoformat())
    assert post(owner, f"{one}in-force/")["state"] == "in_force"
    post(owner, f"{one}in-force/", 409)
    assert post(owner, f"{DOCUMENTS}juhend/doubt/", kind="law", about="rt-1", text="Muutus")["in_doubt"] == 1
    assert post(owner, f"{DOCUMENTS}juhend/review/", because="Kehtib")["in_doubt"] == 0
    assert owner.get(f"{one}texts/et/").getvalue() == b"Sisu"
    assert owner.get(f"{one}texts/ru/").status_code == 404
    assert owner.get(f"{one}texts/xx/").status_code == 404
    annex = sent["annexes"][0]["id"]
    assert owner.get(f"{one}annexes/{annex}/").getvalue() == PDF
    until = str(clock.today() + timedelta(30))
    assert len(post(owner, f"{one}restrict/", basis="p9", until_on=until, annex=annex)["marks"]) == 1
    post(owner, f"{one}restrict/", 422, basis="p9", until_on=until, annex=999999)
    assert post(owner, f"{one}withdraw/", because="Viga")["state"] == "withdrawn"


@pytest.mark.parametrize(
    "sent",
    [
        {"title": {"fi": "x"}},
        {"title": "x"},
        {"slug": "x\0"},
        {"slug": "x" * 51},
        {"title": {"et": "x" * 201}},
        {"audience": "kõik"},
        {"components": ["olematu"]},
        {"responsible": "keegi@mujal.example"},
        {"dispose_on": "2026-02-31"},
        {"dispose_on": "9999-12-31"},
        {"review_months": 0},
        {"audience": "named", "organisations": []},
    ],
)
def test_what_can_not_be_is_a_problem(sent, as_):
    answer = as_("owner").post(DOCUMENTS, {**NEW, **sent}, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Document.objects.exists()


def test_the_same_write_sent_again_is_done_once(as_):
    client = as_("owner")
    for _n in range(2):
        answer = client.post(DOCUMENTS, NEW, content_type="application/json", headers={"Idempotency-Key": "abc"})
        assert answer.status_code == 201
    make.made_live(make.draft(Document.objects.get()))
    for _n in range(2):
        sent = {"document": "juhend", "label": "2.0"}
        answer = client.post(VERSIONS, sent, content_type="application/json", headers={"Idempotency-Key": "def"})
        assert answer.status_code == 201
    assert Version.objects.count() == 2


@pytest.mark.parametrize("who", ["staff", "resolver", "partner_a", "admin", "auditor"])
def test_who_does_not_write(who, as_, cast):
    version = make.published(audience="public")
    client, one = as_(who), f"{VERSIONS}{version.pk}/"
    post(client, DOCUMENTS, 403, **{**NEW, "slug": "teine"})
    post(client, VERSIONS, 403, document="juhend", label="2")
    post(client, f"{DOCUMENTS}juhend/", 403, method="patch", reference="x")
    for act, sent in {"withdraw": {"because": "x"}, "submit": {}, "in-force": {}}.items():
        post(client, f"{one}{act}/", 403, **sent)
    post(client, f"{one}restrict/", 403, basis="p9", until_on=str(clock.today()))
    assert not Restriction.objects.exists()


def test_acts_on_what_is_not_seen_are_not_found(as_, cast):
    draft = make.draft(make.guide())
    for who in ("staff", "admin", "partner_a"):
        client = as_(who)
        post(client, f"{VERSIONS}{draft.pk}/submit/", 404)
        post(client, f"{DOCUMENTS}juhend/review/", 404, because="x")
        answer = client.get(VERSIONS, {"document": "juhend"})
        assert answer.status_code == 400 or answer.json()["count"] == 0


def test_when_we_look_again_is_our_own_knowledge(as_, cast):
    make.published(audience="public")
    row = as_("partner_a").get(DOCUMENTS).json()["results"][0]
    assert (row["review_on"], row["in_doubt"], row["in_force"]) == (None, None, "1.0")
    assert as_("staff").get(DOCUMENTS).json()["results"][0]["review_on"]


class TestTokens:
    def client(self, by, *scopes) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(name='t', scopes=scopes, by=by)[1]}")
        return client

    def test_reading_scopes_show_what_the_person_sees(self, cast):
        make.draft(make.guide())
        for scopes, count in {("docs_library.read",): 1, ("*.read",): 1, ("docs_library.see_drafts",): 0}.items():
            assert self.client(cast.actor("owner"), *scopes).get(VERSIONS).json()["count"] == count, scopes
        assert self.client(cast.actor("owner"), "docs_library.edit").get(VERSIONS).status_code == 403

    def test_a_token_that_only_writes_changes_nothing_that_it_can_not_show(self, cast):
        client = self.client(cast.actor("owner"), "docs_library.edit")
        assert client.post(DOCUMENTS, NEW, format="json").status_code == 403
        assert not Document.objects.exists()
        make.guide()
        assert client.post(VERSIONS, {"document": "juhend", "label": "1"}, format="json").status_code in (400, 403)
        assert not Version.objects.exists()
        both = self.client(cast.actor("owner"), "docs_library.edit", "docs_library.read")
        assert both.post(VERSIONS, {"document": "juhend", "label": "1"}, format="json").status_code == 201

    def test_a_partner_reads_its_own(self, as_, cast):
        tara = component("aut-tara")
        contract("l-1", parties=("kov-a",), components=[tara])
        make.published("meile", audience="partners", components=[tara])
        make.published("teistele", audience="partners", components=[component("muu-asi")])
        rows = as_("partner_a").get(DOCUMENTS).json()["results"]
        assert [row["slug"] for row in rows] == ["meile"]
        assert as_("partner_b").get(DOCUMENTS).json()["count"] == 0


def test_a_partners_list_costs_the_same_however_many_contracts_it_has(as_, django_assert_max_num_queries):
    tara = component("aut-tara")
    for n in range(12):
        contract(f"l-{n}", parties=("kov-a",), components=[tara])
        make.published(f"d{n}", audience="partners", components=[tara])
    client = as_("partner_a")
    client.get("/library/")
    with django_assert_max_num_queries(24):
        assert client.get("/library/").context["total"] == 12


def test_what_the_register_says_of_it(as_):
    sent = {
        "register_kind": "Juhend",
        "series": "2-1",
        "folder": "2-1/41",
        "register_url": "https://register.example/2-1/41",
        "note": "Küsi arhiivist",
    }
    owner = as_("owner")
    post(owner, DOCUMENTS, 201, **NEW)
    shown = post(owner, f"{DOCUMENTS}juhend/", method="patch", **sent)
    assert {name: shown[name] for name in sent} == sent
    post(owner, f"{DOCUMENTS}juhend/", 422, method="patch", register_url="javascript:alert(1)")
    make.made_live(make.draft(Document.objects.get()))
    shown = as_("partner_a").get(f"{DOCUMENTS}juhend/").json()
    assert (shown["series"], shown["note"]) == ("2-1", None)


def test_a_draft_is_changed_and_narrowed(as_):
    make.guide(audience="public")
    owner = as_("owner")
    version = post(owner, VERSIONS, 201, document="juhend", label="1.0", audience="staff")
    assert version["audience"] == "staff"
    one = f"{VERSIONS}{version['id']}/"
    shown = post(owner, one, method="patch", change_note="Uus", audience="")
    assert (shown["label"], shown["change_note"], shown["audience"]) == ("1.0", "Uus", "")
    post(owner, one, 422, method="patch", audience="named")
    post(owner, one, 400, method="patch", audience="kõik")
    post(as_("staff"), one, 404, method="patch", label="2")
    live = make.published("teine", audience="public")
    post(as_("staff"), f"{VERSIONS}{live.pk}/", 403, method="patch", label="2")
    post(as_("owner"), f"{VERSIONS}{live.pk}/", 409, method="patch", label="2")


def test_doubts_and_what_ended_them(as_):
    version = make.published(audience="public")
    owner = as_("owner")
    for about in ("rt-1", "rt-2"):
        post(owner, f"{DOCUMENTS}juhend/doubt/", kind="law", about=about, text="Muutus")
        post(owner, f"{DOCUMENTS}juhend/review/", because=f"Ei puuduta ({about})")
    post(owner, f"{DOCUMENTS}juhend/review/", 400, because=" ")
    rows = owner.get(f"{DOCUMENTS}juhend/doubts/").json()["results"]
    assert [(row["about"], row["ended_by_review"]) for row in rows] == [
        ("rt-2", "Ei puuduta (rt-2)"),
        ("rt-1", "Ei puuduta (rt-1)"),
    ]
    assert as_("partner_a").get(f"{DOCUMENTS}{version.document.slug}/doubts/").json()["count"] == 0


def test_the_live_schema(as_):
    owner, url = as_("owner"), "https://a.example/openapi.json"
    post(owner, DOCUMENTS, 422, **NEW, live_url=url)
    shown = post(owner, DOCUMENTS, 201, **{**NEW, "type": "schema"}, live_url=url)
    assert shown["live"] == {"url": url, "outcome": None, "looked_at": None, "told": ""}
    post(owner, f"{DOCUMENTS}juhend/look/", 409)
    make.made_live(make.draft(Document.objects.get()))
    assert post(owner, f"{DOCUMENTS}juhend/look/")["live"]["looked_at"] is None
    post(as_("auditor"), f"{DOCUMENTS}juhend/look/", 403)
    assert as_("partner_a").get(f"{DOCUMENTS}juhend/").json()["live"] is None
