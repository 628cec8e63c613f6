"""Somebody without an account gets a notice that asks to be confirmed; the owner sees who has not, and reminds."""

from __future__ import annotations

import os
import re

import pytest

from notifications.models import Acknowledgement, Subscription
from tests.journeys.walk import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 700}


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def look(page, name: str) -> None:
    """Nothing for axe to find; ACKS_SHOTS names a folder for pictures."""
    assert violations(page) == []
    if folder := os.environ.get("ACKS_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def send(page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").last.click()


def test_from_the_draft_to_the_last_reader(visit, cast, post):
    for name in ("mari", "mati"):
        Subscription.objects.create(address=f"{name}@kov.example", topic="all", confirmed_at="2026-01-01T00:00Z")
    Subscription.objects.create(user=cast.staff, topic="all", channel="inbox")
    owner = visit("owner", "/notices/new/?kind=document&topic=all", viewport=WIDE, locale="et")
    owner.fill("[name=title_et]", "Sertifikaadi vahetamise juhend uuenes")
    owner.check("[name=asks_ack]")
    owner.fill("[name=ack_due_at]", "2099-01-01T10:00")
    look(owner, "form")
    send(owner)
    owner.locator("a[href$='/publish/']").click()
    owner.fill("[name=body_et]", "Lugege uus juhend läbi: muutus vahetamise järjekord.")
    send(owner)
    assert fits(owner)
    look(owner, "notice")
    letter = post.newest("mari@kov.example")
    path = re.search(r"/notices/acknowledge/\S+/", letter)[0]
    reader = visit("", path, viewport=PHONE, locale="et")
    assert fits(reader)
    look(reader, "link-320")
    assert not Acknowledgement.objects.given().exists(), "opening says nothing"
    send(reader)
    look(reader, "link-done-320")
    assert Acknowledgement.objects.given().get().how == "link"
    staff = visit("staff", "/notices/inbox/", viewport=PHONE, locale="et")
    look(staff, "inbox-320")
    assert fits(staff)
    with staff.expect_navigation():
        staff.locator("form[action$='/read/'] .alert button, .alert form button").first.click()
    assert Acknowledgement.objects.given().count() == 2
    owner.locator("aside a[href*='state=open']").click()
    look(owner, "readers")
    table = owner.locator("main table").inner_text()
    assert "mati@kov.example" in table
    assert "mari@kov.example" not in table
    with owner.expect_navigation():
        owner.locator("form[action$='/remind/'] button").click()
    look(owner, "reminded")
    assert path.split("/")[3] not in post.newest("mati@kov.example")
    assert len(post.letters("mati@kov.example")) == 2
    assert len(post.letters("mari@kov.example")) == 1, "who has confirmed is left alone"
    phone = visit("owner", owner.url.removeprefix(owner.url.split("/notices")[0]), viewport=PHONE, locale="et")
    look(phone, "readers-320")
    assert fits(phone)
