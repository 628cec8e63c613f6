"""Measures of the library: components described, materials true today, texts that open for those they are for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.models import Component
from core import clock
from core.measures import COUNT, NONE, STATE, TELLING, Counted, Measure, Reading, Row, Target, kind_of, measures
from core.templatetags.ui_time import written
from docs_library.models import AccessLook, BrokenLink, Document, Restriction, Review, StaleSignal, Version
from docs_library.rules.freshness import GRACE_DAYS, months_after

WEEK = timedelta(days=7)
DESCRIBING = ("description", "schema")  # types that say what a component is

kind_of("document", "docs_library", lambda actor: Document.objects.visible_to(actor))
kind_of("restriction", "docs_library", lambda actor: Restriction.objects.visible_to(actor))


def in_force(reading: Reading) -> list[Version]:
    """Versions in force at the instant, each with its document, the days of its ``looks`` and its ``doubts`` (day on
    which it began, words) as they were known then, and the ``visits`` of the week."""
    now = reading.as_of
    stood = Q(ended_at__isnull=True) | Q(ended_at__gt=now)
    looks = Review.objects.filter(version=OuterRef("pk"), reviewed_on__lte=reading.today)
    open_then = Q(since__lte=now) & (Q(ended_at__isnull=True) | Q(ended_at__gt=now))
    signals = StaleSignal.objects.filter(open_then, document=OuterRef("document"))
    links = BrokenLink.objects.filter(open_then, document=OuterRef("document"))
    visits = AccessLook.objects.filter(version=OuterRef("pk"), looked_at__lte=now, looked_at__gt=now - WEEK)
    visit = JSONObject(visitor="visitor", right="is_right", should="should_open", why="why", at="looked_at")
    rows = Version.objects.filter(stood, in_force_at__lte=now, document__archived_at__isnull=True)
    return list(
        rows.filter(state__in=("in_force", "superseded", "withdrawn"))
        .select_related("document")
        .annotate(
            looks=ArraySubquery(looks.values("reviewed_on")),
            told=ArraySubquery(signals.values(data=JSONObject(since="since", what="kind", why="text"))),
            visits=ArraySubquery(visits.order_by("looked_at", "pk").values(data=visit)),
            broken=ArraySubquery(links.values(data=JSONObject(since="since", what="url", why="why"))),
        )
        .order_by("document__slug")
    )


def review_by(version: Version) -> date:
    """By which day it was to be reviewed: counted from the day it came into force, or the last review of it."""
    began = clock.local(version.in_force_at).date()
    return months_after(max([began, *version.looks]), version.document.months)


def doubts(version: Version) -> list[tuple[date, str]]:
    """(day on which it began, words) of each open signal and broken link."""
    kinds = dict(StaleSignal.Kind.choices)
    found = [(one["since"], f"{kinds[one['what']]}: {one['why']}") for one in version.told]
    found += [(one["since"], f"{one['what']}: {one['why']}") for one in version.broken]
    return [(clock.local(datetime.fromisoformat(since)).date(), words) for since, words in found]


def fresh(reading: Reading) -> Counted:
    """2.2.a-1: documents with a version in force that could be held true."""
    old = reading.today - timedelta(GRACE_DAYS)
    lists: dict[str, list[Row]] = defaultdict(list)
    for version in reading.once(in_force):
        document, due = version.document, review_by(version)
        why = [_("review was due on %(day)s") % {"day": written(due)}] if due < reading.today else []
        why += [words for began, words in doubts(version) if began < old]
        words = "; ".join(why) or _("review by %(day)s") % {"day": written(due)}
        lists["missed" if why else "fulfilled"].append(document_row(document, due, words))
    return Counted(lists["fulfilled"], lists["missed"])


def document_row(document: Document, at: date, why: str, part: str = "") -> Row:
    url = reverse("document_detail", args=[document.slug])
    return Row("document", document.pk, str(document), url, at, why, part)


def opened(reading: Reading) -> Counted:
    """2.2.a-4: each text in force × kind of visitor, the last look of the week."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for version in reading.once(in_force):
        last = {one["visitor"]: one for one in version.visits}
        for visitor, look in last.items():
            should = _("it should open") if look["should"] else _("it should stay shut")
            told, name = f"{visitor}: {look['why'] or should}", "fulfilled" if look["right"] else "missed"
            day = clock.local(datetime.fromisoformat(look["at"])).date()
            lists[name].append(document_row(version.document, day, told, visitor))
    waits = "" if lists else _("The weekly look has not run yet.")
    return Counted(lists["fulfilled"], lists["missed"], waits_for=waits)


def described(reading: Reading) -> Counted:
    """1.goal: shared components with an owner, a deputy, and a description or schema in force."""
    texts = [one.document_id for one in reading.once(in_force) if one.document.type in DESCRIBING]
    pairs = Document.components.through.objects.filter(document__in=texts)
    covered = set(pairs.values_list("component", flat=True))
    lists: dict[str, list[Row]] = defaultdict(list)
    for component in Component.objects.shared().order_by("kind", "slug"):
        lacks = [
            str(words)
            for words, has in (
                (_("no owner"), component.owner_id),
                (_("no deputy"), component.deputy_id),
                (_("no description or schema in force"), component.pk in covered),
            )
            if not has
        ]
        url = reverse("component_detail", args=[component.slug])
        row = Row("component", component.pk, str(component.name), url, reading.today, ", ".join(lacks))
        lists["missed" if lacks else "fulfilled"].append(row)
    return Counted(lists["fulfilled"], lists["missed"])


def marked(reading: Reading) -> Counted:
    """4.d3: of the restrictions that stood that day, those whose last day was over."""
    stood = Q(ended_on__isnull=True) | Q(ended_on__gt=reading.today)
    rows = Restriction.objects.filter(stood, made_on__lte=reading.today).select_related("version__document")
    lists: dict[str, list[Row]] = defaultdict(list)
    for one in rows.order_by("until_on", "pk"):
        is_over = one.until_on is not None and one.until_on < reading.today
        until = _("until %(day)s") % {"day": written(one.until_on)} if one.until_on else _("no last day")
        document = one.version.document
        url = reverse("document_detail", args=[document.slug])
        row = Row("restriction", one.pk, f"{document}: {one.law}", url, one.until_on or one.made_on, until)
        lists["missed" if is_over else "fulfilled"].append(row)
    return Counted(lists["fulfilled"], lists["missed"])


for measure in (
    Measure(
        "1.goal",
        gettext_lazy("A component has an owner, a deputy and a description in force"),
        gettext_lazy("Shared components with all three; a description is a document of that type, or a schema."),
        "lead",
        STATE,
        Target("≥", 100),
        described,
    ),
    Measure(
        "2.2.a-1",
        gettext_lazy("Materials are up to date"),
        gettext_lazy(
            "Documents with a version in force: reviewed in time, and no open doubt or broken link older than 14 days."
        ),
        "lead",
        STATE,
        Target("≥", 95),
        fresh,
        TELLING,
    ),
    Measure(
        "2.2.a-4",
        gettext_lazy("Those for whom a text is can open it"),
        gettext_lazy(
            "Texts in force, asked for once a week as each kind of visitor: those for whom it is get it whole, all "
            "others get nothing."
        ),
        "support",
        STATE,
        Target("≥", 100),
        opened,
        TELLING,
    ),
    Measure(
        "4.d3",
        gettext_lazy("Restricted information past its day"),
        gettext_lazy("Restrictions that stand: those whose last day is over and that nobody has ended."),
        "support",
        STATE,
        NONE,
        marked,
        direction="down",
        unit=COUNT,
    ),
):
    measures.register(measure)
