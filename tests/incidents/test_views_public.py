import pytest

from core.fields import Translated
from core.links import token_for
from core.models import Link
from incidents.models import Incident, Report
from incidents.services import cases, reports, words
from tests.factories import cases as make
from tests.factories.letters import NEXT

pytestmark = pytest.mark.django_db
SENT = {"symptom": "cannot_sign_in", "text": "Ei saa sisse", "since": "hommikust", "email": ""}
TEXT = Translated(et="Uurime häiret", en="We look into it")


@pytest.fixture
def ground():
    make.system(of="aut-tara")


def test_the_form_needs_no_account(client, ground):
    answer = client.get("/report/?system=skais2")
    assert answer.status_code == 200
    assert answer.context["form"].initial["system"].slug == "skais2"
    assert client.get("/report/?system=nosuch").status_code == 200


def test_sending_gives_the_receipt(client, ground):
    answer = client.post("/report/", {**SENT, "system": make.system().pk, "email": "mari@x.example"}, follow=True)
    report = Report.objects.get()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert report.incident.ref in text
    assert "Ei saa sisse" in text
    assert answer.redirect_chain[0][0] == f"/report/{token_for(report.link)}/"


def test_twice_the_same_form_is_one_report(client, ground):
    for _n in range(2):
        client.post("/report/", {**SENT, "submission": "abc"})
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"symptom": "x"}, "symptom"),
        ({"symptom": ""}, "symptom"),
        ({"email": "mari@"}, "email"),
        ({"system": "999"}, "system"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "nul\x00"}, "text"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_is_kept(client, ground, values, field):
    answer = client.post("/report/", {**SENT, "since": "kella kaheksast", **values})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "kella kaheksast" in answer.content.decode()
    assert not Report.objects.exists()


def test_neighbours_systems_are_not_offered(client):
    star = make.system("star")
    star.kind = "neighbour"
    star.save()
    assert not client.get("/report/").context["form"].fields["system"].queryset


def test_a_robot_is_thanked_and_forgotten(client, ground):
    answer = client.post("/report/", {**SENT, "website": "http://spam.example"})
    assert (answer.status_code, answer.context["thanks"]) == (200, True)
    assert not Report.objects.exists()
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("symptom", "to"), [("no_access", "role"), ("content_question", "content")])
def test_others_help_better_but_nobody_is_turned_away(client, ground, symptom, to):
    answer = client.post("/report/", {**SENT, "symptom": symptom})
    assert answer.context["redirect"] == to
    assert "Ei saa sisse" in answer.content.decode()
    assert not Report.objects.exists()
    assert client.post("/report/", {**SENT, "symptom": symptom, "anyway": "1"}).status_code == 302


def test_the_brake_keeps_the_text(client, ground):
    for _n in range(reports.BRAKE_COUNT):
        assert client.post("/report/", SENT).status_code == 302
    answer = client.post("/report/", {**SENT, "text": "Kolmeteistkümnes"})
    assert answer.status_code == 429
    assert "Kolmeteistkümnes" in answer.content.decode()
    assert Report.objects.count() == reports.BRAKE_COUNT


def test_known_trouble_on_top_and_a_button_that_counts(client, ground, cast):
    by = cast.actor("owner")
    case = make.case(title="Sisemine pealkiri")
    notice = words.public_word(case, title=TEXT, body=TEXT, stage="investigating", **NEXT, by=by)
    page = client.get("/report/").content.decode()
    assert "Uurime häiret" in page
    assert "Sisemine pealkiri" not in page
    assert f"/report/too/{notice.public_id}/" in page
    url = f"/report/too/{notice.public_id}/"
    assert client.get(url).status_code == 200
    case.refresh_from_db()
    assert case.affected_count == 0, "looking is not counting"
    assert client.post(url, {"email": "x"}).status_code == 422
    answer = client.post(url, {"email": "mari@x.example"}, follow=True)
    case.refresh_from_db()
    assert (answer.status_code, case.affected_count) == (200, 1)
    cases.resolve(case, by=by)
    assert client.post(url, {"email": "mari@x.example"}).status_code == 409
    assert url not in client.get("/report/").content.decode(), "no button where one more voice is refused"
    assert client.get("/report/too/nosuchthing1/").status_code == 404


def test_the_status_page_shows_nothing_internal(client, ground, cast):
    by = cast.actor("owner")
    report = reports.report(system=None, by=by, symptom="slow", text="Minu tekst", email="mari@x.example")
    case = cases.triage(report.incident, title="Meie pealkiri", text="meie põhjendus", by=by)
    cases.note(case, text="meie vahel", by=by)
    make.handed(case, by=by)
    words.public_word(case, title=TEXT, body=TEXT, stage="identified", **NEXT, by=by)
    url = f"/report/{token_for(report.link)}/"
    answer = client.get(url)
    text = answer.content.decode()
    assert "Minu tekst" in text
    assert "Uurime häiret" in text
    hidden = ("Meie pealkiri", "meie põhjendus", "meie vahel", "TEHIK", "mari@x.example", "Owner", "aut-tara")
    assert not [word for word in hidden if word in text]
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_duplicates_reporter_follows_the_main_case_by_its_own_number(client, ground, cast):
    by = cast.actor("owner")
    report = reports.report(system=None, by=by, symptom="other", text="x")
    main = make.case(of="log")
    cases.mark_duplicate(report.incident, of=main, by=by)
    cases.resolve(main, by=by)
    answer = client.get(f"/report/{token_for(report.link)}/")
    assert answer.context["incident"].state == "resolved"
    assert report.incident.ref in answer.content.decode()
    assert main.ref not in answer.content.decode()


def test_links_that_open_nothing(client, ground):
    other = Link.objects.create(purpose="handover", subject="incidents.handover:1")
    for token in ("x", "1-x", token_for(other)):
        assert client.get(f"/report/{token}/").status_code == 404
