"""Fields that more than one app has."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("et", "en", "ru")
PUBLIC_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class Translated(dict):
    """People's text in up to three languages: ``{"et": …, "en": …, "ru": …}``. Printing gives the reader's."""

    def in_language(self, language: str) -> tuple[str, str]:
        """(text, the language it is in): the asked one, else Estonian, else whatever there is."""
        for choice in (language, "et", *LANGUAGES):
            if self.get(choice):
                return self[choice], choice
        return "", "et"

    @property
    def text(self) -> str:
        return self.in_language(get_language() or "et")[0]

    @property
    def lang(self) -> str:
        return self.in_language(get_language() or "et")[1]

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return any(self.values())


class TranslatedField(models.JSONField):
    """Stores a ``Translated``; accepts a plain text as Estonian. Unknown languages and non-texts are refused."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return Translated(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value):
        if isinstance(value, str):
            return Translated(et=value)
        return Translated(value or {})

    def get_prep_value(self, value):
        return super().get_prep_value(dict(self.to_python(value)))

    def pre_save(self, instance, add):
        value = self.to_python(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value

    def validate(self, value, instance):
        super().validate(value, instance)
        if not isinstance(value, Mapping) or set(value) - set(LANGUAGES):
            raise ValidationError(_("A text is given in Estonian, English or Russian."))
        if not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("A text is given in Estonian, English or Russian."))


def new_public_id() -> str:
    """Twelve random characters without look-alikes (31^12, 59 bits): public addresses do not count anything."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _i in range(12))
