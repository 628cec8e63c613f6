"""Waits for a sign of life at ``/ping/<uuid>``, as healthchecks.io does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from monitoring.lifecycle import DOWN, UNKNOWN, UP
from monitoring.types import CheckType, Sign, Signs, Verdict, check_types

FAR = timedelta(days=3650)


class HeartbeatForm(forms.Form):
    """A heartbeat has no settings but its interval and grace."""


@check_types.register
class Heartbeat(CheckType):
    """Failed when the latest end says so, when a started run does not end within the grace, or when no success
    came within interval + grace. A log changes nothing."""

    slug = "heartbeat"
    label = gettext_lazy("heartbeat")
    about = gettext_lazy("A job of yours tells the portal that it ran; silence is a fault.")
    config_form = HeartbeatForm
    way = "signs"
    thresholds = (1, 1)
    signs_get_lost = True

    def expected(self, config: dict[str, Any]) -> str:
        return _("a sign of life in time")

    def judge_signs(self, config: dict[str, Any], signs: Signs) -> tuple[Verdict, datetime]:
        success, fail = signs.latest.get("success"), signs.latest.get("fail")
        if fail and (not success or fail.at >= success.at):
            return self._says(DOWN, _failure_text(fail)), signs.now + FAR
        deadlines = [deadline for deadline in (_next_sign(signs), _end_of_run(signs)) if deadline]
        if not deadlines:
            return self._says(UNKNOWN, _("no sign has come yet")), signs.now + FAR
        if min(deadlines) > signs.now:
            return self._alive(success, signs.watched_from), min(deadlines)
        return self._says(DOWN, _silence_text(signs)), signs.now + FAR

    def _alive(self, success: Sign | None, watched_from: datetime | None) -> Verdict:
        if success is None:
            return self._says(UNKNOWN, _("started, not ended yet"))
        if watched_from and success.at < watched_from:
            return self._says(UNKNOWN, _("was not watched meanwhile; waiting for the next sign"))
        return self._says(UP, _("a sign came at %(time)s") % {"time": _time(success.at)})

    def _says(self, state: str, got: str) -> Verdict:
        return Verdict(state, self.expected({}), got)


def _next_sign(signs: Signs) -> datetime | None:
    """Until when the next success must come."""
    success = signs.latest.get("success")
    if success is None:
        return None
    return max(success.at, signs.watched_from or success.at) + timedelta(seconds=signs.interval_s + signs.grace_s)


def _end_of_run(signs: Signs) -> datetime | None:
    """Until when a started run must end: the grace, else the interval. None where no run is open."""
    start = signs.latest.get("start")
    ends = [signs.latest[kind] for kind in ("success", "fail") if kind in signs.latest]
    if not start or any(end.at >= start.at and end.run_id == start.run_id for end in ends):
        return None
    return start.at + timedelta(seconds=signs.grace_s or signs.interval_s)


def _failure_text(fail: Sign) -> str:
    words = {"time": _time(fail.at), "code": fail.exit_code}
    if fail.exit_code is None:
        return _("the job said at %(time)s that it failed") % words
    return _("the job ended at %(time)s with exit code %(code)s") % words


def _silence_text(signs: Signs) -> str:
    end = _end_of_run(signs)
    if end and end <= signs.now:
        return _("the run that started at %(time)s has not ended") % {"time": _time(signs.latest["start"].at)}
    return _("the last sign came at %(time)s") % {"time": _time(signs.latest["success"].at)}


def _time(moment: datetime) -> str:
    return f"{clock.local(moment):%d.%m.%Y %H.%M.%S}"
