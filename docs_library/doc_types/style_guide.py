"""Style guides of the self-service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class StyleGuide(DocType):
    slug = "style-guide"
    label = gettext_lazy("style guide")
    about = gettext_lazy("How the self-service looks and speaks: tokens, parts, words.")
    review_months = 6
    audience = "public"
    stale_by = frozenset({"release", "law"})
