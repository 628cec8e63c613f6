"""The status doors for machines: Statuspage's JSON, feed, calendar, badges. ``?lang=en`` chooses the language, because
readers of feeds keep no cookies."""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from core.errors import NotFound
from core.views import Page
from portal.status import atom, badges, ical, snapshot, statuspage
from portal.status.answers import for_machines
from portal.status.facts import Facts


class Door(Page):
    """``body(facts)`` gives the bytes; ``kind`` is their media type."""

    is_public = True
    kind = "application/json"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        asked = request.GET.get("lang", "")
        with translation.override(asked if asked in dict(settings.LANGUAGES) else translation.get_language()):
            facts = snapshot.current()
            response = for_machines(request, self.body(facts), self.kind, facts, self.changed(facts))
            response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
            return response

    def body(self, facts: Facts) -> bytes:
        raise NotImplementedError

    def changed(self, facts: Facts) -> datetime | None:
        """When the answer changed, where that is known: not where something may vanish from it."""
        return None


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


class StatusJson(Door):
    """``/status/api/v2/<door>.json`` as Statuspage serves it."""

    def body(self, facts: Facts) -> bytes:
        if self.kwargs["door"] not in statuspage.DOORS:
            raise NotFound()
        return as_json(statuspage.answer(self.kwargs["door"], facts))


class StatusFeed(Door):
    kind = "application/atom+xml; charset=utf-8"

    def body(self, facts: Facts) -> bytes:
        return atom.feed(facts)


class StatusCalendar(Door):
    kind = "text/calendar; charset=utf-8"

    def body(self, facts: Facts) -> bytes:
        return ical.calendar(facts)

    def changed(self, facts: Facts) -> datetime | None:
        return ical.changed_at(facts)


class Badge(Door):
    """Of ``all``, a component or a system."""

    def body(self, facts: Facts) -> bytes:
        found = badges.found(self.kwargs["slug"], facts)
        if found is None:
            raise NotFound()
        return self.drawn(*found)

    def drawn(self, label: str, state) -> bytes:
        raise NotImplementedError


class StatusBadge(Badge):
    kind = "image/svg+xml; charset=utf-8"

    def drawn(self, label: str, state) -> bytes:
        return badges.picture(label, state).encode()


class StatusShield(Badge):
    def drawn(self, label: str, state) -> bytes:
        return as_json(badges.shield(label, state))
