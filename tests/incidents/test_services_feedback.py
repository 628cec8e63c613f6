"""Reporters are asked once whether they are content; counted are their answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotFound
from core.links import token_for
from incidents.models import Feedback, Incident, Report
from incidents.services import cases, reports
from incidents.services.feedback import answer_feedback
from tests.factories import cases as make
from tests.incidents.test_measures import counts, read

pytestmark = pytest.mark.django_db
READER = Actor(kind="link", name="Pöörduja")
CODE = "37605030299"  # the example code of EVS 585


@pytest.fixture
def by(cast):
    return cast.actor("owner")


@pytest.fixture
def case(at):
    with at("2026-03-04T09:00"):
        return make.case()


def reported(at, case: Incident, when: str = "2026-03-04T09:30", **values) -> Report:
    with at(when):
        return reports.join(case, **{"email": "mari@x.example", "by": SYSTEM, **values})


def resolve(at, by, case: Incident, when: str = "2026-03-04T10:00") -> None:
    with at(when):
        cases.resolve(case, by=by)


def test_asked_when_it_is_resolved_and_only_who_can_be_reached(at, by, cast, case):
    first, second = reported(at, case), reported(at, case, email="", by=cast.actor("staff"))
    reported(at, case, email="")
    assert not Feedback.objects.exists()
    resolve(at, by, case)
    assert set(Feedback.objects.values_list("report", flat=True)) == {first.pk, second.pk}
    letter = make.as_sent(make.letters_to("mari@x.example")[-1])
    assert token_for(first.link) in letter


def test_reporters_of_duplicates_are_asked_as_well(at, by, case):
    with at("2026-03-04T09:10"):
        twin = make.case(of="govsso")
    report = reported(at, twin)
    with at("2026-03-04T09:40"):
        cases.mark_duplicate(twin, of=case, by=by)
    resolve(at, by, case)
    assert Feedback.objects.get().report == report


def test_asked_once_though_it_came_back(at, by, case):
    reported(at, case)
    resolve(at, by, case)
    with at("2026-03-05T09:00"):
        cases.reopen(case, text="Tuli tagasi", by=by)
    report = Report.objects.get()
    with pytest.raises(Conflict):
        answer_feedback(report, answer="no", by=READER)
    resolve(at, by, case, "2026-03-05T10:00")
    assert Feedback.objects.count() == 1
    assert answer_feedback(Report.objects.get(), answer="no", by=READER).answer == "no"


def test_answered_once_with_codes_masked(at, by, case):
    report = reported(at, case)
    with pytest.raises(NotFound):
        answer_feedback(report, answer="content", by=READER)
    resolve(at, by, case)
    report = Report.objects.get()
    with pytest.raises(Invalid):
        answer_feedback(report, answer="splendid", by=READER)
    given = answer_feedback(report, answer="rather_not", comment=f"Aeglane {CODE}", by=READER)
    assert (given.answer, CODE in given.comment) == ("rather_not", False)
    with pytest.raises(Conflict):
        answer_feedback(report, answer="content", by=READER)


def test_the_page_asks_and_opening_it_answers_nothing(at, by, case, client):
    report = reported(at, case)
    address = f"/report/{token_for(report.link)}/"
    assert 'name="answer"' not in client.get(address).content.decode()
    resolve(at, by, case)
    assert 'name="answer"' in client.get(address).content.decode()
    assert Feedback.objects.get().answer == ""
    refused = client.post(address, {"comment": "Hea küll"})
    assert refused.status_code == 422
    assert "Hea küll" in refused.content.decode()
    done = client.post(address, {"answer": "content", "comment": "Kiire"}, follow=True)
    assert "Kiire" in done.content.decode()
    assert 'name="answer"' not in done.content.decode()
    assert Feedback.objects.get().answer == "content"
    assert client.post(address, {"answer": "no"}).status_code == 409
    assert client.post(address + "x", {"answer": "no"}).status_code == 404


def test_the_case_shows_the_answers(at, by, case, as_):
    report = reported(at, case)
    resolve(at, by, case)
    answer_feedback(Report.objects.get(pk=report.pk), answer="no", comment="Läks kaua", by=READER)
    assert "Läks kaua" in as_("owner").get(f"/incidents/{case.ref}/").content.decode()


def answered(at, by, opened: str, answers: str) -> None:
    """One case then, with a report for each letter: y(es), r(ather not), n(o), - (no answer)."""
    with at(opened):
        case = make.case(of=f"osa-{opened[5:10]}")
    rows = [reported(at, case, opened, email=f"r{n}@x.example") for n in range(len(answers))]
    resolve(at, by, case, opened)
    for row, letter in zip(rows, answers, strict=True):
        if letter != "-":
            with at(opened):
                word = {"y": "content", "r": "rather_not", "n": "no"}[letter]
                answer_feedback(Report.objects.get(pk=row.pk), answer=word, by=READER)


def test_content_of_those_who_answered_in_three_months(at, by):
    answered(at, by, "2025-12-31T23:59", "nn")
    answered(at, by, "2026-01-01T00:00", "yy-")
    answered(at, by, "2026-03-04T09:00", "yrn--")
    assert counts("2.1.c-2", "2026-03-31T09:00") == (3, 2, 3)
    found = read("2.1.c-2", "2026-03-31T09:00")
    assert (found.figure, [(one.fulfilled, one.total) for one in found.counted.splits]) == ("3/5", [(5, 8)])
    assert counts("2.1.c-2", "2026-03-03T09:00") == (2, 0, 1)
    assert read("2.1.c-2", "2025-08-03T09:00").state == "empty"


def test_an_answer_counts_from_when_it_was_given(at, by, case):
    report = reported(at, case)
    resolve(at, by, case)
    with at("2026-03-06T09:00"):
        answer_feedback(Report.objects.get(pk=report.pk), answer="content", by=READER)
    assert counts("2.1.c-2", "2026-03-05T09:00") == (0, 0, 1)
    assert counts("2.1.c-2", "2026-03-06T09:00") == (1, 0, 0)


def test_one_question_however_many_rows(at, by):
    answered(at, by, "2026-03-04T09:00", "yrn--y")
    with CaptureQueriesContext(connection) as asked:
        read("2.1.c-2", "2026-03-31T09:00")
    assert len(asked) == 1
