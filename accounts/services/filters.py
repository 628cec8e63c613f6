"""Filters that a person keeps under a name, for one list page each. Personal and of no consequence: not audited."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedFilter, User
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotAllowed

LIMIT = 30  # of one person for one page: more than fits a screen is lost among itself


@transaction.atomic
def save_filter(*, page: str, name: str, query: str, by: Actor) -> SavedFilter:
    """Keep the address's query under a name; the same name is overwritten. Raises Invalid, Conflict, NotAllowed."""
    if by.user_id is None:
        raise NotAllowed()
    name, query = name.strip(), clean_query(query)
    if not name:
        raise Invalid(_("Name the filter."), field="name")
    if len(query) > 500:
        raise Invalid(_("The filter is too long to be kept."), field="query")
    User.objects.select_for_update().get(pk=by.user_id)
    mine = SavedFilter.objects.live().filter(user_id=by.user_id, page=page)
    kept = mine.filter(name=name).first()
    if kept is None and mine.count() >= LIMIT:
        raise Conflict(_("You have kept as many filters of this page as fit. Remove one first."))
    kept = kept or SavedFilter(user_id=by.user_id, page=page, name=name)
    kept.query = query
    kept.save()
    return kept


@transaction.atomic
def delete_filter(*, saved: SavedFilter, by: Actor) -> SavedFilter:
    """Put one's own filter away. Raises NotAllowed."""
    if saved.user_id != by.user_id:
        raise NotAllowed()
    saved.archived_at = clock.now()
    saved.save(update_fields=["archived_at"])
    return saved


def clean_query(query: str) -> str:
    """The query without empty fields and the page's number."""
    kept = QueryDict(mutable=True)
    for key, values in QueryDict(query.lstrip("?")).lists():
        if key not in ("page", "format") and any(values):
            kept.setlist(key, [value for value in values if value])
    return kept.urlencode()
