"""The public status pages: no account needed, cheap to ask again (ETag), readable while the database is away."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.away import AWAY
from core.errors import NotFound
from core.views import Page
from portal.status import board, history, snapshot, strips
from portal.status.answers import FOR_PEOPLE, conditional
from portal.status.facts import PublicNotice
from portal.status.shown import Shown


class StatusBase(Page):
    """Renders its middle first: the ETag covers that, the language and the person, not the form's changing keys."""

    is_public = True
    template_name = "portal/status/page.html"
    middle_name: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.facts = snapshot.current()
        context = {"facts": self.facts, "legend": strips.legend(), "topic": "", **self.get_context()}
        middle = render_to_string(self.middle_name, context, request)
        seed = f"{get_language()}|{self.actor.kind}|{self.actor.user_id}|{context['heading']}|{middle}"
        response = render(request, self.template_name, {**context, "middle": middle})
        return conditional(request, response, seed, self.facts, FOR_PEOPLE, None)

    def mine(self) -> set[str]:
        """Slugs of the reader's own components; a stranger's, and everybody's while the database is away: none."""
        return board.slugs_of(self.actor) if self.facts.is_live else set()


class Status(StatusBase):
    middle_name = "portal/status/_board.html"

    def get_context(self) -> dict:
        return {"heading": _("State of services"), "board": Shown(self.facts, self.mine())}


class StatusComponent(StatusBase):
    """One component: state, ninety days, open troubles, planned work, what was."""

    middle_name = "portal/status/_component.html"

    def get_context(self) -> dict:
        shown = Shown(self.facts)
        line = shown.line(self.kwargs["slug"])
        if line is None:
            raise NotFound()
        days = strips.shown(line.strip)
        return {
            "heading": str(line.name),
            "line": line,
            "days": days,
            "board": shown.only(line.slug),
            "portal_url": settings.PORTAL_URL,
            "topic": f"?topic=component:{line.slug}",
        }


class StatusHistory(StatusBase):
    """``?month=2026-11``: what was told and what was worked on in a month."""

    middle_name = "portal/status/_history.html"

    def get_context(self) -> dict:
        month = self._month()
        notices, works = self._rows(month)
        return {
            "heading": _("History of services: %(month)s") % {"month": month.title},
            "month": month,
            "notices": notices,
            "works": works,
            "months": history.months(board.first_month() if self.facts.is_live else self._kept_from(), month),
        }

    def _month(self) -> history.Month:
        try:
            return history.Month.parse(self.request.GET.get("month", ""))
        except ValueError:
            raise NotFound() from None

    def _kept_from(self) -> date:
        """The first whole month of a reading."""
        return history.Month.of(self.facts.since.date()).next.first

    def _rows(self, month: history.Month):
        if self.facts.is_live:
            names = {one.slug: one.name for one in self.facts.components}
            return board.month(month.first, month.next.first, names)
        if month.first < self._kept_from():
            raise AWAY[0]("no reading of this month is kept")
        return history.within(self.facts, month)


class StatusNotice(StatusBase):
    middle_name = "portal/status/_notice.html"

    def get_context(self) -> dict:
        notice = self._notice()
        if notice is None:
            raise NotFound()
        return {"heading": notice.title.text, "notice": notice, "is_alone": True, "agency": self.facts.agency}

    def _notice(self) -> PublicNotice | None:
        public_id, facts = self.kwargs["public_id"], self.facts
        kept = next((one for one in facts.notices if one.public_id == public_id), None)
        if kept or facts.is_live:
            return kept or board.notice(public_id)
        raise AWAY[0]("this notice is not in the reading that is kept")
