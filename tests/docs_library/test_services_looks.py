"""What the library looks at by itself: links in its texts, and whether their readers can open them."""

from __future__ import annotations

import pytest

from core.actor import SYSTEM
from docs_library import services
from docs_library.services.links import look_at
from docs_library.services.visiting import visit
from tests.factories.catalogue import component
from tests.factories.library import document, in_force
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_links_that_lead_nowhere():
    of = document()
    gone = document("kadunud")
    in_force(gone)
    body = "[a](/library/kadunud/) [b](/library/pole/) [c](/puudub/) [d](#seanss) [e](#pole)\n\n## Seanss\n\nTekst"
    in_force(of, body=body)
    look = look_at(of)
    assert look.links == 4
    assert set(of.broken_links.values_list("url", flat=True)) == {"/library/pole/", "/puudub/", "#pole"}
    services.archive_document(document=gone, because="Läks ära.", by=SYSTEM)
    look_at(of)
    assert of.broken_links.open().count() == 4
    in_force(of, body="Ilma linkideta")
    look_at(of)
    assert not of.broken_links.open().exists()


def test_texts_are_asked_for_as_their_readers():
    covered = component()
    version = in_force(document(audience="partners", components=[covered]))
    assert organisation("kov-a")
    looks = {look.visitor: look for look in visit(version)}
    assert all(look.is_right for look in looks.values())
    assert not looks["nobody"].should_open
    assert looks["staff"].should_open
    text = version.texts.get()
    type(text).objects.filter(pk=text.pk).update(body="Keegi muutis andmebaasis")
    assert not {look.visitor: look for look in visit(version)}["staff"].is_right


def test_once_a_week(at):
    with at("2026-03-04T12:00"):
        in_force(document())
        assert services.visit_due() == 1
        assert services.visit_due() == 0
    with at("2026-03-11T12:00"):
        assert services.visit_due() == 1
