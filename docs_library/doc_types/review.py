"""Reviews and reports: written once, true of their day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class Review(DocType):
    slug = "review"
    label = gettext_lazy("review")
    about = gettext_lazy("A report or review written once: an audit, a survey, an overview.")
    review_months = 24
    audience = "staff"
    stale_by = frozenset({"law"})
