"""Bursts: of many news to one place within minutes those of the first two things go by themselves, the rest in one
digest. Further words of a thing that went by itself do so too."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.fields import new_public_id
from notifications.lifecycle import CANCELLED, JOINED, SENDING, WAITING
from notifications.models import DIGEST, Delivery
from notifications.rules import bursts
from notifications.selectors import EMAIL

PUSHED = (EMAIL, "chat")  # an inbox is a list already, and programs want every message
GATHERING = 0x6469  # the advisory lock of who opens or lengthens a digest
PATIENCE_S = 0.3  # for it: who may not have it opens a digest of their own rather than wait for a row of ours
ASKED = 1000  # addresses a query

Place = tuple[str, str, int | None, str]
Address = Callable[[Delivery], str]


def gather(letters: Iterable[Delivery]) -> None:
    """Of unsaved letters, those that are too many for their place now go inside its digest, in the caller's
    transaction; the others stay as they are."""
    news = [one for one in letters if one.joins and one.state == WAITING and one.channel in PUSHED]
    threads, over = _threads_lately(news), []
    for one in news:
        heard = threads[_place(one)[:3]]
        if bursts.is_over(len(heard - {one.thread_key})):
            over.append(one)
        else:
            heard.add(one.thread_key)
    if over:
        _join(over)


def _place(letter: Delivery) -> Place:
    return letter.channel, letter.address, letter.endpoint_id, letter.queue


def _threads_lately(news: Sequence[Delivery]) -> dict[tuple, set[str]]:
    """Of which things each channel's address got messages lately; a digest is one."""
    found: dict[tuple, set[str]] = defaultdict(set)
    addresses = list({one.address for one in news})
    for start in range(0, len(addresses), ASKED):
        rows = Delivery.objects.filter(joins=True, joined_into__isnull=True, channel__in=PUSHED)
        rows = rows.filter(address__in=addresses[start : start + ASKED], created_at__gt=clock.now() - bursts.WITHIN)
        for *place, thread in rows.order_by().values_list("channel", "address", "endpoint", "thread_key").distinct():
            found[tuple(place)].add(thread)
    return found


def _join(letters: Sequence[Delivery]) -> None:
    """Into the open digest of their place, or a new one."""
    now = clock.now()
    digests = _open_digests(letters) if _is_ours() else {}
    opened: dict[Place, Delivery] = {}
    for one in letters:
        place = _place(one)
        digest = digests.get(place) or opened.get(place) or opened.setdefault(place, _opened(one, now))
        digest.next_attempt_at = bursts.due_at(digest.created_at, now)
        one.state, one.joined_into = JOINED, digest
    Delivery.objects.bulk_create(opened.values(), batch_size=ASKED)
    Delivery.objects.bulk_update(digests.values(), ["next_attempt_at"], batch_size=ASKED)
    for one in letters:
        one.joined_into_id = one.joined_into.pk


def _is_ours() -> bool:
    """One writer at a time lengthens digests, so that a place has one. Waiting for each other behind rows that both
    hold would be a deadlock, so nobody waits long: a place then has two digests at worst, and nothing is lost."""
    until = time.monotonic() + PATIENCE_S
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATHERING])
            if cursor.fetchone()[0]:
                return True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)


def _open_digests(letters: Sequence[Delivery]) -> dict[Place, Delivery]:
    """Those that nobody tried to send yet and nobody holds."""
    rows = _unsent().filter(attempts=0, address__in={one.address for one in letters})
    return {_place(one): one for one in rows.select_for_update(of=("self",), skip_locked=True)}


def _unsent() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=WAITING, event_key__startswith=DIGEST, joins=True, joined_into__isnull=True)


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
        ways = {} if digest.endpoint_id else {way_out(one): one.why for one in letters}  # a room is not one's own
        ways.pop("", None)
        said = [f"{why}: {way}" for way, why in sorted(ways.items())]
        ending = "\n".join([_("To get no more of these:"), *said]) if said else ""
    return subject, "\n\n".join(part for part in (opening, lines, ending) if part)


def drop_empty(letters: Iterable[int]) -> None:
    """Digests of these letters all of whose letters were cancelled are cancelled too. They are locked before it is
    asked whether they are empty: another may be filling one just now."""
    held = _unsent().filter(letters__in=list(letters)).values("pk")
    held = list(Delivery.objects.filter(pk__in=held).select_for_update().values_list("pk", flat=True))
    rows = _unsent().filter(pk__in=held).exclude(letters__state=JOINED)
    rows.update(state=CANCELLED, ended_at=clock.now())


def free_left_behind() -> int:
    """Letters whose digest ended without them go by themselves; gives how many."""
    left = Delivery.objects.filter(state=JOINED).exclude(joined_into__state__in=[WAITING, SENDING])
    return left.update(state=WAITING, joined_into=None)
