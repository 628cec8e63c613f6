"""What is asserted of a component, by whom, since when and until when; what nobody asserts any more is *teadmata*.

An open notice of trouble comes before planned work, and both before what monitoring found; the worst of equals counts.
A word whose next word is overdue, and a look that was not repeated in time, are stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.templatetags.ui_time import written
from portal.status.facts import Facts, Look, PublicComponent, PublicNotice, PublicSystem, Work

WORDS = {
    "up": _("no known trouble"),
    "unknown": _("not known"),
    "maintenance": _("maintenance work is going on"),
    "degraded": _("disturbed"),
    "partly": _("partly out of order"),
    "down": _("out of order"),
}
ORDER = list(WORDS)
LOOKS = {"partly": "degraded"}  # drawn as
BY_IMPACT = {"none": "up", "minor": "degraded", "major": "partly", "critical": "down"}


@dataclass(frozen=True, slots=True)
class State:
    """``source`` is who asserts it: notice, work, watch, or "" for nobody. ``was`` is what was said last, where the
    state is not known any more; its time ended at ``until``."""

    slug: str
    source: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None
    notice: PublicNotice | None = None
    work: Work | None = None
    was: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.slug])

    @property
    def was_word(self) -> str:
        return str(WORDS[self.was]) if self.was else ""

    @property
    def look(self) -> str:
        return LOOKS.get(self.slug, self.slug)

    @property
    def is_stale(self) -> bool:
        return self.slug == "unknown" and bool(self.was)

    def settled(self, now: datetime) -> State:
        """The same, or *not known* where its time is over."""
        is_over = self.until is not None and self.until <= now
        return replace(self, slug="unknown", was=self.slug) if is_over and self.slug != "unknown" else self

    def said(self) -> str:
        """Who asserts it, since and until when, as one sentence; of today only the time."""
        return self._said(_shortly)

    def said_fully(self) -> str:
        """The same with every date, for those who keep it."""
        return self._said(written)

    def _said(self, write: Callable[[datetime], str]) -> str:
        if not self.source:
            return gettext("Not watched automatically; no notice of trouble is open.")
        times = {"since": write(self.since) if self.since else "", "until": write(self.until) if self.until else ""}
        facts = {"who": self.who, "was": self.was_word, **times}
        if self.is_stale:
            return gettext("Last known: %(was)s (%(who)s), which held until %(until)s.") % facts
        if self.until:
            return gettext("%(who)s, since %(since)s, holds until %(until)s.") % facts
        return gettext("%(who)s, since %(since)s.") % facts


def _shortly(moment: datetime) -> str:
    """The time alone where it is today's: it stands last in every language."""
    text = written(moment)
    return text.rpartition(" ")[2] if clock.local(moment).date() == clock.today() else text


def worst(states: Iterable[State], nothing: str = "unknown") -> State:
    """The worst of the states; of equal ones the first. ``nothing`` where there is none."""
    return max(states, key=lambda state: ORDER.index(state.slug), default=State(nothing))


class States:
    """The states of everything in the facts, at this instant."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.now = facts, clock.now()
        self.components = {one.slug: self._component(one) for one in facts.components}

    def of_system(self, system: PublicSystem) -> State:
        """Its own notices, and the worst of its components; one that nobody watches says nothing of it."""
        of_it = [self.components[one.slug] for one in self.facts.components if system.slug in one.systems]
        own = [claim.settled(self.now) for claim in self._notices(system.topic)]
        return worst([*own, *(state for state in of_it if state.source)])

    def overall(self) -> State:
        """The worst that is known. Not known where of nothing anything is known, and where all that is known is well
        while the word of an open trouble has grown stale: that trouble is not over."""
        everywhere = [claim.settled(self.now) for claim in self._notices("all")]
        systems = [claim.settled(self.now) for one in self.facts.systems for claim in self._notices(one.topic)]
        states = [*everywhere, *systems, *self.components.values()]
        known = worst(state for state in states if state.slug != "unknown")
        stale = [state for state in states if state.is_stale]
        open_still = [state for state in stale if state.source == "notice"]
        if known.slug == "unknown":
            return worst(open_still or stale)
        return worst(open_still) if open_still and known.slug == "up" else known

    def unknown_count(self) -> int:
        return sum(state.slug == "unknown" for state in self.components.values())

    def _component(self, one: PublicComponent) -> State:
        notices = self._notices(one.topic)
        works = [self._work(work) for work in self.facts.works if work.is_going_on and one.slug in work.component_slugs]
        people = [claim.settled(self.now) for claim in (*notices, *works)]
        fresh = [state for state in people if state.slug != "unknown"]
        if fresh:
            return worst(fresh)
        return worst([*people, *self._watch(one)])

    def _notices(self, topic: str) -> list[State]:
        return [
            State(BY_IMPACT[one.impact], "notice", self.facts.agency, one.updated_at, one.next_update_at, one)
            for one in self.facts.notices
            if one.is_trouble and one.is_open and topic in one.topics
        ]

    def _work(self, work: Work) -> State:
        return State("maintenance", "work", self.facts.agency, work.starts_at, work.ends_at, work=work)

    def _watch(self, one: PublicComponent) -> list[State]:
        """One state of all checks: all down is out of order, some down is partly so."""
        states = [self._look(look) for look in one.looks]
        if not states:
            return []
        bad = worst(states)
        if bad.slug == "down" and any(state.slug in ("up", "degraded") for state in states):
            bad = replace(bad, slug="partly")
        same = [state for state in states if state.slug == bad.slug]
        since = min((state.since for state in same if state.since), default=bad.since)
        until = min((state.until for state in same if state.until), default=bad.until)
        return [replace(bad, since=since, until=until)]

    def _look(self, look: Look) -> State:
        return State(look.state, "watch", gettext("Automatic monitoring"), look.since, look.until).settled(self.now)
