"""Catalogue files become rows with places; every fault of writing is found."""

from __future__ import annotations

import pytest

from components.engine.reader import fault_at, read


@pytest.fixture
def written(tmp_path):
    """``written("text")`` reads one file of that text."""

    def write(text: str):
        path = tmp_path / "kataloog.yaml"
        path.write_text(text, encoding="utf-8")
        return read([path])

    return write


def test_rows_know_their_lines(written):
    result = written("systems:\n- slug: star\n  name: STAR\n\n- {slug: ebs, name: EBS}\n")
    first, second = result.sections["systems"]
    assert (first.line, first.lines["name"], second.line) == (2, 3, 5)
    assert str(fault_at(first, "name", "on vale")) == "kataloog.yaml:3 name: on vale"
    assert str(fault_at(first, "kind", "puudub")) == "kataloog.yaml:2 kind: puudub"


def test_words_and_a_single_mapping_are_rows_too(written):
    result = written('fault_classes: [katkestus, seanss]\ncompetence_version: {id: "2026-1"}\n')
    assert [dict(row) for row in result.sections["fault_classes"]] == [{"slug": "katkestus"}, {"slug": "seanss"}]
    assert [dict(row) for row in result.sections["competence_version"]] == [{"id": "2026-1"}]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("systms: []\n", "kataloog.yaml:1 systms:"),
        ("systems:\n- slug: a\n  slug: b\n", "kataloog.yaml:3 slug:"),
        ("systems:\n- slug: a\n- slug: a\n", "kataloog.yaml:3 slug:"),
        ("rules:\n- {id: PJ-1}\n- {id: PJ-1}\n", "kataloog.yaml:3 id:"),
        ("systems:\n- slug: a\n  users: isik 38001085718\n", "kataloog.yaml:3 users:"),
        ("systems:\n- slug: a\n  used_by: [b, '38001085718']\n", "kataloog.yaml:3 used_by:"),
        ("systems: [\n", "kataloog.yaml:2:"),
        ("systems:\n- &a {slug: a}\n- *a\n", "kataloog.yaml:3:"),
        ("- slug: a\n", "kataloog.yaml:1:"),
        ("systems:\n- [a]\n", "kataloog.yaml:2 systems:"),
        ("systems:\n- slug: 2026-13-45\n  since: 2026-13-45\n", "kataloog.yaml:2 slug:"),
    ],
)
def test_a_fault_is_told_with_its_place(written, text, place):
    faults = written(text).faults
    assert faults
    assert str(faults[0]).startswith(place)


def test_every_fault_is_told(written):
    assert len(written("a: 1\nb: 2\nsystems:\n- {slug: x, slug: y}\n").faults) == 3


def test_a_missing_file_an_empty_folder_and_bytes(tmp_path):
    (tmp_path / "tühi").mkdir()
    binary = tmp_path / "pilt.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    result = read([tmp_path / "puudub.yaml", tmp_path / "tühi", binary])
    assert len(result.faults) == 3


def test_a_folder_gives_its_files_in_order(tmp_path):
    (tmp_path / "2.yaml").write_text("systems: [{slug: b}]")
    (tmp_path / "1.yaml").write_text("systems: [{slug: a}]")
    (tmp_path / "SOURCES.md").write_text("# not read")
    assert [row["slug"] for row in read([tmp_path]).sections["systems"]] == ["a", "b"]
