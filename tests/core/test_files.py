"""Files that people bring: what is kept, what is refused and with which words, how it is given back."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import struct
import zipfile
from datetime import timedelta
from email.message import Message

import pytest
from django.core.files.storage import default_storage

from core import clock, files
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotFound
from core.files import archives, names, scanning
from core.files.kinds import KINDS
from core.models import StoredFile
from core.tasks import sweep_files
from portal.health import probes
from tests.factories import files as make
from tests.factories.files import upload
from tests.fakes.clamd import EICAR, Clamd

pytestmark = pytest.mark.django_db
GOOD = {
    "a.pdf": make.PDF,
    "a.docx": make.docx(),
    "a.xlsx": make.packed({"[Content_Types].xml": make.TYPES, "xl/workbook.xml": "<w/>"}),
    "a.pptx": make.packed({"[Content_Types].xml": make.TYPES, "ppt/presentation.xml": "<p/>"}),
    "a.odt": make.odf("text"),
    "a.ods": make.odf("spreadsheet"),
    "a.asice": make.asice(**{"lisa.docx": make.docx()}),
    "a.bdoc": make.asice(),
    "a.PNG": make.png(),
    "a.jpeg": make.JPEG,
    "a.txt": "Käesolev leping\r\n\tšõž".encode(),
    "b.txt": "Käesolev".encode("cp1257"),
    "a.csv": b"\xef\xbb\xbfa;b\n1;2\n",
    "a.md": b"# Leping <b>1</b>",
    "a.json": b' {"a": 1}',
    "a.yaml": b"a: 1\n",
    "a.xml": b'<?xml version="1.0" encoding="UTF-8"?><a/>',
    "a.wsdl": b'<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/"/>',
    "a.xsd": b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
}
BOMB = make.packed({"[Content_Types].xml": make.TYPES, "word/document.xml": b"\0" * (20 * 2**20)})
TYPES = "[Content_Types].xml"
MACRO_TYPES = make.docx(**{TYPES: "macroEnabled.main"})
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
HOSTILE = [
    ("leping.pdf", make.EXE, "programm|program"),
    ("leping.pdf", b"<!doctype html><script>alert(1)</script>", "HTML"),
    ("leping.txt", b"\n <!-- x --> <HTML><script>alert(1)</script>", "HTML"),
    ("pilt.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
    ("pilt.jpg", b"GIF89a/*<script>*/", "GIF"),
    ("leping.docx", BOMB, ""),
    ("leping.docx", make.packed({"word/document.xml": "<d/>"}), "ZIP"),
    ("leping.docx", make.docx(**{"word/vbaProject.bin": b"x"}), "makro|macro"),
    ("leping.docx", make.docx(**{"[Content_Types].xml": "macroEnabled.main"}), "makro|macro"),
    ("leping.odt", make.odf("text", **{"Basic/Standard/Module1.xml": "x"}), "makro|macro"),
    ("leping.docx", make.docx(**{"word/embeddings/a.docm": make.docx(**{"word/vbaProject.bin": b"x"})}), "makro|macro"),
    ("leping.docx", make.docx(**{"word/embeddings/a.bin": MACRO_TYPES}), "makro|macro"),
    ("leping.docx", make.docx(**{"word/embeddings/a.odt": make.odf("text", **{"Basic/M.xml": "x"})}), "makro|macro"),
    ("leping.asice", make.asice(**{"lisa.docx": MACRO_TYPES}), "makro|macro"),
    ("leping.docx", make.docx(**{TYPES: make.TYPES.replace("/>", ">" + " " * 2**20 + "</Types>")}), ""),
    ("leping.docx", make.docx(**{TYPES: "<T>macroEnabled</T>".encode("utf-16")}), "ZIP"),
    ("leping.docx", make.docx(**{TYPES: "<T>macro&#69;nabled</T>"}), "ZIP"),
    ("leping.docx", make.docx(**{TYPES: "<?xml version='1.0' encoding='UTF-7'?><T/>"}), "ZIP"),
    ("leping.docx", make.docx(**{TYPES: "<!DOCTYPE T [<!ENTITY e 'E'>]><T>macro&e;nabled</T>"}), "ZIP"),
    ("leping.odt", make.odf("spreadsheet"), "ZIP"),
    ("leping.docx", make.docx(**{"../../etc/passwd": "x"}), ""),
    ("leping.docx", make.EXE + make.docx(), "programm|program"),
    ("leping.docx", make.docx()[:-30], ""),
    ("leping.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Office"),
    ("leping.asice", make.packed({"mimetype": make.SIGNED, "META-INF/manifest.xml": "<m/>"}), "ZIP"),
    ("a.xml", XXE, "DOCTYPE"),
    ("a.xml", XXE.decode().encode("utf-16"), "DOCTYPE"),
    ("a.xsd", b"<a/>", "XML|text|tekst"),
    ("a.wsdl", b"<definitions>", ""),
    ("a.xml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "HTML"),
    ("a.csv", b"a;b\0c", ""),
    ("a.json", b"alert(1)", ""),
    ("program.exe", make.EXE, r"\.exe"),
    ("leping", make.PDF, ""),
    ("page.html", b"<html>", r"\.html"),
    ("pilt.svg", b"<svg/>", r"\.svg"),
    ("leping\u202efdp.exe", make.PDF, r"\.exe"),
    ("tyhi.pdf", b"", ""),
]


def kept() -> list[str]:
    folder = default_storage.path(files.storing.FOLDER)
    return sorted(name for _path, _folders, found in os.walk(folder) for name in found)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    one = settings.STORAGES["default"]
    settings.STORAGES = {**settings.STORAGES, "default": {**one, "OPTIONS": {**one["OPTIONS"], "location": tmp_path}}}


class TestStore:
    @pytest.mark.parametrize("name", GOOD)
    def test_what_is_what_it_says_is_kept(self, name):
        row = files.store(upload(name, GOOD[name]), by=SYSTEM)
        assert (row.name, row.size, row.scan) == (name, len(GOOD[name]), "not_scanned")
        assert row.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
        with default_storage.open(row.path) as file:
            assert file.read() == GOOD[name]
        assert os.stat(default_storage.path(row.path)).st_mode & 0o077 == 0
        assert name not in row.path

    def test_every_kind_has_its_example(self):
        labels = {KINDS[names.extension(name)].label for name in GOOD}
        assert labels == {kind.label for kind in KINDS.values()}

    @pytest.mark.parametrize(("name", "content", "words"), HOSTILE)
    def test_what_is_not_is_refused_and_nothing_stays(self, name, content, words):
        with pytest.raises(Invalid, match=words or None) as refused:
            files.store(upload(name, content), by=SYSTEM)
        assert refused.value.field == "file"
        assert not StoredFile.objects.exists()
        assert not kept()

    def test_the_limit_to_the_byte(self, settings):
        settings.UPLOAD_LIMIT = len(make.PDF)
        files.store(upload(), by=SYSTEM)
        with pytest.raises(Invalid) as refused:
            files.store(upload("a.pdf", make.PDF + b"\n"), by=SYSTEM)
        assert refused.value.code == "too-large"

    def test_narrowed(self):
        with pytest.raises(Invalid, match="PDF"):
            files.store(upload("a.docx", make.docx()), by=SYSTEM, allowed=frozenset({"pdf"}))

    def test_a_disk_that_takes_no_more_leaves_neither_row_nor_file(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
        try:
            with pytest.raises(Conflict):
                files.store(upload(), by=SYSTEM)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert not StoredFile.objects.exists()
        assert not kept()

    def test_a_row_that_can_not_be_made_leaves_no_file(self, monkeypatch):
        monkeypatch.setattr(StoredFile.objects, "create", lambda **facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            files.store(upload(), by=SYSTEM)
        assert not kept()

    def test_the_sweep_takes_what_no_row_knows_after_a_day(self):
        known = files.store(upload(), by=SYSTEM)
        lost = files.store(upload(), by=SYSTEM)
        StoredFile.objects.filter(pk=lost.pk).delete()
        assert sweep_files() == 0
        with clock.at(clock.now() + timedelta(days=1, minutes=1)):
            assert sweep_files() == 1
        assert default_storage.exists(known.path)
        assert not default_storage.exists(lost.path)


class TestArchives:
    def test_declared_sums_are_refused_before_anything_is_unpacked(self, monkeypatch):
        monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args: pytest.fail("unpacked"))
        with pytest.raises(archives.Bad, match="bomb"):
            archives.look(upload("a", BOMB).file, len(BOMB))

    def test_the_sum_over_nested_archives(self):
        inner = make.packed({f"{n}": b"\0" * 2**20 for n in range(6)})
        outer = make.packed({f"{n}.zip": inner for n in range(4)}, zipfile.ZIP_DEFLATED)
        with pytest.raises(archives.Bad, match="bomb"):
            archives.look(upload("a", outer).file, len(outer))

    def test_too_many_and_too_deep(self, monkeypatch):
        monkeypatch.setattr(archives, "MOST_ENTRIES", 10)
        with pytest.raises(archives.Bad, match="bomb"):
            archives.look(upload("a", make.packed({str(n): "" for n in range(11)})).file, 1000)
        doll = b"x"
        for _turn in range(archives.DEEPEST + 1):
            doll = make.packed({"a.zip": doll})
        with pytest.raises(archives.Bad, match="deep"):
            archives.look(upload("a", doll).file, len(doll))

    @pytest.mark.parametrize("comment", [b"", b"x" * 65535])
    @pytest.mark.parametrize("is_64", [False, True])
    @pytest.mark.parametrize(
        ("entries", "length"), [(archives.MOST_ENTRIES + 1, 100), (1, archives.MOST_DIRECTORY + 1)]
    )
    def test_a_large_directory_is_refused_before_it_is_read(self, monkeypatch, comment, is_64, entries, length):
        monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("read"))
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries, entries, length, 0, len(comment)) + comment
        if is_64:
            end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 0, len(comment)) + comment
            end = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + end
            end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, length, 0) + end
        with pytest.raises(archives.Bad, match="bomb"):
            archives.look(upload("a", end).file, len(end))

    @pytest.mark.parametrize("comment", [b"", b"PK", b"x" * 65535])
    def test_a_comment_and_zip64_are_read(self, comment):
        whole = make.packed({"a": b"a"})[:-2] + len(comment).to_bytes(2, "little") + comment
        assert archives.look(upload("a", whole).file, len(whole)).namelist() == ["a"]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive, archive.open("a", "w", force_zip64=True) as entry:
            entry.write(b"a")
        assert archives.look(out, len(out.getvalue())).namelist() == ["a"]

    def test_an_understated_size_is_found_out(self):
        whole = bytearray(make.packed({"a": b"a" * 1000}))
        at = whole.index(b"PK\x01\x02") + 24
        whole[at : at + 4] = (10).to_bytes(4, "little")
        with pytest.raises(archives.Bad, match="broken"):
            archives.look(upload("a", bytes(whole)).file, len(whole))

    def test_a_locked_one(self):
        whole = bytearray(make.packed({"a": b"a"}))
        whole[whole.index(b"PK\x01\x02") + 8] |= 1
        with pytest.raises(archives.Bad, match="locked"):
            archives.look(upload("a", bytes(whole)).file, len(whole))


class TestNames:
    @pytest.mark.parametrize(
        ("raw", "clean"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\Leping.PDF", "Leping.PDF"),
            ("leping\u202efdp.exe", "lepingfdp.exe"),
            ("a\0b\r\nc.pdf", "abc.pdf"),
            ('  a  <b>:"c"?.pdf ', "a _b___c__.pdf"),
            ("...", "fail"),
            ("", "fail"),
            (".pdf", "fail.pdf"),
            ("leping 38001085718.pdf", "leping [isikukood].pdf"),
            ("o\u0303.pdf", "õ.pdf"),
        ],
    )
    def test_cleaned(self, raw, clean):
        assert names.clean(raw) == clean

    def test_a_long_one_keeps_its_end(self):
        cut = names.clean("õ" * 300 + ".docx")
        assert len(cut) == names.LONGEST
        assert cut.endswith("õ.docx")


class TestScanning:
    def test_clean(self, settings):
        with Clamd() as clamd:
            settings.CLAMD = clamd.address
            assert files.store(upload(), by=SYSTEM).scan == "clean"
        assert clamd.scanned == [make.PDF]

    def test_by_a_socket_file(self, settings, tmp_path):
        with Clamd(path=tmp_path / "clamd.sock") as clamd:
            settings.CLAMD = clamd.address
            assert scanning.answers()
            assert scanning.finding(upload().file) == ""

    def test_found(self, settings):
        with Clamd() as clamd:
            settings.CLAMD = clamd.address
            with pytest.raises(files.Infected) as refused:
                files.store(upload("a.txt", EICAR), by=SYSTEM)
        assert refused.value.finding == "Eicar-Test-Signature"
        assert not kept()

    @pytest.mark.parametrize("mode", ["hang", "close", "odd", "half"])
    def test_without_a_clean_answer_nothing_is_kept(self, settings, monkeypatch, mode):
        monkeypatch.setattr(scanning, "SILENCE_S", 0.3)
        monkeypatch.setattr(scanning._ask, "__defaults__", (None, 0.3))
        with Clamd(mode) as clamd:
            settings.CLAMD = clamd.address
            with pytest.raises(files.ScannerAway) as refused:
                files.store(upload("a.pdf", make.PDF + b" " * 500_000), by=SYSTEM)
        assert (refused.value.status, refused.value.field) == (409, "file")
        assert not kept()

    def test_its_limit_is_no_clean_answer(self, settings):
        with Clamd(limit=100_000) as clamd:
            settings.CLAMD = clamd.address
            with pytest.raises(files.ScannerAway):
                files.store(upload("a.pdf", make.PDF + b" " * 5_000_000), by=SYSTEM)

    @pytest.mark.parametrize("address", ["127.0.0.1:1", "unix:/nowhere/clamd.sock"])
    def test_nobody_there(self, settings, address):
        settings.CLAMD = address
        with pytest.raises(files.ScannerAway):
            files.store(upload(), by=SYSTEM)
        assert probes.scanner()[0].is_ok is False

    def test_health_names_it_where_it_is_configured(self, settings, client):
        assert probes.scanner() == []
        with Clamd() as clamd:
            settings.CLAMD = clamd.address
            interfaces = client.get("/health.json").json()["interfaces"]
        assert [one["is_ok"] for one in interfaces if one["name"] == "scanner"] == [True]


class TestServing:
    @pytest.mark.parametrize("name", ["Leping „õ” 1.pdf", "a.xml", "a.txt"])
    def test_never_anything_but_an_attachment(self, name):
        row = files.store(upload(name, GOOD["a" + name[name.rindex(".") :]]), by=SYSTEM)
        answer = files.attachment(row)
        body = b"".join(answer.streaming_content)
        assert len(body) == int(answer["Content-Length"]) == row.size
        head = Message()
        head["Content-Disposition"] = answer["Content-Disposition"]
        assert head.get_content_disposition() == "attachment"
        assert head.get_filename() == name
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "xml" not in answer["Content-Type"]
        answer.close()

    def test_a_file_that_the_disk_lost(self):
        row = files.store(upload(), by=SYSTEM)
        default_storage.delete(row.path)
        with pytest.raises(NotFound):
            files.attachment(row)


def test_rows_are_nobodys_by_themselves(cast):
    files.store(upload(), by=SYSTEM)
    assert not StoredFile.objects.visible_to(cast.actor("admin")).exists()
