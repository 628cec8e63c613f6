"""The demonstration year's documents stand as its file says, through the services and once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from components.services import import_catalogue
from core import clock
from core.actor import SYSTEM
from docs_library.engine import read
from docs_library.models import Document, Reading, Restriction, ShareLink, StaleSignal, Version
from docs_library.rules.comparing import SAME, compare
from docs_library.selectors import library
from docs_library.services import change_document
from docs_library.services.drift import look_at_schema
from docs_library.types import Source, doc_types
from portal.demo.seeding import contracts, documents, people
from portal.demo.seeding.year import AS_OF
from portal.practice.serve import Ground

pytestmark = pytest.mark.django_db

FOLDER = Path(documents.FOLDER)
ROWS = yaml.safe_load((FOLDER / "documents.yaml").read_text())["documents"]


@pytest.fixture
def lived(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "files")
    with clock.at(AS_OF):
        import_catalogue(by=SYSTEM)
        seed()
        yield


def seed(shift: timedelta = timedelta(0)) -> None:
    for _what, do in [*people.steps(shift), *contracts.steps(shift), *documents.steps(shift)]:
        do()


def local(at: datetime) -> date:
    return clock.local(at).date()


def test_each_is_as_the_year_says(lived):
    assert Document.objects.count() == len(ROWS) == 15
    for row in ROWS:
        document = Document.objects.get(slug=row["slug"])
        version = document.versions.get(label=row["version"])
        assert version.state == {"kehtiv": "in_force", "kavand": "draft"}[row["state"]], row["id"]
        assert (local(version.in_force_at) if version.in_force_at else None) == row["from"], row["id"]
        assert document.review_on == row["review"], row["id"]
        assert set(version.texts.values_list("language", flat=True)) == set(row.get("langs", ["et"]))
        assert document.responsible == people.person(row["owner"])
        assert [one.slug for one in document.components.all()] == [row["component"]]
        kept = document.versions.exclude(pk=version.pk)
        assert {one.label: one.state for one in kept} == {
            one["version"]: "superseded" for one in row.get("earlier", [])
        }


def test_it_stands_once_however_often_seeded(lived):
    before = (Document.objects.count(), Version.objects.count(), Reading.objects.count())
    seed()
    assert before == (Document.objects.count(), Version.objects.count(), Reading.objects.count())


def test_approved_by_other_eyes(lived):
    for version in Version.objects.exclude(state="draft"):
        assert version.approved_by
        assert version.approved_by != version.author_name
        assert version.approved_at < version.in_force_at


def test_marks_signals_and_links(lived):
    marks = {
        (one.version.document.slug, one.annex.title if one.annex else ""): one for one in Restriction.objects.all()
    }
    assert set(marks) == {
        ("xtee-esimesed-15-minutit", ""),
        ("maksuandmete-leping", "Lisa 2. Turvameetmed"),
        ("ska-andmeteenused-kavand", ""),
    }
    assert (marks["ska-andmeteenused-kavand", ""].law, marks["ska-andmeteenused-kavand", ""].made_on) == (
        "AvTS § 35 lg 2 p 2",
        date(2026, 11, 10),
    )
    assert marks["ska-andmeteenused-kavand", ""].until_on is None
    assert marks["xtee-esimesed-15-minutit", ""].until_on == date(2031, 1, 8)
    signal = StaleSignal.objects.open().get()
    assert (signal.document.slug, local(signal.since)) == ("iseteeninduse-stiiliraamat", date(2026, 11, 9))
    assert ShareLink.objects.get().is_open
    assert Document.objects.get(slug="maksuandmete-leping").contract.slug == "l-09"
    assert {one.slug for one in Document.objects.get(slug="maksuandmete-leping").organisations.all()} == {
        "ska",
        "mta-demo",
    }


def test_who_reads_what(lived):
    def seen(who: str) -> set[str]:
        return {one.slug for one in library(people.actor(who)) if one.shown}

    public = {"iseteeninduse-stiiliraamat", "andmejalgija-liides", "ligipaasetavuse-teatis"}
    assert public <= seen("kov-b1")
    assert {"star-kov-liides", "star-administraatori-juhend", "stari-turvaline-kasutamine"} <= seen("kov-a1")
    assert not {
        "programm-viskab-valja",
        "xtee-esimesed-15-minutit",
        "paringulogi-kirjeldus",
        "maksuandmete-leping",
        "soltuvuste-skeem",
        "ska-andmeteenused-kavand",
    } & seen("kov-a1")
    assert "xtee-esimesed-15-minutit" in seen("asendaja"), "it was sent to the deputy by name"
    assert "xtee-esimesed-15-minutit" not in seen("ametnik")
    assert "ska-andmeteenused-kavand" not in {one.slug for one in library(people.actor("ametnik"))}
    read = Reading.objects.filter(user=people.person("kov-a1"))
    assert {one.version.document.slug for one in read} == {
        "star-kov-liides",
        "star-administraatori-juhend",
        "stari-turvaline-kasutamine",
    }


def test_versions_are_worth_comparing(lived):
    """Between one version and the next some lines stay and some change."""
    for row in ROWS:
        if not row.get("earlier"):
            continue
        for older, newer in pairwise([*row["earlier"], row]):
            for language in newer["texts"]:
                old, new = (lines(one["texts"][language]) for one in (older, newer))
                kinds = {found.kind for found in compare(old, new)}
                assert SAME in kinds
                assert kinds - {SAME, "skipped"}, row["id"]


def lines(name: str) -> list[str]:
    return (documents.TEXTS / name).read_text(encoding="utf-8").splitlines()


def test_every_text_is_used_and_whole():
    used = {name for row in ROWS for one in (row, *row.get("earlier", [])) for name in one["texts"].values()}
    used |= {annex["file"] for row in ROWS for annex in row.get("annexes", [])}
    assert used == {file.name for file in documents.TEXTS.iterdir()}


@pytest.mark.parametrize(
    "name", ["ska-andmeteenused.2026.3.yaml", "ska-andmeteenused.2026.9.yaml", "ska-andmeteenused-kavand.2027.1.yaml"]
)
def test_schemas_refer_to_what_they_hold(name):
    text = (documents.TEXTS / name).read_text(encoding="utf-8")
    schema = yaml.safe_load(text)
    held = {f"#/components/schemas/{one}" for one in schema["components"]["schemas"]}
    assert set(refs(schema)) <= held
    if name == "ska-andmeteenused.2026.9.yaml":
        assert (len(schema["paths"]), len(held)) == (12, 20)


def test_each_text_reads_in_sections():
    """As a reader gets it: nothing that could not be shown, several chapters, no address that leads anywhere real."""
    for row in ROWS:
        kind = doc_types.get(documents.TYPES[row["type"]])()
        for one in (row, *row.get("earlier", [])):
            for language, name in one["texts"].items():
                data = (documents.TEXTS / name).read_bytes()
                reading = read(kind, Source(name, name.rpartition(".")[2], data, language))
                assert not reading.cautions, name
                assert len(reading.sections) >= 3, name
                assert not [link for link in reading.links if link.startswith("http")], name


def refs(part: object) -> list[str]:
    if isinstance(part, dict):
        return [part["$ref"]] if "$ref" in part else [found for one in part.values() for found in refs(one)]
    return [found for one in part for found in refs(one)] if isinstance(part, list) else []


def test_moved_by_weeks(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "files")
    shift = timedelta(weeks=31)
    with clock.at(AS_OF + shift):
        import_catalogue(by=SYSTEM)
        seed(shift)
        moved = Version.objects.get(document__slug="star-administraatori-juhend", label="6.0")
        assert local(moved.in_force_at) == date(2026, 10, 22) + shift
        signal = StaleSignal.objects.open().get()
        assert local(signal.since) == date(2026, 11, 9) + shift


def test_the_practice_service_tells_the_schema_that_is_in_force(lived, settings, tmp_path):
    ground = Ground(tmp_path, 0)
    ground.start()
    try:
        settings.PRACTICE_URL = f"http://127.0.0.1:{ground.port}"
        document = Document.objects.exclude(live_url="").get()
        path = document.live_url.partition("/xtee")[2]
        live_url = f"{settings.PRACTICE_URL}/xtee{path}"
        document = change_document(document=document, live_url=live_url, by=SYSTEM)
        look = look_at_schema(document)
    finally:
        ground.web.shutdown()
        ground.web.server_close()
    assert (look.outcome, look.version.label) == ("same", "2026.9")
    assert not document.signals.exists()
