"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from partners.models import Contact, ResolverGroup
from tests.factories.people import organisation


def matrix_objects(cast) -> dict:
    tehik = organisation("tehik")
    contact = Contact.objects.create(organisation=tehik, name="Mari", role="teenusehaldur", email="mari@tehik.example")
    group = ResolverGroup.objects.create(
        slug="tehik-uk", organisation=tehik, name="Tiim", channel="tickets", email="uk@tehik.example"
    )
    return {"organisation": tehik.slug, "contact": contact.pk, "group": group.slug}
