"""What stands on the status page: notices, planned work, components that a check looks at."""

from __future__ import annotations

from datetime import timedelta

from components.models import Component, Maintenance
from core import clock
from core.fields import Translated
from monitoring.models import Check, CheckState
from notifications import services
from notifications.models import Notice
from tests.factories.letters import NEXT, SOON
from tests.factories.monitoring import check

WORDS = Translated(et="TARA on häiritud", en="TARA is disturbed")
MINUTE = timedelta(minutes=1)


def publish(cast, **more) -> Notice:
    """A notice of trouble with the component ``tara``, published by the lead; ``more`` are its other facts."""
    by = cast.actor("lead")
    told = {**NEXT, "body": WORDS, "late_reason": "katse", "by": by}
    told["next_update_at"] = more.pop("next_update_at", SOON)
    values = {"kind": "problem", "title": WORDS, "topics": ["component:tara"], "impact": "critical", **more}
    return services.publish_notice(services.draft_notice(**values, by=by), **told)


def work(component: Component, hours: float, title: str = "Töö", *, lasts: float = 2, **values) -> Maintenance:
    """Planned work that begins in so many hours and lasts so many."""
    start = clock.now() + timedelta(hours=hours)
    facts = {"title": Translated(et=title), "starts_at": start, "ends_at": start + timedelta(hours=lasts), **values}
    made = Maintenance.objects.create(**facts)
    made.components.add(component)
    return made


def watched(component: Component, state: str = "up", *, ago: timedelta = timedelta(), slug: str = "k1") -> Check:
    """A check each minute that ran so long ago."""
    made = check(slug, of=component.slug)
    ran = clock.now() - ago
    facts = {"state": state, "since": ran - MINUTE, "last_run_at": ran, "next_due_at": ran + MINUTE}
    CheckState.objects.filter(check_definition=made).update(**facts)
    return made
