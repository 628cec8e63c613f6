"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from datetime import timedelta

from components import services
from core import clock
from core.fields import Translated
from tests.factories import catalogue


def matrix_objects(cast) -> dict:
    system = catalogue.system("star")
    component = catalogue.component("log", kind="logging", used_by=[system])
    by, now = cast.actor("owner"), clock.now()

    def work(begins: timedelta):
        times = {"starts_at": now + begins, "ends_at": now + begins + timedelta(hours=2)}
        title = Translated(et="Uuendus")
        return services.plan_maintenance(title=title, components=[component], **times, by=by).public_id

    return {
        "component": component.slug,
        "system": system.slug,
        "work": work(timedelta(days=10)),
        "begun": work(-timedelta(hours=1)),
    }
