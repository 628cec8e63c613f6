import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from incidents.models import Incident
from incidents.services import cases
from tests.factories import cases as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(as_):
    return as_("owner")


def refs(answer) -> list[str]:
    return [row.ref for row in answer.context["rows"]]


def test_who_may_see_it(as_, client):
    for who in ("owner", "lead", "manager", "staff", "auditor"):
        assert as_(who).get("/incidents/").status_code == 200
    for who in ("resolver", "partner_a", "admin"):
        assert as_(who).get("/incidents/").status_code == 403
    client.logout()
    assert client.get("/incidents/").status_code == 302


def test_filters(owner, cast):
    by = cast.actor("owner")
    star = make.system("star")
    one = make.case(of="a", priority=1, title="Üks õhtul", system=star, environment="test")
    two = cases.take(make.case(of="b", fault="aeglus", got="503"), by=by)
    three = make.handed(make.case(of="c", root=make.component("a")), by=by).incident
    gone = cases.resolve(make.case(of="d"), by=by)
    expected = {
        "": {one, two, three},
        "state=all": {one, two, three, gone},
        "state=resolved": {gone},
        "state=nonsense": {one, two, three, gone},
        "whose=mine": {two, three},
        "whose=nobody": {one},
        "whose=party": {three},
        "whose=late": set(),
        "priority=1": {one},
        "component=a": {one, three},
        "system=star": {one},
        "fault_class=aeglus": {two},
        "environment=test": {one},
        "source=check": set(),
        "q=õhtul+üks": {one},
        f"q={two.ref.lower()}": {two},
        "q=503": {two},
        "opened_from=2099-01-01": set(),
        "opened_until=2099-01-01": {one, two, three},
        "component=nosuch&priority=x": {one, two, three},
    }
    for query, found in expected.items():
        assert set(refs(owner.get(f"/incidents/?{query}"))) == {case.ref for case in found}, query


def test_their_ticket_number_finds_the_case_once(owner, cast):
    handover = make.handed(by=cast.actor("owner"))
    handover.their_reference = "TT-77"
    handover.save()
    assert refs(owner.get("/incidents/?q=TT-77")) == [handover.incident.ref]


@pytest.mark.parametrize("sort", ["priority", "opened", "due", "state", "ref", "component"])
def test_sorts(owner, sort):
    make.targets()
    for of, priority in (("b", 2), ("a", 1), ("c", 3)):
        make.case(of=of, priority=priority)
    up, down = (refs(owner.get(f"/incidents/?sort={sign}{sort}")) for sign in ("", "-"))
    assert sorted(up) == sorted(down)
    if sort != "state":
        assert up == down[::-1]


def test_an_unknown_sort_is_the_usual_one(owner):
    make.case(priority=3)
    urgent = make.case(of="b", priority=1)
    assert refs(owner.get("/incidents/?sort=password"))[0] == urgent.ref


@pytest.mark.parametrize("number", [5, 60])
def test_at_most_ten_queries(owner, cast, number):
    for n in range(number):
        make.case(of=f"c{n}", system=make.system())
    make.handed(make.case(), by=cast.actor("owner"))
    owner.get("/incidents/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = owner.get("/incidents/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert len(queries) <= 10, "\n".join(each["sql"][:150] for each in queries)
    with CaptureQueriesContext(connection) as whole:
        owner.get("/incidents/")
    assert len(whole) <= 16, "\n".join(each["sql"][:150] for each in whole)


def test_the_refresh_answers_304_until_something_changes(owner, cast):
    case = make.case()
    first = owner.get("/incidents/", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": first["ETag"]}
    assert owner.get("/incidents/", headers=again).status_code == 304
    cases.take(case, by=cast.actor("owner"))
    assert owner.get("/incidents/", headers=again).status_code == 200


def test_the_case_refreshes_so_too(owner, cast):
    case = make.case()
    first = owner.get(f"/incidents/{case.ref}/", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": first["ETag"]}
    assert owner.get(f"/incidents/{case.ref}/", headers=again).status_code == 304
    cases.note(case, text="uus", by=cast.actor("owner"))
    assert "uus" in owner.get(f"/incidents/{case.ref}/", headers=again).content.decode()


def test_csv_and_xlsx_escape_formulas_and_say_the_same(owner):
    make.case(title="=HYPERLINK(1)")
    make.case(of="b", title="@tavaline\x01")
    rows = list(csv.reader(io.StringIO(owner.get("/incidents/?format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 3
    titles = {row[1] for row in rows[1:]}
    assert "'=HYPERLINK(1)" in titles
    sheet = load_workbook(io.BytesIO(owner.get("/incidents/?format=xlsx").content)).active
    assert {row[1].value for row in list(sheet.rows)[1:]} == {title.replace("\x01", "") for title in titles}


def test_pages(owner):
    for n in range(60):
        make.case(of=f"c{n}")
    assert len(refs(owner.get("/incidents/"))) == 50
    assert len(refs(owner.get("/incidents/?page=2"))) == 10
    assert len(refs(owner.get("/incidents/?page=99"))) == 10


class TestBulk:
    def post(self, client, **sent):
        return client.post("/incidents/bulk/", sent)

    def test_a_preview_first(self, owner, cast):
        good, bad = make.case(), cases.resolve(make.case(of="b"), by=cast.actor("owner"))
        answer = self.post(owner, action="resolve", ref=[good.ref, bad.ref])
        assert answer.status_code == 200
        assert (answer.context["allowed"], answer.context["refused"]) == ([good], [bad])
        good.refresh_from_db()
        assert good.state == "reported"

    def test_then_the_act_once(self, owner):
        one, two = make.case(), make.case(of="b")
        preview = self.post(owner, action="take", ref=[one.ref, two.ref])
        sent = {"action": "take", "ref": [one.ref, two.ref], "confirmed": "1", "next": "/incidents/?whose=nobody"}
        sent["submission"] = preview.context["submission"]
        answer = owner.post("/incidents/bulk/", sent)
        assert (answer.status_code, answer.url) == (302, "/incidents/?whose=nobody")
        assert set(Incident.objects.values_list("state", flat=True)) == {"in_work"}
        owner.post("/incidents/bulk/", sent)
        assert one.entries.filter(action="take").count() == 1

    def test_what_changed_meanwhile_is_told(self, owner, cast):
        one, two = make.case(), make.case(of="b")
        cases.resolve(two, by=cast.actor("lead"))
        answer = owner.post(
            "/incidents/bulk/", {"action": "resolve", "ref": [one.ref, two.ref], "confirmed": "1"}, follow=True
        )
        assert two.ref in " ".join(map(str, answer.context["messages"]))
        one.refresh_from_db()
        assert one.state == "resolved"

    def test_rejecting_asks_for_the_reason_and_keeps_the_choice(self, owner):
        case = make.case()
        answer = self.post(owner, action="reject", ref=case.ref, confirmed="1", text="  ")
        assert answer.status_code == 422
        assert (answer.context["missing_reason"], answer.context["allowed"]) == (True, [case])
        self.post(owner, action="reject", ref=case.ref, confirmed="1", text="Pole viga")
        case.refresh_from_db()
        assert case.rejected_because == "Pole viga"

    def test_nothing_chosen_or_nonsense(self, owner):
        assert self.post(owner, action="take").context["chosen"] == []
        assert self.post(owner, action="drop", ref="x").status_code == 422
        assert owner.get("/incidents/bulk/").status_code == 302

    def test_not_elsewhere(self, owner):
        case = make.case()
        answer = self.post(owner, action="take", ref=case.ref, confirmed="1", next="https://evil.example/")
        assert answer.url == "/incidents/"

    def test_who_may(self, as_):
        for who in ("staff", "manager", "auditor", "admin", "resolver", "partner_a"):
            assert self.post(as_(who), action="take").status_code == 403


def test_register(owner, cast):
    make.component()
    make.fault_class()
    form = owner.get("/incidents/new/?component=aut-tara&system=nosuch").context["form"]
    assert form.initial["component"].slug == "aut-tara"
    bad = owner.post("/incidents/new/", {"title": "TARA seisab", "component": "999"})
    assert bad.status_code == 422
    assert "TARA seisab" in bad.content.decode()
    sent = {
        "title": "TARA seisab",
        "component": make.component().pk,
        "fault_class": make.fault_class().pk,
        "environment": "production",
        "priority": "2",
    }
    answer = owner.post("/incidents/new/", sent)
    case = Incident.objects.get()
    assert answer.url == f"/incidents/{case.ref}/"
    assert (case.source, case.priority) == ("staff", 2)


def test_hostile_references_and_reasons_choose_and_break_nothing(as_):
    incident = make.case()
    chosen = {"ref": ["a\0b", "x" * 5000, incident.ref], "action": "reject", "text": "a\0" + "b" * 9000}
    answer = as_("owner").post("/incidents/bulk/", {**chosen, "confirmed": "1"})
    assert answer.status_code == 302
    incident.refresh_from_db()
    assert incident.state == "rejected"
