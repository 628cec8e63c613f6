"""The look at links: which addresses in the texts in force lead nowhere.

Only a clear answer counts as broken: 404 or 410 from the other side, or a page of ours that is not there. Where nobody
answered, or the door stays shut, nothing is known, and that is what is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from components.models import Component, System
from core import clock, outbound
from core.errors import DomainError
from docs_library.models import BrokenLink, Document, LinkLook, Version
from docs_library.selectors.readings import reading_of

log = structlog.get_logger(__name__)
EVERY = timedelta(hours=24)
AT_ONCE = 5  # documents a tick: a task has 120 s
TIMEOUT_S, TOTAL_S = 8.0, 18.0
MOST_BYTES = 65_536  # what is asked is whether it is there
MOST_LINKS = 200  # of a document
GONE = (404, 410)


def look_at_links() -> int:
    """Look at the documents in force whose links were not looked at for a day, the longest ago first; gives how
    many. No transaction is open while others are asked."""
    before = clock.now() - EVERY
    rows = Document.objects.live().filter(versions__state="in_force").exclude(link_look__looked_at__gt=before)
    done = 0
    for document in rows.order_by(F("link_look__looked_at").asc(nulls_first=True), "pk")[:AT_ONCE]:
        try:
            look_at(document)
            done += 1
        except DomainError:
            log.exception("links not looked at", document=document.pk)
    return done


def look_at(document: Document) -> LinkLook:
    """Look at the links of the version in force, and keep what was found."""
    version = document.versions.in_force().first()
    links = links_of(version) if version else []
    with override("et"):
        broken, unknown = _asked(links)
    return _kept(document, links, broken, unknown)


def links_of(version: Version) -> list[str]:
    """The addresses in all its texts, each once."""
    found: dict[str, None] = {}
    for text in version.texts.select_related("stored", "version__document"):
        reading = reading_of(text)
        anchors = {f"#{section.anchor}" for section in reading.sections}
        found |= dict.fromkeys(link for link in reading.links if link not in anchors)
    return list(found)[:MOST_LINKS]


def _asked(links: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """(address → why it is broken, addresses of which nobody can say)."""
    broken: dict[str, str] = {}
    unknown: set[str] = set()
    outside = []
    for link in links:
        path = _own_path(link)
        if path is None and link.startswith(("http://", "https://")):
            outside.append(link)
        elif path is not None and not leads_somewhere(path):
            broken[link] = _("There is no such page in the portal.")
    asked = [outbound.Request("GET", url, timeout_s=TIMEOUT_S, max_bytes=MOST_BYTES, follow=3) for url in outside]
    for request, outcome in outbound.multi(asked, total=TOTAL_S):
        status = outcome.status if isinstance(outcome, outbound.Response) else outcome.answered
        if status in GONE:
            broken[request.url] = _("The other side says that it is not there (%(status)s).") % {"status": status}
        elif not status:
            unknown.add(request.url)
    return broken, unknown


def _own_path(link: str) -> str | None:
    """The path of a page of ours; None for other addresses. An anchor that is in no section is a page that is not
    there."""
    if link.startswith(settings.PORTAL_URL + "/"):
        link = link.removeprefix(settings.PORTAL_URL)
    return link if link.startswith(("/", "#")) and not link.startswith("//") else None


def leads_somewhere(path: str) -> bool:
    """Whether a page of ours is there: the address, and the document, component or system that it names."""
    try:
        match = resolve(unquote(urlsplit(path).path) or "#")
    except Resolver404:
        return False
    slug = match.kwargs.get("slug", "")
    named = {
        "document_detail": lambda: Document.objects.live().filter(slug=slug, versions__state="in_force"),
        "component_detail": lambda: Component.objects.live().filter(slug=slug),
        "system_detail": lambda: System.objects.live().filter(slug=slug),
    }
    return match.url_name not in named or named[match.url_name]().exists()


@transaction.atomic
def _kept(document: Document, links: list[str], broken: dict[str, str], unknown: set[str]) -> LinkLook:
    """Open rows for what is broken now, end those that are not; what nobody can say stays as it was."""
    now = clock.now()
    document = Document.objects.select_for_update().get(pk=document.pk)
    still = {row.url: row for row in document.broken_links.open()}
    for url in broken.keys() - still.keys():
        BrokenLink.objects.create(document=document, url=url[:2000], why=broken[url][:200], since=now)
    mended = [row.pk for url, row in still.items() if url not in broken and (url not in unknown or url not in links)]
    BrokenLink.objects.filter(pk__in=mended).update(ended_at=now)
    facts = {"looked_at": now, "links": len(links), "unknown": len(unknown)}
    return LinkLook.objects.update_or_create(document=document, defaults=facts)[0]
