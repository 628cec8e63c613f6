"""Tasks under /api/v1/."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from planning.filters.work import TaskFilter
from planning.models import Task
from planning.serializers import work as shapes
from planning.services import tasks


class TaskViewSet(ScopedViewSet):
    """Tasks: those who carry the field see all, others their own."""

    model = Task
    seen_by = ("see_plan",)
    serializer_class = shapes.TaskSerializer
    filterset_class = TaskFilter
    lookup_field = "ref"

    def rows(self):
        rows = super().rows().live().select_related("ordered_by", "responsible", "delegate", "accepted_by")
        return rows.prefetch_related("turns").order_by("due_on", "ref")

    def _given(self, shape: type[drf.Serializer], **options: Any) -> dict[str, Any]:
        given = shape(data=self.request.data, context=self.get_serializer_context(), **options)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _done(self, task: Task, code: int = status.HTTP_200_OK) -> Response:
        return self.done(self.one(pk=task.pk), code)

    @extend_schema(request=shapes.NewTaskSerializer, responses={201: shapes.TaskSerializer})
    def create(self, request: Request) -> Response:
        """Write a task down."""
        task = tasks.order_task(by=self.actor, **self._given(shapes.NewTaskSerializer))
        return self._done(task, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.TaskWordsSerializer, responses=shapes.TaskSerializer)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Another wording, by who ordered it."""
        facts = self._given(shapes.TaskWordsSerializer, partial=True)
        return self._done(tasks.change_task(task=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.SaidSerializer, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, ref: str) -> Response:
        """It is done."""
        facts = self._given(shapes.SaidSerializer)
        return self._done(tasks.finish_task(task=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=None, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, ref: str) -> Response:
        """Accepted by who ordered it; never by who did it."""
        return self._done(tasks.accept_task(task=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.TaskReasonSerializer, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, ref: str) -> Response:
        """Returned with the reason."""
        facts = self._given(shapes.TaskReasonSerializer)
        return self._done(tasks.return_task(task=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.DelegateSerializer, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"])
    def delegate(self, request: Request, ref: str) -> Response:
        """Somebody else does it for the responsible."""
        facts = self._given(shapes.DelegateSerializer)
        return self._done(tasks.delegate_task(task=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.MoveTaskSerializer, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, ref: str) -> Response:
        """Another due day, with the reason."""
        facts = self._given(shapes.MoveTaskSerializer)
        return self._done(tasks.move_task(task=self.get_object(), by=self.actor, **facts))

    @extend_schema(request=shapes.TaskReasonSerializer, responses=shapes.TaskSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, ref: str) -> Response:
        """It need not be done any more."""
        facts = self._given(shapes.TaskReasonSerializer)
        return self._done(tasks.cancel_task(task=self.get_object(), by=self.actor, **facts))


RESOURCES: list[tuple[str, type]] = [("tasks", TaskViewSet)]
