"""Materials of trainings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from docs_library.types import OFFICE, PICTURES, TEXTS, DocType, doc_types


@doc_types.register
class Training(DocType):
    slug = "training"
    label = gettext_lazy("training material")
    about = gettext_lazy("Slides and exercises of trainings.")
    review_months = 12
    audience = "partners"
    extensions = TEXTS | OFFICE | PICTURES
    stale_by = frozenset({"release", "law"})
