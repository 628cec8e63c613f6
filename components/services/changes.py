"""Changing a row by people: what differs is set, checked, kept and told to the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.fields import Translated
from core.privacy import mask


def apply(row: models.Model, facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set the facts on the row and save it; gives ``{field: [old, new]}`` as texts for the trail.

    Personal codes in texts are masked. Raises Invalid with the model's own sentence.
    """
    is_new = row.pk is None
    changes = {}
    for name, value in facts.items():
        value, before = prepared(value, name), None if is_new else getattr(row, name)
        if is_new or before != value:
            changes[name] = [_shown(before), _shown(value)]
            setattr(row, name, value)
    if changes or is_new:
        check(row)
        row.save()
    return changes


def check(row: models.Model) -> None:
    """The model's own rules. Raises Invalid naming the field."""
    try:
        row.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Invalid(" ".join(messages), field=None if name == NON_FIELD_ERRORS else name) from None


def prepared(value: Any, name: str = "") -> Any:
    """A value as it is kept: personal codes masked, languages together. Raises Invalid where Estonian is missing."""
    if isinstance(value, dict):
        value = Translated({language: mask(str(text)) for language, text in value.items() if text})
        if value and not value.get("et"):
            raise Invalid(_("Give the text in Estonian at least."), field=name)
        return value
    return mask(value) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    if isinstance(value, Translated):
        return " / ".join(value.values())
    return "" if value is None else str(value)
