"""Pages of the plan in the hands of people: what was typed is kept, refusals are sentences, nothing is lost."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from core import clock
from planning.models import PlanLine, Proposal
from planning.services import lines, proposals
from tests.factories import cases
from tests.factories import planning_plan as plan

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def people(at, cast):
    """They work here since long."""
    with at("2025-01-02T10:00"):
        return [cast.user(who) for who in ("owner", "lead", "manager", "staff")]


@pytest.fixture
def owner(cast):
    return cast.actor("owner")


def body(page) -> str:
    return page.content.decode()


def test_from_a_draft_to_a_line_of_the_plan(as_, owner, cast):
    case = cases.case()
    client = as_("owner")
    page = client.post("/plan/proposals/new/", {"kind": "development", "title": "Uus", "reason": "Sest"})
    url = page.url
    found = client.get(f"{url}evidence/", {"q": case.ref})
    assert case.title in body(found)
    assert client.post(f"{url}evidence/", {"q": case.ref, "about": f"incident:{case.ref}"}).url == url
    assert case.ref in body(client.get(url))
    assert client.post(f"{url}submit/", {"round": ""}).url == url
    assert client.get(f"{url}decide/").status_code == 403
    client = as_("manager")
    page = client.post(f"{url}decide/", {"verdict": "approve", "reason": "", "seen": "submitted"})
    assert page.status_code == 422
    assert client.post(f"{url}decide/", {"verdict": "approve", "reason": "Jah", "seen": "submitted"}).url == url
    page = client.post(f"{url}decide/", {"verdict": "reject", "reason": "Ei", "seen": "submitted"})
    assert page.status_code == 409
    assert "Ei" in body(page)
    client = as_("owner")
    year = clock.today().year
    form = {
        "title": "Rida",
        "owner": cast.owner.pk,
        "measure": "3",
        "year": year,
        "quarter": 4,
        "due_on": f"{year}-12-31",
    }
    assert client.post(f"{url}line/", {**form, "measure": ""}).status_code == 422
    assert client.post(f"{url}line/", form).status_code == 302
    assert PlanLine.objects.get().proposal.evidence.get().about == f"incident:{case.ref}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("measure", ""),
        ("quarter", "5"),
        ("due_on", "2020-01-01"),
        ("due_on", "0001-01-01"),
        ("year", "1"),
        ("hours", "-1"),
        ("hours", "9" * 30),
    ],
)
def test_bad_lines_keep_what_was_typed(as_, cast, name, value):
    year = clock.today().year
    form = {
        "title": "Püsib",
        "owner": cast.owner.pk,
        "measure": "3",
        "year": year,
        "quarter": 4,
        "due_on": f"{year}-12-31",
    }
    page = as_("owner").post("/plan/lines/new/", {**form, name: value})
    assert page.status_code == 422
    assert page.context["form"].errors[name]
    assert "Püsib" in body(page)
    assert not PlanLine.objects.exists()


def test_a_round_on_a_holiday_is_refused_with_the_next_working_day(as_, cast, at):
    client = as_("lead")
    with at("2026-11-02T10:00"):
        form = {"year": 2027, "title": "Voor", "opens_on": "2026-11-02", "owner": cast.manager.pk}
        page = client.post("/plan/rounds/new/", {**form, "deadline_at": "2026-12-24T17:00"})
        assert page.status_code == 422
        assert "28.12.2026" in body(page)
        assert client.post("/plan/rounds/new/", {**form, "deadline_at": "2026-12-23T14:00"}).status_code == 302
        assert "Voor" in body(client.get("/plan/rounds/"))


def test_lists_and_the_past(as_, owner, at, cast):
    with at("2026-03-02T10:00"):
        row = plan.line(by=owner, title="Vana nimi")
    with at("2026-04-02T10:00"):
        lines.change_line(line=row, title="Uus nimi", by=owner)
        plan.goal("G9", by=cast.actor("lead"))
        client = as_("staff")
        assert "Uus nimi" in body(client.get("/plan/lines/?year=2026"))
        past = body(client.get("/plan/lines/?year=2026&as_of=2026-03-31"))
        assert "Vana nimi" in past
        assert "Uus nimi" not in past
        for wrong in ("2030-01-01", "x", "0001-01-01"):
            assert "Uus nimi" in body(client.get("/plan/lines/", {"year": "2026", "as_of": wrong}))
        assert "<svg" in body(client.get("/plan/lines/quarters/?year=2026"))
        assert "G9" in body(client.get("/plan/goals/"))
        csv = body(client.get("/plan/lines/?year=2026&as_of=2026-03-31&format=csv"))
        assert "Vana nimi" in csv


def test_the_sheet_as_xlsx_there_and_back(as_, owner):
    year = clock.today().year
    row = plan.line(by=owner, title="=algne")
    client = as_("owner")
    answer = client.get("/plan/sheet/?format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("tegevus") + 1).value == "'=algne"
    sheet.cell(2, heads.index("mõõdik") + 1).value = "vähemalt 9"
    sheet.append([None] * 2 + [year])
    out = io.BytesIO()
    book.save(out)
    page = client.post("/plan/sheet/", {"file": SimpleUploadedFile("plaan.xlsx", out.getvalue(), XLSX)})
    assert page.status_code == 200
    seen, text = page.context["preview"], page.context["text"]
    assert seen.counts["changes"] == 1
    lines.change_line(line=row, measure="inimese oma", by=owner)
    page = client.post("/plan/sheet/", {"text": text, "seen": seen.mark})
    assert page.status_code == 409
    assert page.context["preview"].counts["conflict"] == 1
    row.refresh_from_db()
    assert (row.title, row.measure) == ("=algne", "inimese oma")


def test_hostile_files_are_sentences(as_):
    client = as_("owner")
    book = io.BytesIO()
    Workbook().save(book)
    for name, content in (
        ("a.xlsx", b"PK\3\4 broken"),
        ("a.xlsx", b"%PDF-1.4"),
        ("a.xlsx", book.getvalue()[:-30]),
        ("a.csv", b"a\0b"),
        ("a.csv", b"\n"),
        ("a.xlsx", book.getvalue()),
    ):
        page = client.post("/plan/sheet/", {"file": SimpleUploadedFile(name, content)})
        assert page.status_code == 422, (name, content[:9])
        assert page.context["form"].errors


def test_today_tells_each_what_waits_for_them(as_, owner, cast):
    row = plan.proposal(title="Ootab otsust", by=owner, is_submitted=True)
    soon = clock.today() + timedelta(days=3)
    if soon.year == clock.today().year:
        plan.line(by=owner, title="Varsti käes", due_on=soon)
        assert "Varsti käes" in body(as_("owner").get("/"))
    assert row.ref in body(as_("manager").get("/"))
    assert row.ref not in body(as_("owner").get("/"))
    draft = proposals.add_proposal(title="Portaali oma", reason="x", origin="recurrence:1", by=cast.actor("lead"))
    assert draft.ref in body(as_("owner").get("/"))
    assert draft.ref not in body(as_("manager").get("/"))


def test_api(as_, owner, cast):
    client = as_("owner")
    json = {"content_type": "application/json"}
    made = client.post("/api/v1/proposals/", {"kind": "development", "title": "A", "reason": "B", "hours": 8}, **json)
    assert made.status_code == 201, made.content
    url = f"/api/v1/proposals/{made.json()['ref']}/"
    assert client.patch(url, {"hours": -1}, **json).status_code in (400, 422)
    assert client.post(f"{url}submit/", {}, **json).json()["state"] == "submitted"
    assert client.post(f"{url}decide/", {"verdict": "approve", "reason": "Jah"}, **json).status_code == 403
    client = as_("manager")
    assert client.post(f"{url}decide/", {"verdict": "approve", "reason": ""}, **json).status_code in (400, 422)
    decided = client.post(f"{url}decide/", {"verdict": "approve", "reason": "Jah", "seen": "submitted"}, **json)
    assert decided.json()["state"] == "approved"
    again = client.post(f"{url}decide/", {"verdict": "reject", "reason": "Ei", "seen": "submitted"}, **json)
    assert again.status_code == 409
    year = clock.today().year
    facts = {
        "title": "R",
        "owner": cast.owner.email,
        "measure": "3",
        "quarter": 4,
        "year": year,
        "due_on": f"{year}-12-31",
    }
    line = client.post("/api/v1/plan-lines/", {**facts, "proposal": made.json()["ref"]}, **json)
    assert line.status_code == 201, line.content
    assert client.post("/api/v1/plan-lines/", {**facts, "quarter": 7}, **json).status_code in (400, 422)
    at = f"/api/v1/plan-lines/{line.json()['ref']}/"
    assert client.post(f"{at}finish/", {"result": "3"}, **json).json()["state"] == "done"
    text = f"viide;tegevus\n{line.json()['ref']};Muu\n"
    assert client.post("/api/v1/plan-lines/sheet/", {"text": text}, **json).json()["counts"]["refused"] == 1
    assert client.get("/api/v1/plan-lines/?format=csv").content.decode().startswith("ref,year")
    assert Proposal.objects.count() == 1
    assert reverse("proposal_list") == "/plan/proposals/"
