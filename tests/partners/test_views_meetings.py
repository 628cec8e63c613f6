"""A meeting with a partner: what is open a line each, decided in place, and its minutes as text."""

from __future__ import annotations

from datetime import date

import pytest

from core.actor import SYSTEM
from partners.models import Contract, ContractDecision, FollowUp, Interaction
from partners.services import decide
from tests.factories.cases import case, component, group, handed
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/tehik/meeting/"


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def waiting():
    """A contract of tehik that ends soon, and one of ria."""
    terms = {"mode": "express", "notice": "60d", "ends_on": date(2026, 12, 31)}
    contract("l-2", parties=("ria",), **terms)
    return contract("l-1", parties=("tehik",), **terms)


def given(cast, **more) -> dict:
    return {"held_on": "2026-11-23", "agreed": "Räägiti", "responsible": cast.user("lead").pk, **more}


def test_what_waits_is_decided_in_place_and_read_as_text(as_, cast, waiting):
    client = as_("owner")
    text = client.get(URL).content.decode()
    assert "text-contract:l-1" in text
    assert "l-2" not in text
    made = client.post(
        URL, given(cast, **{"text-contract:l-1": "Pikendada & teatada", "due_on-contract:l-1": "2026-12-04"})
    )
    assert made.url == URL
    promise = FollowUp.objects.get()
    assert (promise.about, promise.due_on, promise.responsible) == (
        "contract:l-1",
        date(2026, 12, 4),
        cast.user("lead"),
    )
    minutes = client.get(f"{URL}?format=txt")
    assert minutes["Content-Type"].startswith("text/plain")
    assert "L-1 Andmevahetus: Pikendada & teatada" in minutes.content.decode()
    assert "04.12.2026" in minutes.content.decode()


def test_a_decision_has_its_day_and_what_was_typed_stays(as_, cast, waiting):
    page = as_("owner").post(URL, given(cast, **{"text-contract:l-1": "Pikendada", "text-incident:SKA-9": "Uurida"}))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Pikendada" in text
    assert "Uurida" in text
    assert not Interaction.objects.exists()


def test_what_closed_meanwhile_is_kept_with_its_decision(as_, cast):
    organisation("tehik")
    as_("owner").post(URL, given(cast, **{"text-incident:SKA-9": "Uurida", "due_on-incident:SKA-9": "2026-12-01"}))
    assert FollowUp.objects.get().about == "incident:SKA-9"


def test_open_cases_of_the_organisation_a_line_each(as_, cases):
    text, minutes = as_("owner").get(URL).content.decode(), as_("auditor").get(f"{URL}?format=txt").content.decode()
    organisation("ria")
    elsewhere = as_("owner").get("/partners/ria/meeting/").content.decode()
    for ref in cases:
        assert f"text-incident:{ref}" in text
        assert ref in minutes
        assert ref not in elsewhere


@pytest.fixture
def cases(cast):
    """Open cases about what tehik provides, and one that lies with its team."""
    row = component("av-sisend")
    row.provider = organisation("tehik")
    row.save()
    handover = handed(by=cast.actor("owner"), to=group(organisation=organisation("tehik")))
    return [case(of="av-sisend").ref, handover.incident.ref]


def test_who_reads_and_who_notes(as_, cast, waiting):
    for who, status in (("staff", 403), ("auditor", 403)):
        client = as_(who)
        assert "<textarea" not in client.get(URL).content.decode()
        assert client.post(URL, given(cast)).status_code == status
    for who in ("resolver", "partner_a"):
        assert as_(who).get(URL).status_code == 403


def decided(**more) -> dict:
    return {f"{name}-contract:l-1": value for name, value in more.items()}


def test_a_verdict_on_a_contract_is_the_contracts_decision(as_, cast, waiting):
    """Of the meeting, in the minutes; with a day beside it it is a promise too."""
    client, line = as_("owner"), decided(verdict="renew", until_on="2027-12-31", text="Toimib hästi")
    assert client.post(URL, given(cast, **line)).url == URL
    decision = ContractDecision.objects.get()
    assert (decision.verdict, decision.text) == ("renew", "Toimib hästi")
    assert decision.interaction == Interaction.objects.get()
    assert Contract.objects.get(slug="l-1").ends_on == date(2027, 12, 31)
    assert not FollowUp.objects.exists()
    minutes = client.get(f"{URL}?format=txt").content.decode()
    assert "Toimib hästi" in minutes
    assert "31.12.2027" in minutes
    assert "Toimib hästi" in client.get("/partners/tehik/").content.decode()
    contract("l-3", parties=("tehik",), mode="express", ends_on=date(2026, 12, 31))
    line = {f"{name}-contract:l-3": value for name, value in (("verdict", "replace"), ("text", "Uus leping teha"))}
    client.post(URL, given(cast, **line, **{"due_on-contract:l-3": "2026-12-04"}))
    assert ContractDecision.objects.filter(verdict="replace").exists()
    assert FollowUp.objects.get().about == "contract:l-3"


@pytest.mark.parametrize(
    ("line", "status", "field"),
    [
        ({"verdict": "renew", "text": "Jah", "until_on": "2026-12-01"}, 422, "until_on"),
        ({"verdict": "renew", "text": "Jah"}, 422, "until_on"),
        ({"verdict": "renew", "text": "Jah", "until_on": "9999-12-31"}, 422, "until_on"),
        ({"verdict": "let_end"}, 422, "text"),
        ({"until_on": "2027-12-31"}, 422, "verdict"),
        ({"verdict": "maybe", "text": "Jah"}, 422, "verdict"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_kept(as_, cast, waiting, line, status, field):
    page = as_("owner").post(URL, given(cast, people="Mari", **decided(**line)))
    assert page.status_code == status
    assert list(page.context["form"].errors) == [f"{field}-contract:l-1"]
    assert "Mari" in page.content.decode()
    assert not Interaction.objects.exists()
    assert not ContractDecision.objects.exists()


def test_what_ended_or_was_decided_meanwhile_is_not_decided_over(as_, cast, waiting, at):
    client, line = as_("owner"), decided(verdict="let_end", text="Ei ole enam vaja")
    decide(contract=waiting, verdict="renew", text="Jätkame", until_on=date(2027, 12, 31), by=SYSTEM)
    typed = given(cast, **line)
    with at("2028-01-03T09:00"):
        page = client.post(URL, {**typed, "held_on": "2028-01-03"})
        assert (page.status_code, list(page.context["form"].errors)) == (409, ["verdict-contract:l-1"])
    assert "Ei ole enam vaja" in page.content.decode()
    other = contract("l-4", parties=("tehik",), mode="tacit", period="12m", notice="60d", ends_on=date(2026, 12, 31))
    decide(contract=other, verdict="renew", text="Jätkame", by=SYSTEM)
    line = {"verdict-contract:l-4": "let_end", "text-contract:l-4": "Ei"}
    assert client.post(URL, given(cast, **line)).status_code == 409
    line = {"verdict-contract:nope": "let_end", "text-contract:nope": "Ei"}
    assert client.post(URL, given(cast, **line)).status_code == 409
    assert not Interaction.objects.exists()


def test_who_may_not_decide_gets_the_line_as_it_was(cast, waiting):
    """A token of the owner that is for interactions alone."""
    from partners.forms.meetings import MeetingForm
    from partners.selectors import meeting_plan

    actor = cast.actor("owner").narrowed(["partners.note_interactions", "partners.see_interactions"])
    plan = meeting_plan(actor, organisation("tehik"))
    line = decided(verdict="let_end", text="Ei", due_on="2026-12-04")
    form = MeetingForm(given(cast, **line), actor=actor, plan=plan)
    assert form.is_valid()
    assert "verdict-contract:l-1" not in form.fields
    values = form.values()
    assert (values["decisions"], len(values["follow_ups"])) == ([], 1)


def test_decided_by_the_interface_too(as_, cast, waiting):
    body = {"organisation": "tehik", "kind": "meeting", "agreed": "Jah"}
    one = {"about": "contract:l-1", "verdict": "let_end", "text": "Ei"}
    client, address = as_("owner"), "/api/v1/interactions/"
    send = {"content_type": "application/json"}
    late = client.post(address, {**body, "decisions": [{**one, "until_on": "2027-12-31"}]}, **send)
    assert (late.status_code, list(late.json()["errors"])) == (422, ["contract:l-1.until_on"])
    wrong = client.post(address, {**body, "decisions": [{**one, "about": "incident:SKA-1"}]}, **send)
    assert wrong.status_code == 422
    assert not Interaction.objects.exists()
    made = client.post(address, {**body, "decisions": [one]}, **send)
    assert made.status_code == 201
    assert made.json()["decisions"] == [{**one, "until_on": "2026-12-31"}]
