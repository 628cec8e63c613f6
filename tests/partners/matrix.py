"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from core import clock
from partners.models import Contact, ResolverGroup
from tests.factories.partners import contract
from tests.factories.people import organisation


def matrix_objects(cast) -> dict:
    tehik = organisation("tehik")
    contact = Contact.objects.create(organisation=tehik, name="Mari", role="teenusehaldur", email="mari@tehik.example")
    group = ResolverGroup.objects.create(
        slug="tehik-uk", organisation=tehik, name="Tiim", channel="tickets", email="uk@tehik.example"
    )
    row = contract("l-1", parties=("tehik",), amount=1000, review_on=clock.today())
    return {
        "organisation": tehik.slug,
        "contact": contact.pk,
        "group": group.slug,
        "contract": row.slug,
        "party": row.parties.get().pk,
    }
