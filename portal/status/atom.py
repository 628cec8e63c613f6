"""``/status/feed.atom`` (RFC 4287): one entry a public notice, its words newest first; ids outlive a move."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.ui_time import written
from portal.status.addresses import full, urn
from portal.status.facts import Facts, PublicNotice

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 50
ET.register_namespace("", ATOM)


def feed(facts: Facts) -> bytes:
    """The feed in the language in force: the notices that changed last, newest first."""
    language = get_language() or "et"
    notices = sorted(facts.notices, key=lambda one: one.updated_at, reverse=True)[:MOST]
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language})
    _text(root, "id", urn("feed", language))
    _text(root, "title", f"{settings.PRODUCT_NAME}: {_('State of services')}")
    _text(
        root, "updated", _stamp(notices[0].updated_at if notices else facts.since.replace(hour=0, minute=0, second=0))
    )
    _link(root, "self", full("status_feed", lang=language), "application/atom+xml")
    _link(root, "alternate", full("status"), "text/html")
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", facts.agency)
    names = {one.slug: str(one.name) for one in facts.components}
    for one in notices:
        _entry(root, one, names)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8")


def _entry(root: ET.Element, one: PublicNotice, names: dict[str, str]) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry", {f"{{{XML}}}lang": one.title.lang})
    _text(entry, "id", urn("notice", one.public_id))
    _text(entry, "title", one.title.text)
    _text(entry, "updated", _stamp(one.updated_at))
    _text(entry, "published", _stamp(one.published_at))
    _link(entry, "alternate", full("status_notice", one.public_id), "text/html")
    ET.SubElement(entry, f"{{{ATOM}}}category", {"term": one.kind, "label": one.kind_word})
    for slug in one.component_slugs:
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": f"component:{slug}", "label": names.get(slug, slug)})
    _text(entry, "content", _content(one), type="html")


def _content(one: PublicNotice) -> str:
    """Escaped HTML: when it is, and every word with its time (and stage, where it is trouble)."""
    parts = []
    if one.starts_at and one.ends_at and not one.is_trouble:
        parts.append(format_html("<p><b>{} – {}</b></p>", written(one.starts_at), written(one.ends_at)))
    if one.is_trouble and one.is_open and one.meanwhile.text:
        head, lang = _("What to do meanwhile:"), one.meanwhile.lang
        parts.append(format_html('<p><b>{}</b> <span lang="{}">{}</span></p>', head, lang, one.meanwhile.text))
    for word in one.words:
        head = f"{written(word.at)} · {word.stage_word}" if one.is_trouble else written(word.at)
        body = SafeString(linebreaks(word.body.text, autoescape=True))
        parts.append(format_html('<p><b>{}</b></p><div lang="{}">{}</div>', head, word.body.lang, body))
    return "".join(parts)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = NOT_IN_XML.sub("", text)


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "type": kind, "href": href})
