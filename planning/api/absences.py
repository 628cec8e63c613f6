"""Days away under /api/v1/."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api import ScopedViewSet
from core.errors import NotFound
from planning.access import PLANNING
from planning.filters.absences import AbsenceFilter
from planning.models import Absence
from planning.selectors.away_preview import Plan, as_list, plan_of
from planning.serializers import absences as shapes
from planning.services import absences as services


class AbsenceViewSet(ScopedViewSet):
    """Who is away when; for the agency."""

    model = Absence
    seen_by = ("see_plan",)
    serializer_class = shapes.AbsenceSerializer
    filterset_class = AbsenceFilter

    def rows(self):
        return super().rows().live().select_related("person").order_by("from_on", "pk")

    @extend_schema(request=shapes.NewAbsenceSerializer, responses={201: shapes.AbsenceSerializer})
    def create(self, request: Request) -> Response:
        """Note days away: one's own, or others' by the lead."""
        given = shapes.NewAbsenceSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return self.done(services.note_absence(by=self.actor, **given.validated_data), status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.AbsenceSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take it off the list."""
        return self.done(services.remove_absence(absence=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.AwayListSerializer, responses=shapes.AwayPlanSerializer)
    @action(detail=False, methods=["post"], url_path="import")
    def import_rows(self, request: Request) -> Response:
        """Look at a calendar or list, or carry out what was looked at."""
        PLANNING.require(self.actor, "note_absences")
        given = shapes.AwayListSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        text, seen = given.validated_data["text"], given.validated_data.get("seen", "")
        if seen:
            plan = services.import_absences(text=text, seen=seen, by=self.actor)
        else:
            person = given.validated_data.get("person") or self._self()
            text, refused = as_list(text, person)
            plan = Plan([*plan_of(self.actor, text).lines, *refused])
        return Response(shapes.AwayPlanSerializer({"mark": plan.mark, "text": text, "lines": plan.lines}).data)

    def _self(self) -> User:
        """Whoever asks, where the list names nobody."""
        found = User.objects.visible_to(self.actor).filter(pk=self.actor.user_id or 0).first()
        if found is None:
            raise NotFound()
        return found


RESOURCES: list[tuple[str, type]] = [("absences", AbsenceViewSet)]
