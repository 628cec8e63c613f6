"""All versions of a document."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.views import ListPage
from docs_library.models import Document, Version


class VersionList(ListPage):
    """However many there are, a page at a time, the newest first."""

    is_public = True
    template_name = "docs_library/version_list.html"
    export_name = "versions"
    columns = (
        (gettext_lazy("Version"), lambda row: row.label),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("In force from"), lambda row: row.in_force_at or ""),
        (gettext_lazy("What changed"), lambda row: row.change_note),
    )

    @property
    def document(self) -> Document:
        if not hasattr(self, "_document"):
            self._document = self.one(self.rows(Document), slug=self.kwargs["slug"])
        return self._document

    def get_queryset(self) -> QuerySet[Version]:
        return self.rows(Version).filter(document=self.document).order_by("-number")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Versions"), "object": self.document}
