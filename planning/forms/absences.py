"""What people type about days away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import AGENCY_ROLES, Actor
from core.forms import BaseForm
from partners.forms.fields import DayField, ListForm
from planning.access import PLANNING


def people_of(actor: Actor):
    """Those whose days the actor may note."""
    people = User.objects.visible_to(actor).with_role(*AGENCY_ROLES)
    return people if PLANNING.may(actor, "import_absences") else people.filter(pk=actor.user_id or 0)


class AbsenceForm(BaseForm):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who is away"))
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until (this day included)"))

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(actor)


class AwayListForm(ListForm):
    columns = _(
        "Columns: e-mail, first day, last day (e-post;alates;kuni), days as 31.12.2026 or 2026-12-31. A calendar file "
        "(ICS) is read too. Why somebody is away is not read and not kept."
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Whose days, where the list does not say"), required=False
    )
    field_order = ["person", "file", "text"]

    def __init__(self, *args, actor: Actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["file"].label = _("File (ICS or CSV)")
        self.fields["person"].queryset = people_of(actor)
        self.fields["person"].initial = actor.user_id

    def clean_person(self) -> User | None:
        """Oneself where nobody is chosen."""
        return self.cleaned_data["person"] or people_of(self.actor).filter(pk=self.actor.user_id or 0).first()
