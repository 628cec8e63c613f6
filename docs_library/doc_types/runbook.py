"""Runbooks: what those on duty do when something breaks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import DocType, doc_types


@doc_types.register
class Runbook(DocType):
    slug = "runbook"
    label = gettext_lazy("runbook")
    about = gettext_lazy("What those on duty do when something breaks, minute by minute.")
    review_months = 12
    audience = "staff"
    stale_by = frozenset({"release", "incident"})
