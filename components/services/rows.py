"""What loaders of catalogue sections share: fields read with clear refusals, rows saved only where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from components.types import CatalogueError
from core.fields import LANGUAGES, Translated

CREATED, CHANGED, SAME = "created", "changed", "same"


def only(row: Mapping[str, Any], *names: str) -> None:
    """Raises CatalogueError for the first field that the section does not know."""
    for name in row:
        if name not in names:
            known = ", ".join(names)
            raise CatalogueError(_("There is no such field. Known are: %(known)s.") % {"known": known}, name)


def text(row: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    """The field as a text without spaces around; "" where it is missing or null. Raises CatalogueError."""
    value = row.get(name)
    if isinstance(value, dict | list | bool):
        raise CatalogueError(_("Here stands a plain text."), name)
    value = "" if value is None else str(value).strip()
    if required and not value:
        raise CatalogueError(_("This must be given."), name)
    return value


def translated(row: Mapping[str, Any], name: str, *, required: bool = False) -> Translated:
    """A text (Estonian) or ``{et, en, ru}``. Raises CatalogueError."""
    value = row.get(name)
    if not isinstance(value, dict):
        plain = text(row, name, required=required)
        return Translated(et=plain) if plain else Translated()
    unknown = set(value) - set(LANGUAGES)
    if unknown or not value.get("et"):
        raise CatalogueError(_("A text is given in et (always), en and ru."), name)
    return Translated({language: text(value, language) for language in LANGUAGES if value.get(language)})


def choice(row: Mapping[str, Any], name: str, words: Mapping[str, str], default: str | None = None) -> str:
    """The slug of a word of the catalogue (``korge`` → ``high``). Raises CatalogueError naming the words."""
    word = text(row, name, required=default is None)
    if not word and default is not None:
        return default
    if word not in words:
        known = ", ".join(words)
        raise CatalogueError(_('"%(word)s" is none of: %(known)s.') % {"word": word, "known": known}, name)
    return words[word]


def number(row: Mapping[str, Any], name: str) -> Decimal | None:
    """A number; None where the field is empty. Raises CatalogueError."""
    written = text(row, name)
    try:
        return Decimal(written.replace(",", ".")) if written else None
    except InvalidOperation:
        raise CatalogueError(_("Here stands a number."), name) from None


def texts(row: Mapping[str, Any], name: str) -> list[str]:
    """A list of plain texts; empty where the field is missing. Raises CatalogueError."""
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str | int) for each in value):
        raise CatalogueError(_("Here stands a list: [one, two]."), name)
    return [str(each) for each in value]


def reference(row: Mapping[str, Any], name: str, rows: models.QuerySet, *, required: bool = False) -> Any:
    """The row of ``rows`` whose slug the field names, or None where it is empty. Raises CatalogueError."""
    slug = text(row, name, required=required)
    return _found(rows, [slug], name)[0] if slug else None


def references(row: Mapping[str, Any], name: str, rows: models.QuerySet) -> list[Any]:
    """The rows that the field's list of slugs names, in its order. Raises CatalogueError."""
    return _found(rows, texts(row, name), name)


def _found(rows: models.QuerySet, slugs: list[str], name: str) -> list[Any]:
    found = {each.slug: each for each in rows.filter(slug__in=slugs)}
    missing = [slug for slug in slugs if slug not in found]
    if missing:
        what = rows.model._meta.verbose_name
        sentence = _('There is no %(what)s called "%(slug)s".') % {"what": what, "slug": ", ".join(missing)}
        raise CatalogueError(sentence, name)
    return [found[slug] for slug in slugs]


def save(
    model: type[models.Model],
    lookup: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    many: Mapping[str, Iterable[models.Model]] | None = None,
    fields: Mapping[str, str] | None = None,
) -> str:
    """Make the row, or change it where it differs; gives ``created``, ``changed`` or ``same``.

    ``many`` are the members of many-to-many fields. ``fields`` maps a model field to the file's word for it where
    they differ, for the error's place. Raises CatalogueError.
    """
    row = model._default_manager.filter(**lookup).first()
    outcome = CHANGED if row else CREATED
    row = row or model(**lookup)
    differs = row.pk is None or any(getattr(row, name) != value for name, value in values.items())
    if differs:
        for name, value in values.items():
            setattr(row, name, value)
        _save(row, fields or {})
    moved = [_set_many(row, name, members) for name, members in (many or {}).items()]
    return outcome if differs or any(moved) else SAME


def _save(row: models.Model, words: Mapping[str, str]) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        field_name = "" if name == "__all__" else words.get(name, name)
        raise CatalogueError(" ".join(messages), field_name) from None
    row.save()


def _set_many(row: models.Model, name: str, members: Iterable[models.Model]) -> bool:
    related = getattr(row, name)
    wanted, present = {each.pk for each in members}, set(related.values_list("pk", flat=True))
    if wanted == present:
        return False
    related.set(wanted)
    return True
