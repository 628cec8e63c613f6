"""From checks to cases: a signal is unique while open, a case is unique per root cause.

Signals of components that depend on others wait a little for a failing root and join its case. Settling goes one by
one under an advisory lock: two workers never open two cases, nor a root's beside one that is just being opened below.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from components.models import Component, Dependency
from core import clock
from core.actor import SYSTEM
from incidents.lifecycle import OPEN_STATES
from incidents.models import FaultClass, Incident, Signal
from incidents.rules import root as roots
from incidents.services.opening import open_case
from incidents.services.trail import locked, tell_case
from monitoring.events import CheckFailed, CheckRecovered
from monitoring.models import Check
from monitoring.services.running import look_soon

# decisions.md gives dependents 10 s to wait for a root; two of them are the sweep's, which ticks every 2 s.
WAIT_FOR_ROOT = timedelta(seconds=8)
SETTLING = 7_301_002  # the advisory lock of the one who settles
log = structlog.get_logger(__name__)


def note_failure(event: CheckFailed) -> Signal:
    """Open the check's signal, or freshen the open one. Runs in the publisher's transaction."""
    fault_class = fault_class_named(event.fault_class)
    depends = Dependency.objects.filter(component_id=event.component_id).exists()
    signal, is_new = Signal.objects.get_or_create(
        check_definition_id=event.check_id,
        fault_class=fault_class,
        closed_at=None,
        defaults={
            "component_id": event.component_id,
            "environment": event.environment,
            "severity": event.severity,
            "expected": event.expected,
            "got": event.got,
            "opened_at": event.at,
            "settle_at": clock.now() + (WAIT_FOR_ROOT if depends else timedelta(0)),
        },
    )
    if not is_new:
        signal.got, signal.expected = event.got, event.expected
        signal.save(update_fields=["got", "expected"])
    elif depends:
        upstream = roots.upstream_of(signal.component.slug, _needs())
        look_soon(Check.objects.filter(component__slug__in=upstream, environment=event.environment))
    return signal


def note_recovery(event: CheckRecovered) -> None:
    """Close the check's signals; when a case has no open one left, the case says that it works again."""
    signals = Signal.objects.select_for_update().filter(check_definition_id=event.check_id, closed_at__isnull=True)
    for signal in signals:
        signal.closed_at = event.at
        signal.save(update_fields=["closed_at"])
        if signal.incident_id:
            _say_recovered(signal.incident, event)


def _say_recovered(incident: Incident, event: CheckRecovered) -> None:
    incident = locked(incident)
    if incident.signals.filter(closed_at__isnull=True).exists() or not incident.is_open:
        return
    incident.recovered_at = event.at
    incident.changed_at = clock.now()
    incident.save(update_fields=["recovered_at", "changed_at"])
    with override("et"):
        tell_case(incident, "recovered", by=SYSTEM, text=_("Monitoring sees it in order again."))


def fault_class_named(slug: str) -> FaultClass:
    """The class, made when a check names one that the catalogue does not know (nothing is lost)."""
    return FaultClass.objects.get_or_create(slug=slug, defaults={"name": {"et": slug}})[0]


def settle_due() -> int:
    """Settle every signal whose wait is over, each in a transaction of its own; gives how many.

    One that can not be settled is logged and tried again by the next sweep; it holds up no other.
    """
    due = Signal.objects.filter(incident__isnull=True, settle_at__lte=clock.now()).order_by("opened_at", "id")
    done = 0
    for pk in due.values_list("pk", flat=True)[:500]:
        try:
            done += settle(pk)
        except Exception:
            log.exception("signal not settled", signal=pk)
    return done


def settle(signal_id: int) -> bool:
    """Join the signal to its root's open case, or open that case. False when another worker was faster."""
    with transaction.atomic():
        signal = (
            Signal.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("component", "fault_class", "check_definition")
            .filter(pk=signal_id, incident__isnull=True)
            .first()
        )
        if signal is None:
            return False
        with override("et"):
            _wait_for_turn()
            root, is_suspected = find_root(signal)
            known = open_at(root, signal) or (_moved_up(root, signal) if is_suspected else None)
            signal.incident = known or _open(root, signal, is_suspected)
            signal.save(update_fields=["incident"])
            _after_joining(signal)
        return True


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SETTLING])


def find_root(signal: Signal) -> tuple[Component, bool]:
    """The deepest failing upstream component, and whether it is only suspected (nobody watches it).

    A watched one fails from its first bad look on: to wait for its state would open a case at each dependent first.
    """
    needs = _needs()
    signals = Signal.objects.filter(closed_at__isnull=True, environment=signal.environment)
    checks = Check.objects.filter(environment=signal.environment)
    failing = set(signals.values_list("component__slug", flat=True))
    failing.update(checks.last_failing().values_list("component__slug", flat=True))
    watched = checks.active().values_list("component__slug", flat=True)
    unwatched = {name for ups in needs.values() for name in ups} - set(watched)
    suspected = roots.suspects(needs, failing, unwatched)
    slug = roots.root_of(signal.component.slug, needs, failing | suspected)
    root = signal.component if slug == signal.component.slug else Component.objects.get(slug=slug)
    return root, slug in suspected and slug not in failing


def open_at(root: Component, signal: Signal) -> Incident | None:
    """The open case that this signal belongs to: of the same class at one's own component, any class at a root."""
    cases = Incident.objects.filter(
        root=root, environment=signal.environment, state__in=OPEN_STATES, parent__isnull=True
    )
    if root.pk == signal.component_id:
        cases = cases.filter(fault_class=signal.fault_class)
    return cases.order_by("opened_at").first()


def _open(root: Component, signal: Signal, is_suspected: bool) -> Incident:
    """Open the root's case from its own signal where there is one, else from its check that fails, else from this."""
    told_by = signal
    if root.pk != signal.component_id:
        own = Signal.objects.select_related("fault_class").filter(
            component=root, environment=signal.environment, closed_at__isnull=True, incident__isnull=True
        )
        told_by = own.first() or _foreseen(root, signal.environment) or signal
    incident = open_case(
        component=root,
        root=root,
        fault_class=told_by.fault_class,
        environment=signal.environment,
        title=_title(root, told_by.fault_class),
        expected=told_by.expected,
        got=told_by.got,
        priority=told_by.severity,
        source=Incident.Source.CHECK,
        opened_at=told_by.opened_at,
        by=SYSTEM,
    )
    if is_suspected:
        tell_case(incident, "note", by=SYSTEM, text=_suspicion(root))
    _adopt(incident)
    return incident


def _foreseen(root: Component, environment: str) -> Signal | None:
    """The signal (not saved) that the root's failing check is about to give."""
    failing = root.checks.filter(environment=environment).last_failing()
    check = failing.select_related("now").order_by("severity").first()
    if check is None:
        return None
    return Signal(
        fault_class=fault_class_named(check.fault_class),
        severity=check.severity,
        expected=check.now.expected,
        got=check.now.got,
        opened_at=check.now.streak_since,
    )


def _moved_up(root: Component, signal: Signal) -> Incident | None:
    """A case opened a moment earlier at another dependent of a root that is only now suspected: it is the same one,
    so its root moves up instead of a second case being opened."""
    first = _failing_below(root, signal.environment).exclude(state="forwarded").order_by("opened_at").first()
    if first is None:
        return None
    incident = locked(first)
    old = incident.root
    if incident.title == _title(old, incident.fault_class):  # a title that a person wrote stays
        incident.title = _title(root, signal.fault_class)
    incident.root = root
    incident.changed_at = clock.now()
    incident.save()
    text = _suspicion(root)
    tell_case(incident, "note", by=SYSTEM, text=text, changes={"root": [old.slug, root.slug]})
    _adopt(incident)
    return incident


def _suspicion(root: Component) -> str:
    words = _("Nobody watches %(name)s itself: it is suspected, because several that need it fail together.")
    return words % {"name": root}


def _title(root: Component, fault_class: FaultClass) -> str:
    return f"{root}: {fault_class}"


def _failing_below(root: Component, environment: str):
    """Open cases of their own at components that need the root, with a check still failing."""
    below = roots.downstream_of(root.slug, _needs())
    return Incident.objects.filter(
        root__slug__in=below,
        environment=environment,
        state__in=OPEN_STATES,
        parent__isnull=True,
        signals__in=Signal.objects.filter(closed_at__isnull=True),
    ).distinct()


def _adopt(incident: Incident) -> None:
    """Cases opened earlier at components that need this root become its children and are not told again."""
    for child in _failing_below(incident.root, incident.environment).exclude(pk=incident.pk):
        child = locked(child)
        child.parent = incident
        child.changed_at = clock.now()
        child.save(update_fields=["parent", "changed_at"])
        tell_case(child, "note", by=SYSTEM, text=_("Belongs to %(ref)s.") % {"ref": incident.ref})


def _needs() -> dict[str, set[str]]:
    """What each component needs, by slug."""
    needs: dict[str, set[str]] = defaultdict(set)
    for one, other in Dependency.objects.values_list("component__slug", "upstream__slug"):
        needs[one].add(other)
    return needs


def _after_joining(signal: Signal) -> None:
    """Tell the case which checks joined it (not its opening one), and whether it works again already."""
    incident = signal.incident
    if incident.signals.exclude(pk=signal.pk).exists() or incident.component_id != signal.component_id:
        text = _("%(component)s fails too (check %(check)s).")
        values = {"component": signal.component, "check": signal.check_definition}
        tell_case(incident, "joined", by=SYSTEM, text=text % values)
    if signal.closed_at:
        event = CheckRecovered(
            check_id=signal.check_definition_id,
            component_id=signal.component_id,
            environment=signal.environment,
            fault_class=signal.fault_class.slug,
            at=signal.closed_at,
        )
        _say_recovered(incident, event)
    elif incident.recovered_at:
        incident = locked(incident)
        incident.recovered_at = None
        incident.save(update_fields=["recovered_at"])
