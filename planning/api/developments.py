"""Developments, inputs and planned releases under /api/v1/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from planning.filters.developments import DevelopmentFilter, InputFilter, PlannedReleaseFilter
from planning.models import Development, Input, PlannedRelease
from planning.selectors.inputs import with_sides
from planning.serializers import developments as shapes
from planning.services import developments, inputs, releases


class _Acting(ScopedViewSet):
    def parsed(self, shape: type[drf.Serializer], **options: Any) -> dict[str, Any]:
        given = shape(data=self.request.data, context=self.get_serializer_context(), **options)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class DevelopmentViewSet(_Acting):
    """Developments: the agency sees all, others those that they take part in."""

    model = Development
    serializer_class = shapes.DevelopmentSerializer
    filterset_class = DevelopmentFilter
    lookup_field = "slug"

    def rows(self):
        rows = super().rows().live().select_related("service_owner", "provider", "developer")
        return rows.prefetch_related("components").order_by("-starts_on", "slug")

    @extend_schema(request=shapes.NewDevelopmentSerializer, responses={201: shapes.DevelopmentSerializer})
    def create(self, request: Request) -> Response:
        """Write a development down."""
        facts = self.parsed(shapes.NewDevelopmentSerializer)
        return self.done(developments.add_development(by=self.actor, **facts), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.DevelopmentFactsSerializer, responses=shapes.DevelopmentSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change what is given."""
        row, facts = self.one(slug=slug), self.parsed(shapes.DevelopmentFactsSerializer, partial=True)
        return self.done(developments.change_development(development=row, by=self.actor, **facts))


class InputViewSet(_Acting):
    """Inputs: the agency sees all, others those that they give or receive."""

    model = Input
    serializer_class = shapes.InputSerializer
    filterset_class = InputFilter
    lookup_field = "ref"
    lookup_value_regex = "[^/]{1,40}"

    def rows(self):
        rows = with_sides(super().rows().live())
        return rows.prefetch_related("turns").order_by("due_on", "ref")

    def _answered(self, row: Input, code: int = status.HTTP_200_OK) -> Response:
        return self.done(self.one(pk=row.pk), code)

    @extend_schema(request=shapes.NewInputSerializer, responses={201: shapes.InputSerializer})
    def create(self, request: Request) -> Response:
        """Ask for an input by a working day, or in so many of them."""
        row = inputs.ask_input(by=self.actor, **self.parsed(shapes.NewInputSerializer))
        return self._answered(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.InputChangeSerializer, responses=shapes.InputSerializer)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change what is asked, of whom, or the day (with its reason)."""
        row, facts = self.one(ref=ref), self.parsed(shapes.InputChangeSerializer, partial=True)
        return self._answered(inputs.change_input(input=row, by=self.actor, **facts))

    @extend_schema(request=shapes.GivingSerializer, responses=shapes.InputSerializer)
    @action(detail=True, methods=["post"])
    def give(self, request: Request, ref: str) -> Response:
        """It is given, or given again."""
        row, facts = self.one(ref=ref), self.parsed(shapes.GivingSerializer)
        return self._answered(inputs.give_input(input=row, by=self.actor, **facts))

    @extend_schema(request=shapes.InputAnswerSerializer, responses=shapes.InputSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, ref: str) -> Response:
        """The receiving side takes it."""
        row, facts = self.one(ref=ref), self.parsed(shapes.InputAnswerSerializer)
        return self._answered(inputs.accept_input(input=row, by=self.actor, **facts))

    @extend_schema(request=shapes.InputAnswerSerializer, responses=shapes.InputSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, ref: str) -> Response:
        """The receiving side returns it with the reason."""
        row, facts = self.one(ref=ref), self.parsed(shapes.InputAnswerSerializer)
        return self._answered(inputs.return_input(input=row, by=self.actor, **facts))

    @extend_schema(request=shapes.CancelSerializer, responses=shapes.InputSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, ref: str) -> Response:
        """It is needed no more."""
        row, facts = self.one(ref=ref), self.parsed(shapes.CancelSerializer)
        return self._answered(inputs.cancel_input(input=row, by=self.actor, **facts))


class PlannedReleaseViewSet(_Acting):
    """Releases planned ahead; for the agency."""

    model = PlannedRelease
    seen_by = ("see_plan",)
    serializer_class = shapes.PlannedReleaseSerializer
    filterset_class = PlannedReleaseFilter

    def rows(self):
        rows = super().rows().live().select_related("component", "development", "release")
        return rows.order_by("planned_on", "pk")

    @extend_schema(request=shapes.NewPlannedReleaseSerializer, responses={201: shapes.PlannedReleaseSerializer})
    def create(self, request: Request) -> Response:
        """Plan a version of a component for a day."""
        row = releases.plan_release(by=self.actor, **self.parsed(shapes.NewPlannedReleaseSerializer))
        return self.done(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ReleaseMoveSerializer, responses=shapes.PlannedReleaseSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Another day, with the reason."""
        row, facts = self.get_object(), self.parsed(shapes.ReleaseMoveSerializer)
        return self.done(releases.move_release(planned=row, by=self.actor, **facts))

    @extend_schema(request=shapes.OutSerializer, responses=shapes.PlannedReleaseSerializer)
    @action(detail=True, methods=["post"])
    def out(self, request: Request, pk: str) -> Response:
        """It is out: becomes a release of the component."""
        row, facts = self.get_object(), self.parsed(shapes.OutSerializer)
        return self.done(releases.release_is_out(planned=row, by=self.actor, **facts))

    @extend_schema(request=shapes.ReleaseReasonSerializer, responses=shapes.PlannedReleaseSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """It will not come."""
        row, facts = self.get_object(), self.parsed(shapes.ReleaseReasonSerializer)
        return self.done(releases.cancel_release(planned=row, by=self.actor, **facts))


RESOURCES: list[tuple[str, type]] = [
    ("developments", DevelopmentViewSet),
    ("inputs", InputViewSet),
    ("planned-releases", PlannedReleaseViewSet),
]
