"""An official: reports a fault by symptom, registers a case, reads; stands in for somebody and it is marked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AuditRecord, Substitution
from core import clock
from incidents.models import Entry, Incident, Report
from tests.factories import cases as make
from tests.journeys.walk import refusal, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ground(transactional_db):
    make.targets()
    make.system(of="aut-tara")
    make.fault_class()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_reports_by_symptom_and_registers_a_case(scripts, ground, sign_in):
    page = sign_in("staff", java_script_enabled=scripts)
    page.goto("/report/")
    page.check("[name=symptom][value=thrown_out]")
    page.fill("[name=text]", "Visatakse välja iga viie minuti järel")
    send(page)
    assert Report.objects.get().user.email == "staff@test.example"
    page.goto("/incidents/new/")
    page.fill("[name=description]", "Kolm inimest")
    assert send(page).status == 422
    assert refusal(page)
    assert page.input_value("[name=description]") == "Kolm inimest"
    page.fill("[name=title]", "TARA ei vasta")
    page.select_option("[name=component]", index=1)
    page.select_option("[name=fault_class]", index=1)
    send(page)
    case = Incident.objects.get(title="TARA ei vasta")
    assert page.url.endswith(f"/incidents/{case.ref}/")
    assert page.locator("main a[href$='/forward/'], main form[action$='/take/']").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_lead_names_a_substitute_who_then_acts_in_the_other_name(scripts, ground, visit, cast, post):
    owner, staff = cast.owner, cast.staff
    lead = visit("lead", "/accounts/substitutions/new/", java_script_enabled=scripts)
    lead.select_option("[name=absent]", str(owner.pk))
    lead.select_option("[name=substitute]", str(staff.pk))
    lead.fill("[name=until_on]", str(clock.today() - timedelta(days=1)))
    lead.fill("[name=reason]", "puhkus")
    assert send(lead).status == 422
    assert lead.input_value("[name=reason]") == "puhkus"
    lead.fill("[name=until_on]", str(clock.today() + timedelta(days=3)))
    send(lead)
    assert Substitution.objects.get().substitute == staff
    assert "Owner" in post.newest(staff.email)

    page = visit("staff", "/", java_script_enabled=scripts)
    assert page.locator("body > .banner").count() == 0
    page.locator("header details.menu summary").last.click()
    with page.expect_navigation():
        page.locator(f"header button[name=person][value='{owner.pk}']").click()
    assert "Owner" in page.locator("body > .banner").inner_text()
    case = make.case()
    page.goto(f"/incidents/{case.ref}/")
    send(page, "form[action$='/take/'] button")
    entry = Entry.objects.get(incident=case, action="take")
    assert (entry.actor_name, entry.acting_for_name) == ("Staff", "Owner")
    assert "asendab: Owner" in page.locator("#case").inner_text()
    assert AuditRecord.objects.filter(action__startswith="incidents", acting_for_id=owner.pk).exists()
    case.refresh_from_db()
    assert case.assignee == owner

    with page.expect_navigation():
        page.locator("body > .banner button").click()
    assert page.locator("body > .banner").count() == 0
    page.goto(f"/incidents/{case.ref}/")
    assert page.locator("main a[href$='/resolve/']").count() == 0
