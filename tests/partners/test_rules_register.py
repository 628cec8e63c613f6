"""The document register's list against ours: read whatever its form, and compared by the last day."""

from __future__ import annotations

from datetime import date

import pytest

from core.tables import text_of
from partners.rules import register
from partners.rules.register import BadLine, Found, Line, Ours, compare, parse

END = date(2026, 12, 31)
TWO = [Line(2, "5.2-9/1", END), Line(3, "5.2-9/2", None)]


@pytest.mark.parametrize(
    "text",
    [
        "viit;lõpp\n5.2-9/1;31.12.2026\n5.2-9/2;\n",
        "\ufeffViit,Lõppkuupäev\r\n5.2-9/1,2026-12-31\r\n5.2-9/2,\r\n",
        '"Reference"\t"End"\n"5.2-9/1"\t"31.12.2026"\n5.2-9/2\t',
        "pealkiri;KEHTIV KUNI;viit\nAndmevahetus;31.12.2026;5.2-9/1\nMuu;;5.2-9/2",
    ],
)
def test_read_whatever_its_form(text):
    assert parse(text) == (TWO, [])


def test_without_a_head_the_first_two_columns():
    assert parse("5.2-9/1;31.12.2026\n\n5.2-9/2;") == ([Line(1, "5.2-9/1", END), Line(3, "5.2-9/2", None)], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257"])
def test_files_in_each_encoding(encoding):
    assert parse(text_of("viit;lõpp\n5.2-9/1;31.12.2026\n5.2-9/2;".encode(encoding)))[0] == TWO


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="codec"):
        text_of(b"PK\x03\x04\x81\x83\xff")


def test_bad_lines_are_named_by_number_and_the_rest_is_read():
    text = "viit;lõpp\na;31.02.2026\n;31.12.2026\nüks\nA ;\nb;2026-12-31\na;"
    good, bad = parse(text)
    assert good == [Line(5, "A", None), Line(6, "b", END)]
    assert [(one.number, one.why) for one in bad] == [(2, "date"), (3, "reference"), (4, "columns"), (7, "twice")]


def test_an_unknown_head_and_nothing_at_all():
    assert parse("kes;mis\na;b") == ([], [BadLine(1, "kes;mis", "head")])
    assert parse(" \n") == ([], [])


def test_the_lines_have_a_limit(monkeypatch):
    monkeypatch.setattr(register, "MAX_LINES", 2)
    good, bad = parse("viit;lõpp\na;\nb;\nc;\nd;")
    assert ([one.reference for one in good], bad) == (["a", "b"], [BadLine(4, "c;", "long")])


def test_compared_by_reference_and_last_day():
    lines = [Line(2, "a 1", END), Line(3, "B", END), Line(4, "uus", None), Line(5, "rolled", END), Line(6, "over", END)]
    later = END.replace(year=2027)
    ours = [
        Ours("A1", (END,)),
        Ours("b", (later,)),
        Ours("rolled", (later, END)),
        Ours("over", (END,), is_over=True),
        Ours("ainult siin", (None,)),
        Ours("läbi", (END,), is_over=True),
    ]
    assert compare(lines, ours) == [
        Found("differs", "b", END, later),
        Found("not_here", "uus"),
        Found("not_there", "ainult siin"),
        Found("same", "A1", END, END),
        Found("same", "over", END, END),
        Found("same", "rolled", END, END),
    ]
