"""Contacts that hand over and move: the old row ends, the new one begins the day after, nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotAllowed
from core.models import Link
from partners import services
from partners.models import Contact
from tests.factories.people import organisation

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def contact(name: str = "Mari Mets", of: str = "ria", **values) -> Contact:
    values = {"role": "teenusehaldur", "email": f"{name.split()[0].lower()}@ria.example", **values}
    row = Contact.objects.create(organisation=organisation(of), name=name, verified_on=clock.today(), **values)
    Link.objects.create(purpose="contact", subject=f"partners.contact:{row.pk}")
    return row


def open_links(row: Contact) -> int:
    return Link.objects.filter(subject=f"partners.contact:{row.pk}", revoked_at=None).count()


def test_a_role_is_handed_over(cast):
    old, today = contact(said="Olen lahkumas"), clock.today()
    new = services.hand_over_contact(contact=old, name="Jaan Kask", email="jaan@ria.example", by=cast.actor("owner"))
    old.refresh_from_db()
    assert (old.valid_until, old.said, open_links(old)) == (today, "", 0)
    assert (new.role, new.valid_from, new.valid_until) == ("teenusehaldur", today + timedelta(1), None)
    assert (new.verified_on, new.follows, new.organisation) == (None, old, old.organisation)
    assert old.history.count() == 2
    assert new.history.count() == 1
    with pytest.raises(Conflict):
        services.ask_contact(contact=old, by=cast.actor("owner"))
    for again in (services.hand_over_contact, services.move_contact):
        more = {"organisation": organisation("tehik")} if again is services.move_contact else {"name": "X"}
        with pytest.raises(Conflict):
            again(contact=old, by=cast.actor("owner"), **more)


def test_a_contact_moves_with_its_new_address(cast):
    old, day = contact(), clock.today() + timedelta(5)
    moved = {"email": "mari@tehik.example", "role": "juht"}
    new = services.move_contact(contact=old, organisation=organisation("tehik"), on=day, by=cast.actor("lead"), **moved)
    assert (new.name, new.role, new.email) == ("Mari Mets", "juht", "mari@tehik.example")
    assert (new.organisation.slug, new.valid_from, new.verified_on) == ("tehik", day + timedelta(1), None)


def test_the_address_stays_with_the_organisation_whose_it_is(cast):
    owner, there = cast.actor("owner"), organisation("tehik")
    new = services.move_contact(contact=contact(phone="600 0000"), organisation=there, by=owner)
    assert (new.email, new.phone) == ("", "")
    services.move_contacts(contacts=[contact("Jaan Kask", phone="600 0001")], organisation=there, by=owner)
    jaan = Contact.objects.get(name="Jaan Kask", organisation=there)
    assert (jaan.email, jaan.phone) == ("", "")
    with pytest.raises(Invalid):
        services.verify_contact(contact=jaan, by=owner)
    services.end_contact(contact=jaan, on=jaan.valid_from, by=owner)
    assert services.change_contact(contact=new, email="mari@tehik.example", by=owner).email == "mari@tehik.example"


def test_where_somebody_went_is_the_agencys_to_know(as_, cast):
    row = contact(of="kov-a")
    services.move_contact(contact=row, organisation=organisation("kov-b"), by=cast.actor("owner"))
    there = {"partner_a": ("kov-a", "kov-b"), "partner_b": ("kov-b", "kov-a")}
    for who, (own, other) in there.items():
        names = [organisation(slug).name for slug in (own, other)]
        assert names[0] != names[1]
        page = as_(who).get(f"/partners/{own}/")
        assert page.status_code == 200
        assert "Mari Mets" in page.content.decode()
        assert names[1] not in page.content.decode()
        assert names[1] in as_("owner").get(f"/partners/{own}/").content.decode()


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(9999, 12, 31)])
def test_days_that_can_not_be(cast, day):
    with pytest.raises(Invalid) as wrong:
        services.move_contact(contact=contact(), organisation=organisation("tehik"), on=day, by=cast.actor("owner"))
    assert wrong.value.field == "on"


def test_refusals(cast):
    row, owner = contact(), cast.actor("owner")
    with pytest.raises(Invalid):
        services.move_contact(contact=row, organisation=organisation("ria"), by=owner)
    with pytest.raises(Invalid):
        services.hand_over_contact(contact=row, name="Jaan", by=owner)
    with pytest.raises(NotAllowed):
        services.hand_over_contact(contact=row, name="Jaan", email="a@b.example", by=cast.actor("staff"))
    row.valid_from = clock.today() - timedelta(9)
    row.valid_until = clock.today() - timedelta(1)
    row.save()
    with pytest.raises(Conflict):
        services.hand_over_contact(contact=row, name="Jaan", email="a@b.example", by=owner)


def test_several_at_once_all_or_none(cast):
    rows = [contact("Mari Mets"), contact("Jaan Kask"), contact("Tiit Tamm", role="juht")]
    there = contact("Tiit Tamm", of="tehik", role="JUHT", email="TIIT@ria.example")
    services.move_contacts(contacts=rows, organisation=organisation("tehik"), by=cast.actor("owner"))
    left = Contact.objects.filter(organisation__slug="ria")
    assert set(left.values_list("valid_until", flat=True)) == {clock.today()}
    assert Contact.objects.not_ended().filter(organisation__slug="tehik").count() == 3
    assert not Contact.objects.filter(follows=rows[2]).exists()
    assert open_links(there) == 1
    new = contact("Uus Inimene")
    with pytest.raises(Conflict, match="Mari Mets"):
        services.move_contacts(contacts=[new, rows[0]], organisation=organisation("kov-a"), by=cast.actor("owner"))
    new.refresh_from_db()
    assert new.valid_until is None


def test_on_the_pages(as_):
    client, row = as_("owner"), contact()
    assert "successor" in client.get(f"/partners/contacts/{row.pk}/end/").content.decode()
    page = client.post(f"/partners/contacts/{row.pk}/successor/", {"name": "Jaan", "language": "et", "on": "kunagi"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["on"])
    assert "Jaan" in page.content.decode()
    given = {"name": "Jaan", "email": "jaan@ria.example", "language": "et", "on": str(clock.today())}
    assert client.post(f"/partners/contacts/{row.pk}/successor/", given).url == "/partners/ria/"
    assert client.post(f"/partners/contacts/{row.pk}/successor/", given).status_code == 409
    new, other = Contact.objects.get(name="Jaan"), organisation("tehik")
    form = client.get("/partners/ria/contacts/move/")
    assert list(form.context["form"].fields["contacts"].queryset) == [new]
    late = {"contacts": [new.pk], "organisation": other.pk, "on": str(clock.today())}
    assert client.post("/partners/ria/contacts/move/", late).status_code == 422
    late["on"] = str(new.valid_from)
    assert client.post("/partners/ria/contacts/move/", late).url == "/partners/tehik/"
    assert client.post("/partners/ria/contacts/move/", {**late, "contacts": []}).status_code == 422


def test_by_the_interface(as_):
    client, row = as_("owner"), contact()
    given = {"name": "Jaan", "email": "jaan@ria.example"}
    made = client.post(f"/api/v1/contacts/{row.pk}/hand-over/", given, **JSON)
    assert (made.status_code, made.json()["name"], made.json()["verified_on"]) == (201, "Jaan", None)
    organisation("tehik")
    page = client.get(f"/partners/contacts/{contact('Liis').pk}/move/").content.decode()
    assert "kaasa ei võeta" in page
    assert "liis@" not in page
    moved = client.post(f"/api/v1/contacts/{contact('Tiit').pk}/move/", {"organisation": "tehik"}, **JSON)
    assert (moved.status_code, moved.json()["organisation"]) == (201, "tehik")
    assert client.post(f"/api/v1/contacts/{row.pk}/move/", {"organisation": "tehik"}, **JSON).status_code == 409
