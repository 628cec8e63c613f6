"""What readers do: say that they have read, hear of changes, take all along; and two who write at once."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager

import pytest

from accounts.models import Organisation
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed
from docs_library import services
from docs_library.models import Reading, Version
from docs_library.selectors.following import may_follow
from docs_library.selectors.news import news_for, with_ours
from docs_library.selectors.packing import packed
from docs_library.selectors.returns import last_return
from docs_library.services.drafting import lacks
from notifications.models import Subscription
from notifications.services import subscribe
from tests.factories import catalogue
from tests.factories.files import upload
from tests.factories.library import annex, document, draft, in_force, made_live, restriction

pytestmark = pytest.mark.django_db


def versions_of(actor) -> list[Version]:
    rows = Version.objects.visible_to(actor).in_force().select_related("document")
    return list(rows.order_by("document__slug"))


@contextmanager
def pack_of(actor):
    with packed(actor, versions_of(actor)) as file, zipfile.ZipFile(file) as archive:
        yield archive


def test_a_person_says_once_that_they_have_read(cast, at):
    version = in_force(document())
    with at("2026-03-04T08:50"):
        row = services.acknowledge(version=version, by=cast.actor("partner"))
    assert services.acknowledge(version=version, by=cast.actor("partner")).acknowledged_at == row.acknowledged_at
    assert Reading.objects.get().acknowledged_at is not None


def test_what_is_not_in_force_is_not_acknowledged(cast):
    first = in_force(document())
    made_live(draft(first.document))
    with pytest.raises(Conflict):
        services.acknowledge(version=first, by=cast.actor("partner"))
    with pytest.raises(NotAllowed):
        services.acknowledge(version=first, by=SYSTEM)


def test_one_click_adds_to_what_is_heard_and_takes_nothing_away(cast):
    some, other, third = (catalogue.component(slug) for slug in ("uks", "kaks", "kolm"))
    paper, partner = document(components=[some, other, third]), cast.actor("partner")
    subscribe(topic="component:uks", kinds=["problem"], by=partner)
    subscribe(topic="component:kaks", kinds=[], by=partner)
    assert may_follow(partner, paper)
    services.follow(document=paper, by=partner)
    heard = {row.topic: row.kinds for row in Subscription.objects.live().filter(user_id=partner.user_id)}
    changes = ["change", "document"]
    assert heard == {"component:uks": [*changes, "problem"], "component:kaks": [], "component:kolm": changes}
    assert not may_follow(partner, paper)


def test_a_document_about_nothing_is_not_followed(cast):
    assert not may_follow(cast.actor("partner"), document())
    with pytest.raises(Conflict):
        services.follow(document=document("teine"), by=cast.actor("partner"))


def test_news_is_what_came_since_the_last_reading(cast):
    partner, first = cast.actor("partner"), in_force(document())
    assert news_for(partner) == []
    services.note_reading(version=first, by=partner)
    second, other = made_live(draft(first.document)), in_force(document("teine"))
    in_force(document("salajane", audience="staff"))
    assert {(one.version.pk, one.before) for one in news_for(partner)} == {(second.pk, 1), (other.pk, None)}
    services.note_reading(version=second, by=partner)
    services.note_reading(version=other, by=partner)
    assert news_for(partner) == []


def test_documents_for_an_organisation_are_its_own(cast):
    partner, mine = cast.actor("partner"), document("nimeline")
    services.change_document(document=mine, audience="named", organisations=organisations(partner), by=SYSTEM)
    other = document("avalik")
    rows = with_ours(type(mine).objects.all(), partner)
    assert {row.slug: row.is_ours for row in rows} == {mine.slug: True, other.slug: False}


def organisations(actor):
    return Organisation.objects.filter(pk__in=actor.organisation_ids)


def test_the_archive_holds_what_the_reader_gets_and_its_checksums_fit(cast):
    open_one = draft(document("a"))
    annex(open_one, name="lisa.pdf")
    annex(open_one, name="LISA.pdf", content=upload("teine.pdf").read() + b"\n")
    made_live(open_one)
    shut = in_force(document("b"))
    restriction(shut)
    with pack_of(cast.actor("partner")) as archive:
        sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
        assert sorted([*sums, "SHA256SUMS"]) == sorted(archive.namelist())
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == value for name, value in sums.items())
        assert sorted(sums) == ["a-1.0/2-LISA.pdf", "a-1.0/a-1.0.et.md", "a-1.0/lisa.pdf"]
    with pack_of(cast.actor("owner")) as archive:
        assert "b-1.0/AK - b-1.0.et.md" in archive.namelist()


def test_an_archive_that_is_too_large_is_refused(cast, monkeypatch):
    monkeypatch.setattr("docs_library.selectors.packing.MOST_BYTES", 10)
    in_force(document())
    with pytest.raises(Invalid):
        packed(cast.actor("partner"), versions_of(cast.actor("partner")))


def test_facts_that_somebody_changed_meanwhile_are_not_overwritten(cast):
    version = draft(document(), "1.0")
    facts = {"label": "1.0", "is_material": False, "by": cast.actor("owner")}
    seen = version.facts_mark
    services.change_version(version=version, change_note="Esimene", seen=seen, **facts)
    with pytest.raises(Conflict):
        services.change_version(version=version, change_note="Teine", seen=seen, **facts)
    version.refresh_from_db()
    assert version.change_note == "Esimene"


def test_a_file_does_not_replace_what_somebody_wrote_meanwhile(cast):
    version = draft(document())
    with pytest.raises(Conflict):
        services.put_file(version=version, language="et", file=upload("a.md", b"# A"), seen="", by=cast.actor("owner"))
    assert version.texts.get().body


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"openapi: 3.1.0\ninfo: {title: A}\npaths: {/a: {$ref: '#/components/pathItems/puudub'}}\n", "puudub"),
        (b"openapi: [3.1.0\n  : :", ""),
    ],
)
def test_a_schema_with_a_missing_part_is_refused_and_the_draft_kept(cast, content, word):
    version = draft(document(type="schema"))
    before = version.texts.get().sha256
    with pytest.raises(Invalid) as refused:
        services.put_file(version=version, language="et", file=upload("a.yaml", content), by=cast.actor("owner"))
    assert refused.value.field == "file"
    assert word in str(refused.value.message)
    assert version.texts.get().sha256 == before


def test_a_draft_says_what_it_lacks_and_why_it_came_back(cast):
    first = in_force(document())
    bare = services.start_version(document=first.document, label="2.0", is_empty=True, by=cast.actor("owner"))
    assert set(lacks(bare)) == {"no-text", "no-note"}
    services.withdraw(version=bare, because="Ei jätka.", by=cast.actor("owner"))
    sent = services.submit(version=draft(first.document, "3.0", by=cast.actor("owner")), by=cast.actor("owner"))
    assert last_return(sent) is None
    services.send_back(version=sent, because="Täpsustage.", by=cast.actor("lead"))
    assert last_return(sent).reason == "Täpsustage."
