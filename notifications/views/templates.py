"""Templates of notices: the list, a new one, other words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import BaseForm
from core.views import ActionView, FormPage, ListPage, Page
from notifications import services
from notifications.access import NOTIFICATIONS
from notifications.forms import NewTemplateForm, TemplateForm
from notifications.models import NoticeTemplate

FACTS = ("kind", "name", "title", "body", "meanwhile")


class TemplateList(ListPage):
    permission = (NOTIFICATIONS, "publish")
    template_name = "notifications/template_list.html"
    export_name = "notice-templates"
    columns = [
        (gettext_lazy("Short name"), lambda row: row.slug),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("What people should know"), lambda row: row.body),
    ]

    def get_queryset(self):
        return self.rows(NoticeTemplate).live()

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Templates of notices")}


class TemplateAdd(FormPage):
    permission = (NOTIFICATIONS, "publish")
    template_name = "notifications/template_form.html"
    form_class = NewTemplateForm
    success_message = gettext_lazy("The template was kept.")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("New template"), "back": reverse("notice_template_list")}

    def save(self, form: BaseForm) -> str:
        services.add_template(**form.values(), by=self.actor)
        return reverse("notice_template_list")


class OneTemplate(Page):
    permission = (NOTIFICATIONS, "publish")

    @property
    def notice_template(self) -> NoticeTemplate:
        if not hasattr(self, "_notice_template"):
            self._notice_template = self.one(self.rows(NoticeTemplate).live(), slug=self.kwargs["slug"])
        return self._notice_template


class TemplateEdit(OneTemplate, FormPage):
    template_name = "notifications/template_form.html"
    form_class = TemplateForm
    success_message = gettext_lazy("The template was kept.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.notice_template, name) for name in FACTS}

    def get_context(self) -> dict[str, Any]:
        return {"heading": self.notice_template.name, "back": reverse("notice_template_list")}

    def save(self, form: BaseForm) -> str:
        services.edit_template(self.notice_template, **form.values(), by=self.actor)
        return reverse("notice_template_list")


class TemplateArchive(OneTemplate, ActionView):
    success_message = gettext_lazy("The template is offered no more.")

    def act(self) -> str:
        services.archive_template(self.notice_template, by=self.actor)
        return reverse("notice_template_list")
