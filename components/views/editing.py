"""Forms of systems and components."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components import services
from components.access import COMPONENTS
from components.forms import ComponentForm, NewComponentForm, NewSystemForm, ReleaseForm, SystemForm
from components.models import Component, System
from core import clock
from core.forms import BaseForm
from core.views import FormPage


class ActorFormPage(FormPage):
    """A form whose choices are the actor's to see; ``heading`` and ``back`` go to core/form.html."""

    template_name = "core/form.html"
    heading = ""
    verb = ""

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, initial=self.get_initial(), actor=self.actor)

    @property
    def back(self) -> str:
        return reverse("component_list")

    def get_context(self) -> dict[str, Any]:
        return {"heading": self.heading, "back": self.back, "verb": self.verb}


class ComponentAdd(ActorFormPage):
    permission = (COMPONENTS, "edit")
    form_class = NewComponentForm
    heading = gettext_lazy("New component")

    def save(self, form: BaseForm) -> str:
        component = services.create_component(**form.values(), by=self.actor)
        return reverse("component_detail", args=[component.slug])


class OfComponent(ActorFormPage):
    """Base of the forms about one component."""

    @property
    def component(self) -> Component:
        if not hasattr(self, "_component"):
            self._component = self.one(self.rows(Component).live(), slug=self.kwargs["slug"])
        return self._component

    @property
    def back(self) -> str:
        return reverse("component_detail", args=[self.component.slug])

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "heading": f"{self.component}: {self.heading}"}


class ComponentEdit(OfComponent):
    permission = (COMPONENTS, "edit")
    form_class = ComponentForm
    heading = gettext_lazy("change the facts")
    success_message = gettext_lazy("The component was changed.")

    def get_initial(self) -> dict[str, Any]:
        names = set(ComponentForm.base_fields) - {"submission", "systems"}
        return {**{name: getattr(self.component, name) for name in names}, "systems": self.component.uses.all()}

    def save(self, form: BaseForm) -> str:
        services.change_component(component=self.component, **form.values(), by=self.actor)
        return self.back


class ReleaseAdd(OfComponent):
    permission = (COMPONENTS, "release")
    form_class = ReleaseForm
    heading = gettext_lazy("new release")
    success_message = gettext_lazy("The release was added, and those who follow it learn of it.")

    def get_form(self, data=None) -> BaseForm:
        return self.form_class(data, initial={"released_at": clock.now()})

    def save(self, form: BaseForm) -> str:
        services.add_release(component=self.component, **form.values(), by=self.actor)
        return self.back


class SystemAdd(ActorFormPage):
    permission = (COMPONENTS, "edit")
    form_class = NewSystemForm
    heading = gettext_lazy("New system")

    @property
    def back(self) -> str:
        return reverse("system_list")

    def save(self, form: BaseForm) -> str:
        system = services.create_system(**form.values(), by=self.actor)
        return reverse("system_detail", args=[system.slug])


class SystemEdit(ActorFormPage):
    permission = (COMPONENTS, "edit")
    form_class = SystemForm
    success_message = gettext_lazy("The system was changed.")

    @property
    def system(self) -> System:
        if not hasattr(self, "_system"):
            self._system = self.one(self.rows(System).live(), slug=self.kwargs["slug"])
        return self._system

    @property
    def heading(self) -> str:
        return f"{self.system}: {_('change the facts')}"

    @property
    def back(self) -> str:
        return reverse("system_detail", args=[self.system.slug])

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.system, name) for name in SystemForm.base_fields if name != "submission"}

    def save(self, form: BaseForm) -> str:
        services.change_system(system=self.system, **form.values(), by=self.actor)
        return self.back
