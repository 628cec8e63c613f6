"""Bases of ``/api/v1/``: the same querysets, filters and services as the pages; errors as RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock, repeats
from core.actor import Actor
from core.errors import NotAllowed, NotFound
from core.fields import LANGUAGES, Translated
from core.permissions import PermissionTable, may_write, reading_scopes
from core.rest import actor_of

REPEAT_KEY = OpenApiParameter(
    repeats.HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Chosen by the client (1 to 40 letters, digits, - _ . :). The same write sent again under it is not "
    "done again: the first answer comes back; 409 while the first is under way, 422 for another write under it.",
)


class ProblemSerializer(serializers.Serializer):
    """The body of every error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = serializers.DictField(required=False)


class Schema(AutoSchema):
    """Every operation documents its errors, so that clients and fuzzers know them beforehand."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        problem_answer = OpenApiResponse(ProblemSerializer, description="Problem (RFC 9457)")
        for code in ("400", "401", "403", "404", *(("409", "422") if self.method != "GET" else ())):
            bodies[code] = self._get_response_for_code(problem_answer, code, ["application/problem+json"], direction)
        return bodies

    def get_description(self) -> str:
        """With the scopes that a narrowed token needs."""
        if not isinstance(self.view, ScopedViewSet):
            return super().get_description()
        app = app_of(self.view, self.view.action)
        acts = f"an act of `{app}`, such as `{app}.*`; which one, is said by docs/reference/permissions.md"
        named = " or ".join(f"`{one}`" for one in sorted(scopes_of(self.view))) if self.method == "GET" else acts
        return f"{super().get_description()}\n\nScope of a narrowed token: {named}.".strip()

    def get_override_parameters(self):
        return [] if self.method in SAFE_METHODS else [REPEAT_KEY]


class ScopedViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read-only rows that the actor may see. Writes are added per resource and call services.

    ``permission`` is ``(table, action)`` for reading, where the queryset alone does not say enough. ``seen_by`` are
    further actions of the app whose scope alone lets a narrowed token read it. ``waits`` names the
    actions that wait for another side: no transaction is held meanwhile. ``apps`` maps actions to the app whose scopes
    they need, where it is not the model's.
    """

    model: ClassVar[type[models.Model]]
    permission: ClassVar[tuple[PermissionTable, str] | None] = None
    seen_by: ClassVar[tuple[str, ...]] = ()
    waits: ClassVar[frozenset[str]] = frozenset()
    apps: ClassVar[Mapping[str, str]] = {}

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        self._require()
        if repeats.HEADER in request.headers and request.method not in SAFE_METHODS:
            self._do_once(request)

    def _require(self) -> None:
        """Raises NotAllowed where the token's scopes leave this resource out, or the person's roles do."""
        app, is_reading = app_of(self, self.action), self.request.method in SAFE_METHODS
        may_read = not self.actor.scopes or bool(self.actor.scopes & scopes_of(self))
        if not (may_read if is_reading else may_write(self.actor, app)):
            raise NotAllowed(_("The token's scopes do not reach this."), code="out-of-scope")
        if self.permission:
            table, action = self.permission
            table.require(self.actor.narrowed(()) if is_reading else self.actor, action)

    def _do_once(self, request: Request) -> None:
        """The write that follows is done once under the request's key (core.repeats)."""
        name = request.method.lower()
        write = getattr(self, name, self.http_method_not_allowed)
        setattr(self, name, partial(repeats.answer_once, write, self.actor, waits=self.action in self.waits))

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.rows()

    def rows(self) -> models.QuerySet:
        """The model's rows that this actor may see; a resource adds its select_related here."""
        return self.model.objects.visible_to(self.actor)

    def get_object(self):
        try:
            return super().get_object()
        except Http404:
            raise NotFound() from None

    def one(self, order_by: str = "", **lookup: Any) -> Any:
        """A visible row by its lookup, past the list's filters. Raises NotFound."""
        rows = self.get_queryset().filter(**lookup)
        found = (rows.order_by(order_by) if order_by else rows).first()
        if found is None:
            raise NotFound()
        return found

    def done(self, obj: Any, code: int = status.HTTP_200_OK) -> Response:
        """The object as its serializer shows it."""
        return Response(self.get_serializer(obj).data, status=code)


def app_of(view: type[ScopedViewSet] | ScopedViewSet, action: str | None) -> str:
    """The app whose scopes a narrowed token needs for the action."""
    return view.apps.get(action, view.model._meta.app_label)


def scopes_of(view: ScopedViewSet) -> set[str]:
    """Scopes by which a narrowed token reads the resource: those of reading, and its own."""
    app = app_of(view, view.action)
    own = {f"{view.permission[0].app}.{view.permission[1]}"} if view.permission else set()
    return reading_scopes(app) | own | {f"{app}.{action}" for action in view.seen_by}


class TranslatedSerializerField(serializers.DictField):
    """``{"et": …, "en": …, "ru": …}``, each as long as the form's at most."""

    def __init__(self, *, max_length: int = 4000, **kwargs) -> None:
        super().__init__(child=serializers.CharField(allow_blank=True, max_length=max_length), **kwargs)

    def to_internal_value(self, data) -> Translated:
        values = super().to_internal_value(data)
        if set(values) - set(LANGUAGES):
            raise serializers.ValidationError(_("A text is given in Estonian, English or Russian."))
        return Translated({language: text for language, text in values.items() if text})


class MomentSerializerField(serializers.DateTimeField):
    """An instant that makes sense: of this century; ``ahead`` where it must lie ahead, within a year."""

    def __init__(self, *, ahead: bool = False, **kwargs) -> None:
        self.ahead = ahead
        super().__init__(**kwargs)

    def to_internal_value(self, value) -> datetime:
        moment, now = super().to_internal_value(value), clock.now()
        if self.ahead and not now < moment <= now + timedelta(days=366):
            raise serializers.ValidationError(_("The time must lie ahead, within a year."))
        if not 2000 < moment.year < 2100:
            raise serializers.ValidationError(_("The year must be from 2001 to 2099."))
        return moment
