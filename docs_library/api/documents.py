"""Documents under /api/v1/."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from docs_library import serializers as shapes
from docs_library import services, tasks
from docs_library.api.base import LibraryViewSet
from docs_library.filters import DocumentFilter
from docs_library.models import Document, StaleSignal
from docs_library.selectors import library


class DocumentViewSet(LibraryViewSet):
    """Documents that the caller may read."""

    model = Document
    serializer_class = shapes.DocumentSerializer
    filterset_class = DocumentFilter
    lookup_field = "slug"

    def rows(self):
        return library(self.actor).select_related("schema_look").order_by("slug")

    @extend_schema(request=shapes.NewDocumentSerializer, responses={201: shapes.DocumentSerializer})
    def create(self, request: Request) -> Response:
        """Write a document down; its first version comes by ``document-versions``."""
        self.must_see()
        row = services.add_document(by=self.actor, **self.parsed(shapes.NewDocumentSerializer))
        return self.done(self.one(slug=row.slug), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.DocumentFactsSerializer, responses=shapes.DocumentSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change what is given."""
        facts = self.parsed(shapes.DocumentFactsSerializer, partial=True)
        services.change_document(document=self.get_object(), by=self.actor, **facts)
        return self.done(self.one(slug=slug))

    @extend_schema(request=shapes.BecauseSerializer, responses=shapes.DocumentSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, slug: str) -> Response:
        """It was reviewed and nothing has to change, because."""
        services.review(document=self.get_object(), by=self.actor, **self.parsed(shapes.BecauseSerializer))
        return self.done(self.one(slug=slug))

    @extend_schema(request=shapes.DoubtSerializer, responses=shapes.DocumentSerializer)
    @action(detail=True, methods=["post"])
    def doubt(self, request: Request, slug: str) -> Response:
        """It may be out of date."""
        services.doubt(document=self.get_object(), by=self.actor, **self.parsed(shapes.DoubtSerializer))
        return self.done(self.one(slug=slug))

    @extend_schema(responses=shapes.SignalSerializer(many=True), filters=False)
    @action(detail=True, filter_backends=[])
    def doubts(self, request: Request, slug: str) -> Response:
        """What put it in doubt, the newest first; a doubt ends by a review or a new version."""
        rows = StaleSignal.objects.visible_to(self.actor).filter(document=self.get_object())
        page = self.paginate_queryset(rows.select_related("ended_by_version", "ended_by_review"))
        return self.get_paginated_response(shapes.SignalSerializer(page, many=True).data)

    @extend_schema(request=None, responses=shapes.DocumentSerializer)
    @action(detail=True, methods=["post"])
    def look(self, request: Request, slug: str) -> Response:
        """Have the live schema looked at now; a worker does it, and ``live`` tells what was found."""
        document = self.get_object()
        services.ask_look(document=document, by=self.actor)
        transaction.on_commit(tasks.kick_schemas)
        return self.done(self.one(slug=slug))
