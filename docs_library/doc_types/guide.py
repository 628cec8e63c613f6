"""Guides for people who use the systems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class Guide(DocType):
    slug = "guide"
    label = gettext_lazy("guide")
    about = gettext_lazy("How people do something in a system, step by step.")
    review_months = 12
    audience = "staff"
    stale_by = frozenset({"release", "incident", "law"})
