"""The page of measures of telling people: figures that open into the rows that were counted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock, exports
from core.errors import NotFound
from core.measures import LISTS, TELLING, WINDOWS, Measure, Reading, Result, is_open_to, measures, of_group, shown
from core.pages import KeysFirst
from core.svg import Share, shares
from core.views import Page
from notifications.access import NOTIFICATIONS
from notifications.forms import ReadingForm

PAGE_SIZE = 50


class Measuring(Page):
    """Base: the year and the day of the address make the reading; what can not be read is said at its field, and
    today's figures are shown."""

    permission = (NOTIFICATIONS, "see_measures")

    @property
    def form(self) -> ReadingForm:
        if not hasattr(self, "_form"):
            asked = self.request.GET
            given = asked if {"year", "as_of"} & set(asked) else None
            self._form = ReadingForm(given, initial={"year": clock.today().year})
        return self._form

    @property
    def reading(self) -> Reading:
        if not hasattr(self, "_reading"):
            self._reading = Reading.of(self.form.instant)
        return self._reading

    @property
    def asked(self) -> str:
        """What the links carry on: the year and day that were asked for."""
        query = self.request.GET.copy()
        for name in set(query) - {"year", "as_of"}:
            query.pop(name)
        return query.urlencode()

    def get_context(self) -> dict[str, Any]:
        return {"form": self.form, "reading": self.reading, "asked": self.asked, "lists": LISTS}


class MeasureList(Measuring):
    template_name = "notifications/measure_list.html"

    def get_context(self) -> dict[str, Any]:
        cards = [card(one.read(self.reading)) for one in of_group(TELLING)]
        splits = [(each["result"], each["result"].counted.splits) for each in cards if each["result"].counted.splits]
        return {**super().get_context(), "heading": _("Measures of telling people"), "cards": cards, "splits": splits}


def card(result: Result) -> dict[str, Any]:
    """What a measure's box shows."""
    year = result.reading.year
    months = [(date_format(date(year, month, 1), "b"), done, total) for month, done, total in result.months]
    return {
        "result": result,
        "measure": result.measure,
        "window": WINDOWS[result.measure.window],
        "span": result.span,
        "totals": [(name, label, result.total(name)) for name, label in LISTS.items()],
        "trend": trend(result.measure, months),
        "heads": [_("Month"), _("Fulfilled"), _("All")],
        "table": [[month, done, total] for month, done, total in months],
    }


def trend(measure: Measure, months: list[tuple[str, int, int]]) -> str:
    """Columns of the months: the dark part fulfilled, the outlined one missed."""
    return shares([Share(*month) for month in months], str(measure.label)) if months else ""


class MeasureDetail(Measuring):
    """One measure with the rows of one of its lists; ``?format=csv`` gives them all."""

    template_name = "notifications/measure_detail.html"

    @property
    def result(self) -> Result:
        if not hasattr(self, "_result"):
            slug = self.kwargs["slug"]
            if slug not in measures or not is_open_to(measures.get(slug), self.actor):
                raise NotFound()
            self._result = measures.get(slug).read(self.reading)
        return self._result

    @property
    def chosen(self) -> str:
        """The list that is shown; the missed ones where the address names none that exists."""
        asked = self.request.GET.get("rows", "")
        return asked if asked in LISTS else "missed"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get("format") == "csv":
            return self.as_csv()
        return self.show()

    def as_csv(self) -> HttpResponse:
        heads = [_("List"), _("What"), _("Count"), _("When"), _("Why"), _("Address"), _("Mark")]
        rows = (
            [word, each.label, each.row.count, each.row.at, each.why, each.url, each.mark]
            for name, word in LISTS.items()
            for each in shown(self.result.rows(name), self.actor)
        )
        return exports.csv_response(f"measure-{self.kwargs['slug']}", heads, rows)

    def get_context(self) -> dict[str, Any]:
        page = KeysFirst(self.result.rows(self.chosen), PAGE_SIZE).get_page(self.request.GET.get("page"))
        counts = bool({row.count for row in page.object_list} - {1})
        return {
            **super().get_context(),
            **card(self.result),
            "heading": self.result.measure.label,
            "chosen": self.chosen,
            "page": page,
            "rows": shown(page.object_list, self.actor),
            "counts": counts,
            "tabs": [self._tab(name, label) for name, label in LISTS.items()],
        }

    def _tab(self, name: str, label: str) -> dict[str, Any]:
        url = f"?rows={name}" + (f"&{self.asked}" if self.asked else "")
        return {"label": label, "url": url, "is_current": name == self.chosen, "count": self.result.total(name)}
