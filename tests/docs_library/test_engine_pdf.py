"""PDF: the words of its pages, and pictures of them."""

from __future__ import annotations

import io
import struct
import threading
import zlib

import pytest
from django.utils.translation import override
from pypdf import PdfReader, PdfWriter

from docs_library.engine import pdf, previews
from tests.docs_library.test_engine import assert_safe, reading
from tests.factories import files

TWO = files.pdf("Leping nr 5\nVt https://example.ee/a", "Lisa <b>\nõäöü")


def test_a_section_for_each_page():
    with override("en"):
        found = reading(TWO, "pdf")
    assert_safe(found)
    assert [(one.anchor, one.level, one.heading, one.text) for one in found.sections] == [
        ("lk-1", 2, "Page 1", "Leping nr 5\nVt https://example.ee/a"),
        ("lk-2", 2, "Page 2", "Lisa <b>\nõäöü"),
    ]
    assert "Lisa &lt;b&gt;" in found.sections[1].html
    assert found.links == ("https://example.ee/a",)
    assert found.cautions == ()


def locked(password: str) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(TWO))), io.BytesIO()
    writer.encrypt(user_password=password, owner_password="omanik", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def test_a_locked_file_says_so():
    found = reading(locked("saladus"), "pdf")
    assert found.sections == ()
    assert len(found.cautions) == 1
    assert len(reading(locked(""), "pdf").sections) == 2  # locked against changes alone


@pytest.mark.parametrize("data", [files.PDF, TWO[:60], files.pdf("")], ids=["no pages", "damaged", "scanned"])
def test_what_has_no_words_says_so(data):
    found = reading(data, "pdf")
    assert found.sections == ()
    assert len(found.cautions) == 1


def test_pages_beyond_the_bound_are_told(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    found = reading(TWO, "pdf")
    assert [one.anchor for one in found.sections] == ["lk-1"]
    assert len(found.cautions) == 1


def test_a_page_of_endless_commands_is_left_out():
    found = reading(files.pdf("Tekst", "(a) Tj " * 400_000), "pdf")
    assert [one.anchor for one in found.sections] == ["lk-1"]
    assert len(found.cautions) == 1


def pixels(picture: bytes) -> tuple[int, int, bytes]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", picture[16:26])
    assert (depth, colour) == (8, 2)
    length = struct.unpack(">I", picture[33:37])[0]
    rows = zlib.decompress(picture[41 : 41 + length])
    assert len(rows) == height * (1 + 3 * width)
    return width, height, rows


def test_a_picture_of_a_page():
    width, height, rows = pixels(previews.page_picture(TWO, 1, 300))
    assert width == pytest.approx(300, abs=1)
    assert height == pytest.approx(300 * 842 / 595, abs=1)
    assert rows.count(b"\xff\xff\xff") > width * height * 0.9
    assert any(0 < shade < 128 for shade in rows)  # dark words on white; a row's own mark is 0


def test_pages_are_counted():
    assert previews.page_count(TWO) == 2


def test_a_tall_page_is_drawn_within_the_bound():
    tall = TWO.replace(b"[0 0 595 842]", b"[0 0 10 9000]")
    width, height, _rows = pixels(previews.page_picture(tall, 1, 2000))
    assert width * height <= previews.MOST_PIXELS * 1.05


@pytest.mark.parametrize(
    ("data", "page", "width"),
    [(TWO, 0, 100), (TWO, 3, 100), (TWO, 1, 0), (TWO, 1, 5000), (b"x", 1, 100), (b"", 1, 100)],
)
def test_what_can_not_be_drawn(data, page, width):
    with pytest.raises(ValueError):  # noqa: PT011 (its words are nobody's business)
        previews.page_picture(data, page, width)


def test_a_locked_file_is_not_drawn():
    with pytest.raises(ValueError, match="unreadable"):
        previews.page_count(locked("saladus"))


def test_pictures_wait_for_one_another():
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(previews.page_picture(TWO, 1, 200))) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
