"""Schemas: what services exchange, as OpenAPI, WSDL, XSD or JSON Schema, and drawings of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import OFFICE, PICTURES, SCHEMAS, TEXTS, DocType, doc_types


@doc_types.register
class Schema(DocType):
    slug = "schema"
    label = gettext_lazy("schema")
    about = gettext_lazy("OpenAPI, WSDL, XSD or JSON Schema of a service, or a drawing of dependencies.")
    review_months = 6
    audience = "partners"
    extensions = SCHEMAS | TEXTS | OFFICE | PICTURES
    stale_by = frozenset({"release", "drift", "contract", "incident", "law"})
