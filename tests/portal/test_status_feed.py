"""The public feed (Atom, RFC 4287)."""

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from core import clock
from core.fields import Translated
from notifications import services
from tests.factories.letters import NEXT
from tests.factories.status import publish

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, lang: str = "et") -> ET.Element:
    answer = client.get(f"/status/feed.atom?lang={lang}")
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)


def said(element: ET.Element, name: str) -> str:
    return element.find(ATOM + name).text


def test_a_feed_has_what_rfc_4287_asks(client, busy, settings):
    settings.PORTAL_URL = "https://portaal.example"
    root = feed(client)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for one in (root, *entries):
        assert said(one, "id").startswith("urn:uuid:")
        assert said(one, "title")
        assert datetime.fromisoformat(said(one, "updated")).tzinfo
    assert said(root.find(f"{ATOM}author"), "name") == "Sotsiaalkindlustusamet"
    ids = [said(one, "id") for one in (root, *entries)]
    assert len(set(ids)) == len(ids)
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
    assert links["self"] == "https://portaal.example/status/feed.atom?lang=et"
    assert entries[0].find(f"{ATOM}link").get("href") == f"https://portaal.example/status/{busy.public_id}/"
    assert said(root, "updated") == max(said(one, "updated") for one in entries)


def test_an_update_keeps_the_id_and_moves_updated(client, cast, tara):
    with clock.at(clock.now() - timedelta(hours=2)):
        notice = publish(cast)
        (before,) = feed(client).findall(f"{ATOM}entry")
    services.add_update(notice, body=Translated(et="Teine <b>sõna</b> & lõpp"), **NEXT, by=cast.actor("owner"))
    (after,) = feed(client, "en").findall(f"{ATOM}entry")
    assert said(after, "id") == said(before, "id")
    assert said(after, "published") == said(before, "published")
    assert said(after, "updated") > said(before, "updated")
    assert said(after, "title") == "TARA is disturbed"
    assert "Teine &lt;b&gt;sõna&lt;/b&gt; &amp; lõpp" in said(after, "content")
    assert said(after, "content").index("Teine") < said(after, "content").index("TARA is disturbed")
    assert "Sotsiaalkindlustusamet" not in said(after, "title")


def test_words_that_xml_cannot_hold_do_not_break_the_feed(client, cast, tara):
    publish(cast, title=Translated(et="Vigane\x0b ja \ufffe täht"))
    assert said(feed(client).find(f"{ATOM}entry"), "title") == "Vigane ja  täht"


def test_an_empty_feed_is_a_feed(client, db):
    root = feed(client)
    assert root.findall(f"{ATOM}entry") == []
    assert said(root, "updated")
