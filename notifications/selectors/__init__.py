"""Answers about notices and letters that are no queryset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from core import clock
from core.actor import AGENCY_ROLES, Actor
from core.fields import Translated
from core.marks import inert
from core.measures import Reading
from core.models import Link
from core.templatetags.ui_time import written
from notifications.access import NOTIFICATIONS
from notifications.lifecycle import DELIVERED, FAILED, JOINED, SENDING, WAITING
from notifications.models import Acknowledgement, Delivery, Endpoint, Notice, NoticeTemplate, Subscription
from notifications.types import (
    Ahead,
    Recipient,
    about_resolvers,
    audiences,
    caution_sources,
    channels,
    lead_times,
    topic_sources,
)

ALL = "all"
EMAIL, INBOX = "email", "inbox"
COUNTED = {DELIVERED: DELIVERED, FAILED: FAILED, WAITING: WAITING, SENDING: WAITING, JOINED: WAITING}


def told_counts(subject: str | Notice) -> dict[str, int]:
    """How many letters about a thing (``about`` string) or of a notice were delivered, failed, or wait.

    A notice's letters carry the notice's own ``about``, so an incident's count includes its public words.
    """
    rows = Delivery.objects.filter(about=subject) if isinstance(subject, str) else of_notice(subject)
    counts = {DELIVERED: 0, FAILED: 0, WAITING: 0}
    for state, number in rows.order_by().values_list("state").annotate(Count("pk")):
        if state in COUNTED:
            counts[COUNTED[state]] += number
    return counts


def first_told_at(about: str) -> datetime | None:
    """When the first letter of a notice about a thing arrived; None while none has."""
    rows = Delivery.objects.filter(notice_update__notice__about=about, state=DELIVERED)
    return rows.aggregate(first=Min("ended_at"))["first"]


def of_notice(notice: Notice):
    """The notice's letters, of all its updates."""
    return Delivery.objects.filter(notice_update__notice=notice)


def acknowledgements_of(subject: str | Notice) -> QuerySet[Acknowledgement]:
    """Who was asked to confirm a notice, or whatever a notice's ``about`` names."""
    if isinstance(subject, str):
        return Acknowledgement.objects.filter(about=subject)
    return Acknowledgement.objects.filter(notice_update__notice=subject)


def ack_counts(subject: str | Notice) -> dict[str, int]:
    """How many were asked, have confirmed (``given``), have not (``open``)."""
    given = Count("pk", filter=Q(acknowledged_at__isnull=False))
    counts = acknowledgements_of(subject).order_by().aggregate(asked=Count("pk"), given=given)
    return {**counts, "open": counts["asked"] - counts["given"]}


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to mind before telling; ``needs_reason`` where the reason for telling so late is kept."""

    sentence: str
    needs_reason: bool = False


def ahead_of(notice: Notice) -> Ahead:
    """What the notice tells beforehand; it has its ``starts_at``."""
    return Ahead(notice.kind, tuple(notice.topics), notice.starts_at, notice.ends_at, notice.about)


def cautions_of(notice: Notice, at: datetime) -> list[Caution]:
    """What is to be minded when the notice goes out at that instant: lead times (the same by which measures count it as
    told in time), payout windows and what else upper floors know."""
    if notice.starts_at is None:
        return []
    ahead = ahead_of(notice)
    found = [Caution(sentence) for source in caution_sources for sentence in source.cautions(ahead)]
    if notice.kind in lead_times:
        ((limit, rule),) = lead_times.get(notice.kind).limits(Reading.of(at), [ahead])
        if limit < at:
            sentence = _("People should have been told by %(when)s (%(rule)s).")
            found.append(Caution(sentence % {"when": written(limit), "rule": rule}, needs_reason=True))
    return found


def unspoken_languages(told: Iterable[Recipient], body: Translated) -> dict[str, int]:
    """How many recipients of each language get the words in another one, because they were not given in theirs."""
    return dict(Counter(one.language for one in told if not body.get(one.language)))


def usual_meanwhile(kind: str) -> Translated:
    """What people can do meanwhile, as the first template of the kind says it."""
    template = NoticeTemplate.objects.live().filter(kind=kind).first()
    return template.meanwhile if template else Translated()


def suggested_next_word() -> datetime:
    """When the next word of a trouble may come, as forms propose it: in an hour or a little more, on a quarter."""
    soon = clock.now() + timedelta(minutes=74)
    return soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0)


def unread_count(actor: Actor) -> int:
    """Letters in the actor's inbox that were not marked read."""
    return Delivery.objects.inbox_of(actor).filter(read_at__isnull=True).count()


def is_mail_configured() -> bool:
    """Without a mail server (and outside the demonstration) e-mail waits."""
    return bool(channels.get("email").target())


def post_state() -> dict[str, object]:
    """For /health: is mail configured, how many letters wait, since when the oldest that is due."""
    due = Delivery.objects.filter(state__in=[WAITING, SENDING], next_attempt_at__lte=clock.now())
    oldest = due.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    return {"is_configured": is_mail_configured(), "due": due.count(), "oldest_due_at": oldest}


def topic_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every topic that may be chosen, by groups: (group label, (topic, label) pairs)."""
    groups = [(str(source.label), [(t, str(label)) for t, label in source.topics()]) for source in topic_sources]
    return [("", [(ALL, _("everything"))]), *groups]


def topic_label(topic: str) -> str | None:
    """The topic's name for people, or None when there is none such."""
    if topic == ALL:
        return _("everything")
    source = topic.partition(":")[0]
    if source not in topic_sources:
        return None
    found = dict(topic_sources.get(source).topics()).get(topic)
    return None if found is None else str(found)


def topic_labels(topics: Iterable[str]) -> list[str]:
    """The names of those topics that people may choose."""
    known = dict(pair for _group, pairs in topic_groups() for pair in pairs)
    return [known[topic] for topic in topics if topic in known]


def about_label(about: str) -> tuple[str, str] | None:
    """(label, address) of the thing that a notice or letter is about, where its app registered a resolver."""
    slug, _colon, thing = about.partition(":")
    return about_resolvers.get(slug).label_and_url(thing) if slug in about_resolvers else None


@dataclass(frozen=True, slots=True)
class Told:
    """A recipient and, where the cause is a subscription, its way out."""

    recipient: Recipient
    way_out: Link | None = None


def who_would_be_told(topics: Iterable[str], kind: str, *, is_public: bool = True) -> list[Recipient]:
    """The dry run: who hears of these topics, where, and why. One row for each address and channel."""
    return [told.recipient for told in circle(topics, kind, is_public=is_public)]


def circle(topics: Iterable[str], kind: str, *, is_public: bool = True) -> list[Told]:
    """Subscribers first, then the registered audiences (they are outside the agency: a notice that is not public is
    not for them); nobody twice by the same channel."""
    topics = list(topics)
    found: dict[tuple[str, str], Told] = {}
    for told in (*_subscribers(topics, kind, is_public), *(_audiences(topics, kind) if is_public else ())):
        recipient = told.recipient
        if place := _place(recipient):
            found.setdefault((recipient.channel, place), told)
    return list(found.values())


def _place(recipient: Recipient) -> str:
    """What makes two recipients of one channel the same."""
    if recipient.endpoint_id:
        return f"endpoint:{recipient.endpoint_id}"
    return str(recipient.user_id) if recipient.channel == INBOX else recipient.address.lower()


def people_of(endpoint: Endpoint) -> list[User]:
    """Who is told in a program's stead: its person; of an organisation's, its keeper, or once that one has left,
    whoever may keep such addresses there."""
    if endpoint.user_id:
        return [endpoint.user] if endpoint.user.is_active else []
    roles = NOTIFICATIONS.grants["endpoints"]
    there = Membership.objects.current().filter(organisation=endpoint.organisation_id, role__in=roles)
    people = User.objects.active().filter(pk__in=there.values("user"))
    return list(people.filter(pk=endpoint.keeper_id) or people)


def _subscribers(topics: list[str], kind: str, is_public: bool) -> list[Told]:
    rows = Subscription.objects.counting().filter(Q(kinds=[]) | Q(kinds__contains=[kind]), topic__in=[*topics, ALL])
    rows = rows.filter(Q(user__isnull=True) | Q(user__is_active=True) | Q(endpoint__organisation__isnull=False))
    if not is_public:
        rows = rows.filter(_within_the_agency())
    rows = list(rows.select_related("user", "endpoint__user").order_by("pk"))
    subjects = [f"notifications.subscription:{row.pk}" for row in rows]
    ways = {link.subject: link for link in Link.objects.filter(purpose="unsubscribe", subject__in=subjects)}
    whys = {pair: _why(*pair) for pair in {(row.topic, row.language) for row in rows}}
    told = [(row, ways.get(subject)) for row, subject in zip(rows, subjects, strict=True)]
    shut = [row for row in rows if row.endpoint and not row.endpoint.is_open]
    direct = [Told(_recipient(row, whys), way) for row, way in told if row not in shut]
    return direct + [Told(one, ways) for row, ways in told if row in shut for one in _instead(row, whys)]


def _within_the_agency() -> Q:
    """Subscriptions that lead nowhere outside: of the agency's people, and of its own programs."""
    people = Membership.objects.current().filter(role__in=AGENCY_ROLES).values("user")
    own = Q(endpoint__organisation__kind=Organisation.Kind.OWN) | Q(endpoint__user__in=people)
    return Q(endpoint__isnull=True, user__in=people) | own


def _recipient(row: Subscription, whys: dict[tuple[str, str], str]) -> Recipient:
    why = whys[row.topic, row.language]
    if row.endpoint:
        place, person = row.endpoint, row.endpoint.user or row.user
        return Recipient(row.channel, place.target, row.language, place.name, person.pk, why, place.pk)
    if row.user is None:
        return Recipient(row.channel, row.address, row.language, why=why)
    address = "" if row.channel == "inbox" else row.address or row.user.email
    return Recipient(row.channel, address, row.language, row.user.name, row.user_id, why)


def _instead(row: Subscription, whys: dict[tuple[str, str], str]) -> list[Recipient]:
    """While a program's address is switched off, its people are told by e-mail, and why so."""
    with translation.override(row.language):
        why = _("%(why)s; it comes this way, because “%(name)s” is switched off") % {
            "why": whys[row.topic, row.language],
            "name": inert(row.endpoint.name),
        }
    channel = EMAIL if is_mail_configured() else INBOX
    return [
        Recipient(channel, "" if channel == INBOX else one.email, row.language, one.name, one.pk, why)
        for one in people_of(row.endpoint)
    ]


def _why(topic: str, language: str) -> str:
    with translation.override(language):
        return inert(_("subscribed to %(topic)s") % {"topic": topic_label(topic) or topic})


def _audiences(topics: list[str], kind: str) -> list[Told]:
    found = [one for source in audiences for one in source.recipients(topics, kind)]
    return [Told(replace(one, why=inert(str(one.why)))) for one in found]
