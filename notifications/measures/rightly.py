"""Measures of how notices go out: with the approval that their kind needs, in the languages of those who read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import texts
from core.measures import COUNT, NONE, YEAR, Counted, Measure, Reading, Row, RowKind, measures, row_kinds
from core.templatetags.ui_time import written
from notifications.measures.rows import notice_row
from notifications.models import Delivery, Notice, NoticeUpdate
from notifications.rules import approval

ESTONIAN = "et"

row_kinds.register(RowKind("texts", "notifications", lambda actor, keys: keys))


def published(reading: Reading) -> list[Notice]:
    """Notices first sent in the year."""
    rows = Notice.objects.live().filter(published_at__range=(reading.start, reading.as_of))
    return list(rows.order_by("published_at", "pk"))


def approved(reading: Reading) -> Counted:
    """4.d6: kinds that are approved beforehand, sent without it."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for notice in published(reading):
        if approval.needed(notice.kind, notice.impact) != approval.BEFORE:
            continue
        at = notice.approved_at
        is_before = at is not None and at <= notice.published_at
        why = _("approved %(at)s") % {"at": written(at)} if at else _("nobody approved it")
        lists["fulfilled" if is_before else "missed"].append(notice_row(notice, why))
    return Counted(lists["fulfilled"], lists["missed"])


def worded(reading: Reading) -> Counted:
    """3.lang: screen texts without a translation, and notices of the year of which a word lacked the language of
    somebody to whom it went, or Estonian."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for number, language in enumerate(code for code, _name in settings.LANGUAGES if code != texts.WRITTEN_IN):
        done, lacking = texts.translated(language)
        for place, count in (("fulfilled", done), ("missed", lacking)):
            if count:
                label = _("Screen texts in %(language)s") % {"language": language}
                lists[place].append(Row("texts", number, label, "", reading.today, part=language, count=count))
    for notice in _with_words(reading):
        lacking = sorted(_lacking(notice))
        why = _("without the text in: %(languages)s") % {"languages": ", ".join(lacking)} if lacking else ""
        lists["missed" if lacking else "fulfilled"].append(notice_row(notice, why, part="words"))
    return Counted(lists["fulfilled"], lists["missed"])


def _with_words(reading: Reading) -> list[Notice]:
    """Notices that said something in the year, with ``bodies`` of those words and ``languages`` of who was told."""
    said = NoticeUpdate.objects.filter(notice=OuterRef("pk"), at__range=(reading.start, reading.as_of))
    told = Delivery.objects.filter(
        notice_update__notice=OuterRef("pk"), notice_update__at__range=(reading.start, reading.as_of)
    )
    rows = Notice.objects.live().filter(published_at__lte=reading.as_of)
    rows = rows.filter(Q(published_at__gte=reading.start) | Q(ended_at__isnull=True) | Q(ended_at__gte=reading.start))
    rows = rows.annotate(
        bodies=ArraySubquery(said.order_by("at", "pk").values("body")),
        languages=ArraySubquery(told.order_by("language").values("language").distinct()),
    )
    return [one for one in rows.order_by("published_at", "pk") if one.bodies]


def _lacking(notice: Notice) -> set[str]:
    """Languages in which its title or a word is missing; a text that is in none is no text."""
    asked = {ESTONIAN, *notice.languages}
    words: list[Mapping[str, str]] = [notice.title, *notice.bodies]
    return {language for language in asked for text in words if text and not text.get(language)}


for measure in (
    Measure(
        "3.lang",
        gettext_lazy("Texts without a translation"),
        gettext_lazy(
            "Screen texts that lack a language today, and notices of which a word lacked Estonian or the language of "
            "somebody to whom it went."
        ),
        "support",
        YEAR,
        NONE,
        worded,
        direction="down",
        unit=COUNT,
    ),
    Measure(
        "4.d6",
        gettext_lazy("Planned notices sent without approval"),
        gettext_lazy("Notices of planned work and of changes, by their first sending: approved before it, or not."),
        "support",
        YEAR,
        NONE,
        approved,
        direction="down",
        unit=COUNT,
    ),
):
    measures.register(measure)
