"""A manager's day: from a red figure on the plan to what is behind it, a decision, and two sheets of paper."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from core import clock
from planning.models import Proposal
from planning.services import ledger
from tests.factories import planning_plan as make
from tests.factories.partners import contract

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(cast):
    """A line that waits for another, a contract about to end, a proposal that waits; targets that were agreed to."""
    owner, today = cast.actor("owner"), clock.today()
    line = make.line(by=owner, title="Päringulogi nõuded", waits_for="infoturbejuhi sisend")
    contract("l-1", ends_on=today + timedelta(days=20))
    make.proposal(by=owner, is_submitted=True, title="Ühine olekuleht")
    ledger.agree_proposed(year=today.year, by=cast.actor("lead"))
    return line


def test_from_a_red_figure_to_what_is_behind_it(visit, year):
    page = visit("manager", "/")
    page.click("text=Aastaplaan >> nth=0")
    page.click(f"main li >> text={year.ref}")
    assert page.url.endswith(f"/plan/lines/{year.ref}/")
    page.goto("/duties/")
    page.click("#clause-2\\.2\\.a summary")
    page.click("#clause-2\\.2\\.a >> a[href*='2.2.a-3/?rows=missed']")
    page.click("main table a >> nth=0")
    assert page.url.endswith("/partners/contracts/l-1/")


def test_a_proposal_is_decided_with_its_reason(visit, year):
    page = visit("manager", "/plan/")
    page.click("text=Ettepanekud, mis ootavad otsust")
    page.click("main table >> text=Ühine olekuleht")
    page.click("main >> text=Otsusta >> nth=0")
    page.check("input[value=approve]")
    page.click("main form button[type=submit]")
    assert Proposal.objects.get().state == "submitted", "not without a reason"
    page.fill("main textarea", "Odav ja vajalik")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/plan/proposals/EP-*/")
    row = Proposal.objects.get()
    assert (row.state, row.decision_reason) == ("approved", "Odav ja vajalik")


def test_on_paper_each_is_two_pages(visit, year):
    page = visit("manager", "/plan/")
    for path in ("/plan/", "/duties/"):
        page.goto(path)
        assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) <= 2, path
