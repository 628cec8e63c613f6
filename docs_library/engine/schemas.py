"""Schemas as pages: an overview, a section for each operation and type, a row with its own address for each field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from docs_library.engine.bounds import MOST_SCHEMA, TOO_LONG, Unreadable
from docs_library.rules import json_schema, openapi, outline, wsdl, xsd
from docs_library.types import Reading, Section, Source

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
XML = ("wsdl", "xsd", "xml")
JSON_SCHEMA = {"$schema", "$defs", "definitions", "properties"}


def read(source: Source) -> Reading | None:
    """The schema in sections; None where it is none that we know. Raises Unreadable where it is damaged, or hides
    something."""
    if len(source.data) > MOST_SCHEMA:
        raise Unreadable(_("This schema is too large to be shown as pages: take it as a file."))
    try:
        found = _xml(source.data) if source.extension in XML else _json(source)
        return _reading(found) if found else None
    except outline.Unreadable as error:
        raise Unreadable(_("This is not well-formed XML, or it has a DOCTYPE: it is shown as it stands.")) from error
    except RecursionError as error:
        raise Unreadable(_("This schema is nested too deep to be shown as pages.")) from error


def _xml(data: bytes) -> outline.Outline | None:
    root = xsd.parsed(data)
    if xsd.space(root) == wsdl.WSDL_2:
        raise Unreadable(_("WSDL 2.0 is not shown as pages, only as it stands."))
    if xsd.local(root) == "definitions" and xsd.space(root) == wsdl.WSDL:
        return wsdl.read(root)
    return xsd.read(root) if xsd.local(root) == "schema" and xsd.space(root) == xsd.XSD else None


def _json(source: Source) -> outline.Outline | None:
    document = loaded(source)
    if openapi.is_openapi(document):
        return openapi.read(document)
    is_schema = isinstance(document, Mapping) and bool(JSON_SCHEMA & set(document))
    return json_schema.read(document) if is_schema else None


def loaded(source: Source) -> Any:
    """What JSON or YAML says. YAML is loaded by its safe loader; what its aliases unfold to is never walked whole
    (``outline.Budget``). Raises Unreadable."""
    try:
        if source.extension == "json":
            return json.loads(source.data.decode("utf-8-sig"))
        return yaml.load(source.data, LOADER)  # noqa: S506  (the safe loader)
    except (ValueError, yaml.YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None) or getattr(error, "lineno", 0)
        told = {"format": source.extension.upper(), "line": line + 1 if hasattr(error, "problem_mark") else line}
        raise Unreadable(
            _("This is not well-formed %(format)s (line %(line)s): it is shown as it stands.") % told
        ) from error


def _reading(found: outline.Outline) -> Reading:
    sections = [_overview(found)]
    if found.operations:
        html = render_to_string("docs_library/reading/operations.html", {"operations": found.operations})
        sections.append(Section("operations", 2, _("Operations"), html, ""))
        sections += [_operation(each) for each in found.operations]
    if found.types:
        sections.append(Section("types", 2, _("Types"), "", ""))
        sections += [_type(each) for each in found.types]
    return Reading(tuple(sections), (), (str(TOO_LONG),) if found.is_cut else ())


def _overview(found: outline.Outline) -> Section:
    html = render_to_string("docs_library/reading/overview.html", {"outline": found})
    facts = [f"{what}: {value}" for what, value in found.facts]
    text = "\n".join(filter(None, (found.format, found.about, *facts)))
    return Section("algus", 2, " ".join(filter(None, (found.title, found.version))), html, text)


def _operation(each: outline.Operation) -> Section:
    html = render_to_string("docs_library/reading/operation.html", {"operation": each})
    return Section(each.anchor, 3, each.name, html, "\n".join(outline.operation_lines(each)))


def _type(each: outline.Type) -> Section:
    html = render_to_string("docs_library/reading/type.html", {"type": each})
    return Section(each.anchor, 3, each.name, html, "\n".join(outline.type_lines(each)))
