"""Resources of accounts under /api/v1/."""

from __future__ import annotations

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.access import ACCOUNTS
from accounts.filters import PersonFilter, SubstitutionFilter
from accounts.models import Membership, Substitution, User
from accounts.serializers import NameSubstituteSerializer, PersonSerializer, SubstitutionSerializer
from core.api import ScopedViewSet


class PersonViewSet(ScopedViewSet):
    """People with their roles of today."""

    model = User
    permission = (ACCOUNTS, "see_people")
    serializer_class = PersonSerializer
    filterset_class = PersonFilter

    def rows(self):
        held = Membership.objects.visible_to(self.actor).current().select_related("organisation")
        return super().rows().prefetch_related(Prefetch("memberships", held, to_attr="held"))


class SubstitutionViewSet(ScopedViewSet):
    """Who stands in for whom; a lead or manager names a substitute by POST."""

    model = Substitution
    serializer_class = SubstitutionSerializer
    filterset_class = SubstitutionFilter

    def rows(self):
        return super().rows().live().select_related("absent", "substitute")

    @extend_schema(request=NameSubstituteSerializer, responses={201: SubstitutionSerializer})
    def create(self, request: Request) -> Response:
        ACCOUNTS.require(self.actor, "name_substitute")
        given = NameSubstituteSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return self.done(services.name_substitute(by=self.actor, **given.validated_data), 201)


RESOURCES: list = [("people", PersonViewSet), ("substitutions", SubstitutionViewSet)]
