"""What keeps a schema from being a text of the library: it is broken, or names parts of its own that are missing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docs_library.engine.schema_words import WHY
from docs_library.engine.schemas import BEGINNING, MAY_BE, SAYS_IT_IS, claims_xml
from docs_library.rules import json_schema, openapi, wsdl, xsd
from docs_library.rules.missing import missing_in_data, missing_in_xml
from docs_library.rules.trees import Unreadable, read_data, read_xml
from docs_library.types import SCHEMAS


def fault_of(extension: str, data: bytes) -> str:
    """A sentence for whoever brings it; empty where nothing is wrong, or where it is no schema. What is only too large
    or too deep for a page is no fault."""
    if extension not in SCHEMAS:
        return ""
    data = data.replace(b"\0", b"") if b"\0" in data[:4] else data  # UTF-16
    is_xml = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    try:
        names = _of_xml(data) if is_xml else _of_data(data)
    except Unreadable as why:
        claims = claims_xml(data) if is_xml else SAYS_IT_IS.search(data[:BEGINNING])
        return str(WHY["broken"]) if claims and why.reason == "broken" else ""
    if not names:
        return ""
    told = {"names": ", ".join(name[:100] for name in names)}
    return _("The schema names parts that it does not hold: %(names)s. Add them and bring the file again.") % told


def _of_xml(data: bytes) -> list[str]:
    root = read_xml(data)
    return missing_in_xml(root) if wsdl.is_wsdl(root) or xsd.is_xsd(root) else []


def _of_data(data: bytes) -> list[str]:
    if not MAY_BE.search(data):
        return []
    tree = read_data(data)
    return missing_in_data(tree) if openapi.is_openapi(tree) or json_schema.is_json_schema(tree) else []
