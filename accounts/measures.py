"""Measures of the trail: whether it is whole."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditCheck
from core.measures import SO, STATE, YES, Counted, Measure, Reading, Row, kind_of, measures
from core.templatetags.ui_time import written

A_DAY = timedelta(hours=24)

kind_of("audit_check", "accounts", lambda actor: AuditCheck.objects.visible_to(actor))


def whole(reading: Reading) -> Counted:
    """4.d4: the last verification found the trail whole and is not a day old."""
    last = AuditCheck.objects.filter(at__lte=reading.as_of).order_by("-at", "-pk").first()
    if last is None:
        return Counted(waits_for=_("The trail has not been verified yet."))
    why = "" if last.is_whole else _("broken at batch %(number)s") % {"number": last.broken}
    is_old = reading.as_of - last.at > A_DAY
    why = why or (_("verified more than a day ago") if is_old else "")
    label = _("Verified %(at)s: %(count)s rows") % {"at": written(last.at), "count": last.sealed}
    row = Row("audit_check", last.pk, label, reverse("audit_list"), last.at, why)
    return Counted([], [row]) if why else Counted([row])


measures.register(
    Measure(
        "4.d4",
        gettext_lazy("The trail is whole"),
        gettext_lazy("The last verification of the whole trail found nothing changed, and is at most 24 hours old."),
        "support",
        STATE,
        SO,
        whole,
        unit=YES,
    )
)
