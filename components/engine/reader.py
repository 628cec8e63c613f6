"""Catalogue files as plain rows that know their file and line. Knows no models.

A catalogue is YAML: sections by key, each a list of rows (a single mapping is one row, a bare word is
``{slug: word}``).
Aliases, doubled keys, unknown sections and personal codes are faults. Nothing here stops at the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from core.privacy import contains_code

KNOWN_SECTIONS = (
    "systems",
    "groups",
    "components",
    "dependencies",
    "externals",
    "organisations",
    "parties",
    "severities",
    "fault_classes",
    "critical_windows",
    "recurring_maintenance",
    "competence_version",
    "rules",
    "known_holes",
    "checks",
)


class Row(dict):
    """A row as written, with its place: ``file``, ``line`` and the line of each field."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file; prints as ``file:line field: sentence``."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(slots=True)
class Read:
    """What the files hold: rows by section, and what is wrong with their writing."""

    sections: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class _Loader(yaml.SafeLoader):
    """YAML without aliases: a file of a few lines must not unfold into gigabytes."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem=_("Aliases (*name) are not taken."), problem_mark=mark)
        return super().compose_node(parent, index)


def fault_at(row: Row, field_name: str, message: str) -> Fault:
    """The fault of a row's field, on the field's own line where it is written."""
    return Fault(row.file, row.lines.get(field_name, row.line), field_name, message)


def read(paths: Iterable[Path]) -> Read:
    """The rows of all files (a folder gives its ``*.yaml``), in order, with every fault of their writing."""
    result = Read()
    for path in paths:
        files = sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]
        if not files:
            result.faults.append(Fault(str(path), 0, "", _("The folder holds no YAML file.")))
        for file in files:
            _read_file(file, result)
    _find_doubles(result)
    return result


def _read_file(path: Path, result: Read) -> None:
    name = path.name
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except OSError as error:
        result.faults.append(Fault(str(path), 0, "", error.strerror or str(error)))
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        result.faults.append(Fault(name, 0, "", _("The file is not a text in UTF-8.")))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = _("This is not YAML: %(problem)s") % {"problem": error.problem or error.context}
        result.faults.append(Fault(name, mark.line + 1 if mark else 0, "", sentence))
    else:
        if node is not None:
            _FileReader(name, loader, result).read(node)


class _FileReader:
    """Turns the nodes of one file into rows."""

    def __init__(self, name: str, loader: yaml.SafeLoader, result: Read) -> None:
        self.name, self.loader, self.result = name, loader, result

    def read(self, node: Node) -> None:
        if not isinstance(node, MappingNode):
            self.wrong(node, "", _("A catalogue is written as sections: a name, a colon and the rows."))
            return
        for key, value in node.value:
            section = str(key.value)
            if section not in KNOWN_SECTIONS:
                known = ", ".join(KNOWN_SECTIONS)
                self.wrong(key, section, _("There is no such section. Known are: %(known)s.") % {"known": known})
                continue
            self.result.sections.setdefault(section, []).extend(self.rows(section, value))

    def rows(self, section: str, node: Node) -> Iterator[Row]:
        items = node.value if isinstance(node, SequenceNode) else [node]
        for item in items:
            if isinstance(item, MappingNode):
                yield self.mapping(item)
            elif isinstance(item, ScalarNode) and item.value:
                row = Row(self.name, _line(item))
                row["slug"] = self.value(item, section)
                yield row
            else:
                self.wrong(item, section, _("Here stands a row: fields with their values."))

    def mapping(self, node: MappingNode) -> Row:
        row = Row(self.name, _line(node))
        for key, value in node.value:
            name = str(key.value)
            if name in row:
                self.wrong(key, name, _("The field is written twice."))
            row.lines[name] = _line(value)
            row[name] = self.value(value, name)
        return row

    def value(self, node: Node, name: str) -> Any:
        if isinstance(node, MappingNode):
            return self.mapping(node)
        if isinstance(node, SequenceNode):
            return [self.value(each, name) for each in node.value]
        if contains_code(node.value):
            self.wrong(node, name, _("A personal code does not belong in the catalogue."))
        return self.scalar(node, name)

    def scalar(self, node: ScalarNode, name: str) -> Any:
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            self.wrong(node, name, _("The value cannot be read."))
            return None

    def wrong(self, node: Node, field_name: str, message: str) -> None:
        self.result.faults.append(Fault(self.name, _line(node), field_name, message))


def _line(node: Node) -> int:
    return node.start_mark.line + 1


def _find_doubles(result: Read) -> None:
    """The same slug (or id) twice in a section would make the last one win silently."""
    for rows in result.sections.values():
        seen: dict[Any, Row] = {}
        for row in rows:
            name = "slug" if "slug" in row else "id"
            key = str(row.get(name) or id(row))
            if key in seen:
                first = f"{seen[key].file}:{seen[key].line}"
                sentence = _('"%(slug)s" is already written at %(place)s.') % {"slug": key, "place": first}
                result.faults.append(fault_at(row, name, sentence))
            seen.setdefault(key, row)
