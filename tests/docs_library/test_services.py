"""From draft to force and out of it; restrictions; freshness; links: what services do and refuse."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.models import AuditRecord
from components.services import add_release
from core import clock
from core.actor import SYSTEM
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.links import token_for
from docs_library import services
from docs_library.models import Reading, StaleSignal, Version
from docs_library.selectors import can_be_held_true, read_before, shared_version
from notifications.models import Delivery
from tests.factories.catalogue import component
from tests.factories.files import EXE, upload
from tests.factories.library import document, draft, in_force, made_live, restriction
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def test_the_way_into_force(cast):
    owner, lead = cast.actor("owner"), cast.actor("lead")
    of = document(by=owner, responsible=cast.owner)
    version = draft(of, is_material=True, by=owner)
    version = services.submit(version=version, by=owner)
    with pytest.raises(NotAllowed):
        services.approve(version=version, seen=version.sha256, by=owner)
    version = services.approve(version=version, seen=version.sha256, by=lead)
    version = services.put_in_force(version=version, by=owner)
    of.refresh_from_db()
    assert version.state == "in_force"
    assert of.review_on == clock.today().replace(year=clock.today().year + 1)
    assert AuditRecord.objects.filter(subject=f"docs_library.document:{of.pk}").count() == 6


def test_who_wrote_in_it_does_not_approve_a_material_change(cast):
    owner, lead = cast.actor("owner"), cast.actor("lead")
    version = draft(document(by=owner), is_material=True, by=owner)
    services.write_text(version=version, language="et", body="Juhi sõnad", by=lead)
    version = services.submit(version=version, by=owner)
    with pytest.raises(NotAllowed):
        services.approve(version=version, seen=version.sha256, by=lead)
    assert services.approve(version=version, seen=version.sha256, by=cast.actor("manager")).state == "approved"


def test_what_was_submitted_never_changes(cast):
    version = services.submit(version=draft(document()), by=SYSTEM)
    for act in (
        lambda: services.write_text(version=version, language="et", body="Muu", by=SYSTEM),
        lambda: services.put_file(version=version, language="et", file=upload(), by=SYSTEM),
        lambda: services.remove_text(version=version, language="et", by=SYSTEM),
        lambda: services.add_annex(version=version, file=upload(), by=SYSTEM),
        lambda: services.change_version(version=version, label="9", change_note="", is_material=False, by=SYSTEM),
    ):
        with pytest.raises(Conflict):
            act()
    assert services.drafting.checksum(version) == version.sha256


def test_an_approval_is_of_what_was_read():
    version = services.submit(version=draft(document()), by=SYSTEM)
    seen = version.sha256
    services.send_back(version=version, because="Lisa seansi pikkus.", by=SYSTEM)
    services.write_text(version=version, language="et", body="Uus", by=SYSTEM)
    version = services.submit(version=version, by=SYSTEM)
    with pytest.raises(Conflict):
        services.approve(version=version, seen=seen, by=SYSTEM)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"audience": "named"}, "organisations"),
        ({"audience": "partners"}, "components"),
        ({"slug": "attention"}, "slug"),
        ({"type": "luuletus"}, "type"),
        ({"review_months": 0}, None),
        ({"registered_on": date(1200, 1, 1)}, "registered_on"),
        ({"title": {"en": "Only English"}}, "title"),
    ],
)
def test_a_document_that_does_not_fit(facts, field):
    with pytest.raises(Invalid) as refused:
        document(**{"slug": "uus", **facts})
    assert refused.value.field == field


def test_one_short_name_one_document():
    document("sama")
    with pytest.raises(Conflict):
        document("sama")


def test_no_estonian_text_and_no_word_of_change():
    of = document()
    version = services.start_version(document=of, label="1", by=SYSTEM)
    services.write_text(version=version, language="en", body="English", by=SYSTEM)
    with pytest.raises(Invalid):
        services.submit(version=version, by=SYSTEM)
    services.write_text(version=version, language="et", body="Eesti", by=SYSTEM)
    made_live(version)
    second = services.start_version(document=of, label="2", by=SYSTEM)
    with pytest.raises(Invalid):
        services.submit(version=second, by=SYSTEM)


def test_two_writers_of_one_text():
    version = draft(document(), body="Algus")
    seen = version.texts.get().sha256
    services.write_text(version=version, language="et", body="Esimese oma", seen=seen, by=SYSTEM)
    with pytest.raises(Conflict):
        services.write_text(version=version, language="et", body="Teise oma", seen=seen, by=SYSTEM)
    assert version.texts.get().body == "Esimese oma"


def test_a_file_that_is_something_else():
    version = draft(document())
    with pytest.raises(Invalid) as refused:
        services.add_annex(version=version, file=upload("lisa.pdf", EXE), by=SYSTEM)
    assert refused.value.field == "file"
    with pytest.raises(Invalid):
        services.put_file(version=version, language="et", file=upload("pilt.wsdl", b"<a/>"), by=SYSTEM)


def test_a_new_version_begins_with_what_is_in_force():
    of = document()
    first = draft(of, body="Vana")
    services.add_annex(version=first, file=upload(), by=SYSTEM)
    made_live(first)
    second = services.start_version(document=of, label="2.0", change_note="Uus", by=SYSTEM)
    assert [text.body for text in second.texts.all()] == ["Vana"]
    assert second.annexes.count() == 1
    with pytest.raises(Conflict):
        services.start_version(document=of, label="3.0", by=SYSTEM)


def test_the_live_version_stays_live_until_the_minute(at):
    with at("2026-10-24T12:00"):
        of = document()
        first = in_force(of)
        second = services.submit(version=draft(of), by=SYSTEM)
        second = services.approve(version=second, seen=second.sha256, by=SYSTEM)
        services.schedule(version=second, at=clock.parse_local("2026-10-25T03:30:00"), by=SYSTEM)  # the clocks change
    moment = clock.parse_local("2026-10-25T03:30:00")
    with clock.at(moment - timedelta(seconds=1)):
        assert services.change_due() == 0
    with clock.at(moment):
        assert services.change_due() == 1
        assert services.change_due() == 0
    states = dict(Version.objects.values_list("pk", "state"))
    assert states == {first.pk: "superseded", second.pk: "in_force"}


def test_a_last_day(at):
    with at("2026-05-01T12:00"):
        version = in_force(document(), in_force_until=date(2026, 5, 10))
    with at("2026-05-10T23:59"):
        assert services.change_due() == 0
    with at("2026-05-11T00:01"):
        assert services.change_due() == 1
    version.refresh_from_db()
    assert version.state == "withdrawn"


def test_a_scheduled_one_can_be_withdrawn():
    version = services.submit(version=draft(document()), by=SYSTEM)
    version = services.approve(version=version, seen=version.sha256, by=SYSTEM)
    version = services.schedule(version=version, at=clock.now() + timedelta(days=3), by=SYSTEM)
    assert services.withdraw(version=version, because="Ei lähe käiku.", by=SYSTEM).state == "withdrawn"


def test_what_is_in_force_is_found_and_what_was_is_not(as_):
    of = document()
    in_force(of, body="## Rehvid\n\nTalverehvidega sõidetakse talvel.")
    client = as_("owner")
    page = client.get("/search/", {"q": "talverehv", "in": "sections"}).content.decode()
    assert f"/library/{of.slug}/?lang=et#rehvid" in page
    in_force(of, body="## Rattad\n\nSuvel sõidetakse suverehvidega.")
    assert "#rehvid" not in client.get("/search/", {"q": "talverehv"}).content.decode()
    live = of.versions.in_force().get()
    restriction(live)
    assert "#rattad" not in as_("partner_a").get("/search/", {"q": "suverehv"}).content.decode()
    assert "#rattad" in as_("auditor").get("/search/", {"q": "suverehv"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_minute():
    of = document()
    in_force(of)
    second = services.submit(version=draft(of), by=SYSTEM)
    second = services.approve(version=second, seen=second.sha256, by=SYSTEM)
    services.schedule(version=second, at=clock.now() + timedelta(seconds=1), by=SYSTEM)
    moment, done = clock.now() + timedelta(seconds=2), []

    def work():
        try:
            with clock.at(moment):
                done.append(services.change_due())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    [each.start() for each in workers]
    [each.join() for each in workers]
    assert sum(done) == 1
    assert Version.objects.in_force().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_documents_of_one_name_at_once():
    found = []

    def work():
        try:
            found.append(document("sama").slug)
        except Conflict:
            found.append("refused")
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    [each.start() for each in workers]
    [each.join() for each in workers]
    assert sorted(found) == ["refused", "sama"]


@pytest.mark.django_db(transaction=True)
def test_two_drafts_at_once():
    of, found = document(), []

    def work(label: str):
        try:
            found.append(services.start_version(document=of, label=label, by=SYSTEM).label)
        except Conflict:
            found.append("refused")
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(label,)) for label in ("a", "b")]
    [each.start() for each in workers]
    [each.join() for each in workers]
    assert found.count("refused") == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"basis": "p9", "until_on": None}, "until_on"),
        ({"basis": "p9", "until_on": date(2031, 3, 5)}, "until_on"),
        ({"basis": "p9", "until_on": date(2026, 3, 3)}, "until_on"),
        ({"basis": "p9", "until_on": date(2027, 1, 1), "made_on": date(2026, 3, 5)}, "made_on"),
        ({"basis": "p99", "until_on": date(2027, 1, 1)}, "basis"),
        ({"basis": "2p2", "until_on": None}, "until_on"),
    ],
)
def test_a_restriction_that_the_law_does_not_know(facts, field, at):
    with at("2026-03-04T12:00"):
        version = in_force(document())
        with pytest.raises(Invalid) as refused:
            services.restrict(version=version, by=SYSTEM, **facts)
    assert refused.value.field == field


def test_a_restriction_is_extended_once_with_a_reason(cast, at):
    with at("2026-03-04T12:00"):
        row = restriction(in_force(document()), until=date(2031, 3, 4))
        lead = cast.actor("lead")
        with pytest.raises(NotAllowed):
            services.extend(restriction=row, until_on=date(2032, 1, 1), because="Põhjus", by=cast.actor("owner"))
        with pytest.raises(Invalid):
            services.extend(restriction=row, until_on=date(2036, 3, 5), because="Põhjus", by=lead)
        with pytest.raises(Invalid):
            services.extend(restriction=row, until_on=date(2032, 1, 1), because=" ", by=lead)
        row = services.extend(restriction=row, until_on=date(2036, 3, 4), because="Meede kestab.", by=lead)
        assert row.first_until_on == date(2031, 3, 4)
        with pytest.raises(Conflict):
            services.extend(restriction=row, until_on=date(2036, 12, 1), because="Veel", by=lead)


def test_a_restriction_of_drafts_ends_with_the_approval():
    version = draft(document())
    row = services.restrict(version=version, basis="2p2", by=SYSTEM)
    version = services.submit(version=version, by=SYSTEM)
    services.approve(version=version, seen=version.sha256, by=SYSTEM)
    row.refresh_from_db()
    assert row.ended_on == clock.today()


def test_restrictions_expire(at):
    with at("2026-03-04T12:00"):
        row = restriction(in_force(document()), until=date(2026, 3, 10))
        assert services.expire_due() == 0
    with at("2026-03-11T00:00"):
        assert services.expire_due() == 1
        assert services.expire_due() == 0
    row.refresh_from_db()
    assert row.ended_because


def test_whoever_gets_a_restricted_text_is_told_of_the_mark(cast):
    assert cast.partner_a
    row = restriction(in_force(document()))
    services.send_copy(restriction=row, organisation=organisation("kov-a"), by=SYSTEM)
    letter = Delivery.objects.get(channel="email", user=cast.partner_a)
    assert "AvTS § 35 lg 1 p 9" in letter.body
    assert row.version.document.title.text not in letter.subject + letter.body
    with pytest.raises(Conflict):
        services.send_copy(restriction=row, organisation=organisation("kov-a"), by=SYSTEM)


def test_reading_what_is_restricted_is_told_to_the_trail(cast):
    version = in_force(document())
    services.note_reading(version=version, by=cast.actor("owner"))
    assert not AuditRecord.objects.filter(action="docs_library.read_restricted").exists()
    restriction(version)
    services.note_reading(version=version, by=cast.actor("owner"))
    services.note_reading(version=version, by=cast.actor("owner"))
    assert AuditRecord.objects.filter(action="docs_library.read_restricted").count() == 2
    assert Reading.objects.count() == 1


def test_what_was_read_before(cast):
    of, partner = document(), cast.actor("partner_a")
    first = in_force(of)
    services.note_reading(version=first, by=partner)
    second = in_force(of)
    assert read_before(partner, second) == first
    services.note_reading(version=second, by=partner)
    assert read_before(partner, second) is None
    assert read_before(cast.actor("partner_b"), second) is None


def test_a_review_ends_doubts_and_needs_a_reason(cast):
    of = document(responsible=cast.owner)
    in_force(of)
    signal = services.doubt(document=of, kind="law", about="law:1", text="Seadus muutus.", by=SYSTEM)
    assert services.doubt(document=of, kind="law", about="law:1", text="Uuesti.", by=SYSTEM) == signal
    assert Delivery.objects.filter(channel="email", user=cast.owner, subject__icontains="Dokument").count() == 1
    with pytest.raises(Invalid):
        services.review(document=of, because=" ", by=SYSTEM)
    row = services.review(document=of, because="Muudatus puudutab teist sätet.", by=SYSTEM)
    signal.refresh_from_db()
    assert (signal.ended_by_review, signal.ended_by_version) == (row, None)


def test_a_new_version_ends_doubts():
    of = document()
    in_force(of)
    signal = services.doubt(document=of, kind="other", about="x", text="Pilt on vana.", by=SYSTEM)
    version = in_force(of)
    signal.refresh_from_db()
    assert (signal.ended_by_version, signal.ended_by_review) == (version, None)


def test_nothing_in_force_is_not_reviewed():
    with pytest.raises(Conflict):
        services.review(document=document(), because="Vaatasin.", by=SYSTEM)


def test_a_release_puts_in_doubt_what_is_written_about_it(cast):
    changed, other = component("aut-tara"), component("aut-muu")
    about = document("kirjeldus", components=[changed])
    review = document("ulevaade", type="review", audience="staff", components=[changed])
    elsewhere = document("muu", components=[other])
    for each in (about, review, elsewhere):
        in_force(each)
    add_release(component=changed, version="2026.11", released_at=clock.now(), by=cast.actor("owner"))
    assert [signal.document for signal in StaleSignal.objects.all()] == [about], "a review is true of its day"


def test_fourteen_days_of_grace(at):
    with at("2026-03-01T12:00"):
        of = document()
        in_force(of)
        services.doubt(document=of, kind="other", about="x", text="Pilt on vana.", by=SYSTEM)
    of.refresh_from_db()
    with at("2026-03-15T12:00"):
        assert can_be_held_true(of)
    with at("2026-03-16T12:00"):
        assert not can_be_held_true(of)


def test_reminders_are_told_once_for_each_lead(cast, at):
    with at("2025-03-10T12:00"):
        of = document(responsible=cast.owner)
        in_force(of)
    letters = Delivery.objects.filter(channel="email", user=cast.owner)
    for day, told in (("2026-02-01", 0), ("2026-02-10", 1), ("2026-02-11", 1), ("2026-03-04", 2), ("2026-03-10", 3)):
        with at(f"{day}T12:00"):
            services.remind_due()
            services.remind_due()
        assert letters.count() == told, day
    assert not mail.outbox


def test_a_link_opens_one_version_for_a_time(at):
    with at("2026-03-04T12:00"):
        version = in_force(document(audience="staff"))
        share = services.share(version=version, whom="Kontrollija", until_on=date(2026, 3, 10), by=SYSTEM)
        token = token_for(share.link)
        assert shared_version(token) == version
    with at("2026-03-10T23:00"):
        assert shared_version(token) == version
        row = restriction(version, until=date(2026, 4, 1))
        with pytest.raises(NotFound):
            shared_version(token)
        services.lift(restriction=row, because="Ekslik.", by=SYSTEM)
        with pytest.raises(NotFound):
            shared_version(token)  # restricting closed it for good
    with at("2026-03-11T12:00"):
        other = services.share(version=version, whom="Teine", until_on=date(2026, 3, 12), by=SYSTEM)
        services.revoke(share=other, by=SYSTEM)
        with pytest.raises(NotFound):
            shared_version(token_for(other.link))


def test_a_restricted_one_has_no_link():
    version = in_force(document())
    restriction(version)
    with pytest.raises(Conflict):
        services.share(version=version, whom="Keegi", until_on=clock.today(), by=SYSTEM)
