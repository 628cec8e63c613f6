"""The owner's good day: a failing target, one case, a party that answers by its letter, people told, a case closed."""

from __future__ import annotations

import re

import pytest

from core import clock
from incidents.models import Handover, Incident
from notifications.models import Subscription
from tests.factories import cases as make
from tests.journeys.walk import refusal, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARTY = "tehik-uk@party.example"
SUBSCRIBER = "vald@kov.example"


@pytest.fixture
def broken(target) -> Incident:
    """A target failed three times: exactly one case; a rule says who solves it and asks for evidence."""
    make.targets()
    make.rule(evidence=["aeg", "kellel ei õnnestu"])
    Subscription.objects.create(address=SUBSCRIBER, topic="component:aut-tara", confirmed_at=clock.now())
    target.breaks()
    return Incident.objects.get()


class TestGoodDay:
    """From the failing check to the closed case, with keys and without any script."""

    @pytest.mark.parametrize("scripts", [True, False], ids=["keys", "no-scripts"])
    def test_from_failure_to_closing(self, scripts, broken, target, sign_in, visit, post):
        owner = sign_in("owner", java_script_enabled=scripts)
        self.takes(owner, broken, scripts)
        self.forwards(owner, broken, scripts)
        party = visit("", post.link(PARTY, "handover"), java_script_enabled=scripts)
        self.party_proves_itself(party, post)
        self.party_asks_and_is_answered(party, owner, broken, post)
        target.is_mended()
        owner.goto(f"/incidents/{broken.ref}/")
        assert owner.locator(".state-line .tone-success").count() == 1
        self.tells_people(owner, broken, visit, post)
        self.resolves_and_closes(owner, broken)

    def takes(self, page, case, scripts):
        page.goto("/incidents/")
        row = page.locator("tr[id^=case-]")
        assert row.get_attribute("id") == f"case-{case.ref}"
        with page.expect_navigation():
            if scripts:
                page.keyboard.press("j")
                assert row.get_attribute("aria-current") == "true"
                page.keyboard.press("a")
            else:
                row.locator("[data-shortcut=a]").click()
        assert page.url.endswith(f"/incidents/{case.ref}/")
        case.refresh_from_db()
        assert (case.state, case.assignee.email) == ("in_work", "owner@test.example")

    def forwards(self, page, case, scripts):
        with page.expect_navigation():
            if scripts:
                page.keyboard.press("f")
            else:
                page.locator("[data-shortcut=f]").click()
        assert page.input_value("[name=evidence_0]")
        assert page.locator("[name=group] option:checked").inner_text() == "TEHIK-UK"
        page.fill("[name=message]", "Palun vaadake kohe.")
        assert send(page).status == 422
        assert refusal(page)
        assert page.locator("[name=evidence_1]").get_attribute("aria-invalid") == "true"
        assert page.input_value("[name=message]") == "Palun vaadake kohe."
        page.fill("[name=evidence_1]", "kõigil, kes sisse logivad")
        assert send(page).url.endswith(f"/incidents/{case.ref}/")

    def party_proves_itself(self, page, post):
        assert "kõigil, kes sisse logivad" in page.locator("main").inner_text()
        assert page.locator("[name=action]").evaluate_all("all => all.map(one => one.value)") == ["send_code"]
        token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
        refused = page.request.post(page.url, form={"csrfmiddlewaretoken": token, "action": "accept", "text": "jah"})
        assert refused.status == 403
        assert Handover.objects.get().state == "delivered"
        send(page, "#act [value=send_code]")
        page.fill("[name=code]", "000 00")
        assert send(page, "#act [value=code]").status == 422
        assert refusal(page)
        page.fill("[name=code]", post.code(PARTY))
        send(page, "#act [value=code]")
        page.fill("[name=their_reference]", "UK-4711")
        send(page, "#act [value=accept]")
        handover = Handover.objects.get()
        assert (handover.state, handover.their_reference) == ("accepted", "UK-4711")

    def party_asks_and_is_answered(self, party, owner, case, post):
        assert send(party, "#act [value=ask]").status == 422
        party.fill("#act [name=text]", "Mis ajast see nii on?")
        send(party, "#act [value=ask]")
        owner.goto(f"/incidents/{case.ref}/")
        assert "Mis ajast see nii on?" in owner.locator("#case").inner_text()
        with owner.expect_navigation():
            owner.locator("a[href$='/reply/']").click()
        assert send(owner).status == 422
        owner.fill("[name=text]", "Tänasest kella üheksast.")
        send(owner)
        assert "Tänasest kella üheksast." in post.newest(PARTY)
        party.reload()
        assert "Tänasest kella üheksast." in party.locator("main").inner_text()
        party.fill("#act [name=text]", "Sertifikaat on vahetatud.")
        send(party, "#act [value=fix]")
        assert Handover.objects.get().state == "fixed"

    def tells_people(self, page, case, visit, post):
        page.goto(f"/incidents/{case.ref}/word/")
        page.fill("[name=body_et]", "Sisselogimine on häiritud.")
        assert send(page).status == 422
        assert page.input_value("[name=body_et]") == "Sisselogimine on häiritud."
        page.fill("[name=meanwhile_et]", "Salvestage töö mustandina.")
        page.fill("[name=meanwhile_en]", "Save your work as a draft.")
        page.fill("[name=body_en]", "Signing in is disturbed.")
        send(page)
        assert "Sisselogimine on häiritud." in post.newest(SUBSCRIBER)
        assert len(post.letters(SUBSCRIBER)) == 1
        visitor = visit("", "/status/")
        assert "Sisselogimine on häiritud." in visitor.locator("main").inner_text()
        page.goto(f"/incidents/{case.ref}/")
        told = page.locator("aside a[href*='state=delivered']")
        assert int(told.inner_text()) >= 1

    def resolves_and_closes(self, page, case):
        page.goto(f"/incidents/{case.ref}/resolve/")
        page.fill("[name=cure_text]", "uus sertifikaat")
        send(page)
        page.goto(f"/incidents/{case.ref}/close/")
        page.fill("[name=cause_text]", "sertifikaat aegus")
        assert send(page).status == 422
        assert refusal(page)
        page.select_option("[name=cause_class]", index=1)
        assert send(page).status == 422
        assert page.input_value("[name=cause_text]") == "sertifikaat aegus"
        page.check("[name=guard][value=check]")
        page.select_option("[name=guard_check]", index=1)
        page.fill("[name=guard_text]", "kukkus ja läbis")
        send(page)
        case.refresh_from_db()
        assert (case.state, case.cause_text) == ("closed", "sertifikaat aegus")


def test_the_link_shows_this_case_and_no_other(broken, sign_in, visit, post, cast):
    other = make.case(of="av-sisend", fault="aeglus", title="Hoopis muu mure")
    make.handed(broken, by=cast.actor("owner"), evidence={})
    page = visit("", post.link(PARTY, "handover"))
    assert broken.ref in page.title()
    assert other.title not in page.content()
    assert not re.findall(r'href="/incidents/', page.content())
    assert page.request.get(f"/incidents/{other.ref}/", max_redirects=0).status == 302
    forged = page.url[:-4] + ("aaa/" if not page.url.endswith("aaa/") else "bbb/")
    assert page.request.get(forged).status == 404
