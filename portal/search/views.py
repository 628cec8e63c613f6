"""``/search/?q=``: what every app found, each through its own ``visible_to``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.search import Source, sources
from core.views import Page

SHOWN = 10


class SearchPage(Page):
    template_name = "portal/search.html"

    def get_context(self) -> dict[str, Any]:
        query = self.request.GET.get("q", "").replace("\x00", "").strip()[:200]
        found = [result for source in sources if (result := self.look(source, query.split()))] if query else []
        return {
            "heading": _("Search"),
            "query": query,
            "found": found,
            "total": sum(count for _source, count, _hits in found),
        }

    def look(self, source: Source, words: list[str]) -> tuple[Source, int, list] | None:
        rows = source.rows(self.actor, words)
        count = rows.count()
        return (source, count, [source.hit(row) for row in rows[:SHOWN]]) if count else None
