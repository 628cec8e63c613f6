"""Measures of telling of troubles: the first word, the steps between words, the last one; and who solves what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation
from components.models import Component
from core.actor import AGENCY_ROLES
from core.measures import NOT_DUE, TELLING, YEAR, Counted, Measure, Reading, Row, Split, Target, measures
from core.templatetags.ui_time import words_of_minutes, written
from incidents.measures.rows import case_row
from incidents.models import CompetenceRule, Entry, Incident
from incidents.rules import telling
from incidents.selectors.competence import version_on
from incidents.services.words import NO_WORD
from notifications.lifecycle import DELIVERED
from notifications.models import Delivery, Notice, NoticeUpdate
from partners.models import Contact
from partners.types import ComponentTeams, TeamSource, team_sources

ABOUT = "incident:"
PUBLIC, PARTNERS, STAFF = "public", "partners", "staff"
AUDIENCES = {
    PUBLIC: gettext_lazy("the public: the status page and readers outside"),
    PARTNERS: gettext_lazy("partners: contacts by contract and their people"),
    STAFF: gettext_lazy("own staff"),
}


def audience_of_letter() -> Case:
    """Whom a letter went to: the agency's own people and programs, partners' people and contacts, or anybody else.
    Needs ``place``, the address in small letters."""
    people = Membership.objects.filter(user=OuterRef("user"))
    contacts = Contact.objects.outside().exclude(email="").order_by().values(small=Lower("email"))
    is_own = Exists(people.filter(role__in=AGENCY_ROLES)) | Q(endpoint__organisation__kind=Organisation.Kind.OWN)
    is_partners = Exists(people) | Q(place__in=contacts) | Q(endpoint__organisation__isnull=False)
    return Case(
        When(is_own, then=Value(STAFF)),
        When(is_partners, then=Value(PARTNERS)),
        default=Value(PUBLIC),
        output_field=CharField(),
    )


def words(reading: Reading) -> dict[str, list[Notice]]:
    """By the case's reference its notices published by then, each with ``said`` (the instants of its words),
    ``circle`` (the audiences to whom letters went) and ``heard`` (audience -> when its first letter arrived)."""
    letters = Delivery.objects.filter(notice_update__notice=OuterRef("pk"), notice_update__at__lte=reading.as_of)
    letters = letters.order_by().annotate(place=Lower("address")).annotate(audience=audience_of_letter())
    is_there = Q(state=DELIVERED, ended_at__lte=reading.as_of)
    heard = letters.values("audience").annotate(first=Min("ended_at", filter=is_there))
    said = NoticeUpdate.objects.filter(notice=OuterRef("pk"), at__lte=reading.as_of).order_by("at", "pk")
    rows = Notice.objects.live().filter(about__startswith=ABOUT, published_at__lte=reading.as_of)
    is_of_year = Q(published_at__gte=reading.start) | Q(ended_at__isnull=True) | Q(ended_at__gte=reading.start)
    rows = rows.filter(is_of_year).annotate(
        said=ArraySubquery(said.values("at")),
        heard_by=ArraySubquery(heard.values(json=JSONObject(audience="audience", at="first"))),
    )
    found = defaultdict(list)
    for notice in rows.order_by("published_at", "pk"):
        notice.circle = {one["audience"] for one in notice.heard_by}
        notice.heard = {one["audience"]: datetime.fromisoformat(one["at"]) for one in notice.heard_by if one["at"]}
        found[notice.about.removeprefix(ABOUT)].append(notice)
    return dict(found)


def cases(reading: Reading) -> dict[str, Incident]:
    """By their references the cases opened in the year of which a first word is promised and those with words in it,
    with ``no_word``: why nobody is told, where that was said by then, and ``no_word_at``, when it was first said."""
    entries = Entry.objects.filter(incident=OuterRef("pk"), action=NO_WORD, at__lte=reading.as_of).order_by("at")
    is_opened = Q(opened_at__range=(reading.start, reading.as_of), priority__in=telling.FIRST_WORD)
    rows = Incident.objects.filter(is_opened | Q(ref__in=reading.once(words)))
    rows = rows.annotate(
        no_word=Subquery(entries.reverse().values("text")[:1]),
        no_word_at=Subquery(entries.values("at")[:1]),
        parent_ref=F("parent__ref"),
    )
    rows = rows.only("ref", "title", "priority", "state", "opened_at", "resolved_at").order_by("opened_at", "pk")
    return {one.ref: one for one in rows}


def told_in_time(reading: Reading) -> Counted:
    """2.2.c-1: the first letter of a word about the case reached an affected audience in time; and the same for each
    audience. Our own people are one only where nobody else was to be told."""
    lists: dict[str, list[Row]] = defaultdict(list)
    counted = []
    for case in reading.once(cases).values():
        if not reading.holds(case.opened_at) or case.priority not in telling.FIRST_WORD:
            continue
        heard = heard_of(case, reading)
        place, why = _first_word(case, _first_heard(case, heard, reading), reading)
        lists[place].append(case_row(case, why))
        if place != "left_out":
            counted.append((case, {**heard, **_shown_in_public(case, heard, reading)}))
    splits = [_split(audience, counted) for audience in AUDIENCES]
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"], splits)


def _first_heard(case: Incident, heard: dict[str, datetime], reading: Reading) -> datetime | None:
    circle = {audience for notice in reading.once(words).get(case.ref, ()) for audience in notice.circle}
    affected = circle - {STAFF} or circle
    return min((at for audience, at in heard.items() if audience in affected), default=None)


def heard_of(case: Incident, reading: Reading) -> dict[str, datetime]:
    """Audience -> when it first heard of the case."""
    found: dict[str, datetime] = {}
    for notice in reading.once(words).get(case.ref, ()):
        for audience, at in notice.heard.items():
            found[audience] = min(at, found.get(audience, at))
    return found


def _shown_in_public(case: Incident, heard: dict[str, datetime], reading: Reading) -> dict[str, datetime]:
    """The status page shows a public notice at once; a letter outside may be earlier only by a withdrawn one."""
    shown = [one.published_at for one in reading.once(words).get(case.ref, ()) if one.is_public]
    shown += [heard[PUBLIC]] if PUBLIC in heard else []
    return {PUBLIC: min(shown)} if shown else {}


def _first_word(case: Incident, at: datetime | None, reading: Reading) -> tuple[str, str]:
    limit = telling.first_word_by(case.priority, case.opened_at)
    if case.state == "duplicate":
        return "left_out", _("a duplicate")
    if case.state == "rejected":
        return "left_out", _("rejected")
    if at is None and case.parent_ref:
        return "left_out", _("belongs to %(ref)s and is told with it") % {"ref": case.parent_ref}
    if at is None and case.no_word and case.no_word_at > limit:
        late = {"at": written(case.no_word_at), "limit": written(limit)}
        return "missed", _("nobody was told; the reason came only %(at)s, the limit was %(limit)s") % late
    if at is None and case.no_word:
        return "left_out", _("nobody is told, because: %(why)s") % {"why": case.no_word}
    if at is None and reading.as_of <= limit:
        return "left_out", f"{NOT_DUE}: {written(limit)}"
    if at is None:
        return "missed", _("nobody was told; the limit was %(limit)s") % {"limit": written(limit)}
    after = words_of_minutes((at - case.opened_at).total_seconds() / 60)
    why = _("told after %(after)s; the limit was %(limit)s") % {"after": after, "limit": written(limit)}
    return ("fulfilled" if at <= limit else "missed"), why


def _split(audience: str, counted: Iterable[tuple[Incident, dict[str, datetime]]]) -> Split:
    """Only cases of which the audience heard: whom a case concerns is not written down anywhere."""
    mine = [(case, heard[audience]) for case, heard in counted if audience in heard]
    in_time = sum(at <= telling.first_word_by(case.priority, case.opened_at) for case, at in mine)
    minutes = tuple(int((at - case.opened_at).total_seconds() // 60) for case, at in mine)
    return Split(str(AUDIENCES[audience]), in_time, len(mine), minutes)


def word_row(case: Incident, notice: Notice, why: str, at: datetime, part: str = "") -> Row:
    url = reverse("notice_detail", args=[notice.public_id])
    return Row("incident", case.pk, f"{case.ref} {notice.title}", url, at, str(why), part or notice.public_id)


def ended_in_time(reading: Reading) -> Counted:
    """2.2.c-2: the last word at most half an hour after the case was resolved, by the day of resolving."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for case, notice in _pairs(reading):
        resolved, ended = reading.known(case.resolved_at), reading.known(notice.ended_at)
        if resolved is None and ended is None and case.is_open:
            why = _("the case is not resolved yet")
            lists["left_out"].append(word_row(case, notice, why, notice.published_at))
        elif reading.holds(resolved):
            place, why = _last_word(notice, resolved, ended, reading)
            lists[place].append(word_row(case, notice, why, resolved))
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _last_word(notice: Notice, resolved: datetime, ended: datetime | None, reading: Reading) -> tuple[str, str]:
    limit = telling.last_word_by(resolved)
    if notice.state == "cancelled":
        return "left_out", _("withdrawn")
    if ended is None and reading.as_of <= limit:
        return "left_out", f"{NOT_DUE}: {written(limit)}"
    if ended is None:
        return "missed", _("no last word; the limit was %(limit)s") % {"limit": written(limit)}
    words = _("ended %(at)s, resolved %(resolved)s") % {"at": written(ended), "resolved": written(resolved)}
    return ("fulfilled" if ended <= limit else "missed"), words


def told_by_steps(reading: Reading) -> Counted:
    """2.2.c-3: from each word to the next no more than promised, by the day on which the step was over."""
    lists: dict[str, list[Row]] = defaultdict(list)
    for case, notice in _pairs(reading):
        if notice.state == "cancelled" or case.priority not in telling.STEP:
            if reading.holds(notice.published_at):
                why = _("withdrawn") if notice.state == "cancelled" else _("no step is promised for this priority")
                lists["left_out"].append(word_row(case, notice, why, notice.published_at))
            continue
        for said, following in _steps(notice, reading):
            if reading.holds(following or reading.as_of):
                place, why = _step(case, said, following, reading)
                row = word_row(case, notice, why, following or reading.as_of, f"{notice.public_id}@{said:%m%d%H%M%S}")
                lists[place].append(row)
    return Counted(lists["fulfilled"], lists["missed"], lists["left_out"])


def _steps(notice: Notice, reading: Reading) -> list[tuple[datetime, datetime | None]]:
    """From each word to the next; to None where the next one is awaited."""
    steps: list[tuple[datetime, datetime | None]] = list(pairwise(notice.said))
    is_over = reading.known(notice.ended_at) is not None
    return steps if is_over or not notice.said else [*steps, (notice.said[-1], None)]


def _step(case: Incident, said: datetime, following: datetime | None, reading: Reading) -> tuple[str, str]:
    limit = telling.next_word_by(case.priority, said)
    words = {"said": written(said), "limit": written(limit)}
    if following is None and reading.as_of <= limit:
        return "left_out", f"{NOT_DUE}: {written(limit)}"
    if following is None:
        return "missed", _("after the word of %(said)s no further one by %(limit)s") % words
    why = _("%(said)s → %(at)s, promised by %(limit)s") % {**words, "at": written(following)}
    return ("fulfilled" if following <= limit else "missed"), why


def _pairs(reading: Reading) -> list[tuple[Incident, Notice]]:
    known = reading.once(cases)
    return [(known[ref], one) for ref, notices in reading.once(words).items() if ref in known for one in notices]


def teams_of_components(on: date) -> list[ComponentTeams]:
    """For each shared component the teams that the rules in force that day name for it: who solves, through whom, and
    who is next."""
    rules = CompetenceRule.objects.live().filter(Q(component=OuterRef("pk")) | Q(component__isnull=True))
    rules = rules.filter(version=version_on(on)).order_by().values(json=JSONObject(s="solver", v="via", f="fallback"))
    rows = Component.objects.shared().annotate(teams=ArraySubquery(rules)).order_by("kind", "slug")
    return [
        ComponentTeams(row.pk, row.slug, str(row.name), frozenset(_teams(row.teams)))
        for row in rows.only("slug", "name", "kind")
    ]


def _teams(rules: Iterable[dict]) -> Iterable[int]:
    """A team that is reached through another is reached where that one is."""
    for rule in rules:
        yield from filter(None, (rule["v"] or rule["s"], rule["f"]))


team_sources.register(TeamSource("incidents", teams_of_components))

measures.register(
    Measure(
        "2.2.c-1",
        gettext_lazy("The first word of a trouble came in time"),
        gettext_lazy(
            "Cases of priority 1 and 2: the first letter has arrived within 30 minutes of detection (priority 1), "
            "within 60 minutes of working time (priority 2)."
        ),
        "lead",
        YEAR,
        Target("≥", 90),
        told_in_time,
        TELLING,
    )
)
measures.register(
    Measure(
        "2.2.c-2",
        gettext_lazy("The last word within 30 minutes of resolving"),
        gettext_lazy("Notices of resolved cases, from resolving to the last word."),
        "support",
        YEAR,
        Target("≥", 95),
        ended_in_time,
        TELLING,
    )
)
measures.register(
    Measure(
        "2.2.c-3",
        gettext_lazy("Further words by the promised step"),
        gettext_lazy(
            "From each word to the next: 60 minutes (priority 1), 4 hours of working time (priority 2). "
            "A step that is open counts once it is too long."
        ),
        "support",
        YEAR,
        Target("≥", 90),
        told_by_steps,
        TELLING,
    )
)
