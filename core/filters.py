"""What filters of lists have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import django_filters as filters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.fields import LANGUAGES

ANY = _("any")
MOST_WORDS = 8  # of one search; a pasted page is no search


def seen_by_reader(model: type[Model]) -> Callable[[HttpRequest | None], QuerySet]:
    """What a filter may be chosen from: the model's live rows that the reader may see. None of them without a request
    (the API's schema is drawn so)."""

    def rows(request: HttpRequest | None) -> QuerySet:
        return model.objects.visible_to(request.actor).live() if request else model.objects.none()

    return rows


def in_languages(name: str) -> tuple[str, ...]:
    """The paths of a ``TranslatedField``'s texts, for ``searched``."""
    return tuple(f"{name}__{language}" for language in LANGUAGES)


class WordsFilter(filters.FilterSet):
    """Rows in which each word stands in one of the fields ``searched`` (paths; anywhere in them and whatever its case,
    unless the path ends with a lookup of its own: ``ref__iexact``)."""

    searched: ClassVar[Sequence[str]] = ()

    q = filters.CharFilter(method="with_words", label=_("Search"))

    def with_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        for word in words.replace("\0", "").split()[:MOST_WORDS]:
            found = Q()
            for path in self.searched:
                is_whole = path.endswith(("__iexact", "__startswith"))
                found |= Q(**{path if is_whole else f"{path}__icontains": word})
            rows = rows.filter(found)
        return rows
