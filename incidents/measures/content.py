"""Measure of how content those are who reported (2.1.c-2)."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.measures import THREE_MONTHS, Counted, Measure, Reading, Row, Split, Target, kind_of, measures
from core.templatetags.ui_time import written
from incidents.models import Feedback

kind_of("feedback", "incidents", lambda actor: Feedback.objects.visible_to(actor))


def asked(reading: Reading) -> list[Feedback]:
    """Who was asked in the window, each with the case's ``ref``."""
    rows = Feedback.objects.filter(asked_at__range=reading.span(THREE_MONTHS))
    return list(rows.annotate(ref=F("report__incident__ref")).order_by("asked_at", "pk"))


def content(reading: Reading) -> Counted:
    """2.1.c-2: of those who have answered, who is content; beside it how many of those asked have answered."""
    lists: dict[str, list[Row]] = defaultdict(list)
    rows = reading.once(asked)
    for one in rows:
        at = reading.known(one.answered_at)
        place = "left_out" if at is None else "fulfilled" if one.answer == Feedback.Answer.CONTENT else "missed"
        why = _("has not answered") if at is None else f"{one.get_answer_display()}: {one.comment}".rstrip(": ")
        label = _("%(ref)s, asked %(at)s") % {"ref": one.ref, "at": written(one.asked_at)}
        url = reverse("incident_detail", args=[one.ref])
        lists[place].append(Row("feedback", one.pk, label, url, at or one.asked_at, why))
    answered = len(lists["fulfilled"]) + len(lists["missed"])
    splits = [Split(_("Answered, of those asked"), answered, len(rows))] if rows else []
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], splits)


measures.register(
    Measure(
        "2.1.c-2",
        gettext_lazy("Reporters are content with how it was solved"),
        gettext_lazy(
            "Those who reported and left a way to reach them are asked once, when the case is resolved. Counted are "
            "the answers; who has not answered is left out."
        ),
        "support",
        THREE_MONTHS,
        Target("≥", 80),
        content,
    )
)
