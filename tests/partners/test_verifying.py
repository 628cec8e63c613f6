"""Contacts verify themselves by the yearly letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from core import clock
from core.errors import Conflict, NotAllowed
from core.links import token_for
from core.models import Link
from notifications.models import Delivery
from partners import services
from partners.models import Contact
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db


def contact(name: str = "Mari Mets", *, of: str = "ria", **values) -> Contact:
    values = {"role": "liitumise kontaktisik", "email": f"{name.split()[0].lower()}@party.example", **values}
    return Contact.objects.create(organisation=organisation(of), name=name, **values)


def ago(days: int):
    return clock.today() - timedelta(days=days)


def asked() -> list[str]:
    return sorted(Delivery.objects.filter(event_key__contains=".ask-").values_list("address", flat=True))


def door(row: Contact) -> str:
    link = Link.objects.filter(purpose="contact", subject=f"partners.contact:{row.pk}", revoked_at=None).get()
    return f"/partners/verify/{token_for(link)}/"


class TestAsking:
    def test_those_not_verified_for_eleven_months_once(self):
        contact("Vana Kontakt", verified_on=ago(336))
        contact("Uus Inimene")
        contact("Värske Kontakt", verified_on=ago(300))
        contact("Küsitud Kontakt", asked_on=ago(29))
        contact("Ammu Küsitud", asked_on=ago(30))
        contact("Lõppenud Kontakt", valid_from=ago(90), valid_until=ago(1))
        contact("Postita Kontakt", email="", phone="+372 600 0000")
        contact("Oma Inimene", of="ska")
        assert services.ask_due() == 3
        assert asked() == ["ammu@party.example", "uus@party.example", "vana@party.example"]
        assert services.ask_due() == 0

    def test_a_newer_letter_takes_the_older_ones_place(self, client, at):
        row = contact()
        services.ask_due()
        old = door(row)
        with clock.at(clock.now() + timedelta(days=31)):
            services.ask_due()
        assert client.get(old).status_code == 404
        assert client.get(door(row)).status_code == 200

    def test_in_the_contacts_language_and_nothing_secret_in_the_row(self):
        contact(language="en")
        services.ask_due()
        letter = Delivery.objects.get(event_key__contains=".ask-")
        assert "Are you still the contact" in letter.subject
        assert "{link}" in letter.body
        assert letter.path == "/partners/verify/{token}/"

    def test_by_hand(self, cast):
        row = contact()
        services.ask_contact(contact=row, by=cast.actor("owner"))
        with pytest.raises(Conflict):
            services.ask_contact(contact=row, by=cast.actor("owner"))
        with pytest.raises(Conflict):
            services.ask_contact(contact=contact("Postita Kontakt", email=""), by=cast.actor("owner"))
        with pytest.raises(NotAllowed):
            services.ask_contact(contact=row, by=cast.actor("staff"))


class TestAnswering:
    @pytest.fixture
    def row(self, cast):
        cast.user("owner")
        row = contact(verified_on=ago(400))
        services.ask_due()
        return row

    def test_opening_changes_nothing_and_yes_is_enough(self, row, client):
        text = client.get(door(row)).content.decode()
        assert "Mari Mets" in text
        row.refresh_from_db()
        assert row.verified_on == ago(400)
        assert client.post(door(row), {"holds": "yes"}, follow=True).status_code == 200
        row.refresh_from_db()
        assert (row.verified_on, row.said) == (clock.today(), "")
        assert AuditRecord.objects.filter(action="partners.answer_contact").get().actor_name.startswith("Mari Mets")
        assert not Delivery.objects.filter(event_key__contains=".said-").exists()

    def test_what_is_different_waits_for_the_owner(self, row, client, as_, cast):
        refused = client.post(door(row), {"holds": "no", "text": " "})
        assert refused.status_code == 422
        client.post(door(row), {"holds": "no", "text": "Nüüd vastab Jüri, isikukood 37605030299"})
        row.refresh_from_db()
        assert row.verified_on == ago(400)
        assert "37605030299" not in row.said
        assert "Jüri" in row.said
        assert Delivery.objects.filter(channel="inbox", event_key__contains=".said-").count() == 1
        owner = as_("owner")
        assert "Jüri" in owner.get("/partners/ria/").content.decode()
        services.change_contact(contact=row, name="Jüri Juurikas", by=cast.actor("owner"))
        row.refresh_from_db()
        assert row.said == ""

    def test_partners_do_not_read_each_others_answers(self, row, as_):
        Contact.objects.update(said="Salajane")
        assert "Salajane" not in as_("partner_a").get("/partners/ria/").content.decode()

    def test_a_forged_expired_or_ended_one_opens_nothing(self, row, client):
        good = door(row)
        assert client.get(f"{good[:-3]}--/").status_code == 404
        assert client.get(f"{good[:-3]}õ/").status_code == 404
        Contact.objects.update(valid_from=ago(9), valid_until=ago(1))
        assert client.post(good, {"holds": "yes"}).status_code == 404
        with clock.at(clock.now() + timedelta(days=61)):
            assert client.get(good).status_code == 404

    def test_what_was_asked_of_one_is_not_answered_for_another(self, row, client, cast):
        old = door(row)
        services.change_contact(contact=row, name="Jüri Juurikas", email="jyri@ria.example", by=cast.actor("owner"))
        assert client.get(old).status_code == 404

    def test_the_door_has_a_brake_and_each_answer_is_told(self, row, client):
        address = door(row)
        answers = [client.post(address, {"holds": "no", "text": f"nr {n}"}).status_code for n in range(8)]
        assert answers == [302] * 6 + [429] * 2
        assert Delivery.objects.filter(channel="inbox", event_key__contains=".said-").count() == 6
        assert "no-store" in client.get(address)["Cache-Control"]
