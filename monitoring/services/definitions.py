"""Definitions of checks: made, changed, paused, resumed, put away."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.services import audit
from components.models import Component
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from monitoring.access import MONITORING
from monitoring.lifecycle import UNKNOWN
from monitoring.models import Check, CheckState, CheckTerm, StateInterval
from monitoring.services.storing import Books
from monitoring.types import check_types

FIELDS = (
    "component",
    "environment",
    "config",
    "interval_s",
    "timeout_s",
    "grace_s",
    "failures_needed",
    "successes_needed",
    "retry_s",
    "severity",
    "fault_class",
)
RESERVED = ("new", "allow-list", "protocols")  # addresses of pages beside the checks' own
LONGEST_TIMEOUT_S = 60  # the engine's patience for a whole batch is 75 s


@transaction.atomic
def add_check(*, slug: str, type: str, component: Component, by: Actor, **values: Any) -> Check:
    """A new check, due at once; ``values`` are fields of ``FIELDS``. Thresholds default to the type's usual ones.

    Raises Invalid where the slug is taken, the type does not exist or a figure does not fit.
    """
    MONITORING.require(by, "edit")
    if slug in RESERVED or Check.objects.filter(slug=slug).exists():
        raise Invalid(_("There is a check of this name already."), field="slug")
    if type not in check_types:
        raise Invalid(_("There is no such type of check."), field="type")
    failures, successes = check_types.get(type).thresholds
    given = {"failures_needed": failures, "successes_needed": successes, **values}
    source = given.pop("source", "")
    given["config"] = whole_config(type, given.get("config") or {})
    check = Check(slug=slug, type=type, component=component, source=source, **_known(given))
    _must_fit(check)
    check.save()
    _begin(check)
    _audit("add_check", check, by)
    return check


def _begin(check: Check) -> None:
    now = clock.now()
    CheckState.objects.create(check_definition=check, since=now, next_due_at=now)
    StateInterval.objects.create(check_definition=check, state=UNKNOWN, from_at=now)
    _set_term(check)


def _set_term(check: Check) -> None:
    """From now the check is to run as it says, or not at all: the open term ends, and another begins."""
    now, wanted = clock.now(), {"interval_s": check.interval_s, "grace_s": check.grace_s}
    is_on = check.paused_at is None and check.archived_at is None
    term = CheckTerm.objects.select_for_update().filter(check_definition=check, until_at__isnull=True).first()
    if term and is_on and all(getattr(term, name) == value for name, value in wanted.items()):
        return
    if term:
        term.until_at = now
        term.save(update_fields=["until_at"])
    if is_on:
        CheckTerm.objects.create(check_definition=check, from_at=now, **wanted)


@transaction.atomic
def edit_check(*, check: Check, by: Actor, **values: Any) -> Check:
    """Change fields of ``FIELDS``; the check is due at once. Gives it unchanged (and untold) where nothing differs."""
    MONITORING.require(by, "edit")
    check = _locked(check)
    if "config" in values:
        values["config"] = _new_config(check, values["config"])
    changes = {}
    for name, value in _known(values).items():
        old = getattr(check, name)
        if old != value:
            changes[name] = [_shown(old), _shown(value)]
            setattr(check, name, value)
    if not changes:
        return check
    _must_fit(check)
    check.save()
    CheckState.objects.filter(pk=check.pk).update(next_due_at=clock.now())
    _set_term(check)
    _audit("edit_check", check, by, changes=changes)
    return check


@transaction.atomic
def pause(*, check: Check, reason: str, by: Actor) -> Check:
    """Stop looking; from now the state is *unknown*, because of ``reason``. Raises Conflict where it is paused."""
    MONITORING.require(by, "pause")
    if not reason.strip():
        raise Invalid(_("Say why the check is paused."), field="reason")
    check = _locked(check)
    if check.paused_at:
        raise Conflict(_("The check is paused already."))
    check.paused_at, check.paused_because = clock.now(), reason.strip()[:300]
    check.save()
    _set_term(check)
    with override("et"):
        _stop_knowing(check, _("paused: %(reason)s") % {"reason": check.paused_because})
    _audit("pause", check, by, reason=reason)
    return check


@transaction.atomic
def resume(*, check: Check, by: Actor) -> Check:
    """Look again, at once. Raises Conflict where it is not paused."""
    MONITORING.require(by, "pause")
    check = _locked(check)
    if not check.paused_at:
        raise Conflict(_("The check is not paused."))
    check.paused_at, check.paused_because = None, ""
    check.save()
    _set_term(check)
    state = CheckState.objects.select_for_update().get(pk=check.pk)
    state.next_due_at = state.streak_since = clock.now()
    state.last_run_at = None  # the pause is no gap of ours: it has its own interval
    state.save(update_fields=["next_due_at", "streak_since", "last_run_at"])
    _audit("resume", check, by)
    return check


@transaction.atomic
def archive(*, check: Check, by: Actor) -> Check:
    """Put the check away: it is not run any more and stands in no list."""
    MONITORING.require(by, "edit")
    check = _locked(check)
    if check.archived_at is None:
        check.archived_at = clock.now()
        check.save(update_fields=["archived_at"])
        _set_term(check)
        with override("et"):
            _stop_knowing(check, _("put away"))
        _audit("archive_check", check, by)
    return check


def _stop_knowing(check: Check, because: str) -> None:
    state = CheckState.objects.select_for_update().get(pk=check.pk)
    now, books = clock.now(), Books()
    books.enter(state, UNKNOWN, now, got=because)
    state.verdict, state.streak, state.streak_since = UNKNOWN, 0, now
    state.expected, state.got, state.lease_until = "", because, None
    books.states.append(state)
    books.write()


def _locked(check: Check) -> Check:
    return Check.objects.select_for_update(of=("self",)).select_related("component").get(pk=check.pk)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise Invalid(_("There is no such field: %(names)s") % {"names": ", ".join(sorted(unknown))})
    return values


def _must_fit(check: Check) -> None:
    """Raises Invalid naming the field whose figure does not fit."""
    if check.interval_s < 5:
        raise Invalid(_("The interval is at least 5 seconds."), field="interval_s")
    if not 1 <= check.timeout_s <= LONGEST_TIMEOUT_S:
        raise Invalid(_("The time limit is from 1 to 60 seconds."), field="timeout_s")
    if not 1 <= check.severity <= 4:
        raise Invalid(_("The severity is from 1 to 4."), field="severity")


def _new_config(check: Check, given: dict[str, Any]) -> dict[str, Any]:
    """The settings after an edit. ``target`` is the catalogue's word for the address: a person's own one ends it."""
    config = whole_config(check.type, {**check.config, **given})
    if "target" not in given and config != check.config:
        config.pop("target", None)
    return config


def whole_config(type: str, config: dict[str, Any]) -> dict[str, Any]:
    """The settings as the type's form cleans them, with its defaults; keys that the form does not know stay.

    Raises Invalid naming the field.
    """
    form_class = check_types.get(type).config_form
    defaults = {name: field.initial for name, field in form_class.base_fields.items() if field.initial is not None}
    form = form_class({**defaults, **config})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Invalid(errors[0], field=name if name in form.fields else "config")
    return {**config, **form.cleaned_data}


def _audit(action: str, check: Check, by: Actor, **about: Any) -> None:
    audit.record(f"monitoring.{action}", by=by, subject=f"monitoring.check:{check.pk}", label=check.slug, **about)


def _shown(value: Any) -> Any:
    return value if isinstance(value, str | int | float | dict | list | None) else str(value)
