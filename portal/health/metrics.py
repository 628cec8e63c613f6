"""``/metrics``: figures of the portal's own work, read at each scrape by one query each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from accounts.models import AuditRecord
from core import clock
from core.actor import SYSTEM
from incidents.models import Incident
from monitoring.models import CheckState, StateChange
from monitoring.selectors import watcher_age
from notifications.models import Delivery
from portal.health import probes


class Figures:
    """A collector of prometheus-client: asked anew at every scrape."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        info = InfoMetricFamily("portal_build", "Version of the portal")
        info.add_metric([], {"version": probes.version()})
        yield info
        open_cases = Incident.objects.visible_to(SYSTEM).open()
        yield by_state("portal_incidents_open", "Open incidents by state", open_cases)
        yield by_state("portal_checks", "Checks by state", CheckState.objects.all())
        yield by_state("portal_deliveries", "Letters by state", Delivery.objects.visible_to(SYSTEM))
        yield ages()


def by_state(name: str, about: str, rows: QuerySet) -> Metric:
    """A gauge with label ``state``."""
    gauge = GaugeMetricFamily(name, about, labels=["state"])
    for state, count in rows.order_by("state").values_list("state").annotate(Count("pk")):
        gauge.add_metric([state], count)
    return gauge


def ages() -> Metric:
    """Seconds since the oldest waiting row of each queue was due; 0 where nothing waits."""
    gauge = GaugeMetricFamily("portal_queue_age_seconds", "Age of the oldest waiting row", labels=["queue"])
    for queue, since in _oldest():
        age = (clock.now() - since).total_seconds() if since else 0
        gauge.add_metric([queue], max(age, 0))
    heard = watcher_age()
    if heard is not None:
        gauge.add_metric(["watcher"], heard.total_seconds())
    return gauge


def _oldest() -> Iterable[tuple[str, datetime | None]]:
    letters = Delivery.objects.visible_to(SYSTEM).filter(state="waiting")
    by_queue = dict(letters.order_by("queue").values_list("queue").annotate(Min("next_attempt_at")))
    yield from ((f"letters-{queue}", by_queue.get(queue)) for queue in Delivery.Queue.values)
    changes = StateChange.objects.filter(handled_at=None, quarantined_at=None)
    yield "changes-of-state", changes.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    unsealed = AuditRecord.objects.visible_to(SYSTEM).filter(seal=None)
    yield "audit", unsealed.aggregate(oldest=Min("at"))["oldest"]


registry = CollectorRegistry(auto_describe=False)
registry.register(Figures())
