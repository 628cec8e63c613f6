"""What people type about the plan: goals, rounds, proposals, lines, the agency's sheet."""

from __future__ import annotations

import csv
import io
from zipfile import BadZipFile

from django import forms
from django.utils.translation import gettext_lazy as _
from lxml import etree

from accounts.models import User
from components.forms import ActorForm
from components.models import Component
from core import clock, tables
from core.actor import AGENCY_ROLES, MANAGER
from core.errors import Invalid
from core.files.kinds import kind_of
from core.files.names import extension
from core.forms import BaseForm, TranslatedFormField
from docs_library.engine.limits import TooMuch
from docs_library.engine.office_parts import Parts
from docs_library.engine.office_sheets import xlsx
from notifications.forms import MomentField
from partners.forms.fields import DayField, ListForm, several_field
from planning.models import QUARTERS, AgencyGoal, PlanLine, PlanningRound, Proposal
from planning.models.plan import VERDICTS
from planning.selectors.evidence import find

LAST_YEAR = 2199
BROKEN = (BadZipFile, etree.XMLSyntaxError, ValueError, KeyError, TooMuch, EOFError)


def text_area(label, *, required: bool = True, max_length: int = 2000, rows: int = 3, **kwargs) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, required=required, widget=widget, **kwargs)


def hours_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Cost, hours"), max_digits=8, decimal_places=1, min_value=0, required=False, help_text=_("Of work")
    )


def year_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Plan of the year"), min_value=2000, max_value=LAST_YEAR)


class PlanForm(ActorForm):
    """A form whose people are the agency's own."""

    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = tuple(AGENCY_ROLES)

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for name in self.people:
            self.fields[name].queryset = User.objects.visible_to(actor).with_role(*self.roles).order_by("name")


class GoalForm(ActorForm):
    title = TranslatedFormField(label=_("Goal"), max_length=200)


class NewGoalForm(GoalForm):
    code = forms.SlugField(label=_("Code"), max_length=10, help_text=_("Short, for instance G5; never changes"))
    field_order = ["code"]


class RoundForm(PlanForm):
    people, roles = ("owner",), (MANAGER,)
    year = year_field()
    title = forms.CharField(label=_("Title"), max_length=200)
    opens_on = DayField(label=_("Opens"), initial=clock.today)
    deadline_at = MomentField(label=_("Deadline"), help_text=_("To the minute, on a working day; Tallinn's clock"))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who decides"))


class ProposalForm(ActorForm):
    choices_of = {"goal": AgencyGoal, "components": Component}
    kind = forms.ChoiceField(label=_("Kind"), choices=Proposal.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    reason = text_area(
        _("Reason"), required=False, max_length=10_000, rows=5, help_text=_("Needed before it is handed in")
    )
    benefit = text_area(_("Benefit"), required=False, max_length=10_000)
    goal = forms.ModelChoiceField(AgencyGoal.objects.none(), label=_("Agency's goal"), required=False)
    hours = hours_field()
    cost_eur = forms.DecimalField(label=_("Cost, euros"), max_digits=14, decimal_places=2, min_value=0, required=False)
    components = several_field(Component, _("Components"))

    @classmethod
    def initial_of(cls, proposal: Proposal) -> dict:
        """What a form about this proposal begins with."""
        values = {name: getattr(proposal, name) for name in cls.base_fields if name not in ("submission", "components")}
        return {**values, "components": proposal.components.all()}


class SubmitForm(ActorForm):
    choices_of = {"round": PlanningRound}
    round = forms.ModelChoiceField(
        PlanningRound.objects.none(), label=_("Planning round"), required=False, empty_label=_("for the running year")
    )

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        rows = PlanningRound.objects.visible_to(actor).live().filter(opens_on__lte=clock.today())
        self.fields["round"].queryset = rows.filter(year__gte=clock.today().year)


class DecideForm(ActorForm):
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=VERDICTS,
        widget=forms.RadioSelect,
    )
    reason = text_area(_("Reason of the decision"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)


class EvidenceForm(ActorForm):
    """What was searched for stays in ``q``, so that the choices are the same when one is taken."""

    q = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    about = forms.ChoiceField(label=_("What it rests on"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, actor, words: str, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        found = find(actor, words)
        self.fields["about"].choices = [(one.about, f"{one.kind}: {one.label}") for one in found]
        self.fields["q"].initial = words

    def values(self) -> dict:
        return {name: value for name, value in super().values().items() if name != "q"}


class LineForm(PlanForm):
    """All of a line but its year and day, which are not simply changed."""

    choices_of = {"goal": AgencyGoal, "components": Component, "needs": PlanLine}
    people = ("owner",)
    title = forms.CharField(label=_("Title"), max_length=200)
    goal = forms.ModelChoiceField(AgencyGoal.objects.none(), label=_("Agency's goal"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"))
    measure = forms.CharField(
        label=_("Measure"),
        max_length=200,
        help_text=_("A number that can be checked at the end: “at least 3 trainings”"),
    )
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)
    hours = hours_field()
    result = forms.CharField(label=_("Result so far"), max_length=200, required=False)
    waits_for = forms.CharField(label=_("What it waits for"), max_length=200, required=False)
    late_reason = forms.CharField(label=_("Why it is late"), max_length=300, required=False)
    line_no = forms.CharField(
        label=_("Number in the agency's plan"), max_length=20, required=False, help_text=_("Empty: the next one")
    )
    needs = several_field(PlanLine, _("Needs before it"))
    components = several_field(Component, _("Components"))

    def __init__(self, *args, actor, year: int, line: PlanLine | None = None, **kwargs) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        rows = self.fields["needs"].queryset.filter(year__in=(year - 1, year))
        self.fields["needs"].queryset = rows.exclude(pk=line.pk) if line else rows

    @classmethod
    def initial_of(cls, line: PlanLine) -> dict:
        """What a form about this line begins with."""
        many = ("needs", "components")
        values = {name: getattr(line, name) for name in cls.base_fields if name not in ("submission", *many)}
        return {**values, **{name: getattr(line, name).all() for name in many}}


class NewLineForm(LineForm):
    year = year_field()
    due_on = DayField(label=_("Due"))
    field_order = ["title", "goal", "owner", "measure", "year", "quarter", "due_on"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("result", "late_reason"):
            del self.fields[name]


class MoveForm(BaseForm):
    due_on = DayField(label=_("New day"))
    reason = forms.CharField(label=_("Why it moves"), max_length=300)


class FinishForm(BaseForm):
    result = forms.CharField(label=_("What the measure shows"), max_length=200)
    done_on = DayField(label=_("Done"), initial=clock.today)
    late_reason = forms.CharField(
        label=_("Why it is late"), max_length=300, required=False, help_text=_("Needed where it is done after its day")
    )


class CarryForm(BaseForm):
    due_on = DayField(label=_("Day in the next year"))
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)


class DropForm(BaseForm):
    reason = forms.CharField(label=_("Why it is dropped"), max_length=300)


class SheetForm(ListForm):
    """The agency's plan sheet as CSV or XLSX."""

    columns = _(
        "Columns: nr, viide, aasta, kvartal, tegevus, eesmärk, vastutaja, mõõdik, tähtaeg and others of the sheet. An "
        "empty cell changes nothing; a hyphen alone empties it."
    )
    file = forms.FileField(
        label=_("File (XLSX or CSV)"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )

    def clean_file(self):
        """The sheet as text, or None. An XLSX is looked into as every file is, and read within bounds."""
        file = self.cleaned_data["file"]
        if file is None or extension(file.name) != "xlsx":
            return super().clean_file()
        if file.size > tables.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            kind_of(file.file, file.size, "xlsx", frozenset({"xlsx"}))
            return text_of_xlsx(file.read())
        except Invalid as refused:
            raise forms.ValidationError(str(refused.message)) from None
        except BROKEN:
            raise forms.ValidationError(_("The sheet can not be read. Save it anew as XLSX or CSV.")) from None


def text_of_xlsx(data: bytes) -> str:
    """The first sheet that holds anything, as CSV."""
    rows = next((block.rows for block in xlsx(Parts(data)) if block.rows), [])
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(
        [" ".join(cell.split()) for cell in row] for row in rows
    )
    return out.getvalue()
