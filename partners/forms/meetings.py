"""What people type in a meeting: on each line of its plan what was decided, and what was agreed in all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from components.forms import ActorForm
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.errors import DomainError
from partners.forms.fields import DayField, responsible_field
from partners.types import MeetingItem, MeetingSource, Plan, meeting_source_of

TYPED = re.compile(r"(?:text|due_on|verdict|until_on)-([a-z]+:[\w-]{1,60})")
UNTIL_HELP = _("Of the renewed contract, or the day on which one that goes on by itself stops")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan with its fields; ``verdict`` and ``until_on`` are None where none is to be given."""

    item: MeetingItem
    text: BoundField
    due_on: BoundField
    verdict: BoundField | None = None
    until_on: BoundField | None = None


class MeetingForm(ActorForm):
    """A meeting and, for each line of its plan, what was decided and by when; one person answers for all of it."""

    held_on = DayField(label=_("Day"), initial=clock.today)
    people = forms.CharField(label=_("Who took part"), max_length=500, required=False)
    agreed = forms.CharField(label=_("What was agreed"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    responsible = responsible_field()

    def __init__(self, data=None, *, actor: Actor, plan: Plan) -> None:
        super().__init__(data, actor=actor)
        self.fields["responsible"].queryset = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
        self.fields["responsible"].initial = actor.responsible_id
        self.plan = [(str(source.label), items) for source, items in plan]
        if gone := self._gone(data or {}, plan):
            self.plan.append((str(_("Not open any more")), gone))
        self.abouts = [item.about for _label, items in self.plan for item in items]
        self.deciding: list[str] = []
        for about in self.abouts:
            self._offer(about, meeting_source_of(about), actor)

    def _offer(self, about: str, source: MeetingSource | None, actor: Actor) -> None:
        verdicts = source.verdicts(actor) if source else ()
        words = _("Reason, or what is to be done") if verdicts else _("Decision")
        self.fields[f"text-{about}"] = forms.CharField(label=words, max_length=500, required=False)
        self.fields[f"due_on-{about}"] = DayField(label=_("Due"), required=False)
        if verdicts:
            self.deciding.append(about)
            choices = [("", _("nothing yet")), *verdicts]
            self.fields[f"verdict-{about}"] = forms.ChoiceField(label=_("Decision"), choices=choices, required=False)
            self.fields[f"until_on-{about}"] = DayField(label=_("Last day"), required=False, help_text=UNTIL_HELP)

    @staticmethod
    def _gone(data, plan: Plan) -> list[MeetingItem]:
        """What was typed about a line that has closed since the page was opened stays."""
        known = {item.about for _source, items in plan for item in items}
        typed = [found[1] for name in data if (found := TYPED.fullmatch(name)) and data[name].strip()]
        return [MeetingItem(about, about.partition(":")[2]) for about in dict.fromkeys(typed) if about not in known]

    def lines(self) -> list[tuple[str, list[Line]]]:
        return [(label, [self._line(item) for item in items]) for label, items in self.plan]

    def _line(self, item: MeetingItem) -> Line:
        names = ["text", "due_on", *(["verdict", "until_on"] if item.about in self.deciding else [])]
        return Line(item, **{name: self[f"{name}-{item.about}"] for name in names})

    def clean(self):
        given = super().clean()
        for about in self.abouts:
            for name, sentence in self._missing(about):
                if f"{name}-{about}" not in self.errors:
                    self.add_error(f"{name}-{about}", sentence)
        return given

    def _missing(self, about: str) -> Iterator[tuple[str, str]]:
        """(field, what it lacks) of a line: a verdict has its reason, any other decision its day."""
        text, due, until = (self.cleaned_data.get(f"{name}-{about}") for name in ("text", "due_on", "until_on"))
        if self._verdict(about) or f"verdict-{about}" in self.errors:
            if not text:
                yield "text", _("Give the reason.")
            return
        if text and not due:
            yield "due_on", _("Say by when.")
        if due and not text:
            yield "text", _("Say what is to be done.")
        if until:
            yield "verdict", _("Say what was decided.")

    def _verdict(self, about: str) -> str:
        return self.cleaned_data.get(f"verdict-{about}") or ""

    def values(self) -> dict:
        """``follow_ups`` of lines with a day, ``decisions`` of lines with a verdict; a line may be both."""
        given = self.cleaned_data
        told = [about for about in self.abouts if given[f"text-{about}"]]
        return {
            **{name: given[name] for name in ("held_on", "people", "agreed")},
            "follow_ups": [
                {**self._of(about, "text", "due_on"), "responsible": given["responsible"], "about": about}
                for about in told
                if given[f"due_on-{about}"]
            ],
            "decisions": [
                {**self._of(about, "text", "verdict", "until_on"), "about": about}
                for about in told
                if self._verdict(about)
            ],
        }

    def _of(self, about: str, *names: str) -> dict:
        return {name: self.cleaned_data[f"{name}-{about}"] for name in names}

    def refuse(self, error: DomainError) -> None:
        """A line's refusal comes as ``contract:l-1.until_on``, and stands at that field."""
        about, dot, name = (error.field or "").rpartition(".")
        if dot:
            error.field = f"{name}-{about}"
        super().refuse(error)
