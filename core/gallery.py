"""The gallery at /style/: every part of a page with invented data, one after another, as people will see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, star, svg
from core.fields import Translated
from core.tones import PRIORITIES, STATES, TONES


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name (the tag), what it is for, and the template that shows it."""

    name: str
    about: str

    @property
    def template(self) -> str:
        return f"core/gallery/{self.name}.html"


PARTS = [
    Part("buttons", gettext_lazy("What can be done. One primary button on a page.")),
    Part("badges", gettext_lazy("States, priorities and deadlines: colour never speaks alone.")),
    Part("tiles", gettext_lazy("Numbers that lead to the rows they were counted from.")),
    Part("alerts", gettext_lazy("Messages that must not be overlooked.")),
    Part("list", gettext_lazy("A working list: filter, saved filters, sorting, choice of rows, pages.")),
    Part("panels", gettext_lazy("Boxes that apps offer to each other's pages.")),
    Part("forms", gettext_lazy("Fields with help and errors, and the summary above them.")),
    Part("timeline", gettext_lazy("What happened, who did it and who may read it.")),
    Part("pictures", gettext_lazy("Drawn on the server, with a table behind each.")),
    Part("icons", gettext_lazy("The names of the sprite.")),
]

SPRITE = Path(__file__).parent / "static/core/icons.svg"


class SampleForm(forms.Form):
    """Every kind of field once."""

    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("In a few words, as the person saw it.")
    )
    system = forms.ChoiceField(label=gettext_lazy("System"), choices=[("skais2", "SKAIS2"), ("star", "STAR")])
    since = forms.DateField(label=gettext_lazy("Since when"), widget=forms.DateInput(attrs={"type": "date"}))
    impact = forms.ChoiceField(
        label=gettext_lazy("Impact"),
        widget=forms.RadioSelect,
        choices=[("all", gettext_lazy("Nobody can work")), ("some", gettext_lazy("Some cannot work"))],
    )
    description = forms.CharField(label=gettext_lazy("Description"), widget=forms.Textarea, required=False)
    urgent = forms.BooleanField(
        label=gettext_lazy("It concerns a payout"),
        required=False,
        help_text=gettext_lazy("Payout windows raise the priority."),
    )


def context() -> dict:
    """Everything the gallery's templates show. Figures are the same at each call."""
    rows = list(_rows())
    wrong = SampleForm({"title": "", "system": "star", "since": "31.02.2026", "impact": "all"})
    return {
        "parts": PARTS,
        "tones": TONES,
        "states": list(STATES),
        "priorities": list(PRIORITIES),
        "icons": re.findall(r'symbol id="([^"]+)"', SPRITE.read_text()),
        "rows": rows,
        "page_obj": Paginator(range(137), 20).page(3),
        "wrong_form": wrong,
        "empty_form": SampleForm(),
        "tabs": _tabs(),
        "now": clock.now(),
        "earlier": clock.now() - timedelta(hours=3, minutes=5),
        "fallback": Translated(et="Ainult eesti keeles olemas"),
    } | _pictures()


def _tabs() -> list[SimpleNamespace]:
    names = [(_("Overview"), True, None), (_("Incidents"), False, 3), (_("Documents"), False, 12)]
    return [SimpleNamespace(label=n, url="#tabs", is_current=c, count=k) for n, c, k in names]


def _rows() -> Iterator[SimpleNamespace]:
    now = clock.now()
    samples = [
        ("INC-2026-00142", "TARA: sisselogimine ei õnnestu", "Autentimine ja isikute tuvastamine", 1, "reported", -14),
        ("INC-2026-00141", "Turvaserver ei vasta päringule getPensionData", "Andmevahetus", 2, "forwarded", 134),
        ("INC-2026-00139", "Logikirjed viibivad üle 15 minuti", "Logimine", 3, "in_work", 1630),
        ("INC-2026-00137", "Iseteeninduse nupu kontrast on 3,9", "Iseteeninduse stiil", 4, "triaged", 5020),
        ("INC-2026-00133", "Sertifikaat aegub kuue päeva pärast", "Andmevahetus", 2, "resolved", 260),
    ]
    for reference, title, component, priority, state, left in samples:
        yield SimpleNamespace(
            reference=reference,
            title=title,
            component=component,
            priority=priority,
            state=state,
            due_at=now + timedelta(minutes=left),
        )


def _days(seed: int) -> list[svg.DayState]:
    chance = Random(seed)  # noqa: S311 - invented figures that must be the same each time
    words = {"up": _("in order"), "degraded": _("degraded"), "down": _("down"), "unknown": _("unknown")}
    ratios = {"up": 1.0, "degraded": 0.985, "down": 0.91, "unknown": None}
    states = chance.choices(list(words), weights=[88, 6, 3, 2], k=90)
    first = clock.today() - timedelta(days=89)
    return [svg.DayState(first + timedelta(days=n), s, ratios[s], words[s]) for n, s in enumerate(states)]


def _pictures() -> dict:
    nodes = [
        svg.Node("tara", "TARA", "#pictures", "danger", "RIA"),
        svg.Node("xroad", "Turvaserver SS1", "#pictures", "success", "TEHIK"),
        svg.Node("auth", "Autentimine ja isikute tuvastamine", "#pictures", "danger"),
        svg.Node("data", "Andmevahetus", "#pictures", "success"),
        svg.Node("log", "Logimine", "#pictures", "warning"),
        svg.Node("skais2", "SKAIS2", "#pictures", "neutral", "iseteenindus"),
        svg.Node("star", "STAR", "#pictures", "neutral"),
    ]
    edges = [("tara", "auth"), ("xroad", "data"), ("auth", "skais2"), ("auth", "star"), ("data", "skais2")]
    edges += [("data", "star"), ("log", "star"), ("xroad", "log"), ("tara", "star")]
    months = [
        svg.Bar(name, value)
        for name, value in zip(["VI", "VII", "VIII", "IX", "X", "XI"], (4, 2, 7, 3, 5, 1), strict=True)
    ]
    parts = [svg.Share(name, *of) for name, of in zip(["IX", "X", "XI"], ((3, 4), (0, 0), (2, 2)), strict=True)]
    spans = [
        svg.Span("TARA uuele versioonile", 0, 1, "success", "#pictures"),
        svg.Span("Logimise ühtlustamine", 1, 3, "info", "#pictures"),
        svg.Span("Stiiliraamatu ülevaatus", 2, 2, "warning", "#pictures"),
    ]
    ties = {node.key: [0, 1] if n % 2 else [0] for n, node in enumerate(nodes[1:])}
    marks = [
        svg.Mark(date(2026, 1, 1), _("starts")),
        svg.Mark(date(2026, 11, 1), _("notice by"), "warning"),
        svg.Mark(date(2026, 12, 31), _("ends")),
    ]
    return {
        "days": _days(7),
        "graph": svg.graph(nodes, edges),
        "edges": edges,
        "star": star.star(nodes[0], [("SKAIS", nodes[1:])], ties, [_("starts"), _("ends")], _("Ties")),
        "star_rows": [(node.label, len(ties.get(node.key, ()))) for node in nodes[1:]],
        "bars": svg.bars(months, _("Recurrences by month")),
        "bar_rows": [(bar.label, bar.value) for bar in months],
        "shares": svg.shares(parts, _("Fulfilled of all, by month")),
        "share_rows": [(part.label, part.part, part.total) for part in parts],
        "spark": svg.sparkline([3, 5, 4, 8, 6, 9, 7], _("Response time")),
        "plan": svg.timeline(["I", "II", "III", "IV"], spans, _("Plan by quarter")),
        "life": svg.lifeline(marks[0].day, marks[-1].day, marks, _("The time of the contract")),
        "life_rows": [(mark.label, mark.day) for mark in marks],
        "plan_rows": [(span.label, span.first + 1, span.last + 1) for span in spans],
    }
