"""Pages of days away: the timeline, the two steps of a calendar, hostile files, and whom to name."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planning.models import Absence
from planning.services.absences import note_absence
from tests.factories.catalogue import component
from tests.factories.planning_developments import long_standing

pytestmark = pytest.mark.django_db
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x1\r\nSUMMARY:Haigusleht\r\n"
    "DTSTART;VALUE=DATE:20261221\r\nDTEND;VALUE=DATE:20261224\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Arst\r\nDTSTART;VALUE=DATE:20261201\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def cast(db):
    return long_standing("owner", "lead", "manager", "staff", "staff_deputy")


def body(response) -> str:
    return response.content.decode()


def send(client, text: str | bytes, name: str = "a.ics", **values):
    raw = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("absence_import"), {"file": SimpleUploadedFile(name, raw), **values})


def test_looked_at_then_exactly_that(as_, cast):
    client = as_("owner")
    answer = send(client, CALENDAR)
    plan = answer.context["plan"]
    assert plan.counts == {"refused": 1, "moved": 0, "new": 1, "same": 0}
    assert "Haigusleht" not in body(answer)
    assert "Arst" not in body(answer)
    assert not Absence.objects.exists()
    step = {"seen": plan.mark, "text": answer.context["text"], "submission": "abc"}
    assert client.post(reverse("absence_import"), step).status_code == 302
    row = Absence.objects.get()
    assert (row.person, row.from_on, row.until_on) == (cast.owner, date(2026, 12, 21), date(2026, 12, 23))
    again = send(client, CALENDAR).context["plan"]
    assert (again.counts["same"], again.does_anything) == (1, False)


def test_changed_meanwhile_nothing_is_done(as_, cast):
    client = as_("owner")
    answer = send(client, CALENDAR)
    note_absence(person=cast.owner, from_on=date(2026, 12, 21), until_on=date(2026, 12, 23), by=cast.actor("owner"))
    step = {"seen": answer.context["plan"].mark, "text": answer.context["text"]}
    assert client.post(reverse("absence_import"), step).status_code == 409
    assert Absence.objects.count() == 1


def test_the_lead_for_others_by_a_list(as_, cast):
    text = f"e-post;alates;kuni;põhjus\n{cast.owner.email};21.12.2026;23.12.2026;puhkus\n"
    client = as_("lead")
    answer = send(client, text, "a.csv")
    assert "puhkus" not in answer.context["text"]
    client.post(reverse("absence_import"), {"seen": answer.context["plan"].mark, "text": answer.context["text"]})
    assert Absence.objects.get().person == cast.owner
    refused = send(as_("staff"), text.replace("21.12", "22.12"), "a.csv").context["plan"]
    assert refused.counts["refused"] == 1


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\0\1\2", 422),
        (b"x" * 1_100_000, 422),
        (b"", 422),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 1000, 200),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:" + b"9" * 5000 + b"\r\nEND:VEVENT\r\nEND:VCALENDAR", 200),
        (b"e-post;alates;kuni\n<script>;x;y\n", 200),
        (b'"' * 3000, 200),
    ],
)
def test_hostile_files(as_, cast, raw, status):
    answer = send(as_("owner"), raw)
    assert answer.status_code == status
    assert "<script>;" not in body(answer)
    assert not Absence.objects.exists()


def test_own_days_are_noted_and_taken_off(as_, cast):
    client = as_("staff")
    wrong = {"person": cast.staff.pk, "from_on": "2026-12-23", "until_on": "2026-12-21"}
    assert client.post(reverse("absence_add"), wrong).status_code == 422
    assert client.post(reverse("absence_add"), {**wrong, "person": cast.owner.pk}).status_code == 422
    client.post(reverse("absence_add"), {**wrong, "until_on": "2026-12-23"})
    row = Absence.objects.get()
    client.post(reverse("absence_remove", args=[row.pk]))
    assert not Absence.objects.live().exists()


def test_whom_to_name_leads_to_the_form_filled_in(as_, cast, at):
    deputy = cast.user("staff_deputy")
    component(owner=cast.owner, deputy=deputy)
    with at("2026-11-30T09:00"):
        note_absence(person=cast.owner, from_on=date(2026, 12, 21), until_on=date(2026, 12, 23), by=cast.actor("owner"))
        client = as_("lead")
        for page in ("/", reverse("absence_list")):
            assert f"substitute={deputy.pk}" in body(client.get(page))
        gap = client.get(reverse("absence_list")).context["gaps"][0]
        form = client.get(f"{reverse('substitution_new')}?{gap.query}").context["form"]
        assert form["absent"].value() == cast.owner.pk
        assert form["substitute"].value() == deputy.pk
        assert form["from_on"].value() == date(2026, 12, 21)
        assert body(as_("staff").get("/")).count("substitute=") == 0


def test_an_address_with_nonsense_fills_nothing_in(as_, cast):
    answer = as_("lead").get(
        reverse("substitution_new"), {"absent": "x" * 3000, "from_on": "eile", "until_on": "9" * 40}
    )
    assert answer.status_code == 200
    assert answer.context["form"].initial == {}


def test_both_away_is_said(as_, cast, at):
    deputy = cast.user("staff_deputy")
    component(owner=cast.owner, deputy=deputy)
    with at("2026-11-30T09:00"):
        for who in ("owner", "staff_deputy"):
            note_absence(
                person=cast.user(who), from_on=date(2026, 12, 21), until_on=date(2026, 12, 23), by=cast.actor(who)
            )
        answer = as_("lead").get(reverse("absence_list"))
    gap = answer.context["gaps"][0]
    assert gap.is_usual_away
    assert gap.proposed is None
    assert '<svg class="picture plan lanes"' in body(answer)
