"""Every page of the access matrices in a real browser: axe, a phone's width, and no word in a wrong language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polib
import pytest
from django.urls import reverse

from accounts.models import Organisation
from core.views import ActionView
from notifications.models import Delivery, NoticeTemplate
from tests.contracts import matrix
from tests.contracts.house import ROOT, addresses
from tests.journeys.walk import violations, width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
SEERS = (
    "owner",
    "lead",
    "admin",
    "auditor",
    "resolver",
    "manager",
    "anonymous",
)  # each page by the first of them who may
# What is no page, or leads to another one that is looked at.
NO_PAGES = {
    *("ping", "demo_letter", "health_live", "health_ready", "health", "metrics", "password_door"),
    *("status_json", "status_feed", "status_calendar", "status_badge", "status_shield"),
    *("account_email", "account_email_verification_sent", "account_confirm_email", "account_inactive"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code"),
    *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_reauthenticate"),
    *("mfa_authenticate", "mfa_generate_recovery_codes", "account_set_password", "incident_bulk", "contract_file"),
    *("document_pack", "version_file", "version_page", "version_swagger", "annex_file", "shared_file", "shared_annex"),
    *("plan_calendar", "plan_personal_calendar", "training_calendar", "evidence_file"),
}
DARK = {"today", "incident_list", "incident_detail", "incident_close", "component_detail", "check_detail", "status"}
MAKE_FIRST = ("components", "partners")  # their rows must not be there yet; the others take what they find
BY_ROLE = {"today", "incident_detail", "component_detail"}
TEXTS = """() => {
    const walk = document.createTreeWalker(document.querySelector('body'), NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (!parent.closest('script, style, template, textarea, [lang]:not(html)')) {
            found.add(walk.currentNode.textContent.trim().replace(/\\s+/g, ' '));
        }
    }
    for (const one of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
        if (!one.closest('[lang]:not(html)')) {
            for (const name of ['aria-label', 'placeholder', 'title']) found.add(one.getAttribute(name) ?? '');
        }
    }
    return [...found];
}"""


@dataclass(frozen=True)
class Door:
    name: str
    path: str
    allowed: frozenset[str]


@pytest.fixture
def doors(cast, portal, settings, tmp_path) -> list[Door]:
    """Every page with the rows of the matrices behind it, all in one portal (its mailbox without others' letters)."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    for who in ("partner_a", *SEERS[:-1]):  # "Owner" is a word of the portal too
        person = cast.user(who)
        person.name = f"Mari {person.pk}"
        person.save()
    return list(pages(cast))


def pages(cast) -> Iterator[Door]:
    views = {one.name: getattr(one.callback, "view_class", None) for one in addresses()}
    for app in sorted(matrix.files(), key=lambda app: app not in MAKE_FIRST):
        objects = matrix.objects_of(app, cast)
        for line in matrix.lines(app):
            view = views[line.name]
            is_button = isinstance(view, type) and issubclass(view, ActionView)
            if line.name not in NO_PAGES and not is_button:
                yield Door(line.name, reverse(line.name, kwargs=line.filled(objects)), line.allowed)


def seer_of(door: Door) -> str:
    """Who looks at it: the doors of a sign-in are for nobody in particular."""
    if door.name in ("account_login", "account_signup", "account_reset_password", "invitation_accept"):
        return "anonymous"
    return next(who for who in SEERS if who in door.allowed)


class Tour:
    """One browser per person; goes to pages and collects what is wrong with them."""

    def __init__(self, visit, **options) -> None:
        self.visit, self.options, self.open, self.faults = visit, options, {}, []

    def go(self, door: Door, who: str):
        if who not in self.open:
            self.open[who] = self.visit("" if who == "anonymous" else who, "/status/", **self.options)
        page = self.open[who]
        answer = page.goto(door.path)
        if answer.status != 200:
            self.faults.append(f"{door.path} as {who}: {answer.status}")
        return page

    def look(self, door: Door, who: str, *, at_phone: bool = True) -> None:
        page = self.go(door, who)
        self.faults += [f"{door.path} as {who}: {rule} {where}" for rule, where in violations(page)]
        if at_phone:
            page.set_viewport_size(PHONE)
            self.fit(door, page)
            page.set_viewport_size(DESK)

    def fit(self, door: Door, page) -> None:
        if (width := width_of(page)) > PHONE["width"]:
            self.faults.append(f"{door.path}: {width} px wide")

    def read(self, door: Door, page, wrong: frozenset[str]) -> None:
        """No text of the page may belong to another language only."""
        if door.name == "style":  # shows slugs by their own names
            return
        stored = {
            "portaal",
            *Organisation.objects.values_list("name", flat=True),
            *Delivery.objects.values_list("subject", flat=True),
            *NoticeTemplate.objects.values_list("name", flat=True),
        }
        strange = sorted((set(page.evaluate(TEXTS)) & wrong) - stored)
        self.faults += [f"{door.path}: {text!r}" for text in strange]


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(doors, visit):
    tour, wrong = Tour(visit, viewport=DESK), wrong_words("et")
    for door in doors:
        tour.look(door, seer_of(door))
        tour.read(door, tour.open[seer_of(door)], wrong)
    assert not tour.faults, "\n".join(tour.faults)


def test_axe_finds_nothing_in_the_dark(doors, visit):
    tour = Tour(visit, viewport=DESK, color_scheme="dark")
    for door in doors:
        if door.name in DARK:
            tour.look(door, seer_of(door), at_phone=False)
    assert not tour.faults, "\n".join(tour.faults)


def test_pages_that_differ_by_role(doors, visit):
    tour = Tour(visit, viewport=DESK)
    for door in doors:
        for who in sorted(door.allowed) if door.name in BY_ROLE else ():
            tour.look(door, "partner_a" if who == "partner" else who)
    assert not tour.faults, "\n".join(tour.faults)


def wrong_words(language: str) -> frozenset[str]:
    """Texts that belong to another language only: English of the code, and what a text read at start-up would be."""
    texts = {one: polib.pofile(str(ROOT / f"locale/{one}/LC_MESSAGES/django.po")) for one in ("et", "ru")}
    said = {one: {entry.msgid: entry.msgstr for entry in catalogue} for one, catalogue in texts.items()}
    said["en"] = {msgid: msgid for msgid in said["et"]}
    right = set(said[language].values())
    wrong = {text for one, words in said.items() if one != language for text in words.values()}
    return frozenset(text for text in wrong - right if len(text) > 3 and "%" not in text)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_word_in_another_language_and_nothing_wider_than_a_phone(doors, visit, language):
    tour, wrong = Tour(visit, viewport=PHONE), wrong_words(language)
    for door in doors:
        page = tour.go(door, seer_of(door))
        if page.locator("html").get_attribute("lang") != language:
            choose(page, language)
        tour.read(door, page, wrong)
        tour.fit(door, page)
    assert not tour.faults, "\n".join(tour.faults)


def choose(page, language: str) -> None:
    """As people do; the page stays."""
    path = page.url
    with page.expect_navigation():
        page.locator(f"form.language button[value={language}]").click()
    assert page.url == path
    assert page.locator("html").get_attribute("lang") == language
