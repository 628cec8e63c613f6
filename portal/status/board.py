"""Reads what the public may know from the database: published notices, planned work on production, the state that
monitoring found, components by system. Never cases, nor persons' names (decisions.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.selectors import own_agency
from components.models import Component, Maintenance, System
from core import clock
from core.actor import ANONYMOUS, SYSTEM, Actor
from core.fields import Translated
from core.models import Environment
from monitoring.models import Check
from monitoring.rules.due import allowance
from monitoring.selectors import speaking_types
from notifications.models import Notice, NoticeKind
from portal.status import strips
from portal.status.facts import Facts, Look, PublicComponent, PublicNotice, PublicSystem, Word, Work

HISTORY = timedelta(days=90)
AHEAD = timedelta(days=366)
LATEST = 50  # troubles and works, however old: Statuspage's lists hold that many


def read() -> Facts:
    """Everything that the status doors show, in a fixed number of queries (nine)."""
    now = clock.now()
    since = now - HISTORY
    latest = _published().filter(kind=NoticeKind.PROBLEM).order_by("-published_at").values("pk")[:LATEST]
    notices = _notices(Q(state="published") | Q(ended_at__gte=since) | Q(pk__in=latest))
    components = _components(notices)
    names = {one.slug: one.name for one in components}
    agency = own_agency()
    return Facts(
        read_at=now,
        since=since,
        agency=agency.name if agency else str(settings.PRODUCT_NAME),
        systems=[PublicSystem(one.slug, one.name) for one in _systems()],
        components=components,
        notices=notices,
        works=_works(Q(ends_at__gt=since, starts_at__lte=now + AHEAD) | Q(pk__in=_latest_works(now)), notices, names),
    )


def month(first: date, after: date, names: Mapping[str, Translated]) -> tuple[list[PublicNotice], list[Work]]:
    """What began in the days from ``first`` to the one before ``after`` (Tallinn's calendar), newest first.

    ``names`` are those of components by slug.
    """
    start, end = (clock.parse_local(day.isoformat()) for day in (first, after))
    notices = _notices(Q(published_at__gte=start, published_at__lt=end))
    works = _works(Q(starts_at__gte=start, starts_at__lt=min(end, clock.now())), notices, names)
    return notices, [work for work in reversed(works) if work.is_standing]


def notice(public_id: str) -> PublicNotice | None:
    """One notice that was published to everybody."""
    return next(iter(_notices(Q(public_id=public_id))), None)


def first_month() -> date | None:
    """The day of the oldest public notice, in Tallinn."""
    at = _published().order_by("published_at").values_list("published_at", flat=True).first()
    return clock.local(at).date() if at else None


def slugs_of(actor: Actor) -> set[str]:
    """Components in which the actor's organisations have a part; nobody's for the agency, which has one in all."""
    if not actor.is_known or actor.is_agency:
        return set()
    rows = Component.objects.visible_to(actor).shared().of_organisations(actor.organisation_ids)
    return set(rows.values_list("slug", flat=True))


def _published() -> QuerySet[Notice]:
    return Notice.objects.visible_to(ANONYMOUS).live()


def _notices(which: Q) -> list[PublicNotice]:
    rows = _published().filter(which).prefetch_related("updates").order_by("-published_at")
    return [_notice(row) for row in rows]


def _notice(row: Notice) -> PublicNotice:
    words = sorted(row.updates.all(), key=lambda word: (word.at, word.pk), reverse=True)
    return PublicNotice(
        public_id=row.public_id,
        kind=row.kind,
        title=row.title,
        about=row.about,
        topics=list(row.topics),
        impact=row.impact,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        published_at=row.published_at,
        ended_at=row.ended_at,
        next_update_at=row.next_update_at,
        words=[Word(w.pk, w.at, w.stage, w.body, w.corrected_at, w.corrections) for w in words],
        meanwhile=row.meanwhile,
    )


def _works(which: Q, notices: Iterable[PublicNotice], names: Mapping[str, Translated]) -> list[Work]:
    """Work on production, and what notices of planned work say that no row stands behind; earliest first."""
    said = {one.about: one.public_id for one in notices if one.about.startswith("maintenance:")}
    rows = Maintenance.objects.visible_to(SYSTEM).live().filter(which, environment=Environment.PRODUCTION)
    named = Q(components__slug__isnull=False)
    changes = Maintenance.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
    rows = rows.annotate(
        slugs=ArrayAgg("components__slug", filter=named, default=[], order_by="components__slug"),
        names=JSONBAgg("components__name", filter=named, default=[], order_by="components__slug"),
        last_change=Subquery(changes[:1]),
    )
    found = [_work(row, said.get(f"maintenance:{row.public_id}", "")) for row in rows]
    alone = [_work_of(one, names) for one in notices if _is_work_alone(one)]
    return sorted([*found, *alone], key=lambda work: (work.starts_at, work.public_id))


def _latest_works(now: datetime) -> QuerySet:
    rows = Maintenance.objects.visible_to(SYSTEM).standing().filter(environment=Environment.PRODUCTION)
    return rows.filter(starts_at__lte=now).order_by("-starts_at").values("pk")[:LATEST]


def _work(row: Maintenance, notice_id: str) -> Work:
    return Work(
        public_id=row.public_id,
        title=row.title,
        component_slugs=row.slugs,
        component_names=[Translated(name) for name in row.names],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.last_change or row.created_at,
        notice_id=notice_id,
    )


def _is_work_alone(one: PublicNotice) -> bool:
    is_work = one.kind == "maintenance" and not one.about.startswith("maintenance:")
    return bool(is_work and one.starts_at and one.ends_at)


def _work_of(one: PublicNotice, names: Mapping[str, Translated]) -> Work:
    return Work(
        public_id=one.public_id,
        title=one.title,
        component_slugs=one.component_slugs,
        component_names=[names[slug] for slug in one.component_slugs if slug in names],
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state="planned" if one.is_open else "done",
        sequence=max(len(one.words) - 1, 0) + sum(word.corrections for word in one.words),
        created_at=one.published_at,
        changed_at=one.updated_at,
        notice_id=one.public_id,
    )


def _systems() -> QuerySet[System]:
    return System.objects.visible_to(SYSTEM).live().filter(kind=System.Kind.OWN)


def _components(notices: list[PublicNotice]) -> list[PublicComponent]:
    own = Q(uses__kind=System.Kind.OWN, uses__archived_at__isnull=True)
    rows = Component.objects.visible_to(SYSTEM).shared().order_by("kind", "slug")
    rows = rows.annotate(system_slugs=ArrayAgg("uses__slug", filter=own, default=[], order_by="uses__slug"))
    checks = _checks()
    drawn = strips.of_components({slug: [one["pk"] for one in found] for slug, found in checks.items()}, notices)
    return [
        PublicComponent(
            slug=row.slug,
            name=row.name,
            what=row.what,
            created_at=row.created_at,
            systems=row.system_slugs,
            looks=[_look(one) for one in checks[row.slug] if one["paused_at"] is None],
            strip=drawn(row.slug),
        )
        for row in rows
    ]


def _checks() -> dict[str, list[dict]]:
    """Checks in production whose state says whether the component works, by component."""
    rows = Check.objects.visible_to(SYSTEM).live().filter(environment=Environment.PRODUCTION, type__in=speaking_types())
    found: dict[str, list[dict]] = defaultdict(list)
    figures = ("interval_s", "grace_s", "timeout_s", "paused_at")
    now = ("now__state", "now__since", "now__last_run_at", "now__next_due_at")
    for row in rows.order_by("pk").values("pk", "component__slug", *figures, *now):
        found[row["component__slug"]].append(row)
    return found


def _look(row: dict) -> Look:
    """A state holds until ``querysets.with_shown_state`` would call it stale."""
    ran: datetime | None = row["now__last_run_at"]
    if ran is None:
        return Look("unknown", row["now__since"] or clock.now(), None)
    patience = allowance(row["interval_s"], row["grace_s"], row["timeout_s"])
    until = None if row["now__state"] == "unknown" else max(ran + patience, row["now__next_due_at"])
    return Look(row["now__state"], row["now__since"], until)
