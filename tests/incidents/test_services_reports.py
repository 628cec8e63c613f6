import pytest

from core.actor import ANONYMOUS
from core.errors import Conflict, Invalid, TooMany
from incidents.models import Entry, Incident, Report
from incidents.services import cases, reports
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
CODE = "38001085718"


def report(**values) -> Report:
    make.component()
    values = {"system": None, "symptom": "cannot_sign_in", "text": "Ei saa sisse", "by": ANONYMOUS, **values}
    return reports.report(**values)


def test_a_report_opens_a_case_that_waits_for_assessment():
    row = report(system=make.system(of="aut-tara"), since="hommikust", email="mari@x.example", language="ru")
    case = row.incident
    assert (case.source, case.state, case.root_id, case.affected_count) == ("report", "reported", None, 0)
    case.refresh_from_db()
    assert (case.affected_count, case.component.slug, case.fault_class.slug) == (1, "aut-tara", "sisselogimine")
    assert (row.since, row.language, row.masked) == ("hommikust", "ru", False)


@pytest.mark.parametrize(("values", "field"), [({"symptom": "x"}, "symptom"), ({"text": " \n "}, "text")])
def test_what_is_missing(values, field):
    with pytest.raises(Invalid) as refusal:
        report(**values)
    assert refusal.value.field == field
    assert not Incident.objects.exists()


def test_without_a_catalogue():
    with pytest.raises(Invalid):
        reports.report(system=None, symptom="slow", text="x", by=ANONYMOUS)


@pytest.mark.parametrize("text", [f"Minu kood {CODE} ei tööta", "x" * 115 + f" {CODE} lõpp", f"EE{CODE}\nrida"])
def test_personal_codes_are_masked_before_storing(text):
    row = report(text=text, since=CODE)
    assert row.masked
    stored = [row.text, row.since, row.incident.title, row.incident.description]
    stored += Entry.objects.values_list("text", flat=True)
    assert not [each for each in stored if CODE[:8] in each], "not even a piece that a cut leaves over"


def test_only_a_real_code_is_said_to_be_removed():
    assert not report(text="Tel 3800108", since="5718").masked


def test_it_joins_the_classified_open_case_of_the_same_cause(cast):
    case = make.case(fault="sisselogimine", root=make.component())
    first, second = report(), report()
    assert first.incident == second.incident == case
    case.refresh_from_db()
    assert case.affected_count == 2
    cases.resolve(case, by=cast.actor("owner"))
    assert report().incident != case


def test_a_question_of_one_person_joins_nobody():
    make.case(fault="kasutajaoigus", of="aut-rollid", root=make.component("aut-rollid"))
    assert report(symptom="no_access", text="Pole õigust").incident.affected_count == 0
    assert Incident.objects.count() == 2


def test_i_have_it_too(cast):
    case = make.case()
    row = reports.join(case, email="mari@x.example", by=ANONYMOUS)
    case.refresh_from_db()
    assert (row.joined, row.text, case.affected_count) == (True, "", 1)
    cases.resolve(case, by=cast.actor("owner"))
    case.refresh_from_db()
    with pytest.raises(Conflict) as refusal:
        reports.join(case, by=ANONYMOUS)
    assert refusal.value.code == "over"


def test_the_brake():
    for _n in range(reports.BRAKE_COUNT):
        reports.brake("192.0.2.1")
    with pytest.raises(TooMany):
        reports.brake("192.0.2.1")
    reports.brake("192.0.2.2")
    reports.brake("192.0.2.1", "handover")


def test_the_receipt_has_the_reference_and_a_link_without_its_secret():
    row = report(email="mari@x.example", text=f"Kood {CODE}", language="en")
    (letter,) = make.letters_to("mari@x.example")
    assert row.incident.ref in letter.subject
    assert "[isikukood]" in letter.body
    assert CODE not in letter.body
    assert "/report/" in make.as_sent(letter)
    assert letter.path == "/report/{token}/"
    report()
    assert len(make.letters_to("")) == 0


def test_reporters_hear_the_end_once_each_also_those_of_duplicates(cast):
    by = cast.actor("owner")
    first = report(email="mari@x.example").incident
    report(email="Mari@x.example")
    extra = report(email="jyri@x.example").incident
    for case in Incident.objects.exclude(pk=first.pk):
        cases.mark_duplicate(case, of=first, by=by)
    cases.resolve(first, by=by)
    assert len(make.letters_to("mari@x.example")) + len(make.letters_to("Mari@x.example")) == 2 + 1
    last = make.letters_to("jyri@x.example")[-1]
    assert extra.ref in last.subject, "by the number that they were given"


def test_a_rejected_one_gets_the_answer(cast):
    row = report(email="mari@x.example")
    cases.reject(row.incident, text="See on õigus, mitte viga", by=cast.actor("owner"))
    assert "See on õigus, mitte viga" in make.letters_to("mari@x.example")[-1].body
