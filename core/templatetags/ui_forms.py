"""Parts of forms; loaded by ``{% load ui %}``. Django gives the ids: ``<id>_helptext`` and ``<id>_error``."""

from __future__ import annotations

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()

GROUPS = ("radioselect", "checkboxselectmultiple")


def kind_of(field: BoundField) -> str:
    """How the field is laid out: check (box before its words), group (fieldset) or plain."""
    if field.widget_type == "checkbox":
        return "check"
    return "group" if field.widget_type in GROUPS or field.use_fieldset else "plain"


@register.inclusion_tag("core/parts/field.html")
def field(bound: BoundField, css: str = "") -> dict:
    """One field with label, help, errors and the mark of what must be filled in."""
    return {"field": bound, "kind": kind_of(bound), "css": css, "id": bound.auto_id or bound.name}


@register.inclusion_tag("core/parts/fields.html")
def fields(form: BaseForm, names: str = "") -> dict:
    """The hidden fields (only without ``names``) and the visible ones, or those named "a b c"."""
    chosen = [form[name] for name in names.split()] if names else form.visible_fields()
    return {"hidden": [] if names else form.hidden_fields(), "fields": chosen}


@register.inclusion_tag("core/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict:
    """The summary above a form that was not accepted: every error, linked to its field."""
    if not form.is_bound or not form.errors:
        return {}
    wrong = [bound for bound in form if bound.errors]
    return {
        "general": form.non_field_errors(),
        "wrong": [(first_control(bound), bound.label, bound.errors) for bound in wrong],
        "count": len(form.non_field_errors()) + sum(len(bound.errors) for bound in wrong),
    }


def first_control(bound: BoundField) -> str:
    """The id that a link from the summary leads to: of a group, its first control."""
    return f"{bound.auto_id}_0" if kind_of(bound) == "group" else bound.id_for_label
