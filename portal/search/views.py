"""``/search/?q=``: what every app found, each through its own ``visible_to``."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from core.search import Found, Query, Source, sources
from core.search.finding import RANKED, find, mended
from core.views import Page
from portal.search.looking import PAGE, SHOWN, Shown, look, shown


class Totals(Paginator):
    """Pages of rows that were counted and cut by the search itself."""

    def page_of(self, rows: list[Shown], number: int) -> PageOfList:
        return self._get_page(rows, number, self)


class SearchPage(Page):
    template_name = "portal/search.html"

    @cached_property
    def only(self) -> Source | None:
        """The source whose hits alone are asked for."""
        slug = self.request.GET.get("in", "")
        return sources.get(slug) if slug in sources else None

    @cached_property
    def number(self) -> int:
        given = self.request.GET.get("page", "")
        return min(max(int(given), 1), 10_000) if given.isascii() and given.isdigit() and len(given) < 6 else 1

    def get_context(self) -> dict[str, Any]:
        query, found = look(self.request.GET.get("q", ""), self.find)
        parts = [(one, shown(one, query)) for one in found if one.rows]
        return {
            "heading": _("Search"),
            "query": query.text,
            "only": self.only,
            "found": found,
            "parts": parts,
            "page_obj": self.page(found, parts),
            "total": sum(one.total for one in found),
            "most": PAGE * RANKED,
            "meant": "" if found or not query.text else mended(query, self.actor),
        }

    def find(self, query: Query) -> list[Found]:
        found = find(query, self.actor, PAGE if self.only else SHOWN, self.only, self.number)
        if self.only and self.number > 1 and not any(one.rows for one in found):
            self.number = 1  # a page past the end: the first one
            return find(query, self.actor, PAGE, self.only)
        return found

    def page(self, found: list[Found], parts: list) -> PageOfList | None:
        """The pages of the chosen source."""
        if not (self.only and parts):
            return None
        total = min(PAGE * RANKED, next(one.total for one in found if one.source is self.only))
        return Totals(range(total), PAGE).page_of(parts[0][1], self.number)
