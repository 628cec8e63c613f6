"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from core import clock
from core.links import token_for
from core.models import Link
from partners.models import Contact, ResolverGroup, Subsystem
from partners.services import add_file, note_interaction
from tests.factories.files import upload
from tests.factories.partners import contract
from tests.factories.people import organisation


def matrix_objects(cast) -> dict:
    tehik = organisation("tehik")
    contact = Contact.objects.create(organisation=tehik, name="Mari", role="teenusehaldur", email="mari@tehik.example")
    group = ResolverGroup.objects.create(
        slug="tehik-uk", organisation=tehik, name="Tiim", channel="tickets", email="uk@tehik.example"
    )
    row = contract("l-1", parties=("tehik",), amount=1000, review_on=clock.today())
    subsystem = Subsystem.objects.create(organisation=tehik, member_class="GOV", code="tehik")
    link = Link.objects.create(purpose="contact", subject=f"partners.contact:{contact.pk}")
    promise = {"text": "Kirjutada", "due_on": clock.today(), "responsible": cast.user("owner")}
    meeting = note_interaction(
        organisation=tehik, kind="meeting", agreed="Jah", follow_ups=[promise], by=cast.actor("owner")
    )
    return {
        "interaction": meeting.pk,
        "follow_up": meeting.follow_ups.get().pk,
        "answer": token_for(link),
        "organisation": tehik.slug,
        "contact": contact.pk,
        "group": group.slug,
        "contract": row.slug,
        "subsystem": subsystem.pk,
        "file": add_file(contract=row, file=upload(), kind="contract", by=cast.actor("owner")).pk,
        "party": row.parties.get().pk,
    }
