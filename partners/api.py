"""Resources of partners under /api/v1/."""

from __future__ import annotations

from accounts.models import Organisation
from core.api import ScopedViewSet
from partners.filters import ContactFilter, OrganisationFilter, ResolverGroupFilter
from partners.models import Contact, ResolverGroup
from partners.serializers import ContactSerializer, OrganisationSerializer, ResolverGroupSerializer


class OrganisationViewSet(ScopedViewSet):
    """Organisations and their parts in systems and components."""

    model = Organisation
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_field = "slug"

    def rows(self):
        return super().rows().live().prefetch_related("parts__system", "parts__component").order_by("name", "pk")


class ContactViewSet(ScopedViewSet):
    """Contacts: the agency sees all, others those of their own organisations."""

    model = Contact
    serializer_class = ContactSerializer
    filterset_class = ContactFilter

    def rows(self):
        return super().rows().live().select_related("organisation").order_by("organisation__name", "name", "pk")


class ResolverGroupViewSet(ScopedViewSet):
    """Teams that the division of competence names; for the agency."""

    model = ResolverGroup
    serializer_class = ResolverGroupSerializer
    filterset_class = ResolverGroupFilter
    lookup_field = "slug"

    def rows(self):
        return super().rows().live().select_related("organisation", "via").order_by("slug")


RESOURCES: list = [
    ("organisations", OrganisationViewSet),
    ("contacts", ContactViewSet),
    ("resolver-groups", ResolverGroupViewSet),
]
