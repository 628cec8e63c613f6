"""Resources of trainings and advice under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from core.errors import Conflict, NotFound
from docs_library.models import Document
from planning.filters.trainings import AdviceFilter, TrainingFilter
from planning.models import AdviceRequest, Registration, Training
from planning.selectors.advice import advice_of
from planning.selectors.trainings import seen_registrations, with_counts
from planning.serializers import trainings as shapes
from planning.services.advice import answer_advice, ask_advice, make_guide, withdraw_advice
from planning.services.seats import cancel_registration, register


class OfTrainings(ScopedViewSet):
    """Base: rows by reference, input by a shape."""

    lookup_field = "ref"

    def get_object(self) -> Any:
        return self.one(ref=self.kwargs["ref"])

    def parsed(self, shape: type[drf.Serializer]) -> dict[str, Any]:
        given = shape(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class TrainingViewSet(OfTrainings):
    """Trainings: the agency sees all, others those that are for them."""

    model = Training
    serializer_class = shapes.TrainingSerializer
    filterset_class = TrainingFilter

    def rows(self):
        seen = Prefetch("materials", Document.objects.visible_to(self.actor).live(), to_attr="seen_materials")
        return with_counts(super().rows().live(), self.actor).prefetch_related(seen)

    @extend_schema(responses=shapes.RegistrationSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def registrations(self, request: Request, ref: str) -> Response:
        """Who comes: the agency sees all names, others their own and their organisation's."""
        rows = seen_registrations(self.actor, self.get_object())
        return Response(shapes.RegistrationSerializer(rows, many=True).data)

    @extend_schema(request=shapes.SeatsSerializer, responses={201: shapes.RegistrationSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def register(self, request: Request, ref: str) -> Response:
        """Take seats; where they run out, the rest wait."""
        training, facts = self.get_object(), self.parsed(shapes.SeatsSerializer)
        rows = register(training=training, by=self.actor, **facts)
        return Response(shapes.RegistrationSerializer(rows, many=True).data, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.CancelSeatSerializer, responses=shapes.RegistrationSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, ref: str) -> Response:
        """Give a seat up; the first who waits moves up."""
        training, facts = self.get_object(), self.parsed(shapes.CancelSeatSerializer)
        rows = Registration.objects.visible_to(self.actor).filter(training=training)
        own = rows.exclude(state=Registration.State.CANCELLED).filter(person=self.actor.responsible_id or 0)
        row = rows.filter(pk=facts["registration"]).first() if "registration" in facts else own.first()
        if row is None and "registration" in facts:
            raise NotFound()
        if row is None:
            raise Conflict(_("You are not registered."))
        return Response(shapes.RegistrationSerializer(cancel_registration(registration=row, by=self.actor)).data)


class AdviceViewSet(OfTrainings):
    """Requests for advice: the agency sees all, others their own and their organisation's."""

    model = AdviceRequest
    serializer_class = shapes.AdviceSerializer
    filterset_class = AdviceFilter

    def rows(self):
        return advice_of(self.actor)

    @extend_schema(request=shapes.NewAdviceSerializer, responses={201: shapes.AdviceSerializer})
    def create(self, request: Request) -> Response:
        """Ask for advice."""
        row = ask_advice(by=self.actor, **self.parsed(shapes.NewAdviceSerializer))
        return self.done(self.one(pk=row.pk), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.AnswerSerializer, responses=shapes.AdviceSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, ref: str) -> Response:
        """Answer it; the asker hears."""
        row = answer_advice(advice=self.get_object(), by=self.actor, **self.parsed(shapes.AnswerSerializer))
        return self.done(self.one(pk=row.pk))

    @extend_schema(request=None, responses=shapes.AdviceSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """No answer is needed any more; by who asked."""
        row = withdraw_advice(advice=self.get_object(), by=self.actor)
        return self.done(self.one(pk=row.pk))

    @extend_schema(request=shapes.GuideSerializer, responses={201: shapes.AdviceSerializer})
    @action(detail=True, methods=["post"])
    def guide(self, request: Request, ref: str) -> Response:
        """Begin a guide of it in the library."""
        row = self.get_object()
        make_guide(advice=row, by=self.actor, **self.parsed(shapes.GuideSerializer))
        return self.done(self.one(pk=row.pk), status.HTTP_201_CREATED)


RESOURCES: list[tuple[str, type]] = [("trainings", TrainingViewSet), ("advice", AdviceViewSet)]
