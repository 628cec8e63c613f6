"""Goals that two people see and nobody else, at every door; the job description; accesses and decisions."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core.serializers import serialize
from django.db import DatabaseError, transaction

from accounts.models import AuditRecord
from accounts.selectors import actor_of
from accounts.services import name_substitute
from core import clock
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.measures import Reading, is_open_to, measures, shown
from notifications.models import Delivery
from planning.models import Decision, Goal
from planning.services import description, growth, reminding, rights
from tests.factories import cases
from tests.factories import planning_growth as make

pytestmark = pytest.mark.django_db
WORDS = ("Õppida hiina", "Salajane", "tunnistus-77", "sest-88")


@pytest.fixture(autouse=True)
def november(at):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def goal(cast) -> Goal:
    """Reported once and returned, so that every text of it is filled."""
    row = make.goal(cast)
    growth.report_goal(goal=row, evidence="tunnistus-77", by=cast.actor("owner"))
    return growth.return_goal(goal=row, reason="sest-88", by=cast.actor("lead"))


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def acting_client(client, cast, who: str, absent: str):
    days = {"from_on": clock.today(), "until_on": date(2026, 12, 31)}
    name_substitute(absent=cast.user(absent), substitute=cast.user(who), reason="x", by=cast.actor("manager"), **days)
    client.force_login(cast.user(who))
    client.post("/accounts/act-for/", {"person": cast.user(absent).pk})
    return actor_of(cast.user(who), acting_for_id=cast.user(absent).pk)


PAGES = ("/growth/goals/{goal}/", "/growth/goals/{goal}/report/", "/growth/goals/{goal}/confirm/")
PAGES += ("/growth/goals/{goal}/return/", "/growth/goals/{goal}/drop/", "/growth/reviews/{appraisal}/")
PAGES += ("/growth/reviews/{appraisal}/goals/new/",)
TYPED = {"reason": "x", "evidence": "x", "text": "x", "due_on": "2026-12-01"}
OTHERS = ("manager", "auditor", "admin", "staff", "partner_a", "resolver", "owner_2", "lead_2")


@pytest.mark.parametrize("who", OTHERS)
def test_to_others_there_is_no_such_page(as_, cast, goal, who):
    client = as_(who)
    for page in PAGES:
        url = page.format(goal=goal.pk, appraisal=goal.appraisal_id)
        assert client.get(url).status_code == 404, url
        assert client.post(url, TYPED).status_code in (404, 405), "pages that take no form, whatever there is"
    for url in (
        "/",
        "/growth/",
        "/tasks/?whose=all&state=any",
        "/search/?q=hiina",
        "/duties/description/",
        "/notices/",
    ):
        page = text_of(client, url)
        assert not [word for word in WORDS if word in page], url
    goal.refresh_from_db()
    assert goal.state == "returned"


@pytest.mark.parametrize("who", OTHERS)
def test_services_know_no_such_goal_either(cast, goal, who):
    by = cast.actor(who)
    for act, facts in (
        (growth.report_goal, {"evidence": "x"}),
        (growth.confirm_goal, {}),
        (growth.return_goal, {"reason": "x"}),
        (growth.drop_goal, {"reason": "x"}),
    ):
        with pytest.raises(NotFound):
            act(goal=goal, by=by, **facts)
    with pytest.raises(NotFound):
        growth.agree_goal(appraisal=goal.appraisal, text="x", due_on=date(2026, 12, 1), by=by)


@pytest.mark.parametrize("absent", ["owner", "lead"])
def test_a_substitute_does_not_inherit_them(client, cast, goal, absent):
    by = acting_client(client, cast, "staff", absent)
    assert by.acting_for_id
    assert not Goal.objects.visible_to(by).exists()
    with pytest.raises(NotFound):
        growth.confirm_goal(goal=goal, by=by)
    assert client.get(f"/growth/goals/{goal.pk}/").status_code == 404
    assert "hiina" not in text_of(client, "/growth/")
    assert not is_open_to(measures.get("2.5.a-1"), by)


def test_the_lead_in_the_persons_name_sees_none(client, cast, goal):
    """Who may see it as oneself does not see it while acting for another."""
    by = acting_client(client, cast, "lead", "owner")
    assert not Goal.objects.visible_to(by).exists()


def test_no_word_of_it_lies_anywhere_else(cast, goal, as_):
    """Every table of the database but the two that hold it."""
    growth.report_goal(goal=goal, evidence="tunnistus-77 uus", by=cast.actor("owner"))
    growth.confirm_goal(goal=goal, answer="sest-88 ikka", by=cast.actor("lead"))
    seen = []
    for model in apps.get_models():
        if model.__name__ in ("Goal", "Appraisal"):
            continue
        held = serialize("json", model._base_manager.all())
        seen += [f"{model.__name__}: {word}" for word in WORDS if word in held]
    assert not seen
    trail = AuditRecord.objects.filter(subject=f"planning.goal:{goal.pk}")
    assert {(row.label, str(row.changes), row.reason) for row in trail} == {(f"#{goal.pk}", "{}", "")}
    assert not Delivery.objects.filter(body__contains="/growth/").exists()


def test_the_api_has_none(as_, goal):
    client = as_("lead")
    for name in ("goals", "appraisals", "growth"):
        assert client.get(f"/api/v1/{name}/").status_code == 404
    schema = text_of(client, "/api/v1/schema/").lower()
    assert "appraisal" not in schema
    assert "/api/v1/goals" not in schema


def test_agreed_reported_confirmed_in_a_browser(as_, cast):
    client = as_("lead")
    given = {"person": cast.user("owner").pk, "held_on": "2026-11-20", "next_on": "2027-11-19", "summary": "Hea aasta"}
    assert client.post("/growth/new/", {**given, "held_on": "2026-12-01"}).status_code == 422
    url = client.post("/growth/new/", given).url
    page = client.post(f"{url}goals/new/", {"text": "Õppida", "due_on": "2026-02-30"})
    assert page.status_code == 422
    assert "Õppida" in page.content.decode()
    assert client.post(f"{url}goals/new/", {"text": "Õppida", "due_on": "2026-12-10"}).url == url
    goal = Goal.objects.get()
    client = as_("owner")
    assert "Õppida" in text_of(client, "/"), "due within a month"
    assert client.post(f"/growth/goals/{goal.pk}/report/", {"evidence": " "}).status_code == 422
    assert client.post(f"/growth/goals/{goal.pk}/report/", {"evidence": "Tunnistus"}).status_code == 302
    client = as_("lead")
    assert "Õppida" in text_of(client, "/")
    assert client.post(f"/growth/goals/{goal.pk}/return/", {"reason": ""}).status_code == 422
    assert client.post(f"/growth/goals/{goal.pk}/confirm/", {"answer": "Tubli"}).status_code == 302
    assert client.post(f"/growth/goals/{goal.pk}/return/", {"reason": "hilja"}).status_code == 409
    assert "Tubli" in text_of(client, f"/growth/goals/{goal.pk}/")


def test_what_an_annual_review_refuses(cast, at):
    with pytest.raises(Invalid):
        make.appraisal(cast, person="lead")
    with pytest.raises(Invalid):
        make.appraisal(cast, person="partner_a")
    row = make.appraisal(cast)
    with pytest.raises(Invalid):
        make.appraisal(cast)
    with pytest.raises(Invalid):
        make.goal(cast, row, due_on=date(2026, 11, 22))
    with pytest.raises(NotAllowed):
        make.appraisal(cast, lead="owner", person="lead")


def read(slug: str, as_of: str):
    return measures.get(slug).read(Reading.of(clock.parse_local(as_of)))


def counts(slug: str, as_of: str) -> tuple[int, int, int]:
    found = read(slug, as_of)
    return found.total("fulfilled"), found.total("missed"), found.total("left_out")


@pytest.fixture
def long_ago(cast):
    """The cast has its roles since 2020."""
    for who in ("owner", "lead"):
        cast.user(who).memberships.update(valid_from=date(2020, 1, 1))


def test_goals_are_counted_from_review_to_review(cast, at, long_ago):
    with at("2026-01-22T10:00"):
        row = make.appraisal(cast)
        first = make.goal(cast, row, due_on=date(2026, 6, 30))
        make.goal(cast, row, due_on=date(2026, 12, 15))
    assert counts("2.5.a-1", "2026-01-21T23:00") == (0, 0, 0)
    assert counts("2.5.a-1", "2026-06-30T12:00") == (0, 0, 2), "the day itself is in time"
    assert counts("2.5.a-1", "2026-07-01T00:00") == (0, 1, 1)
    with at("2026-07-02T10:00"):
        growth.report_goal(goal=first, evidence="tunnistus", by=cast.actor("owner"))
    assert counts("2.5.a-1", "2026-07-02T12:00") == (0, 1, 1), "one's own word is no confirmation"
    with at("2026-07-03T10:00"):
        growth.confirm_goal(goal=first, by=cast.actor("lead"))
    assert counts("2.5.a-1", "2026-07-03T12:00") == (1, 0, 1)
    assert counts("2.5.a-1", "2026-07-02T12:00") == (0, 1, 1), "as it stood then"
    with at("2027-01-20T10:00"):
        make.appraisal(cast)
    assert counts("2.5.a-1", "2027-01-19T12:00") == (1, 1, 0)
    assert counts("2.5.a-1", "2027-01-20T12:00") == (0, 0, 0), "a new time begins"


def test_the_figure_is_open_to_the_two_alone(cast, goal, long_ago):
    one = measures.get("2.5.a-1")
    assert {who for who in ("owner", "lead", *OTHERS) if is_open_to(one, cast.actor(who))} == {"owner", "lead"}
    rows = read("2.5.a-1", "2026-11-23T09:00").rows("left_out")
    assert [row.label for row in rows] == ["Enesearendamise eesmärk"]
    assert [each.is_seen for each in shown(rows, cast.actor("manager"))] == [False]
    assert [each.is_seen for each in shown(rows, cast.actor("owner"))] == [True]


def test_annual_reviews_within_a_year(cast, at, long_ago):
    assert read("2.5.a-2", "2026-11-23T09:00").counted.waits_for
    with at("2026-01-22T10:00"):
        make.appraisal(cast)
    assert read("2.5.a-2", "2027-01-22T09:00").figure == read("2.5.a-2", "2026-01-22T11:00").figure
    assert counts("2.5.a-2", "2027-01-22T09:00") == (1, 0, 0), "365 days ago"
    assert counts("2.5.a-2", "2027-01-23T09:00") == (0, 1, 0)


def test_the_job_description_is_signed_by_two_each_for_themself(as_, cast, at, long_ago, client):
    assert "AMETIJUHEND" in text_of(as_("owner"), "/duties/description/?text=et")
    row = make.review(cast)
    with pytest.raises(NotAllowed):
        description.sign_description(review=row, by=cast.actor("lead_2"))
    by = acting_client(client, cast, "owner", "lead")
    with pytest.raises(NotAllowed):
        description.sign_description(review=row, by=by)
    assert client.post(f"/duties/description/{row.pk}/sign/").status_code == 403
    client.post("/accounts/act-for/")
    assert client.post(f"/duties/description/{row.pk}/sign/").status_code == 302
    assert client.post(f"/duties/description/{row.pk}/sign/").status_code == 409
    assert counts("1.review", "2026-11-23T12:00") == (0, 0, 0), "one signature is not two"
    with at("2026-11-25T10:00"):
        description.sign_description(review=row, by=cast.actor("lead"))
    assert counts("1.review", "2026-11-24T12:00") == (0, 0, 0)
    assert counts("1.review", "2026-11-25T12:00") == (1, 0, 0)
    assert counts("1.review", "2027-11-23T12:00") == (1, 0, 0)
    assert counts("1.review", "2027-11-24T12:00") == (0, 1, 0)
    told = Delivery.objects.filter(event_key__startswith="description", channel="inbox")
    for day, count in (
        ("2027-10-23T09:00", 0),
        ("2027-10-24T09:00", 2),
        ("2027-11-20T09:00", 2),
        ("2027-11-24T09:00", 4),
    ):
        with at(day):
            reminding.remind_of_description()
            assert told.filter(user__in=[cast.user("owner"), cast.user("lead")]).count() == count, day


def test_accesses(as_, cast, at):
    client = as_("owner")
    given = {"holder": cast.user("owner").pk, "name": "X-tee iseteenindus", "reason": "Haldus"}
    assert client.post("/plan/access/new/", {**given, "name": ""}).status_code == 422
    url = client.post("/plan/access/new/", given).url
    assert "X-tee iseteenindus" in text_of(as_("manager"), "/")
    client = as_("lead")
    page = client.post(f"{url}grant/", {"expires_on": "2026-11-01", "decision": "Piiratud õigus"})
    assert page.status_code == 422
    assert "Piiratud õigus" in page.content.decode()
    assert client.post(f"{url}grant/", {"expires_on": "2026-12-20"}).status_code == 302
    assert client.post(f"{url}refuse/", {"reason": "hilja"}).status_code == 409
    own = rights.ask_access(holder=cast.user("lead"), name="Y", reason="Z", by=cast.actor("lead"))
    with pytest.raises(NotAllowed) as refused:
        rights.grant_access(request=own, expires_on=date(2026, 12, 1), by=cast.actor("lead"))
    assert refused.value.code == "own-request"
    with pytest.raises(Invalid):
        rights.refuse_access(request=own, reason=" ", by=cast.actor("manager"))
    told = Delivery.objects.filter(event_key__contains=".ends-", user=cast.user("owner"), channel="inbox")
    for day, count in (("2026-12-05T09:00", 0), ("2026-12-06T09:00", 1), ("2026-12-10T09:00", 1)):
        with at(day):
            reminding.remind_of_access()
            assert told.count() == count, day
    assert as_("staff").get(url).status_code == 404
    assert client.get("/plan/access/?format=csv").status_code == 200


def test_requests_that_wait_too_long(cast, at):
    assert read("4.r2", "2026-11-23T09:00").counted.waits_for
    with at("2026-12-18T10:00"):
        row = make.access(cast)
    assert counts("4.r2", "2026-12-29T23:00") == (1, 0, 0), "Christmas: the fifth working day"
    assert counts("4.r2", "2026-12-30T00:00") == (0, 1, 0)
    with at("2026-12-31T10:00"):
        rights.refuse_access(request=row, reason="ei", by=cast.actor("lead"))
    assert read("4.r2", "2026-12-31T12:00").figure == "0"


def test_decisions_stand_as_written(as_, cast):
    cases.rule("PJ-27")
    client = as_("owner")
    given = {"taken_on": "2026-05-28", "text": "Anda õigus teenusele", "basis": ""}
    page = client.post("/plan/decisions/new/", given)
    assert page.status_code == 422
    assert "Anda õigus teenusele" in page.content.decode()
    url = client.post("/plan/decisions/new/", {**given, "basis": "PJ-27; AvTS § 9"}).url
    assert "/incidents/competence/#PJ-27" in text_of(client, url)
    assert "/incidents/competence/#PJ-27" in text_of(client, "/plan/decisions/")
    row = Decision.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(text="Muu")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    page = text_of(client, f"/plan/decisions/new/?corrects={row.ref}")
    assert "Anda õigus teenusele" in page
    client.post("/plan/decisions/new/", {**given, "basis": "PJ-27", "text": "Anda õigus", "corrects": row.ref})
    assert row.corrections.get().text == "Anda õigus"
    with pytest.raises(Conflict):
        rights.note_decision(text="x", basis="y", corrects=row, by=cast.actor("owner"))
    with pytest.raises(Invalid):
        rights.note_decision(text="x", basis=" ", by=cast.actor("owner"))


def test_the_api_of_accesses_and_decisions(as_, cast):
    client = as_("owner")
    given = {"holder": cast.user("owner").email, "name": "X", "reason": "Y"}
    made = client.post("/api/v1/access-requests/", given, content_type="application/json")
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]
    url, given = f"/api/v1/access-requests/{ref}/grant/", {"expires_on": "2027-01-01"}
    assert client.post(url, given, content_type="application/json").status_code == 403
    client = as_("lead")
    answer = client.post(url, given, content_type="application/json")
    assert answer.json()["state"] == "granted"
    given = {"text": "Otsus", "basis": "Seadus § 1", "taken_on": "2026-11-20"}
    made = client.post("/api/v1/decisions/", given, content_type="application/json")
    assert made.status_code == 201, made.content
    assert client.post("/api/v1/decisions/", {"text": "x"}, content_type="application/json").status_code in (400, 422)
    assert client.get("/api/v1/decisions/").json()["count"] == 1
    assert as_("partner_a").get("/api/v1/decisions/").json()["count"] == 0
