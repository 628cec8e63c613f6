"""Resources of partners under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from components.services import set_uses
from core import files
from core.api import ScopedViewSet
from core.errors import NotFound
from core.rest import AsItIs
from partners import serializers as shapes
from partners import services
from partners.access import PARTNERS
from partners.filters import (
    ContactFilter,
    ContractFilter,
    FollowUpFilter,
    InteractionFilter,
    OrganisationFilter,
    ResolverGroupFilter,
    SubsystemFilter,
)
from partners.models import (
    Contact,
    Contract,
    ContractDecision,
    ContractFile,
    Expectation,
    FollowUp,
    Interaction,
    ResolverGroup,
    Subsystem,
)
from partners.selectors import contracts_in_order
from partners.selectors.contact_list import preview
from partners.selectors.network import network
from partners.serializers import ContactSerializer, OrganisationSerializer, ResolverGroupSerializer

FILE_PART = r"(?P<file_id>[0-9]{1,18})"
FILE_ID = OpenApiParameter("file_id", int, OpenApiParameter.PATH)


class OrganisationViewSet(ScopedViewSet):
    """Organisations and their parts in systems and components."""

    model = Organisation
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    lookup_field = "slug"
    apps = {"network": "partners", "expectation": "partners", "uses": "components"}

    def rows(self):
        subsystems = Subsystem.objects.visible_to(self.actor).live().select_related("organisation")
        ready = Prefetch("subsystems", subsystems, to_attr="live_subsystems")
        rows = super().rows().live().prefetch_related("parts__system", "parts__component", ready)
        return rows.order_by("name", "pk")

    @extend_schema(
        parameters=[shapes.NetworkQuerySerializer], responses=shapes.TiedSerializer(many=True), filters=False
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def network(self, request: Request) -> Response:
        """Who is tied to the agency and by what; for the agency."""
        PARTNERS.require(self.actor, "see_groups")
        given = shapes.NetworkQuerySerializer(data=request.query_params, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return Response(shapes.TiedSerializer(network(self.actor, **given.validated_data), many=True).data)

    @extend_schema(request=shapes.UsesSerializer, responses=OrganisationSerializer)
    @action(detail=True, methods=["post"])
    def uses(self, request: Request, slug: str) -> Response:
        """Say all that it uses."""
        organisation = self.one(slug=slug)
        given = shapes.UsesSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        set_uses(organisation=organisation, by=self.actor, **given.validated_data)
        return self.done(self.one(slug=slug))

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


class SubsystemViewSet(ScopedViewSet):
    """X-tee subsystems of organisations."""

    model = Subsystem
    serializer_class = shapes.SubsystemSerializer
    filterset_class = SubsystemFilter

    def rows(self):
        rows = super().rows().live().select_related("organisation")
        return rows.order_by("organisation__slug", "environment", "code", "pk")

    @extend_schema(request=shapes.NewSubsystemSerializer, responses={201: shapes.SubsystemSerializer})
    def create(self, request: Request) -> Response:
        """Write one down."""
        given = shapes.NewSubsystemSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return self.done(services.add_subsystem(by=self.actor, **given.validated_data), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.SubsystemSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """It is in use no more."""
        return self.done(services.retire_subsystem(subsystem=self.get_object(), by=self.actor))


class ContactViewSet(ScopedViewSet):
    """Contacts: the agency sees all, others those of their own organisations."""

    model = Contact
    serializer_class = ContactSerializer
    filterset_class = ContactFilter

    def rows(self):
        return super().rows().live().select_related("organisation").order_by("organisation__name", "name", "pk")

    def _parsed(self, shape: type[drf.Serializer]) -> dict[str, Any]:
        given = shape(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    @extend_schema(request=shapes.SuccessorSerializer, responses={201: ContactSerializer})
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, pk: str) -> Response:
        """Somebody else takes the role over; gives the successor."""
        contact, facts = self.get_object(), self._parsed(shapes.SuccessorSerializer)
        return self.done(services.hand_over_contact(contact=contact, by=self.actor, **facts), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.MoveSerializer, responses={201: ContactSerializer})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """The person works for another organisation; gives the new row."""
        contact, facts = self.get_object(), self._parsed(shapes.MoveSerializer)
        return self.done(services.move_contact(contact=contact, by=self.actor, **facts), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ContactListSerializer, responses=shapes.PreviewSerializer)
    @action(detail=False, methods=["post"], url_path="import")
    def import_rows(self, request: Request) -> Response:
        """Look at a list, or carry out what was looked at."""
        PARTNERS.require(self.actor, "edit_contacts")
        given = self._parsed(shapes.ContactListSerializer)
        text, seen = given["text"], given.get("seen", "")
        told = services.import_contacts(text=text, seen=seen, by=self.actor) if seen else preview(self.actor, text)
        return Response(shapes.PreviewSerializer(told).data)


class ResolverGroupViewSet(ScopedViewSet):
    """Teams that the division of competence names; for the agency."""

    model = ResolverGroup
    seen_by = ("see_groups",)
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

    def _file(self, file_id: str) -> ContractFile:
        rows = ContractFile.objects.visible_to(self.actor).live().select_related("contract", "stored")
        found = rows.filter(contract=self.get_object(), pk=file_id).first()
        if found is None:
            raise NotFound()
        return found

    @extend_schema(responses=shapes.ContractFileSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None, parser_classes=[MultiPartParser])
    def files(self, request: Request, slug: str) -> Response:
        """The contract's files."""
        rows = ContractFile.objects.visible_to(self.actor).live().filter(contract=self.get_object())
        return Response(shapes.ContractFileSerializer(rows.select_related("stored"), many=True).data)

    @extend_schema(request=shapes.NewContractFileSerializer, responses={201: shapes.ContractFileSerializer})
    @files.mapping.post
    def add_file(self, request: Request, slug: str) -> Response:
        """Add a file (multipart/form-data)."""
        contract, facts = self.get_object(), self._parsed(shapes.NewContractFileSerializer)
        row = services.add_file(contract=contract, by=self.actor, **facts)
        return Response(shapes.ContractFileSerializer(row).data, status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, parameters=[FILE_ID])
    @action(detail=True, url_path=rf"files/{FILE_PART}", renderer_classes=[AsItIs])
    def file(self, request: Request, slug: str, file_id: str) -> HttpResponseBase:
        """The file itself."""
        row = self._file(file_id)
        response = files.attachment(row.stored)
        services.note_reading(file=row, by=self.actor)
        return response

    @extend_schema(request=None, responses=shapes.ContractFileSerializer, parameters=[FILE_ID])
    @action(detail=True, methods=["post"], url_path=rf"files/{FILE_PART}/archive")
    def archive_file(self, request: Request, slug: str, file_id: str) -> Response:
        """Put the file away."""
        row = services.archive_file(file=self._file(file_id), by=self.actor)
        return Response(shapes.ContractFileSerializer(row).data)


class InteractionViewSet(ScopedViewSet):
    """Meetings, letters and calls with organisations; for the agency."""

    model = Interaction
    seen_by = ("see_interactions",)
    serializer_class = shapes.InteractionSerializer
    filterset_class = InteractionFilter

    def rows(self):
        seen = ContractDecision.objects.visible_to(self.actor).select_related("contract")
        decisions = Prefetch("decisions", seen, to_attr="seen_decisions")
        rows = super().rows().live().select_related("organisation")
        return rows.prefetch_related("follow_ups__responsible", decisions)

    @extend_schema(request=shapes.NewInteractionSerializer, responses={201: shapes.InteractionSerializer})
    def create(self, request: Request) -> Response:
        """Note one, with what follows from it."""
        serializer = shapes.NewInteractionSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        row = services.note_interaction(by=self.actor, **serializer.validated_data)
        return self.done(self.one(pk=row.pk), status.HTTP_201_CREATED)


class FollowUpViewSet(ScopedViewSet):
    """What is to be done after them; for the agency."""

    model = FollowUp
    seen_by = ("see_interactions",)
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
    ("subsystems", SubsystemViewSet),
    ("contacts", ContactViewSet),
    ("resolver-groups", ResolverGroupViewSet),
]
