"""Contacts from a list: looked at line by line, then done exactly so, or not at all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from partners.models import Contact
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/contacts/import/"
HEAD = "asutus;nimi;roll;e-post;telefon;keel\n"
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def ria():
    row = organisation("ria")
    row.registry_code = "70006317"
    row.save()
    return row


def contact(name: str = "Mari Mets", **values) -> Contact:
    values = {"role": "teenusehaldur", "email": "mari@ria.example", "verified_on": clock.today(), **values}
    return Contact.objects.create(organisation=organisation("ria"), name=name, **values)


def looked(client, text: str) -> dict:
    page = client.post(URL, {"text": text})
    assert page.status_code == 200
    return page.context["preview"]


def outcomes(preview) -> list[tuple[int, str]]:
    return [(line.number, line.outcome) for line in preview.lines]


TEXT = (
    HEAD
    + "70006317;mari  mets;Teenusehaldur;mari@ria.ee;;\n"
    + "RIA;Jaan Kask;juht;jaan@ria.ee;'+372 600 0000;vene\n"
    + "ria;Tiit Tamm;turve;tiit@ria.example;;et\n"
    + "olematu;Keegi;roll;a@b.ee;;\n"
    + "ria;Postita;roll;;;\n"
)


def test_each_line_says_what_it_would_do_and_exactly_that_is_done(as_):
    mari, _tiit = contact(), contact("Tiit Tamm", role="turve", email="tiit@ria.example")
    client = as_("owner")
    seen = looked(client, TEXT)
    assert outcomes(seen) == [(2, "changes"), (3, "new"), (4, "same"), (5, "refused"), (6, "refused")]
    assert seen.lines[0].changed["email"] == ("mari@ria.example", "mari@ria.ee")
    assert Contact.objects.count() == 2
    assert client.post(URL, {"text": TEXT, "seen": seen.mark}).url == "/partners/"
    mari.refresh_from_db()
    assert (mari.email, mari.verified_on) == ("mari@ria.ee", None)
    jaan = Contact.objects.get(name="Jaan Kask")
    assert (jaan.phone, jaan.language, jaan.valid_from) == ("+372 600 0000", "ru", clock.today())
    assert Contact.objects.count() == 3
    assert {outcome for _number, outcome in outcomes(looked(client, TEXT))} == {"same", "refused"}


def test_nothing_is_done_when_contacts_changed_meanwhile(as_):
    mari, client = contact(), as_("owner")
    seen = looked(client, TEXT)
    mari.phone, mari.email = "600 1111", "mari@ria.ee"
    mari.save()
    page = client.post(URL, {"text": TEXT, "seen": seen.mark})
    assert page.status_code == 409
    assert page.context["refusal"]
    assert page.context["preview"].mark != seen.mark
    assert Contact.objects.count() == 1
    forged = client.post(URL, {"text": HEAD + "ria;Uus;roll;a@b.ee;;", "seen": seen.mark})
    assert (forged.status_code, Contact.objects.count()) == (409, 1)


@pytest.mark.parametrize(
    "line",
    [
        "ria;37605030299;roll;a@b.ee;;",
        "ria;Mari;roll;a@b.ee;3 7605030299;",
        "ria;Mari;roll;ei-ole-post;;",
        "ria;Mari;roll;a@b.ee;;klingon",
        "ria;;roll;a@b.ee;;",
        "ria;Mari",
        f"ria;{'x' * 151};roll;a@b.ee;;",
    ],
)
def test_lines_that_are_not_accepted(as_, line):
    client = as_("owner")
    page = client.post(URL, {"text": HEAD + line})
    (told,) = page.context["preview"].lines
    assert told.outcome == "refused"
    assert told.why
    assert "37605030299" not in told.text
    assert not page.context["preview"].does_anything


def test_the_same_person_twice_and_two_of_one_name(as_):
    contact()
    contact(email="teine@ria.example")
    client = as_("owner")
    assert outcomes(looked(client, HEAD + "ria;Mari Mets;teenusehaldur;;;\n")) == [(2, "refused")]
    twice = HEAD + "ria;Uus;roll;a@b.ee;;\nRIA;UUS;Roll;c@d.ee;;\n"
    assert outcomes(looked(client, twice)) == [(2, "new"), (3, "refused")]
    spelled = HEAD + "ria;Uus;roll;a@b.ee;;\n70006317;UUS;Roll;c@d.ee;;\n70006317;Uus;teine roll;a@b.ee;;\n"
    assert outcomes(looked(client, spelled)) == [(2, "new"), (3, "refused"), (4, "new")]


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x81\x83\xff", b"asutus;nimi\0;roll\n", b"x" * 1_000_001])
def test_files_that_are_no_lists(as_, raw):
    assert as_("owner").post(URL, {"file": SimpleUploadedFile("x.csv", raw)}).status_code == 422


HEADLESS = ["nimi;roll\nMari;juht\n", "x" * 200_000, '"asutus;nimi;roll\nria;Mari;juht', "\ufeff;;;"]


@pytest.mark.parametrize("text", HEADLESS)
def test_lists_without_their_heads(as_, text):
    assert {outcome for _number, outcome in outcomes(looked(as_("owner"), text))} == {"refused"}


def test_a_file_of_windows(as_):
    file = SimpleUploadedFile("kontaktid.csv", (HEAD + "ria;Õnne Šmidt;juht;onne@ria.ee;;").encode("cp1257"))
    page = as_("lead").post(URL, {"file": file})
    assert page.context["preview"].lines[0].facts["name"] == "Õnne Šmidt"


def test_what_is_exported_is_the_same_when_it_comes_back(as_):
    contact(phone="+372 600 0000", name="=1+1")
    client = as_("owner")
    text = client.get(f"{URL}?format=csv").content.decode()
    assert "'=1+1" in text
    assert "'+372" in text
    assert outcomes(looked(client, text)) == [(2, "same")]


def test_by_the_interface(as_):
    client, address = as_("owner"), "/api/v1/contacts/import/"
    told = client.post(address, {"text": TEXT}, **JSON).json()
    assert [line["outcome"] for line in told["lines"]] == ["new", "new", "new", "refused", "refused"]
    assert client.post(address, {"text": TEXT, "seen": "x"}, **JSON).status_code == 409
    assert client.post(address, {"text": TEXT, "seen": told["mark"]}, **JSON).status_code == 200
    assert Contact.objects.count() == 3
    assert as_("staff").post(address, {"text": TEXT}, **JSON).status_code == 403
