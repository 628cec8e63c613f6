"""The board in the JSON of Statuspage's API v2 (``/status/api/v2/…``), so that its clients read ours unchanged.

Ids are ours: component slugs and public ids. Words are in the language of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from components.models import Maintenance
from core import clock
from notifications.models import Notice
from portal.status.board import Board, Line, State

COMPONENT = {
    "up": "operational",
    "maintenance": "under_maintenance",
    "degraded": "degraded_performance",
    "partly": "partial_outage",
    "down": "major_outage",
}
INDICATOR = {"up": "none", "maintenance": "maintenance", "degraded": "minor", "partly": "major", "down": "critical"}
PAGE_ID = "portal"


def stamp(moment: datetime | None) -> str | None:
    """An instant in UTC with milliseconds, as Statuspage writes it."""
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def page(board: Board) -> dict[str, Any]:
    said = [update.at for one in (*board.troubles, *board.news, *board.history) for update in one.updates.all()]
    return {
        "id": PAGE_ID,
        "name": str(settings.PRODUCT_NAME),
        "url": f"{settings.PORTAL_URL}{reverse('status')}",
        "time_zone": settings.TIME_ZONE,
        "updated_at": stamp(max(said, default=clock.now())),
    }


def status(state: State) -> dict[str, str]:
    return {"indicator": INDICATOR[state.slug], "description": str(state.word)}


def components(board: Board) -> list[dict[str, Any]]:
    """Each component once, whatever number of systems use it."""
    lines = {line.slug: line for group in board.groups for line in group.components}
    return [component(line, position) for position, line in enumerate(lines.values(), 1)]


def component(line: Line, position: int) -> dict[str, Any]:
    return {
        "id": line.slug,
        "name": str(line.name),
        "status": COMPONENT[line.state.slug],
        "description": None,
        "position": position,
        "showcase": False,
        "group": False,
        "group_id": None,
        "only_show_if_degraded": False,
        "page_id": PAGE_ID,
        "updated_at": stamp(line.state.at),
    }


def incident(notice: Notice) -> dict[str, Any]:
    updates = sorted(notice.updates.all(), key=lambda update: (update.at, update.pk), reverse=True)
    times = {update.stage: update.at for update in updates}
    return {
        "id": notice.public_id,
        "name": notice.title.text,
        "status": "resolved" if notice.state == "ended" else updates[0].stage if updates else "investigating",
        "impact": notice.impact,
        "created_at": stamp(notice.published_at),
        "started_at": stamp(notice.starts_at),
        "updated_at": stamp(updates[0].at if updates else notice.published_at),
        "monitoring_at": stamp(times.get("monitoring")),
        "resolved_at": stamp(notice.ended_at),
        "shortlink": f"{settings.PORTAL_URL}{reverse('status_notice', args=[notice.public_id])}",
        "page_id": PAGE_ID,
        "components": [{"id": topic.partition(":")[2]} for topic in notice.topics if topic.startswith("component:")],
        "incident_updates": [incident_update(notice, update) for update in updates],
    }


def incident_update(notice: Notice, update) -> dict[str, Any]:
    at = stamp(update.at)
    return {
        "id": f"{notice.public_id}-{update.pk}",
        "incident_id": notice.public_id,
        "status": update.stage,
        "body": update.body.text,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
    }


def maintenance(work: Maintenance) -> dict[str, Any]:
    return {
        "id": work.public_id,
        "name": str(work.title),
        "status": "in_progress" if is_active(work) else "scheduled",
        "impact": "maintenance",
        "created_at": stamp(work.created_at),
        "updated_at": stamp(work.created_at),
        "started_at": stamp(work.starts_at),
        "scheduled_for": stamp(work.starts_at),
        "scheduled_until": stamp(work.ends_at),
        "monitoring_at": None,
        "resolved_at": None,
        "shortlink": f"{settings.PORTAL_URL}{reverse('status')}",
        "page_id": PAGE_ID,
        "components": [{"id": one.slug, "name": str(one.name)} for one in work.components.all()],
        "incident_updates": [],
    }


def is_active(work: Maintenance) -> bool:
    return work.starts_at <= clock.now() < work.ends_at


def _problems(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    return [incident(one) for one in notices if one.kind == "problem"]


def _work(board: Board, keep: Callable[[Maintenance], bool]) -> list[dict[str, Any]]:
    return [maintenance(work) for work in board.planned if keep(work)]


def summary(board: Board) -> dict[str, Any]:
    return {
        "components": components(board),
        "incidents": _problems(board.troubles),
        "scheduled_maintenances": _work(board, lambda work: True),
        "status": status(board.overall),
    }


DOORS: dict[str, Callable[[Board], dict[str, Any]]] = {
    "summary": summary,
    "status": lambda board: {"status": status(board.overall)},
    "components": lambda board: {"components": components(board)},
    "incidents": lambda board: {"incidents": _problems([*board.troubles, *board.history])},
    "incidents/unresolved": lambda board: {"incidents": _problems(board.troubles)},
    "scheduled-maintenances": lambda board: {"scheduled_maintenances": _work(board, lambda work: True)},
    "scheduled-maintenances/upcoming": lambda board: {
        "scheduled_maintenances": _work(board, lambda work: not is_active(work))
    },
    "scheduled-maintenances/active": lambda board: {"scheduled_maintenances": _work(board, is_active)},
}


def answer(door: str, board: Board) -> dict[str, Any]:
    """The JSON of a door. Raises KeyError for one that does not exist."""
    return {"page": page(board), **DOORS[door](board)}
