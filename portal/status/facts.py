"""What the public may know, as plain values: read from the database by ``board``, kept as JSON by ``snapshot``.

Pages, JSON, feed, calendar and badges are made from these values and the clock alone, so that all of them can be read
while the database is away, and what was said until an instant grows old by itself. Instants are aware, in UTC.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from core import clock
from core.fields import Translated
from notifications.models import NOTICE_WORDS, NoticeKind, NoticeUpdate

COMPONENT, SYSTEM = "component:", "system:"


@dataclass(frozen=True, slots=True)
class Word:
    """One published word of a notice. ``key`` is stable."""

    key: int
    at: datetime
    stage: str
    body: Translated
    corrected_at: datetime | None = None
    corrections: int = 0

    @property
    def stage_word(self) -> str:
        return str(NoticeUpdate.Stage(self.stage).label)


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A notice published to everybody, its words newest first. No person's name is in it."""

    public_id: str
    kind: str
    title: Translated
    about: str
    topics: list[str]
    impact: str
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    published_at: datetime
    ended_at: datetime | None
    next_update_at: datetime | None
    words: list[Word]
    meanwhile: Translated = field(default_factory=Translated)

    @property
    def is_open(self) -> bool:
        return self.state == "published"

    @property
    def is_trouble(self) -> bool:
        return self.kind == NoticeKind.PROBLEM

    @property
    def kind_word(self) -> str:
        return str(NoticeKind(self.kind).label)

    @property
    def state_word(self) -> str:
        return str(NOTICE_WORDS[self.state])

    @property
    def updated_at(self) -> datetime:
        times = [word.corrected_at or word.at for word in self.words]
        return max(times, default=self.published_at)

    @property
    def component_slugs(self) -> list[str]:
        return [topic.removeprefix(COMPONENT) for topic in self.topics if topic.startswith(COMPONENT)]


@dataclass(frozen=True, slots=True)
class Work:
    """Planned work on production: times and state; ``sequence`` grows with every change; its words are a notice's."""

    public_id: str
    title: Translated
    component_slugs: list[str]
    component_names: list[Translated]
    starts_at: datetime
    ends_at: datetime
    state: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    notice_id: str = ""

    @property
    def is_standing(self) -> bool:
        return self.state != "cancelled"

    @property
    def is_going_on(self) -> bool:
        return self.state == "planned" and self.starts_at <= clock.now() < self.ends_at

    @property
    def is_ahead(self) -> bool:
        return self.state == "planned" and clock.now() < self.starts_at


@dataclass(frozen=True, slots=True)
class Look:
    """What one check says of a component, since when, and until when that may be believed without a new look."""

    state: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Strip:
    """States of days up to ``last`` on Tallinn's calendar, oldest first, and the part of each that it worked (0-1)."""

    last: date
    states: list[str]
    ratios: list[float | None]


@dataclass(frozen=True, slots=True)
class PublicComponent:
    slug: str
    name: Translated
    what: Translated
    created_at: datetime
    systems: list[str]
    looks: list[Look]
    strip: Strip

    @property
    def topic(self) -> str:
        return COMPONENT + self.slug


@dataclass(frozen=True, slots=True)
class PublicSystem:
    slug: str
    name: Translated

    @property
    def topic(self) -> str:
        return SYSTEM + self.slug


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything, as it was at ``read_at``. ``agency`` is who speaks; all notices and works back to
    ``since`` are here, and the latest fifty before."""

    read_at: datetime
    since: datetime
    agency: str
    systems: list[PublicSystem]
    components: list[PublicComponent]
    notices: list[PublicNotice]
    works: list[Work]
    is_live: bool = True

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=lambda value: value.isoformat(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Facts:
        """Raises ValueError, KeyError or TypeError where the text is not of this form."""
        return _made(cls, json.loads(text))

    def age(self) -> timedelta:
        return clock.now() - self.read_at


def _made(kind: Any, value: Any) -> Any:
    """The value of a dataclass's field, from what JSON gives."""
    origin = get_origin(kind)
    if origin is UnionType:
        rest = next(one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _made(rest, value)
    if origin is list:
        return [_made(get_args(kind)[0], one) for one in value]
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    if kind is Translated:
        return Translated(value)
    if hasattr(kind, "__dataclass_fields__"):
        hints = _hints(kind)
        known = [one for one in fields(kind) if one.name in value or not _has_default(one)]
        return kind(**{one.name: _made(hints[one.name], value[one.name]) for one in known})
    return value


def _has_default(one: Field) -> bool:
    """What an older version did not keep yet."""
    return one.default is not MISSING or one.default_factory is not MISSING


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
