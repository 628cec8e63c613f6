"""The agency's sheet goes out and comes back: looked at first, then exactly so, or nothing."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from core.errors import Conflict
from core.exports import csv_text
from planning.models import PlanLine
from planning.selectors.lines import lines as all_lines
from planning.selectors.lines import sheet_heads, sheet_order, sheet_rows
from planning.services import lines
from planning.services.sheet import import_sheet, preview_sheet
from tests.factories import planning_plan as plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture(autouse=True)
def march(at):
    with at("2026-03-02T10:00"):
        yield


def sheet(by) -> list[list[str]]:
    text = csv_text(sheet_heads(), sheet_rows(sheet_order(all_lines(by).filter(year=2026))))
    return list(csv.reader(io.StringIO(text)))


def text_of(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


def put(rows: list[list[str]], line: int, **cells: str) -> None:
    names = {"title": "tegevus", "due": "tähtaeg", "because": "tähtaja muutmise põhjus", "state": "seis"}
    for name, value in cells.items():
        rows[line][rows[0].index(names.get(name, name))] = value


def outcomes(text: str, by) -> list[str]:
    return [one.outcome for one in preview_sheet(text=text, by=by).lines]


def test_as_it_went_out_it_changes_nothing(by):
    plan.goal(by=by_lead(by))
    for title in ("=1+1", "-miinus", '@nimi; ja "jutumärgid"', "Tavaline"):
        plan.line(by=by, title=title, hours="12.5", result="'=x")
    assert outcomes(text_of(sheet(by)), by) == ["same"] * 4


def by_lead(by):
    from dataclasses import replace

    return replace(by, roles=frozenset({"lead"}))


def test_each_line_says_what_it_would_do_and_exactly_that_is_done(by, cast):
    first, _second = plan.line(by=by, title="Esimene"), plan.line(by=by, title="Teine")
    rows = sheet(by)
    put(rows, 1, title="Esimene muudetud", due="30.11.2026", because="Hange viibib")
    new = dict.fromkeys(rows[0], "")
    new |= {
        "nr": "7",
        "aasta": "2026",
        "kvartal": "IV",
        "tegevus": "Uus rida",
        "mõõdik": "1 tk",
        "tähtaeg": "2026-12-01",
    }
    rows.append(list({**new, "vastutaja": cast.owner.email}.values()))
    rows.append(list({**new, "nr": "8", "kvartal": "5"}.values()))
    rows.append(list({**new, "nr": "9", "vastutaja": "Olematu"}.values()))
    rows.append(list({**new, "nr": "10", "mõõdik": "", "vastutaja": cast.owner.email}.values()))
    text = text_of(rows)
    seen = preview_sheet(text=text, by=by)
    assert [one.outcome for one in seen.lines] == ["changes", "same", "new", "refused", "refused", "refused"]
    assert seen.lines[0].changed["title"] == ("Esimene", "Esimene muudetud")
    assert seen.lines[0].changed["due_on"] == ("31.12.2026", "30.11.2026")
    assert (PlanLine.objects.count(), PlanLine.objects.get(pk=first.pk).title) == (2, "Esimene"), "looked at only"
    import_sheet(text=text, seen=seen.mark, by=by)
    first.refresh_from_db()
    assert (first.title, first.due_on, first.moves.get().reason) == (
        "Esimene muudetud",
        date(2026, 11, 30),
        "Hange viibib",
    )
    assert PlanLine.objects.get(line_no="7").title == "Uus rida"
    assert PlanLine.objects.count() == 3


def test_a_day_moves_only_with_a_reason_and_a_state_not_at_all(by):
    plan.line(by=by), plan.line(by=by)
    rows = sheet(by)
    put(rows, 1, due="30.11.2026")
    put(rows, 2, state="tehtud")
    assert outcomes(text_of(rows), by) == ["refused", "refused"]


def test_what_people_changed_meanwhile_is_a_conflict_and_stays(by):
    row = plan.line(by=by, title="Algne")
    plan.line(by=by, title="Teine")
    rows = sheet(by)
    lines.change_line(line=row, title="Inimese oma", by=by)
    put(rows, 1, title="Lehe oma")
    put(rows, 2, title="Teine lehelt")
    text = text_of(rows)
    seen = preview_sheet(text=text, by=by)
    assert [one.outcome for one in seen.lines] == ["conflict", "changes"]
    import_sheet(text=text, seen=seen.mark, by=by)
    row.refresh_from_db()
    assert row.title == "Inimese oma"


def test_what_changed_since_the_look_undoes_all(by):
    row, other = plan.line(by=by, title="Üks"), plan.line(by=by, title="Kaks")
    text = f"viide;tegevus\n{row.ref};Üks uus\n{other.ref};Kaks uus\n"
    seen = preview_sheet(text=text, by=by)
    assert seen.counts["changes"] == 2, "a sheet of our agency has no marks and few columns"
    lines.change_line(line=other, title="Kaks inimeselt", by=by)
    with pytest.raises(Conflict):
        import_sheet(text=text, seen=seen.mark, by=by)
    row.refresh_from_db()
    assert row.title == "Üks"


def test_a_done_line_and_hostile_lines_are_refused_with_a_sentence(by):
    row = plan.line(by=by)
    lines.finish(line=row, result="3", by=by)
    text = f"viide;tegevus;kvartal\n{row.ref};Muu;4\nP-2026-99;x;1\n;ilma;1\n{row.ref};Jälle;1\nP-1;37605030299;1\n"
    found = preview_sheet(text=text, by=by)
    assert [one.outcome for one in found.lines] == ["refused"] * 5
    assert all(one.why for one in found.lines)
    assert "37605030299" not in "".join(one.text for one in found.lines)
    assert outcomes("tegevus;mõõdik\na;b\n", by) == ["refused"]
    assert outcomes("", by) == []
