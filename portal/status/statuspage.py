"""The facts in the JSON of Statuspage's API v2 (``/status/api/v2/…``), so that its clients read ours unchanged.

Ids are ours: component slugs and public ids. Words are in the language of the request, times in RFC 3339 UTC. The
format has no word for *teadmata*: a state that is not known any more is given as the last one that was asserted, but
never better than ``degraded_performance``; ``description`` says so, and who asserts a state until when. What nobody
ever watched is ``operational``, which there means no more than that nobody announced anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.status.addresses import full
from portal.status.facts import Facts, PublicComponent, PublicNotice, Word, Work
from portal.status.states import ORDER, State, States

COMPONENT = {
    "up": "operational",
    "maintenance": "under_maintenance",
    "degraded": "degraded_performance",
    "partly": "partial_outage",
    "down": "major_outage",
}
INDICATOR = {"up": "none", "maintenance": "maintenance", "degraded": "minor", "partly": "major", "down": "critical"}
PAGE_ID = "portal"
MOST = 50  # as Statuspage gives of the past


def stamp(moment: datetime | None) -> str | None:
    """An instant in UTC with milliseconds, as Statuspage writes it."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def told(state: State) -> str:
    """The slug of the state as this format can tell it."""
    if state.slug != "unknown":
        return state.slug
    return max(state.was, "degraded", key=ORDER.index) if state.was else "up"


class Book:
    """The answers of every door from one reading."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.states = facts, States(facts)
        self.components = {one.slug: self._component(n, one) for n, one in enumerate(facts.components, 1)}

    def page(self) -> dict[str, Any]:
        changes = [one.updated_at for one in self.facts.notices]
        changes += [work.changed_at for work in self.facts.works]
        changes += [state.since for state in self.states.components.values() if state.since]
        made = [one.created_at for one in self.facts.components]
        found = {
            "id": PAGE_ID,
            "name": str(settings.PRODUCT_NAME),
            "url": full("status"),
            "time_zone": settings.TIME_ZONE,
            "updated_at": stamp(max([*changes, *made], default=self.facts.since)),
        }
        return found if self.facts.is_live else {**found, "snapshot_at": stamp(self.facts.read_at)}

    def status(self) -> dict[str, str]:
        state = self.states.overall()
        return {"indicator": INDICATOR[told(state)], "description": state.word.capitalize()}

    def incidents(self, *, is_all: bool) -> list[dict[str, Any]]:
        troubles = [one for one in self.facts.notices if one.is_trouble and (is_all or one.is_open)]
        return [self._incident(one) for one in troubles[:MOST]]

    def works(self, keep: Callable[[Work], bool]) -> list[dict[str, Any]]:
        """Those ahead and going on by their start, then those that are over, the latest first."""
        standing = [work for work in self.facts.works if work.is_standing and keep(work)]
        coming = [work for work in standing if not is_over(work)]
        past = [work for work in reversed(standing) if is_over(work)]
        return [self._work(work) for work in [*coming, *past][:MOST]]

    def _component(self, position: int, one: PublicComponent) -> dict[str, Any]:
        state = self.states.components[one.slug]
        return {
            "id": one.slug,
            "name": str(one.name),
            "status": COMPONENT[told(state)],
            "created_at": stamp(one.created_at),
            "updated_at": stamp(state.since or one.created_at),
            "position": position,
            "description": f"{state.word.capitalize()}. {state.said_fully()}",
            "showcase": False,
            "start_date": None,
            "group_id": None,
            "page_id": PAGE_ID,
            "group": False,
            "only_show_if_degraded": False,
        }

    def _named(self, slugs: Iterable[str]) -> list[dict[str, Any]]:
        return [self.components[slug] for slug in slugs if slug in self.components]

    def _incident(self, one: PublicNotice) -> dict[str, Any]:
        times = {word.stage: word.at for word in one.words}
        stage = one.words[0].stage if one.words else "investigating"
        status = stage if one.is_open else "resolved"
        return {
            "id": one.public_id,
            "name": one.title.text,
            "status": status,
            "created_at": stamp(one.published_at),
            "updated_at": stamp(one.updated_at),
            "monitoring_at": stamp(times.get("monitoring")),
            "resolved_at": stamp(one.ended_at),
            "impact": one.impact,
            "shortlink": full("status_notice", one.public_id),
            "started_at": stamp(one.starts_at or one.published_at),
            "page_id": PAGE_ID,
            "incident_updates": self._updates(one, one.public_id),
            "components": self._named(one.component_slugs),
            "reminder_intervals": None,
        }

    def _updates(self, one: PublicNotice, incident_id: str, stage: str = "") -> list[dict[str, Any]]:
        touched = [{"code": row["id"], "name": row["name"]} for row in self._named(one.component_slugs)]
        return [
            {
                "id": f"{one.public_id}-{word.key}",
                "status": stage or word.stage,
                "body": said(one, word),
                "incident_id": incident_id,
                "created_at": stamp(word.at),
                "updated_at": stamp(word.corrected_at or word.at),
                "display_at": stamp(word.at),
                "affected_components": touched,
                "deliver_notifications": True,
                "custom_tweet": None,
                "tweet_id": None,
            }
            for word in one.words
        ]

    def _work(self, work: Work) -> dict[str, Any]:
        words = next((one for one in self.facts.notices if one.public_id == work.notice_id), None)
        status = "in_progress" if work.is_going_on else "completed" if is_over(work) else "scheduled"
        link = full("status_notice", words.public_id) if words else f"{full('status')}#work-{work.public_id}"
        changed = max(work.changed_at, words.updated_at) if words else work.changed_at
        return {
            "id": work.public_id,
            "name": work.title.text,
            "status": status,
            "created_at": stamp(work.created_at),
            "updated_at": stamp(changed),
            "monitoring_at": None,
            "resolved_at": stamp(work.ends_at) if is_over(work) else None,
            "impact": "maintenance",
            "shortlink": link,
            "started_at": stamp(work.starts_at),
            "page_id": PAGE_ID,
            "incident_updates": self._updates(words, work.public_id, "scheduled") if words else [],
            "components": self._named(work.component_slugs),
            "scheduled_for": stamp(work.starts_at),
            "scheduled_until": stamp(work.ends_at),
            "reminder_intervals": None,
        }


def said(one: PublicNotice, word: Word) -> str:
    """The word; the newest of an open trouble with what to do meanwhile, which Statuspage has no place for."""
    if not (one.is_trouble and one.is_open and one.meanwhile.text and word is one.words[0]):
        return word.body.text
    return f"{word.body.text}\n\n{_('What to do meanwhile:')} {one.meanwhile.text}"


def is_over(work: Work) -> bool:
    return not work.is_going_on and not work.is_ahead


def is_current(work: Work) -> bool:
    return not is_over(work)


def _works(keep: Callable[[Work], bool]) -> Callable[[Book], dict[str, Any]]:
    return lambda book: {"scheduled_maintenances": book.works(keep)}


def summary(book: Book) -> dict[str, Any]:
    return {
        "components": list(book.components.values()),
        "incidents": book.incidents(is_all=False),
        "scheduled_maintenances": book.works(is_current),
        "status": book.status(),
    }


DOORS: dict[str, Callable[[Book], dict[str, Any]]] = {
    "summary": summary,
    "status": lambda book: {"status": book.status()},
    "components": lambda book: {"components": list(book.components.values())},
    "incidents": lambda book: {"incidents": book.incidents(is_all=True)},
    "incidents/unresolved": lambda book: {"incidents": book.incidents(is_all=False)},
    "scheduled-maintenances": _works(lambda work: True),
    "scheduled-maintenances/upcoming": _works(lambda work: work.is_ahead),
    "scheduled-maintenances/active": _works(lambda work: work.is_going_on),
}


def answer(door: str, facts: Facts) -> dict[str, Any]:
    """The JSON of a door. Raises KeyError for one that does not exist."""
    make = DOORS[door]
    book = Book(facts)
    return {"page": book.page(), **make(book)}
