"""Cases and handovers as counted rows."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from core.measures import Row, kind_of
from incidents.models import Handover, Incident

kind_of("incident", "incidents", lambda actor: Incident.objects.visible_to(actor))
kind_of("handover", "incidents", lambda actor: Handover.objects.visible_to(actor))


def case_row(case: Incident, why: str = "", at: datetime | None = None, minutes: int | None = None) -> Row:
    url = reverse("incident_detail", args=[case.ref])
    return Row("incident", case.pk, f"{case.ref} {case.title}", url, at or case.opened_at, str(why), minutes=minutes)


def handover_row(handover: Handover, why: str) -> Row:
    """Needs ``ref`` (the case's) and its team."""
    url = reverse("incident_detail", args=[handover.ref])
    label = f"{handover.ref} → {handover.resolver_group}"
    return Row("handover", handover.pk, label, url, handover.delivered_at, str(why))
