"""``/status/maintenance.ics`` (RFC 5545): planned work on production. UIDs never change, SEQUENCE grows, what was
called off stays for ninety days as CANCELLED. Times are instants in UTC, which no change of clocks can move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core import ical
from core.ical import stamp, text
from portal.status.addresses import full
from portal.status.facts import Facts, PublicNotice, Work

UID_HOME = "maintenance.uldkomponentide-portaal"  # not the address: UIDs must outlive a move


def calendar(facts: Facts) -> bytes:
    """The calendar in the language in force."""
    notices = {one.public_id: one for one in facts.notices}
    title = f"{settings.PRODUCT_NAME}: {_('Planned work')}"
    works = [one for one in facts.works if one.ends_at > facts.since]
    events = [line for work in works for line in _event(work, notices.get(work.notice_id))]
    return ical.calendar(title, events)


def changed_at(facts: Facts) -> datetime | None:
    """When something in the calendar, or in the words of its notices, changed last; None for an empty one."""
    words = {one.public_id: one.updated_at for one in facts.notices}
    changes = [max(work.changed_at, words.get(work.notice_id, work.changed_at)) for work in facts.works]
    return max(changes, default=None)


def _event(work: Work, said: PublicNotice | None) -> Iterator[str]:
    changed = max(work.changed_at, said.updated_at) if said else work.changed_at
    touched = [str(name) for name in work.component_names]
    about = ([f"{_('Components')}: {', '.join(touched)}"] if touched else []) + (
        [word.body.text for word in said.words] if said else []
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{work.public_id}@{UID_HOME}"
    yield f"DTSTAMP:{stamp(changed)}"
    yield f"CREATED:{stamp(work.created_at)}"
    yield f"LAST-MODIFIED:{stamp(changed)}"
    yield f"SEQUENCE:{work.sequence}"
    yield f"DTSTART:{stamp(work.starts_at)}"
    yield f"DTEND:{stamp(work.ends_at)}"
    yield f"SUMMARY:{text(work.title.text)}"
    if about:
        yield f"DESCRIPTION:{text(chr(10).join(about))}"
    yield f"STATUS:{'CONFIRMED' if work.is_standing else 'CANCELLED'}"
    yield "TRANSP:TRANSPARENT"
    yield f"URL:{full('status_notice', said.public_id) if said else full('status')}"
    yield "END:VEVENT"
