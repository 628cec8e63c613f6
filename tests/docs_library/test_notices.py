"""Who hears of what happens to documents, and what the letters say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.services.substitutions import name_substitute
from core import clock
from core.actor import SYSTEM
from docs_library import services
from notifications.models import Delivery
from tests.factories import library as make
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def letters(channel: str = "email") -> dict[str, Delivery]:
    return {row.address: row for row in Delivery.objects.filter(channel=channel)}


def test_those_who_lead_are_asked_to_approve_and_the_author_is_not(cast):
    cast.user("owner"), cast.user("lead_b"), cast.user("manager")
    row = make.draft(make.guide(), by=cast.actor("lead"), is_material=True, change_note="Uus tähtaeg")
    services.submit(version=row, by=cast.actor("lead"))
    found = letters()
    assert set(found) == {"lead-b@test.example"}
    letter = found["lead-b@test.example"]
    assert "Dokument juhend" in letter.subject
    assert "1.0" in letter.subject
    assert "Uus tähtaeg" in letter.body
    assert letter.about == "document:juhend"


def test_each_time_it_is_sent(cast, at):
    with at("2026-03-02T10:00"):
        cast.user("lead")
        row = services.submit(version=make.draft(make.guide()), by=SYSTEM)
    with at("2026-03-02T11:00"):
        services.send_back(version=row, because="x", by=SYSTEM)
        services.submit(version=row, by=SYSTEM)
    assert Delivery.objects.filter(channel="email", user=cast.user("lead")).count() == 2


def test_the_author_hears_why_it_came_back(cast):
    row = services.submit(version=make.draft(make.guide(), by=cast.actor("owner")), by=cast.actor("owner"))
    services.send_back(version=row, because="Puudub näide, 38001085718", by=cast.actor("manager"))
    letter = letters()["owner@test.example"]
    assert "Puudub näide, [isikukood]" in letter.body


def test_who_answers_hears_of_a_doubt_and_who_stands_in(cast):
    owner, lead = cast.user("owner"), cast.user("lead")
    document = make.published(responsible=owner).document
    today = clock.today()
    told = {"from_on": today, "until_on": today + timedelta(1), "reason": "puhkus", "by": cast.actor("manager")}
    name_substitute(absent=owner, substitute=lead, **told)
    Delivery.objects.all().delete()
    services.doubt(document=document, kind="incident", about="incident:1", text="Ei kehti", by=SYSTEM)
    services.doubt(document=document, kind="incident", about="incident:1", text="Ei kehti", by=SYSTEM)
    assert set(letters()) == {"owner@test.example", "lead@test.example"}
    assert Delivery.objects.filter(channel="email").count() == 2


def test_whoever_gets_a_restricted_text_is_told_of_its_mark_and_not_of_its_title(cast):
    cast.user("partner_a"), cast.user("partner_b")
    mark = make.restricted(make.published(title={"et": "Salasõna"}))
    services.send_copy(restriction=mark, organisation=organisation("kov-a"), by=SYSTEM)
    found = letters()
    assert set(found) == {"partner-a@test.example"}
    letter = found["partner-a@test.example"]
    for words in (mark.law, mark.holder, f"{mark.made_on:%d.%m.%Y}", f"{mark.until_on:%d.%m.%Y}"):
        assert words in letter.body
    assert "Salasõna" not in letter.subject + letter.body


def test_a_restricted_document_is_named_by_its_short_name(cast):
    cast.user("owner")
    version = make.published("juhend", title={"et": "Salasõna"}, annexes=("Lisa",))
    make.restricted(version, annex=version.annexes.get())
    services.doubt(document=version.document, kind="law", about="x", text="Muutus", by=SYSTEM)
    letter = letters()["owner@test.example"]
    assert "juhend" in letter.subject
    assert "Salasõna" not in letter.subject


def test_a_title_is_given_in_the_readers_language(cast):
    owner = cast.user("owner")
    owner.language = "en"
    owner.save()
    document = make.published(responsible=owner, title={"et": "Juhend", "en": "The guide"}).document
    services.doubt(document=document, kind="law", about="x", text="Muutus", by=SYSTEM)
    assert "The guide" in letters()["owner@test.example"].subject
