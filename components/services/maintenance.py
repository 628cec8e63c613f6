"""Planned work: never inside a payout window of an affected system without a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.services import record
from components.access import COMPONENTS
from components.events import MaintenanceChanged
from components.lifecycle import MAINTENANCE
from components.models import Component, Maintenance, MaintenancePattern
from components.rules import lead_time
from components.rules.monthly import Monthly, occurrences
from components.selectors import OpenWindow, affected_system_ids, windows_between
from components.services import changes
from core import clock
from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.fields import LANGUAGES, Translated
from core.lifecycle import IllegalAction
from core.models import Environment

DAYS_AHEAD = 60


@transaction.atomic
def plan_maintenance(
    *,
    title: Translated,
    components: Collection[Component],
    starts_at: datetime,
    ends_at: datetime,
    environment: str = Environment.PRODUCTION,
    window_reason: str = "",
    late_reason: str = "",
    by: Actor,
) -> Maintenance:
    """Work on components from an instant until another (aware). Publishes MaintenanceChanged.

    Raises NotAllowed, or Invalid: nothing to work on, an end before the start, a payout window of an affected system
    (code ``payout-window``), or a start that is too near to tell people in time (``late``), with no reason given.
    """
    COMPONENTS.require(by, "maintain")
    if not components:
        raise Invalid(_("Choose at least one component."), field="components")
    _check_times(components, environment, starts_at, ends_at, window_reason)
    _check_lead(environment, starts_at, late_reason)
    facts = {
        "title": title,
        "late_reason": late_reason,
        "environment": environment,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "window_reason": window_reason,
    }
    work = Maintenance()
    changed = changes.apply(work, facts)
    work.components.set(components)
    changed["components"] = ["", ", ".join(sorted(each.slug for each in components))]
    return _announce(work, "planned", changed, by)


@transaction.atomic
def move_maintenance(
    *,
    maintenance: Maintenance,
    starts_at: datetime,
    ends_at: datetime,
    window_reason: str = "",
    late_reason: str = "",
    by: Actor,
) -> Maintenance:
    """Other times for planned work. Raises NotAllowed, Conflict (it is over) or Invalid as planning does."""
    work = _locked(maintenance, "move", by)
    _check_times(list(work.components.all()), work.environment, starts_at, ends_at, window_reason)
    if starts_at != work.starts_at:
        _check_lead(work.environment, starts_at, late_reason)
    facts = {"starts_at": starts_at, "ends_at": ends_at, "window_reason": window_reason, "late_reason": late_reason}
    changed = changes.apply(work, {**facts, "sequence": work.sequence + 1})
    return _announce(work, "moved", changed, by)


@transaction.atomic
def cancel_maintenance(*, maintenance: Maintenance, reason: str = "", by: Actor) -> Maintenance:
    """Planned work will not be done. Raises NotAllowed or Conflict."""
    work = _locked(maintenance, "cancel", by)
    changed = changes.apply(work, {"state": "cancelled", "sequence": work.sequence + 1})
    return _announce(work, "cancelled", changed, by, reason)


@transaction.atomic
def finish_maintenance(*, maintenance: Maintenance, by: Actor) -> Maintenance:
    """The work is done; where it is done early, it ends now. Raises NotAllowed or Conflict (it has not begun)."""
    work, now = _locked(maintenance, "finish", by), clock.now()
    if work.starts_at >= now:
        raise Conflict(_("This work has not begun yet: move or cancel it instead."))
    facts = {"state": "done", "ends_at": min(work.ends_at, now), "sequence": work.sequence + 1}
    return _announce(work, "finished", changes.apply(work, facts), by)


def plan_recurring_maintenance(*, by: Actor = SYSTEM, days: int = DAYS_AHEAD) -> int:
    """Make the occurrences of every pattern that begin within so many days; gives how many were new.

    Run as often as you like: an occurrence is one of its pattern and calendar day, also after it was moved.
    """
    patterns = MaintenancePattern.objects.live().select_related("organisation")
    return sum(_plan_pattern(pattern, days, by) for pattern in patterns)


@transaction.atomic
def _plan_pattern(pattern: MaintenancePattern, days: int, by: Actor) -> int:
    components = list(Component.objects.live().filter(provider=pattern.organisation))
    if not components:
        return 0
    today = clock.today()
    rule = Monthly(pattern.nth, pattern.weekday, pattern.from_time, pattern.minutes)
    times = occurrences(rule, today, today + timedelta(days=days))
    return sum(_plan_occurrence(pattern, components, starts, ends, by) for starts, ends in times)


def _plan_occurrence(
    pattern: MaintenancePattern, components: list[Component], starts: datetime, ends: datetime, by: Actor
) -> bool:
    """Others' work keeps its own calendar: a payout window does not stop it, its rule stands as the reason."""
    windows = forbidding_windows(components, pattern.environment, starts, ends)
    facts = {
        "title": _in_languages(pattern),
        "environment": pattern.environment,
        "starts_at": starts,
        "ends_at": ends,
        "window_reason": pattern.rule_text if windows else "",
    }
    day = clock.local(starts).date()
    work, is_new = Maintenance.objects.get_or_create(pattern=pattern, pattern_on=day, defaults=facts)
    if is_new:
        work.components.set(components)
        _announce(work, "planned", {}, by)
    return is_new


def _in_languages(pattern: MaintenancePattern) -> Translated:
    title = Translated()
    for language in LANGUAGES:
        with override(language):
            title[language] = _("Regular maintenance: %(who)s") % {"who": pattern.organisation}
    return title


def forbidding_windows(
    components: Collection[Component], environment: str, starts_at: datetime, ends_at: datetime
) -> list[OpenWindow]:
    """Payout windows of affected systems that share time with the work; only production pays."""
    if environment != Environment.PRODUCTION:
        return []
    return windows_between(affected_system_ids([each.pk for each in components]), starts_at, ends_at)


def _check_times(
    components: Collection[Component], environment: str, starts_at: datetime, ends_at: datetime, reason: str
) -> None:
    if ends_at <= starts_at:
        raise Invalid(_("The work ends after it begins."), field="ends_at")
    windows = forbidding_windows(components, environment, starts_at, ends_at)
    if windows and not reason.strip():
        names = ", ".join(sorted({str(each.window) for each in windows}))
        sentence = _(
            "The work falls into a payout window (%(names)s). Choose another time, or give the reason why it"
            " cannot wait."
        )
        raise Invalid(sentence % {"names": names}, field="window_reason", code="payout-window")


def tell_by(starts_at: datetime) -> datetime:
    """The last instant to tell people of work that starts then (``rules.lead_time``, with this portal's settings)."""
    return lead_time.tell_by(clock.local(starts_at), hours=settings.NOTICE_HOURS, friday_by=settings.WEEKEND_NOTICE_BY)


def _check_lead(environment: str, starts_at: datetime, reason: str) -> None:
    """Work in production that is still ahead, but too near: the reason is kept. What has begun is only noted down."""
    now, limit = clock.now(), tell_by(starts_at)
    if environment == Environment.PRODUCTION and limit < now < starts_at and not reason.strip():
        sentence = _(
            "People should have been told by %(when)s. Choose a later time, or give the reason why it is late."
        )
        when = date_format(clock.local(limit), "d.m.Y H.i")
        raise Invalid(sentence % {"when": when}, field="late_reason", code="late")


def _locked(maintenance: Maintenance, action: str, by: Actor) -> Maintenance:
    COMPONENTS.require(by, "maintain")
    work = Maintenance.objects.select_for_update().get(pk=maintenance.pk)
    try:
        MAINTENANCE.target(action, work.state)
    except IllegalAction:
        raise Conflict(_("This work is already done or cancelled.")) from None
    return work


def _announce(work: Maintenance, action: str, changed: dict, by: Actor, reason: str = "") -> Maintenance:
    subject = f"components.maintenance:{work.pk}"
    record(f"components.{action}_maintenance", by=by, subject=subject, label=str(work), changes=changed, reason=reason)
    publish(MaintenanceChanged(maintenance_id=work.pk, action=action))
    return work
