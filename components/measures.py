"""What the catalogue knows for measures: how early planned work must be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from components.models import Component
from components.selectors import outside_production
from components.services.maintenance import tell_by
from core.measures import Reading, kind_of
from notifications.types import Ahead, LeadTime, lead_times

kind_of("component", "components", lambda actor: Component.objects.visible_to(actor))


def work_limits(reading: Reading, things: Sequence[Ahead]) -> list[tuple[datetime, str]]:
    """48 hours before, for a weekend or a Monday by Friday 10:00; outside production before it begins."""
    elsewhere = outside_production(thing.about for thing in things)
    return [_limit(thing, is_in_production=thing.about not in elsewhere) for thing in things]


def _limit(thing: Ahead, *, is_in_production: bool) -> tuple[datetime, str]:
    if is_in_production:
        return tell_by(thing.begins_at), _("48 hours, for a weekend or a Monday Friday 10:00")
    return thing.begins_at, _("before it begins, as it is not in production")


lead_times.register(LeadTime("maintenance", work_limits))
