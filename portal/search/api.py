"""``/api/v1/search/?q=&source=&page=``: what ``/search/`` finds, as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from core.actor import Actor
from core.errors import NotAllowed
from core.permissions import reading_scopes
from core.rest import actor_of
from core.search import Found, Query, Source, sources
from core.search.finding import RANKED, find, mended
from core.search.marks import Passage
from portal.search.looking import PAGE, SHOWN, Shown, look, shown


class AskedSerializer(serializers.Serializer):
    """``q`` are words, "phrases" and -exclusions; ``source`` one of those that an answer names."""

    q = serializers.CharField(max_length=1000, allow_blank=True)
    source = serializers.CharField(max_length=50, required=False)
    page = serializers.IntegerField(min_value=1, max_value=RANKED, default=1)

    def validate_source(self, slug: str) -> Source:
        if slug not in sources:
            raise serializers.ValidationError(_("There is no such source."))
        return sources.get(slug)


class FoundPartSerializer(serializers.Serializer):
    """A piece of a text; ``is_found`` where it is a word that was asked for."""

    text = serializers.CharField()
    is_found = serializers.BooleanField()


class HitSerializer(serializers.Serializer):
    """One found thing: ``url`` leads to its page; ``title_parts`` and ``snippet_parts`` say where the words stand."""

    source = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    title_parts = FoundPartSerializer(many=True)
    snippet_parts = FoundPartSerializer(many=True)


class TotalSerializer(serializers.Serializer):
    """How many a source has in all."""

    source = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class AnswerSerializer(serializers.Serializer):
    """``meant`` is the query with mistyped words put right, where nothing was found; ``count`` is that of the asked
    source, else of all."""

    query = serializers.CharField()
    meant = serializers.CharField()
    sources = TotalSerializer(many=True)
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = HitSerializer(many=True)


class SearchDoor(APIView):
    """What the caller may see of all that is found."""

    @extend_schema(operation_id="search", parameters=[AskedSerializer], responses=AnswerSerializer)
    def get(self, request: Request) -> Response:
        """What fits the words, the best first: 20 hits a page of one ``source``, 5 of each without it, ten pages at
        most. A narrowed token finds what its scopes of reading reach."""
        actor = actor_of(request)
        readable = within_reach(actor)
        given = AskedSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        query, found = look(asked["q"], lambda words: seen(words, actor, readable, asked))
        totals = {one.source.slug: one.total for one in found}
        meant = mended(query, actor) if not (found or actor.scopes) and query.text else ""
        return Response(
            {
                "query": query.text,
                "meant": meant,
                "sources": [
                    {"source": one.source.slug, "label": str(one.source.label), "count": one.total} for one in found
                ],
                "count": totals.get(asked["source"].slug, 0) if "source" in asked else sum(totals.values()),
                **pages(request, asked, found),
                "results": [as_data(one, each) for one in found for each in shown(one, query)],
            }
        )


def within_reach(actor: Actor) -> list[Source]:
    """The sources that the caller's token may read. Raises NotAllowed where it may read none."""
    found = [one for one in sources if not actor.scopes or actor.scopes & reading_scopes(one.model._meta.app_label)]
    if not found:
        raise NotAllowed(_("The token's scopes do not reach this."), code="out-of-scope")
    return found


def seen(query: Query, actor: Actor, readable: list[Source], asked: dict[str, Any]) -> list[Found]:
    only = asked.get("source")
    found = find(query, actor, PAGE if only else SHOWN, only, asked["page"])
    return [one for one in found if one.source in readable]


def pages(request: Request, asked: dict[str, Any], found: list[Found]) -> dict[str, str | None]:
    """Addresses of the pages before and after this one."""
    page, size = asked["page"], PAGE if "source" in asked else SHOWN
    longest = max((one.total for one in found if asked.get("source") in (None, one.source)), default=0)
    here = request.build_absolute_uri()
    before = remove_query_param(here, "page") if page == 2 else replace_query_param(here, "page", page - 1)
    return {
        "next": replace_query_param(here, "page", page + 1) if page * size < longest and page < RANKED else None,
        "previous": before if page > 1 else None,
    }


def as_data(found: Found, one: Shown) -> dict[str, Any]:
    told = {"source": found.source.slug, "url": one.hit.url, "title": one.hit.title, "note": one.hit.note}
    return {**told, "title_parts": parts(one.in_title), "snippet_parts": parts(one.in_texts)}


def parts(passage: Passage) -> list[dict[str, Any]]:
    return [{"text": text, "is_found": is_found} for text, is_found in passage.parts]
