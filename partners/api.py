"""Resources of partners under /api/v1/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from core.api import ScopedViewSet
from core.errors import NotFound
from partners import serializers as shapes
from partners import services
from partners.filters import (
    ContactFilter,
    ContractFilter,
    FollowUpFilter,
    InteractionFilter,
    OrganisationFilter,
    ResolverGroupFilter,
)
from partners.models import Contact, Contract, Expectation, FollowUp, Interaction, ResolverGroup
from partners.selectors import contracts_in_order
from partners.serializers import ContactSerializer, OrganisationSerializer, ResolverGroupSerializer


class OrganisationViewSet(ScopedViewSet):
    """Organisations and their parts in systems and components."""

    model = Organisation
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_field = "slug"

    def rows(self):
        return super().rows().live().prefetch_related("parts__system", "parts__component").order_by("name", "pk")

    @extend_schema(request=shapes.ExpectationSerializer, responses=shapes.ExpectationSerializer)
    @action(detail=True, methods=["get", "put"], filter_backends=[])
    def expectation(self, request: Request, slug: str) -> Response:
        """What is asked of it: the contact roles that must be named, whether it is a key partner. For the agency."""
        organisation = self.get_object()
        if request.method == "PUT":
            shape = shapes.ExpectationSerializer(data=request.data)
            shape.is_valid(raise_exception=True)
            row = services.expect(organisation=organisation, **shape.validated_data, by=self.actor)
        else:
            row = Expectation.objects.visible_to(self.actor).filter(organisation=organisation).first()
        if row is None:
            raise NotFound()
        return Response(shapes.ExpectationSerializer(row).data)


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


class ContractViewSet(ScopedViewSet):
    """Contracts: the agency sees all (restricted ones those who work with them), others those they signed."""

    model = Contract
    serializer_class = shapes.ContractSerializer
    filterset_class = ContractFilter
    lookup_field = "slug"

    def rows(self):
        rows = contracts_in_order(super().rows()).select_related("parent").prefetch_related("systems")
        return rows.order_by("running_end", "slug")

    def get_object(self) -> Contract:
        return self.one(slug=self.kwargs["slug"])

    def _parsed(self, shape: type[drf.Serializer], **options: Any) -> dict[str, Any]:
        serializer = shape(data=self.request.data, context=self.get_serializer_context(), **options)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @extend_schema(request=shapes.NewContractSerializer, responses={201: shapes.ContractSerializer})
    def create(self, request: Request) -> Response:
        """Write a contract down."""
        contract = services.add_contract(by=self.actor, **self._parsed(shapes.NewContractSerializer))
        return self.done(contract, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ContractFactsSerializer, responses=shapes.ContractSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change what is given."""
        facts = self._parsed(shapes.ContractFactsSerializer, partial=True)
        return self.done(services.change_contract(contract=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.UseSerializer, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def use(self, request: Request, slug: str) -> Response:
        """Note how much of the amount is used."""
        facts = self._parsed(shapes.UseSerializer)
        return self.done(services.note_use(contract=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.DecisionSerializer, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, slug: str) -> Response:
        """Decide on the term that runs."""
        contract = self.get_object()
        services.decide(contract=contract, by=self.actor, **self._parsed(shapes.DecisionSerializer))
        return self.done(self.get_object())

    @extend_schema(request=None, responses=shapes.ContractSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, slug: str) -> Response:
        """The yearly review was done today."""
        return self.done(services.review(contract=self.get_object(), by=self.actor))


class InteractionViewSet(ScopedViewSet):
    """Meetings, letters and calls with organisations; for the agency."""

    model = Interaction
    serializer_class = shapes.InteractionSerializer
    filterset_class = InteractionFilter

    def rows(self):
        return super().rows().live().select_related("organisation").prefetch_related("follow_ups__responsible")

    @extend_schema(request=shapes.NewInteractionSerializer, responses={201: shapes.InteractionSerializer})
    def create(self, request: Request) -> Response:
        """Note one, with what follows from it."""
        serializer = shapes.NewInteractionSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        row = services.note_interaction(by=self.actor, **serializer.validated_data)
        return self.done(row, status.HTTP_201_CREATED)


class FollowUpViewSet(ScopedViewSet):
    """What is to be done after them; for the agency."""

    model = FollowUp
    serializer_class = shapes.FollowUpSerializer
    filterset_class = FollowUpFilter

    def rows(self):
        return super().rows().live().select_related("interaction__organisation", "responsible").order_by("due_on", "pk")

    @extend_schema(request=None, responses=shapes.FollowUpSerializer)
    @action(detail=True, methods=["post"], url_path="done")
    def done_today(self, request: Request, pk: str) -> Response:
        """It was done today."""
        return self.done(services.finish_follow_up(follow_up=self.get_object(), by=self.actor))


RESOURCES: list = [
    ("interactions", InteractionViewSet),
    ("follow-ups", FollowUpViewSet),
    ("contracts", ContractViewSet),
    ("organisations", OrganisationViewSet),
    ("contacts", ContactViewSet),
    ("resolver-groups", ResolverGroupViewSet),
]
