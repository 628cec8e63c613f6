"""The duty ledger: every outcome of the job description, today's figure, its target, and the rows one click away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, exports
from core.measures import LISTS, Measure
from core.svg import Bar, bars
from core.tones import Look, register
from core.views import ActionView, FormPage
from notifications.views.measures import MeasureDetail, Measuring
from planning.access import PLANNING
from planning.forms.ledger import CommentForm, TargetForm
from planning.models import Proposal, Snapshot
from planning.rules import duties, judging
from planning.selectors import description, ledger
from planning.services import ledger as services

TONES = {judging.MET: "success", judging.MISSED: "danger"}
register(
    {
        judging.MET: Look("success", "success"),
        judging.MISSED: Look("danger", "error"),
        judging.EMPTY: Look("neutral", "circle-dashed"),
        judging.UNAGREED: Look("neutral", "help"),
        judging.EARLY: Look("neutral", "clock"),
        judging.INFO: Look("neutral", "info"),
        judging.PRIVATE: Look("neutral", "lock"),
    }
)


class Ledger(Measuring):
    permission = (PLANNING, "see_duties")

    @property
    def instant(self):
        """The instant that was asked for; None for now."""
        return self.form.instant if self.form.is_bound else None


class DutyList(Ledger):
    """The ledger; ``?format=csv`` or ``xlsx`` gives its lines."""

    template_name = "planning/duty_list.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kind = request.GET.get("format")
        if kind in ("csv", "xlsx"):
            make = exports.csv_response if kind == "csv" else exports.xlsx_response
            return make("duties", *table(ledger.lines(self.actor, self.instant)))
        return self.show()

    def get_context(self) -> dict[str, Any]:
        reckoning, before = ledger.reckon(self.instant, ledger.quarter_ago(self.instant))
        found = ledger.lines_of(self.actor, reckoning, before)
        rows = ledger.clauses(found)
        drawn = [line for row in rows for line in row.leads if line.figure]
        return {
            **super().get_context(),
            "heading": _("Fulfilment of the job description"),
            "rows": rows,
            "leads": sorted((line for row in rows for line in row.leads), key=lambda line: ledger.in_order(line.slug)),
            "gaps": [line for line in found if line.state in (judging.EMPTY, judging.UNAGREED)],
            "holes": [hole for row in rows for hole in row.holes],
            "asked_for": list(self.rows(Proposal).live().filter(state="submitted").order_by("submitted_at")[:20]),
            "reckoning": reckoning,
            "tiles": tiles(rows),
            "picture": picture(drawn, self.asked),
            "picture_rows": [[line.slug, str(line.measure.label), line.figure.figure] for line in drawn],
            "picture_heads": [_("Measure"), _("What"), _("Figure")],
            "may_agree": PLANNING.may(self.actor, "agree_targets"),
            "unagreed": sum(line.state == judging.UNAGREED for line in found),
            "words": ledger.WORDS,
        }


def tiles(rows: list[ledger.ClauseLines]) -> list[dict[str, Any]]:
    """How many outcomes stand how; each leads to the first of them on the page."""
    found = []
    for state in (judging.MISSED, judging.EMPTY, judging.UNAGREED, judging.MET):
        those = [row for row in rows if row.state == state]
        if those or state in (judging.MISSED, judging.MET):
            tone = {judging.MISSED: "danger", judging.MET: "success"}.get(state, "neutral")
            href = f"#clause-{those[0].clause.slug}" if those else ""
            tone = tone if those else "neutral"
            found.append({"number": len(those), "label": ledger.WORDS[state], "tone": tone, "href": href})
    return found


def picture(leads: list[ledger.Line], asked: str) -> str:
    """The lead shares in per cent as columns; a column leads to its rows."""
    query = f"?{asked}" if asked else ""
    items = [
        Bar(
            label=line.slug,
            value=round(float(line.figure.value), 1),
            tone=TONES.get(line.state, "neutral"),
            href=reverse("duty_detail", args=[line.slug]) + query,
        )
        for line in sorted(leads, key=lambda one: ledger.in_order(one.slug))
        if line.figure.value is not None and line.measure.unit == "share"
    ]
    return bars(items, _("Lead measures, per cent"), step=64) if items else ""


def table(found: list[ledger.Line]) -> tuple[list[str], list[list[Any]]]:
    """Heads and lines of the exports."""
    heads = [_("Clause"), _("Measure"), _("What"), _("Role"), _("Figure"), _("Per cent"), _("Target"), _("State")]
    heads += [*(str(word) for word in LISTS.values()), _("A quarter ago"), _("In words")]
    return heads, [_cells(line) for line in found]


def _cells(line: ledger.Line) -> list[Any]:
    figure = line.figure
    head = [duties.clause_of(line.slug), line.slug, str(line.measure.label), line.role_word]
    if figure is None:
        return [*head, "", "", "", str(ledger.WORDS[line.state]), "", "", "", "", line.sentence]
    totals = [figure.totals[name] for name in LISTS]
    target = str(line.target or "")
    state = str(ledger.WORDS[line.state])
    return [*head, figure.figure, figure.per_cent, target, state, *totals, line.before, line.sentence]


class DutyDetail(MeasureDetail):
    """One measure: its figure, target, comments, and the rows of one list."""

    permission = (PLANNING, "see_duties")
    template_name = "planning/duty_detail.html"

    def get_context(self) -> dict[str, Any]:
        measure = self.result.measure
        year = self.reading.year
        agreed = ledger.agreed_targets(self.actor, year, self.reading.as_of).get(measure.slug)
        state = ledger.state_of(measure, self.result.value, agreed, self.reading.today)
        return {
            **super().get_context(),
            "clause": next((one for one in description.clauses() if one.slug == duties.clause_of(measure.slug)), None),
            "state": state,
            "state_word": ledger.WORDS[state],
            "agreed": agreed,
            "target": ledger.target_of(measure, agreed),
            "comments": ledger.comments(self.actor, year, self.reading.as_of).get(measure.slug, []),
            "may_agree": PLANNING.may(self.actor, "agree_targets") and measure.target is not None,
            "may_comment": PLANNING.may(self.actor, "comment_duties"),
            "frozen": Snapshot.objects.visible_to(self.actor)
            .filter(figures__measure=measure.slug)
            .order_by("as_of")
            .values_list("pk", "year", "quarter", "figures__figure", "figures__target"),
        }


class OfMeasure(FormPage):
    """Base of forms about one measure in a year (``?year=``, this year where the address names none)."""

    template_name = "planning/duty_form.html"

    @property
    def measure(self) -> Measure:
        return services.measure_called(self.kwargs["slug"], self.actor)

    @property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else clock.today().year

    @property
    def back(self) -> str:
        return reverse("duty_detail", args=[self.kwargs["slug"]])

    def get_context(self) -> dict[str, Any]:
        return {"measure": self.measure, "back": self.back, "heading": f"{self.measure.slug} {self.measure.label}"}


class TargetAgree(OfMeasure):
    permission = (PLANNING, "agree_targets")
    form_class = TargetForm
    success_message = gettext_lazy("The target is agreed.")

    def get_initial(self) -> dict[str, Any]:
        agreed = ledger.agreed_targets(self.actor, self.year, clock.now()).get(self.measure.slug)
        target = ledger.target_of(self.measure, agreed)
        return {"value": target.value if target else None}

    def get_context(self) -> dict[str, Any]:
        told = {"year": self.year, "target": str(self.measure.target or "–")}
        intro = _("Target for %(year)s. Proposed: %(target)s.") % told
        return {**super().get_context(), "intro": intro, "verb": _("Agree")}

    def save(self, form: TargetForm) -> str:
        services.agree_target(measure=self.measure, year=self.year, by=self.actor, **form.values())
        return self.back


class DutyComment(OfMeasure):
    permission = (PLANNING, "comment_duties")
    form_class = CommentForm
    success_message = gettext_lazy("Noted.")

    def get_context(self) -> dict[str, Any]:
        intro = _("What you write stands beside the measure, with your name and the day, and in later snapshots.")
        return {**super().get_context(), "intro": intro}

    def save(self, form: CommentForm) -> str:
        services.comment(measure=self.measure, year=self.year, by=self.actor, **form.values())
        return self.back


class TargetsAgree(ActionView):
    """The lead agrees to all targets that are still open, as proposed."""

    permission = (PLANNING, "agree_targets")
    success_message = gettext_lazy("The targets are agreed as proposed.")

    def act(self) -> str:
        services.agree_proposed(year=clock.today().year, by=self.actor)
        return reverse("duty_list")


class DutiesRecount(ActionView):
    """Count anew now, without waiting for the figures to grow old."""

    permission = (PLANNING, "see_duties")

    def act(self) -> str:
        ledger.forget()
        return reverse("duty_list")
