"""Descriptions of components: what they do and by which rules."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class Description(DocType):
    slug = "description"
    label = gettext_lazy("description")
    about = gettext_lazy("What a component does, for whom, by which rules, and what is kept of it.")
    review_months = 12
    audience = "partners"
    stale_by = frozenset({"release", "incident", "contract", "law"})
