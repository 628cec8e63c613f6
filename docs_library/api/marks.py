"""Acts on a version's access restrictions and on the links that open it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid, NotFound
from docs_library import serializers as shapes
from docs_library import services
from docs_library.access import LIBRARY
from docs_library.models import Annex, Restriction, ShareLink, Version

MARK = r"restrictions/(?P<mark_id>[0-9]{1,18})"
MARK_ID = OpenApiParameter("mark_id", int, OpenApiParameter.PATH)
SHARE = r"shares/(?P<share_id>[0-9]{1,18})"
SHARE_ID = OpenApiParameter("share_id", int, OpenApiParameter.PATH)


class MarkActions:
    """Restricted, extended once, ended, sent to somebody."""

    @extend_schema(request=shapes.RestrictSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"])
    def restrict(self, request: Request, pk: str) -> Response:
        """Restrict the version, or one of its annexes, for internal use."""
        version, facts = self.get_object(), self.parsed(shapes.RestrictSerializer)
        annex = facts.pop("annex", None)
        if annex is not None:
            annex = Annex.objects.visible_to(self.actor).live().filter(version=version, pk=annex).first()
            if annex is None:
                raise Invalid(_("This annex is of another version."), field="annex")
        services.restrict(version=version, annex=annex, by=self.actor, **facts)
        return self.shown(version)

    def mark(self, version: Version, pk: str) -> Restriction:
        """Raises NotFound."""
        found = Restriction.objects.visible_to(self.actor).filter(version=version, pk=pk).first()
        if found is None:
            raise NotFound()
        return found

    @extend_schema(request=shapes.ExtendSerializer, responses=shapes.VersionSerializer, parameters=[MARK_ID])
    @action(detail=True, methods=["post"], url_path=f"{MARK}/extend")
    def extend_mark(self, request: Request, pk: str, mark_id: str) -> Response:
        """The one extension that the law knows, with a reason."""
        version = self.get_object()
        facts = self.parsed(shapes.ExtendSerializer)
        services.extend(restriction=self.mark(version, mark_id), by=self.actor, **facts)
        return self.shown(version)

    @extend_schema(request=shapes.BecauseSerializer, responses=shapes.VersionSerializer, parameters=[MARK_ID])
    @action(detail=True, methods=["post"], url_path=f"{MARK}/lift")
    def lift_mark(self, request: Request, pk: str, mark_id: str) -> Response:
        """End the restriction before its day: the reason has gone."""
        version = self.get_object()
        facts = self.parsed(shapes.BecauseSerializer)
        services.lift(restriction=self.mark(version, mark_id), by=self.actor, **facts)
        return self.shown(version)

    @extend_schema(request=shapes.SendSerializer, responses={201: shapes.CopySerializer}, parameters=[MARK_ID])
    @action(detail=True, methods=["post"], url_path=f"{MARK}/copies")
    def send_marked(self, request: Request, pk: str, mark_id: str) -> Response:
        """Let an organisation or a person of the agency read what is restricted; they are told of the mark."""
        version = self.get_object()
        facts = self.parsed(shapes.SendSerializer)
        copy = services.send_copy(restriction=self.mark(version, mark_id), by=self.actor, **facts)
        return Response(shapes.CopySerializer(copy).data, status.HTTP_201_CREATED)


class ShareActions:
    """Links that open the version for whoever holds them."""

    def share_shown(self, row: ShareLink) -> dict[str, Any]:
        return dict(shapes.ShareSerializer(row, context=self.get_serializer_context()).data)

    @extend_schema(methods=["get"], responses=shapes.ShareSerializer(many=True), filters=False)
    @extend_schema(methods=["post"], request=shapes.NewShareSerializer, responses={201: shapes.ShareSerializer})
    @action(detail=True, methods=["get", "post"], filter_backends=[], pagination_class=None)
    def shares(self, request: Request, pk: str) -> Response:
        """GET: the version's links, for those who keep the library. POST: a new link until the end of a day."""
        version = self.get_object()
        if request.method == "POST":
            row = services.share(version=version, by=self.actor, **self.parsed(shapes.NewShareSerializer))
            return Response(self.share_shown(row), status.HTTP_201_CREATED)
        rows = ShareLink.objects.visible_to(self.actor).filter(version=version).select_related("link")
        return Response([self.share_shown(row) for row in rows])

    @extend_schema(request=None, responses=shapes.ShareSerializer, parameters=[SHARE_ID])
    @action(detail=True, methods=["post"], url_path=f"{SHARE}/revoke")
    def revoke_share(self, request: Request, pk: str, share_id: str) -> Response:
        """The link opens nothing from now on."""
        rows = ShareLink.objects.visible_to(self.actor).select_related("link", "version__document")
        row = rows.filter(version=self.get_object(), pk=share_id).first()
        if row is None:
            LIBRARY.require(self.actor, "share")
            raise NotFound()
        return Response(self.share_shown(services.revoke(share=row, by=self.actor)))
