from datetime import timedelta

import pytest

from accounts.services import tokens
from core import clock
from incidents.services import cases
from tests.factories import cases as make
from tests.factories.library import document, in_force
from tests.factories.people import organisation, person

pytestmark = pytest.mark.django_db


def post(client, path, **sent):
    return client.post(f"/api/v1/{path}", sent, content_type="application/json")


def problem(answer, status, field=None):
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, status)
    assert answer["Content-Type"].startswith("application/problem+json")
    assert body["detail"]
    if field:
        assert field in body["errors"]
    return body


def test_a_case_through_its_life(as_, cast):
    make.component()
    make.fault_class()
    make.check("valvur")
    client = as_("owner")
    made = post(client, "incidents/", title="TARA", component="aut-tara", fault_class="katkestus", priority=1)
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    assert (made.json()["state"], made.json()["source"]) == ("reported", "staff")
    assert post(client, f"incidents/{ref}/take/").json()["assignee"] == "owner@test.example"
    assert post(client, f"incidents/{ref}/note/", text="vaatan").status_code == 201
    assert post(client, f"incidents/{ref}/resolve/", text="taaskäivitus").json()["cure_text"] == "taaskäivitus"
    assert client.get(f"/api/v1/incidents/{ref}/").json()["actions"] == ["note", "no_word", "close", "reopen"]
    close = {"cause_class": "release", "guard": "check", "guard_text": "nähtud"}
    problem(post(client, f"incidents/{ref}/close/", **close), 422, "guard_check")
    assert post(client, f"incidents/{ref}/close/", **close, guard_check="valvur").json()["state"] == "closed"
    assert post(client, f"incidents/{ref}/reopen/", text="tagasi").json()["state"] == "reopened"
    assert post(client, f"incidents/{ref}/reject/", text="ei ole").json()["state"] == "rejected"
    actions = [entry["action"] for entry in client.get(f"/api/v1/incidents/{ref}/timeline/").json()]
    assert actions == ["opened", "take", "note", "resolve", "close", "reopen", "reject"]


def test_a_document_guards_and_is_named_to_those_who_see_it(as_, cast):
    case = cases.resolve(make.case(priority=1), by=cast.actor("owner"))
    guide = in_force(document("juhend", audience="named", organisations=[organisation("ria")])).document
    document("kavand")
    owner, close = as_("owner"), {"cause_class": "release", "guard": "document", "guard_text": "pilt lisatud"}
    problem(post(owner, f"incidents/{case.ref}/close/", **close), 422, "guard_document")
    problem(post(owner, f"incidents/{case.ref}/close/", **close, guard_document="kavand"), 409)
    closed = post(owner, f"incidents/{case.ref}/close/", **close, guard_document=guide.slug).json()
    assert (closed["state"], closed["guard_document"]) == ("closed", "juhend")
    rows = as_("staff").get("/api/v1/incidents/?state=closed").json()["results"]
    assert [(row["ref"], row["guard_document"]) for row in rows] == [(case.ref, None)]


def test_refusals_are_problems(as_, cast, client):
    case = make.case()
    owner = as_("owner")
    problem(post(owner, "incidents/", title="x"), 400, "component")
    problem(post(owner, f"incidents/{case.ref}/note/", text=" "), 400, "text")
    problem(post(owner, f"incidents/{case.ref}/note/", text="x", audience="party"), 422, "audience")
    problem(post(owner, f"incidents/{case.ref}/close/", cause_class="style"), 409)
    problem(post(owner, f"incidents/{case.ref}/forward/"), 422, "group")
    problem(owner.get("/api/v1/incidents/INC-1999-00001/"), 404)
    problem(post(as_("staff"), f"incidents/{case.ref}/take/"), 403)
    client.logout()
    problem(client.get("/api/v1/incidents/"), 401)


def test_the_list_filters_as_the_page_does(as_, cast):
    one = make.case(priority=1)
    cases.resolve(make.case(of="log"), by=cast.actor("owner"))
    client = as_("owner")

    def refs(query=""):
        return [row["ref"] for row in client.get(f"/api/v1/incidents/{query}").json()["results"]]

    assert refs() == refs("?priority=1") == [one.ref]
    assert len(refs("?state=all")) == 2
    assert one.ref in client.get("/api/v1/incidents/?format=csv").content.decode()


def test_cells_do_not_become_formulas(as_):
    make.case(title="=cmd()")
    assert "'=cmd()" in as_("owner").get("/api/v1/incidents/?format=csv").content.decode()


def test_forwarding_by_the_rule_and_the_partys_acts(as_, cast):
    make.rule(evidence=["aeg"])
    case = make.case()
    owner = as_("owner")
    problem(post(owner, f"incidents/{case.ref}/forward/"), 422, "evidence")
    made = post(owner, f"incidents/{case.ref}/forward/", evidence={"aeg": "8.50"})
    assert (made.status_code, made.json()["rule_code"]) == (201, "PJ-01")
    problem(post(owner, f"incidents/{case.ref}/forward/", evidence={"aeg": "8.50"}), 409)
    pk = made.json()["id"]
    resolver = as_("resolver")
    for act, sent, state in (
        ("accept", {"their_reference": "TT-1"}, "accepted"),
        ("reference", {"their_reference": "TT-2"}, "accepted"),
        ("ask", {"text": "mis kell?"}, "asked"),
        ("answer", {"text": "uurime"}, "answered"),
        ("fix", {"text": "korras"}, "fixed"),
    ):
        answer = post(resolver, f"handovers/{pk}/{act}/", **sent)
        assert (answer.status_code, answer.json()["state"]) == (200, state), act
    problem(post(resolver, f"handovers/{pk}/refuse/", text="x"), 409)


def test_a_refusal_counts_as_misroute_when_it_says_so(as_, cast):
    handover = make.handed(by=cast.actor("owner"))
    problem(post(as_("resolver"), f"handovers/{handover.pk}/refuse/"), 422, "text")
    answer = post(as_("resolver"), f"handovers/{handover.pk}/refuse/", text="pole meie", is_misroute=True)
    assert answer.json()["is_misroute"] is True


def test_a_resolver_sees_only_its_own(as_, client, cast):
    by = cast.actor("owner")
    handover = make.handed(by=by)
    other, hidden = make.case(of="log"), make.case(of="muu")
    cases.mark_duplicate(handover.incident, of=hidden, by=by)
    resolver = as_("resolver")
    rows = resolver.get("/api/v1/incidents/?state=all").json()["results"]
    assert [(row["ref"], row["duplicate_of"]) for row in rows] == [(handover.incident.ref, None)]
    problem(resolver.get(f"/api/v1/incidents/{other.ref}/"), 404)
    problem(resolver.get("/api/v1/competence-rules/"), 403)
    assert as_("owner").get(f"/api/v1/incidents/{handover.incident.ref}/").json()["duplicate_of"] == hidden.ref
    client.force_login(person("ria-mees", role="resolver", organisation_slug="ria"))
    assert client.get("/api/v1/handovers/").json()["count"] == 0
    problem(post(client, f"handovers/{handover.pk}/accept/"), 404)


@pytest.mark.parametrize("who", ["partner_a", "admin"])
def test_whose_page_is_closed_finds_the_api_closed(as_, who):
    case = make.case()
    for path in ("incidents/", f"incidents/{case.ref}/", "handovers/", "competence-rules/"):
        problem(as_(who).get(f"/api/v1/{path}"), 403)


def test_rules_of_every_edition(as_):
    make.rule()
    client = as_("staff")
    assert client.get("/api/v1/competence-rules/?component__slug=aut-tara").json()["count"] == 1
    assert client.get("/api/v1/competence-rules/PJ-01/").json()["solver"] == "tehik-uk"


class TestTokens:
    def asks(self, client, cast, scopes, method="get", path="incidents/", **sent):
        _token, secret = tokens.make_token(name="t", scopes=scopes, by=cast.actor("owner"))
        head = {"Authorization": f"Bearer {secret}"}
        return getattr(client, method)(f"/api/v1/{path}", sent or None, content_type="application/json", headers=head)

    def test_within_their_scopes(self, client, cast):
        case = make.case()
        assert self.asks(client, cast, ["incidents.see_queue"]).json()["count"] == 1
        assert self.asks(client, cast, ["notifications.publish"]).status_code == 403
        take = f"incidents/{case.ref}/take/"
        assert self.asks(client, cast, ["incidents.see_queue"], "post", take).status_code == 403
        assert self.asks(client, cast, ["incidents.*"], "post", take).status_code == 200
        assert case.entries.get(action="take").actor_kind == "token"


class TestWhatThePageCan:
    """Every act of the case's page has its address here, through the same services."""

    @pytest.fixture
    def ref(self, cast) -> str:
        make.targets()
        return make.case(title="TARA").ref

    def test_assessed_given_away_and_joined(self, as_, cast, ref):
        client = as_("owner")
        make.fault_class("aeglus")
        lead = cast.user("lead")
        body = post(client, f"incidents/{ref}/triage/", priority=1, fault_class="aeglus", text="väga aeglane").json()
        assert (body["priority"], body["fault_class"], body["title"]) == (1, "aeglus", "TARA")
        assert post(client, f"incidents/{ref}/assign/", to=lead.email).json()["assignee"] == lead.email
        problem(post(client, f"incidents/{ref}/assign/", to=cast.user("staff").email), 400, "to")
        other = make.case(of="log").ref
        problem(post(client, f"incidents/{ref}/duplicate/", of="INC-2020-00001"), 404)
        problem(post(client, f"incidents/{ref}/duplicate/", of=ref), 422)
        assert post(client, f"incidents/{ref}/duplicate/", of=other).json()["duplicate_of"] == other
        for act in ("triage", "assign", "duplicate", "word"):
            sent = {"to": lead.email, "of": other, "body": {}, "stage": "identified"}
            problem(post(as_("staff"), f"incidents/{ref}/{act}/", **sent), 403)

    def test_said_in_public(self, as_, ref):
        client = as_("owner")
        problem(post(client, f"incidents/{ref}/word/", body={"et": "Uurime"}, stage="investigating"), 422)
        both, soon = {"et": "Uurime", "en": "We look"}, (clock.now() + timedelta(hours=2)).isoformat()
        said = {"title": both, "body": both, "stage": "investigating"}
        problem(post(client, f"incidents/{ref}/word/", **said), 422)  # without the time of the next word
        said = post(client, f"incidents/{ref}/word/", **said, next_update_at=soon, meanwhile=both)
        assert said.status_code == 201, said.content
        assert said.json()["about"] == f"incident:{ref}"

    def test_answered_called_back_and_pasted(self, as_, cast):
        make.targets()
        client, by = as_("owner"), cast.actor("owner")
        handover = make.handed(by=by)
        problem(post(client, f"handovers/{handover.pk}/paste/", text="JIRA-7", meaning="nothing"), 400, "meaning")
        path = f"handovers/{handover.pk}"
        pasted = post(client, f"{path}/paste/", text="Mis ajast?", meaning="ask", their_reference="JIRA-7").json()
        assert (pasted["state"], pasted["their_reference"]) == ("asked", "JIRA-7")
        assert post(client, f"{path}/reply/", text="Hommikust").json()["state"] != "asked"
        problem(post(client, f"{path}/revoke/"), 422, "text")
        assert post(client, f"{path}/revoke/", text="Lahenes ise").json()["state"] == "revoked"
        problem(post(as_("resolver"), f"{path}/revoke/", text="x"), 403)

    def test_closed_with_an_accepted_risk(self, as_, cast, ref):
        client, lead = as_("owner"), cast.user("lead")
        post(client, f"incidents/{ref}/take/")
        post(client, f"incidents/{ref}/resolve/", text="korras")
        risk = {"cause_class": "third_party", "guard": "risk", "guard_text": "ei ole meie teha"}
        problem(post(client, f"incidents/{ref}/close/", **risk), 422)
        until = str(clock.today() + timedelta(days=30))
        closed = post(client, f"incidents/{ref}/close/", **risk, guard_approver=lead.email, guard_until=until).json()
        assert (closed["state"], closed["guard"], closed["guard_until"]) == ("closed", "risk", until)
