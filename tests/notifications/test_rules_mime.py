"""A letter written by hand is read by the library as it was meant."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from notifications.rules import mime


def read(text: str, html: str = "<p>Tere</p>", **headers: str):
    made = mime.letter({"Subject": "Häire", **headers}, text, html)
    assert b"\n" not in made.replace(b"\r\n", b"")
    found = message_from_bytes(made, policy=policy.default)
    assert not found.defects
    return found


@pytest.mark.parametrize("subject", ["Häire: õäöüšž", "Teade", "ё" * 300, "a" * 1500, "=?utf-8?q?x?=", "🙂 ok"])
def test_the_subject_comes_back(subject):
    assert read("x", Subject=subject)["Subject"] == subject.replace("=?utf-8?q?x?=", "x")


@pytest.mark.parametrize(
    "text", ["", "Tere,\n\nõäöüšž!\n.\n..lõpp", "rida\r\nrida", "õ" * 2000, "From me\n--x", "a\x85b"]
)
def test_both_parts_come_back(text):
    html = f"<p>{text}</p>"
    letter = read(text, html)
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    plain, rich = (part.get_content() for part in letter.iter_parts())
    assert plain.split() == text.split()
    assert rich.split() == html.split()


@pytest.mark.parametrize("value", ["a\nBcc: b@x.example", "a\r\nb", "a\rb"])
def test_a_header_has_one_line(value):
    with pytest.raises(ValueError, match="more than one line"):
        mime.letter({"To": value}, "x", "x")
