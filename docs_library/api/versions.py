"""Versions under /api/v1/: from the draft to its end."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import files
from core.errors import NotFound
from core.rest import AsItIs
from docs_library import serializers as shapes
from docs_library import services
from docs_library.api.base import LibraryViewSet
from docs_library.api.marks import MarkActions, ShareActions
from docs_library.filters import VersionFilter
from docs_library.models import Annex, Restriction, Version, VersionText
from docs_library.selectors import mark_on
from docs_library.selectors.readings import file_of

ANNEX_PART = r"(?P<annex_id>[0-9]{1,18})"
ANNEX_ID = OpenApiParameter("annex_id", int, OpenApiParameter.PATH)
LANGUAGE_PART = r"(?P<language>[0-9a-z]{1,8})"
LANGUAGE = OpenApiParameter("language", str, OpenApiParameter.PATH, enum=["et", "en", "ru"])
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class VersionViewSet(MarkActions, ShareActions, LibraryViewSet):
    """Versions that the caller may read."""

    model = Version
    serializer_class = shapes.VersionSerializer
    filterset_class = VersionFilter

    def rows(self):
        annexes = Annex.objects.visible_to(self.actor).live().select_related("stored")
        marks = Restriction.objects.visible_to(self.actor).active()
        ready = (Prefetch("annexes", annexes, to_attr="seen_annexes"), Prefetch("restrictions", marks, to_attr="marks"))
        rows = super().rows().filter(document__archived_at__isnull=True).select_related("document")
        return rows.prefetch_related("texts__stored", *ready).order_by("document__slug", "-number")

    def shown(self, version: Version, code: int = status.HTTP_200_OK) -> Response:
        return self.done(self.one(pk=version.pk), code)

    @extend_schema(request=shapes.NewVersionSerializer, responses={201: shapes.VersionSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft."""
        self.must_see()
        row = services.start_version(by=self.actor, **self.parsed(shapes.NewVersionSerializer))
        return self.shown(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.VersionFactsSerializer, responses=shapes.VersionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is said about a draft; what is not given stays."""
        version, given = self.get_object(), self.parsed(shapes.VersionFactsSerializer, partial=True)
        facts = {name: getattr(version, name) for name in shapes.VersionFactsSerializer().fields}
        services.change_version(version=version, by=self.actor, **{**facts, **given})
        return self.shown(version)

    @extend_schema(request=shapes.BodySerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["put"], filter_backends=[])
    def text(self, request: Request, pk: str) -> Response:
        """Type the draft's text in one language."""
        version = self.get_object()
        services.write_text(version=version, by=self.actor, **self.parsed(shapes.BodySerializer))
        return self.shown(version)

    @extend_schema(responses=BINARY, parameters=[LANGUAGE], filters=False)
    @action(detail=True, url_path=rf"texts/{LANGUAGE_PART}", renderer_classes=[AsItIs], filter_backends=[])
    def text_file(self, request: Request, pk: str, language: str) -> HttpResponseBase:
        """The text in that language as a file."""
        version = self.get_object()
        rows = VersionText.objects.visible_to(self.actor).select_related("stored", "version__document")
        text = rows.filter(version=version, language=language).first()
        if text is None:
            raise NotFound()
        response = file_of(text, mark_on(self.actor, version))
        services.note_reading(version=version, by=self.actor)
        return response

    @extend_schema(request=shapes.UploadSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def file(self, request: Request, pk: str) -> Response:
        """A file as the draft's text in one language (multipart/form-data)."""
        version = self.get_object()
        services.put_file(version=version, by=self.actor, **self.parsed(shapes.UploadSerializer))
        return self.shown(version)

    @extend_schema(request=shapes.AnnexUploadSerializer, responses={201: shapes.AnnexSerializer})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def annexes(self, request: Request, pk: str) -> Response:
        """Add an annex to the draft (multipart/form-data)."""
        facts = self.parsed(shapes.AnnexUploadSerializer)
        annex = services.add_annex(version=self.get_object(), by=self.actor, **facts)
        return Response(shapes.AnnexSerializer(annex).data, status.HTTP_201_CREATED)

    @extend_schema(responses=BINARY, parameters=[ANNEX_ID], filters=False)
    @action(detail=True, url_path=rf"annexes/{ANNEX_PART}", renderer_classes=[AsItIs], filter_backends=[])
    def annex_file(self, request: Request, pk: str, annex_id: str) -> HttpResponseBase:
        """An annex."""
        version = self.get_object()
        rows = Annex.objects.visible_to(self.actor).live().select_related("stored")
        annex = rows.filter(version=version, pk=annex_id).first()
        if annex is None:
            raise NotFound()
        response = files.attachment(annex.stored, mark_on(self.actor, version, annex))
        services.note_reading(version=version, annex=annex, by=self.actor)
        return response

    @extend_schema(request=None, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Send the draft to review."""
        return self.shown(services.submit(version=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.SeenSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve what was read."""
        version, facts = self.get_object(), self.parsed(shapes.SeenSerializer)
        return self.shown(services.approve(version=version, by=self.actor, **facts))

    @extend_schema(request=shapes.BecauseSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Back to its author."""
        version, facts = self.get_object(), self.parsed(shapes.BecauseSerializer)
        return self.shown(services.send_back(version=version, by=self.actor, **facts))

    @extend_schema(request=shapes.WhenSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"])
    def schedule(self, request: Request, pk: str) -> Response:
        """Say when it comes into force."""
        version, facts = self.get_object(), self.parsed(shapes.WhenSerializer)
        return self.shown(services.schedule(version=version, by=self.actor, **facts))

    @extend_schema(request=None, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path="in-force")
    def put_in_force(self, request: Request, pk: str) -> Response:
        """It comes into force now."""
        return self.shown(services.put_in_force(version=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.BecauseSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """It does not hold any more."""
        version, facts = self.get_object(), self.parsed(shapes.BecauseSerializer)
        return self.shown(services.withdraw(version=version, by=self.actor, **facts))
