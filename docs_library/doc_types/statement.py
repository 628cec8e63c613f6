"""Statements that the law asks for, such as that of accessibility (Public Information Act § 32)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class Statement(DocType):
    slug = "statement"
    label = gettext_lazy("statement")
    about = gettext_lazy("What the agency declares, such as the accessibility of its self-service.")
    review_months = 12
    audience = "public"
    stale_by = frozenset({"release", "law"})
