"""Bursts: of many news to one place within minutes those of the first two things go by themselves, the rest in one
digest. Further words of a thing that went by itself do so too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.fields import new_public_id
from notifications.lifecycle import CANCELLED, JOINED, WAITING
from notifications.models import DIGEST, Delivery
from notifications.rules import bursts
from notifications.selectors import EMAIL

PUSHED = (EMAIL, "chat")  # an inbox is a list already, and programs want every message
GATHERING = 0x6469  # the advisory lock of who opens or lengthens a digest
ASKED = 1000  # addresses a query

Place = tuple[str, str, int | None]
Address = Callable[[Delivery], str]


def gather(letters: Iterable[Delivery]) -> None:
    """Of unsaved letters, those that are too many for their place now go inside its digest, in the caller's
    transaction; the others stay as they are."""
    news = [one for one in letters if one.joins and one.state == WAITING and one.channel in PUSHED]
    threads, over = _threads_lately(news), []
    for one in news:
        if bursts.is_over(len(threads[_place(one)] - {one.thread_key})):
            over.append(one)
        else:
            threads[_place(one)].add(one.thread_key)
    if over:
        _join(over)


def _place(letter: Delivery) -> Place:
    return letter.channel, letter.address, letter.endpoint_id


def _threads_lately(news: Sequence[Delivery]) -> dict[Place, set[str]]:
    """Of which things each place got messages lately; a digest is one."""
    found: dict[Place, set[str]] = defaultdict(set)
    addresses = list({one.address for one in news})
    for start in range(0, len(addresses), ASKED):
        rows = Delivery.objects.filter(joins=True, joined_into__isnull=True, channel__in=PUSHED)
        rows = rows.filter(address__in=addresses[start : start + ASKED], created_at__gt=clock.now() - bursts.WITHIN)
        for *place, thread in rows.order_by().values_list("channel", "address", "endpoint", "thread_key").distinct():
            found[tuple(place)].add(thread)
    return found


def _join(letters: Sequence[Delivery]) -> None:
    """One writer at a time, so that a place has one open digest; a worker that holds one has claimed it already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATHERING])
    now, digests = clock.now(), _open_digests(letters)
    for one in letters:
        digest = digests.get(_place(one)) or digests.setdefault(_place(one), _opened(one, now))
        digest.next_attempt_at = bursts.due_at(digest.created_at, now)
        one.state, one.joined_into = JOINED, digest
    for digest in digests.values():
        digest.save()
    for one in letters:
        one.joined_into_id = one.joined_into.pk


def _open_digests(letters: Sequence[Delivery]) -> dict[Place, Delivery]:
    """Those that nobody tried to send yet."""
    rows = Delivery.objects.filter(state=WAITING, attempts=0, event_key__startswith=DIGEST, joins=True)
    rows = rows.filter(joined_into__isnull=True, address__in={one.address for one in letters})
    return {_place(one): one for one in rows.select_for_update(of=("self",))}


def _opened(first: Delivery, now: datetime) -> Delivery:
    with translation.override(first.language):
        subject = _("Several notices at once")
    return Delivery(
        event_key=f"{DIGEST}{new_public_id()}",
        channel=first.channel,
        address=first.address,
        user_id=first.user_id,
        endpoint_id=first.endpoint_id,
        name=first.name,
        language=first.language,
        subject=subject,
        body="",
        path="/notices/inbox/" if first.user_id else "/status/",
        queue=first.queue,
        created_at=now,
        joins=True,
    )


def letters_in(digest: Delivery) -> list[Delivery]:
    """What the digest carries, as it came."""
    return list(digest.letters.filter(state=JOINED).select_related("link", "notice_update").order_by("pk"))


def words_of(digest: Delivery, letters: Sequence[Delivery], link_of: Address, way_out: Address) -> tuple[str, str]:
    """Subject and body: each letter's subject and its address, then the ways out."""
    with translation.override(digest.language):
        count = len(letters)
        subject = ngettext("%(n)s notice", "%(n)s notices at once", count) % {"n": count}
        opening = _("Much happened within a short time, so these come in one letter:")
        lines = "\n".join(f"- {one.subject}\n  {link_of(one)}" for one in letters)
        ways = sorted({way_out(one) for one in letters} - {""})
        ending = "\n".join([_("To get no more of these:"), *ways]) if ways else ""
    return subject, "\n\n".join(part for part in (opening, lines, ending) if part)


def drop_empty() -> None:
    """Digests all of whose letters were cancelled are cancelled too."""
    rows = Delivery.objects.filter(state=WAITING, event_key__startswith=DIGEST, joins=True)
    rows.exclude(letters__state=JOINED).update(state=CANCELLED, ended_at=clock.now())
