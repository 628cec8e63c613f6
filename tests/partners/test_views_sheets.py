"""The answer sheet of a partner: all that a call needs, to whom it belongs, on two pages of paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from components.models import Party
from core import clock
from notifications.models import Acknowledgement, Delivery, Notice, NoticeUpdate
from partners import services
from partners.models import Contact, Subsystem
from tests.factories.cases import case, component
from tests.factories.partners import contract
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
URL = "/partners/kov-a/sheet/"


@pytest.fixture(autouse=True)
def november(at, cast):
    """People work here since the beginning of the month."""
    with at("2026-11-02T09:00"):
        for who in ("owner", "lead", "partner_a"):
            cast.user(who)
    with at("2026-11-23T09:00"):
        yield


def letter(key: str, *, days: int = 1, state: str = "delivered", **more) -> Delivery:
    ended = None if state == "waiting" else clock.now()
    values = {"channel": "email", "address": "MARI@kov.example", "subject": f"Teade {key}", "body": "x", **more}
    at = clock.now() - timedelta(days)
    return Delivery.objects.create(event_key=key, state=state, ended_at=ended, created_at=at, **values)


def word(title: str) -> NoticeUpdate:
    facts = {"kind": "change", "title": {"et": title}, "state": "published", "published_at": clock.now()}
    notice = Notice.objects.create(asks_ack=True, **facts)
    return NoticeUpdate.objects.create(notice=notice, stage="resolved", body={"et": "Sisu"})


@pytest.fixture
def partner(cast):
    """Metsapiiri vald with all that a sheet shows."""
    kov, owner = organisation("kov-a"), cast.actor("owner")
    mari = {"name": "Mari Mets", "role": "IT", "email": "mari@kov.example"}
    Contact.objects.create(organisation=kov, verified_on=date(2026, 5, 4), **mari)
    contract("l-1", parties=("kov-a",), mode="express", notice="60d", ends_on=date(2026, 12, 31))
    contract("l-2", parties=("kov-a",), title="Lõppenud", ends_on=date(2025, 12, 31))
    row = component("av-sisend")
    row.provider = kov
    row.save()
    kov.case = case(of="av-sisend").ref
    Party.objects.create(component=row, organisation=kov, role="user")
    Subsystem.objects.create(organisation=kov, member_class="GOV", code="metsapiiri")
    promise = {"text": "Saata juhend", "due_on": date(2026, 11, 9), "responsible": cast.user("lead")}
    with clock.at(clock.parse_local("2026-11-02T09:00")):
        services.note_interaction(
            organisation=kov, kind="call", held_on=date(2026, 11, 2), agreed="Siseasi", follow_ups=[promise], by=owner
        )
    return kov


def test_all_that_a_call_needs(partner, as_):
    update = word("Muudatus")
    letter("a", notice_update=update)
    letter("b", notice_update=update, address="teine@kov.example", user=None)
    letter("c", about="incident:SKA-1", state="failed", days=89)
    letter("old", about="incident:SKA-1", days=91)
    letter("code")
    Acknowledgement.objects.create(notice_update=update, address="mari@KOV.example", name="Mari Mets", channel="email")
    page = as_("owner").get(URL)
    text = page.content.decode()
    for shown in ("Mari Mets", "L-1 Andmevahetus", "Saata juhend", "EE/GOV//metsapiiri", partner.case):
        assert shown in text
    for hidden in ("Lõppenud", "Siseasi"):
        assert hidden not in text
    told = [(one.subject, one.sent, one.failed, one.unread) for one in page.context["told"]]
    assert told == [("Teade a", 1, 0, ["Mari Mets"]), ("Teade c", 0, 1, [])]


def test_a_partner_opens_its_own_without_what_is_ours(partner, as_, cast):
    letter("own", about="incident:SKA-1", user=cast.user("partner_a"), address="a@b.example")
    letter("others", about="incident:SKA-2")
    page = as_("partner_a").get(URL)
    text = page.content.decode()
    assert "L-1 Andmevahetus" in text
    assert "Mari Mets" in text
    for ours in ("Saata juhend", "Siseasi", partner.case, "Teade others", "otsusta"):
        assert ours not in text
    assert [one.subject for one in page.context["told"]] == ["Teade own"]
    for who in ("partner_b", "resolver"):
        assert as_(who).get(URL).status_code == 404


def test_an_empty_one_says_so(as_):
    organisation("kov-b")
    page = as_("lead").get("/partners/kov-b/sheet/")
    assert page.status_code == 200
    assert page.context["told"] == []


def test_its_queries_do_not_grow_with_its_rows(partner, as_, cast):
    client = as_("owner")
    client.get(URL)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    update = word("Muudatus")
    letter("first", notice_update=update)
    few = count()
    for n in range(30):
        contract(f"m-{n}", parties=("kov-a",))
        letter(f"k{n}", notice_update=update, address=f"k{n}@kov.example")
        letter(f"m{n}", notice_update=word(f"Muudatus {n}"))
        facts = {"name": f"K{n}", "role": "x", "email": f"k{n}@kov.example"}
        Contact.objects.create(organisation=partner, **facts)
        case(of=f"av-{n}")
    assert count() <= few <= 25
