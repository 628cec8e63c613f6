"""References that people say aloud: ``EP-2026-12``, counted by kind and year."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import Conflict
from planning.models import Counter


def next_ref(prefix: str, year: int) -> str:
    """The next reference of the kind in the year. Needs a transaction: the counter's row stays locked until its end."""
    row, _is_new = Counter.objects.get_or_create(prefix=prefix, year=year)
    Counter.objects.filter(pk=row.pk).update(last=F("last") + 1)
    row.refresh_from_db()
    return f"{prefix}-{year}-{row.last:02}"


def ref_for(model: type, prefix: str, year: int, given: str = "") -> str:
    """The reference that was given (a history that is loaded keeps its own), or the next free one.

    Raises Conflict where the given one is taken.
    """
    taken = model.objects
    if given:
        if taken.filter(ref=given).exists():
            raise Conflict(_("The reference %(ref)s is taken.") % {"ref": given}, field="ref")
        return given
    while taken.filter(ref=(ref := next_ref(prefix, year))).exists():
        continue
    return ref
