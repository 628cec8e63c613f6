"""Somebody without an account: reports by symptom, joins known trouble, follows it, and asks to be told."""

from __future__ import annotations

import pytest

from core.fields import Translated
from incidents.models import Report
from incidents.services import words
from notifications.models import Subscription
from tests.factories import cases as make
from tests.factories.letters import NEXT
from tests.journeys.walk import refusal, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "60001019906"  # a published test code of TARA; nobody's
MARI = "mari@kodu.example"


@pytest.fixture
def ground(transactional_db):
    make.targets()
    make.system(of="aut-tara")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_report_by_symptom(scripts, ground, visit, post):
    page = visit("", "/", java_script_enabled=scripts)
    with page.expect_navigation():
        page.locator("main a[href='/report/']").click()
    text = f"Taotlejal {CODE} ei avane midagi"
    page.fill("[name=text]", text)
    page.fill("[name=email]", "mari@")
    page.fill("[name=since]", "kella üheksast")
    assert send(page).status == 422
    assert refusal(page)
    assert [page.input_value(f"[name={name}]") for name in ("text", "email", "since")] == [
        text,
        "mari@",
        "kella üheksast",
    ]
    page.fill("[name=email]", MARI)
    page.check("[name=symptom][value=no_access]")
    send(page)
    assert page.locator("main .alert.tone-info").count() == 1
    assert page.input_value("[name=text]") == text
    assert not Report.objects.exists()
    page.check("[name=symptom][value=cannot_sign_in]")
    page.select_option("[name=system]", index=1)
    send(page)
    report = Report.objects.get()
    receipt = page.locator("main").inner_text()
    assert report.incident.ref in receipt
    assert CODE not in receipt + report.text
    assert "ei avane midagi" in receipt
    follow = post.link(MARI, "report")
    assert CODE not in post.newest(MARI)
    page.goto(follow)
    assert report.incident.ref in page.title()


def test_known_trouble_stands_on_top_and_counts(ground, visit, cast):
    case = make.case()
    said = Translated(et="Sisselogimine on häiritud", en="Signing in is disturbed")
    words.public_word(case, title=said, body=said, stage="investigating", **NEXT, by=cast.actor("owner"))
    page = visit("", "/report/")
    with page.expect_navigation():
        page.locator("a[href^='/report/too/']").click()
    send(page)
    case.refresh_from_db()
    assert case.affected_count == 1
    assert case.ref in page.title()
    page.goto("/status/")
    assert "Sisselogimine on häiritud" in page.locator("main").inner_text()


def test_notices_by_mail_after_confirming_and_out_again(ground, visit, post):
    page = visit("", "/notices/subscribe/")
    page.fill("[name=address]", "mari")
    assert send(page).status == 422
    page.fill("[name=address]", MARI)
    page.select_option("[name=topic]", "component:aut-tara")
    send(page)
    assert Subscription.objects.get().confirmed_at is None
    page.goto(post.link(MARI, "subscribe"))
    send(page, "main form button")
    assert Subscription.objects.get().confirmed_at


@pytest.mark.parametrize("path", ["/incidents/", "/monitoring/", "/partners/", "/notices/", "/accounts/people/"])
def test_other_doors_lead_to_the_sign_in(visit, path):
    page = visit("", path)
    assert "/accounts/login/" in page.url
    assert f"next={path}" in page.url


def test_a_wrong_password_says_so_and_keeps_the_address(visit, cast):
    page = visit("", "/accounts/login/")
    page.fill("[name=login]", cast.owner.email)
    page.fill("[name=password]", "vale-parool-on-see")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    assert page.locator("main [role=alert], main .field-errors").count()
    assert page.input_value("[name=login]") == cast.owner.email


def test_a_page_left_open_during_a_sign_in_is_refused_in_plain_words(ground, visit):
    page = visit("", "/report/")
    page.context.clear_cookies()
    page.check("[name=symptom][value=slow]")
    page.fill("[name=text]", "Aeglane")
    assert send(page).status == 403
    assert page.locator(".error-page").count() == 1
    assert page.locator("html").get_attribute("lang") == "et"
