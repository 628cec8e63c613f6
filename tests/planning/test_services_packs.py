"""The evidence pack: ordered once, made by a worker, whole by its manifest, and equal to what the ledger says."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.measures import Reading, measures
from planning.models import EvidencePack
from planning.services import packs
from tests.factories.partners import contract

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-30T09:00"):
        yield


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name) for name in folder.namelist()}


def test_a_pack_is_made_and_its_copy_can_be_checked(cast):
    row = packs.order_pack(year=2026, language="et", by=cast.actor("owner"))
    assert packs.make_next() == 1
    row.refresh_from_db()
    assert row.state == "done"
    assert row.done == row.total
    with default_storage.open(row.stored.path) as file:
        files = opened(file.read())
    manifest = json.loads(files["manifest.json"])
    for name, told in manifest["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == told["sha256"]
        assert len(files[name]) == told["size"]
    assert {"toend.html", "toend.pdf", "toend.xlsx"} == set(manifest["files"])
    assert packs.make_next() == 0


def test_figures_and_rows_are_those_of_the_measures(cast, at):
    with at("2026-01-05T10:00"):
        contract("l-1", review_on=clock.today() + timedelta(days=100))
    files = opened(packs.make(year=2026, by=cast.actor("lead"), say=lambda *told: None))
    reading = Reading.of(clock.now())
    told = json.loads(files["manifest.json"])["figures"]
    for one in measures:
        if one.readers is None and not one.read(reading).is_empty:
            assert told[one.slug]["figure"] == one.read(reading).figure
    book = load_workbook(io.BytesIO(files["toend.xlsx"]), read_only=True)
    rows = list(book.worksheets[1].values)
    assert any(row[0] == "2.2.a-2" and "l-1" in str(row[2]).lower() for row in rows)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["toend.pdf"])).pages)
    assert "2.2.a-2" in text
    assert "Üldkomponentide arendamine ja haldamine" in text.replace("\n", " ")
    assert b"2.2.a-2" in files["toend.html"]
    assert b"<script" not in files["toend.html"]


def test_one_at_a_time_and_only_a_year_that_has_begun(cast):
    owner = cast.actor("owner")
    for year in (2027, 1999):
        with pytest.raises(Invalid):
            packs.order_pack(year=year, language="et", by=owner)
    packs.order_pack(year=2026, language="et", by=owner)
    with pytest.raises(Conflict):
        packs.order_pack(year=2026, language="et", by=owner)
    with pytest.raises(NotAllowed):
        packs.order_pack(year=2026, language="et", by=cast.actor("staff"))


def test_a_worker_that_died_is_followed_by_another(cast, at):
    row = packs.order_pack(year=2026, language="en", by=cast.actor("owner"))
    EvidencePack.objects.filter(pk=row.pk).update(state="making", done=3, total=40)
    assert packs.make_next() == 0, "one that said something lately works"
    with at("2026-11-30T09:04"):
        assert packs.make_next() == 1


def test_what_fails_is_said_and_the_next_is_made(cast):
    row = packs.order_pack(year=2026, language="et", by=cast.actor("owner"))
    EvidencePack.objects.filter(pk=row.pk).update(year=2019)
    other = packs.order_pack(year=2026, language="et", by=cast.actor("lead"))
    assert packs.make_next() == 1
    row.refresh_from_db(), other.refresh_from_db()
    assert (row.state, other.state) == ("failed", "done")
    assert row.error


def test_the_command_writes_the_file_and_refuses_in_a_sentence(tmp_path):
    path = tmp_path / "tõend.zip"
    call_command("evidence", "2026", out=path)
    assert "manifest.json" in opened(path.read_bytes())
    with pytest.raises(CommandError, match=r"aasta|year"):
        call_command("evidence", "1900", out=path)
    with pytest.raises(CommandError):
        call_command("evidence", "2026", out=tmp_path / "ei" / "ole.zip")
