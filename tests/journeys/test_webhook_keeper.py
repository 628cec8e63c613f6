"""A partner brings notices into its own program: a wrong address, the right one, its secret, a test, a subscription."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from standardwebhooks import Webhook

from core.fields import Translated
from notifications import services
from tests.factories.letters import NEXT
from tests.fakes.receiver import Receiver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = Translated(et="TARA on häiritud", en="TARA is disturbed")


@pytest.fixture
def receiver():
    with Receiver() as one:
        yield one


def test_from_the_first_address_to_a_verified_notice(visit, cast, receiver, settings):
    settings.DEMO = True  # loopback opens in the demonstration alone
    page = visit("partner_a", "/notices/subscriptions/", locale="et")
    page.get_by_role("link", name="Webhooks and chat rooms").or_(page.locator("a[href='/notices/webhooks/']")).click()
    page.locator("a[href='/notices/webhooks/new/']").first.click()
    page.locator("[name=name]").fill("Valla töölaud")
    page.locator("[name=url]").fill("https://169.254.169.254/latest/")
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("#id_url_error")).not_to_be_empty()
    expect(page.locator("[name=url]")).to_have_value("https://169.254.169.254/latest/")
    expect(page.locator("[name=name]")).to_have_value("Valla töölaud")
    page.locator("[name=url]").fill(receiver.url)
    page.locator("form.form button[type=submit]").click()
    secret = page.locator("#secret-text").inner_text()
    page.locator("main a.button").click()
    receiver.answers = [(200, {}, b"tere tulemast")]
    page.locator("form[action$='/test/'] button").click()
    expect(page.locator(".messages, main").first).to_contain_text("HTTP 200")
    page.locator("details.exchange summary").first.click()
    expect(page.locator("details.exchange").first).to_contain_text("tere tulemast")
    page.locator("a[href*='subscriptions/?channel=webhook']").click()
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("main table")).to_contain_text("Valla töölaud")
    by = cast.actor("owner")
    services.publish_notice(services.draft_notice(kind="problem", title=WORDS, by=by), body=WORDS, **NEXT, by=by)
    services.run_queue("bulk")
    tested, told = (Webhook(secret).verify(one.body, one.headers) for one in receiver.requests)
    assert (tested["type"], told["type"]) == ("test", "notice.published")
    assert "TARA on häiritud" in told["data"]["subject"]
