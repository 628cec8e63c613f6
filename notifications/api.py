"""Resources of notifications under /api/v1/."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core.api import ScopedViewSet
from core.errors import Invalid, NotFound
from core.measures import TELLING, Reading, Result, is_open_to, measures, of_group
from notifications import services
from notifications.access import NOTIFICATIONS
from notifications.filters import DeliveryFilter, NoticeFilter, SubscriptionFilter
from notifications.forms import ReadingForm
from notifications.models import (
    Acknowledgement,
    Delivery,
    Endpoint,
    Notice,
    NoticeTemplate,
    NoticeUpdate,
    Subscription,
)
from notifications.selectors import who_would_be_told
from notifications.serializers import (
    AcknowledgementSerializer,
    DeliverySerializer,
    EndpointAddSerializer,
    EndpointDeliverySerializer,
    EndpointEditSerializer,
    EndpointMadeSerializer,
    EndpointSerializer,
    MeasureRowsSerializer,
    MeasureSerializer,
    NoticeCorrectionSerializer,
    NoticeLastWordSerializer,
    NoticePublishSerializer,
    NoticeSerializer,
    NoticeTemplateSerializer,
    NoticeWordSerializer,
    ReasonSerializer,
    RecipientSerializer,
    SubscriptionSerializer,
)


def given(request: Request, serializer_class: type[Serializer]) -> dict:
    """The valid input. Raises ValidationError (400)."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class NoticeViewSet(ScopedViewSet):
    """Notices with their words."""

    model = Notice
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    lookup_field = "public_id"
    lookup_value_regex = "[a-z0-9]+"

    def rows(self):
        rows = super().rows().live().select_related("prepared_by", "approved_by").prefetch_related("updates")
        return rows.order_by("-created_at", "-pk")

    def create(self, request: Request) -> Response:
        """Make a draft."""
        return self.done(services.draft_notice(**given(request, NoticeSerializer), by=self.actor), 201)

    @extend_schema(request=NoticePublishSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, public_id: str) -> Response:
        """Publish with the first word, and tell; ``proposed`` waits for approval, ``scheduled`` for its time."""
        word = given(request, NoticePublishSerializer)
        return self.done(services.publish_notice(self.get_object(), **word, by=self.actor))

    @extend_schema(responses=RecipientSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=[])
    def recipients(self, request: Request, public_id: str) -> Response:
        """The dry run: who would be told now, by what, and why. Nothing is sent."""
        notice = self.get_object()
        NOTIFICATIONS.require(self.actor, "publish")
        told = who_would_be_told(notice.topics, notice.kind, is_public=notice.is_public)
        return self.get_paginated_response(RecipientSerializer(self.paginate_queryset(told), many=True).data)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, public_id: str) -> Response:
        """The lead agrees: it goes out now or at its time; of one that is out, it was looked at."""
        return self.done(services.approve_notice(self.get_object(), by=self.actor))

    @extend_schema(request=ReasonSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, public_id: str) -> Response:
        """A draft again, with the reason."""
        reason = given(request, ReasonSerializer)
        return self.done(services.send_back_notice(self.get_object(), **reason, by=self.actor))

    @extend_schema(request=ReasonSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        """Withdraw it."""
        reason = given(request, ReasonSerializer)
        return self.done(services.cancel_notice(self.get_object(), **reason, by=self.actor))

    @extend_schema(request=NoticeCorrectionSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, public_id: str) -> Response:
        """Put right what was said, and tell what was wrong."""
        values = given(request, NoticeCorrectionSerializer)
        notice = self.get_object()
        update = NoticeUpdate.objects.visible_to(self.actor).filter(notice=notice, pk=values.pop("update")).first()
        if update is None:
            raise NotFound()
        return self.done(services.correct_word(update, **values, by=self.actor).notice)

    @extend_schema(request=NoticeWordSerializer, responses={201: NoticeSerializer})
    @action(detail=True, methods=["post"])
    def updates(self, request: Request, public_id: str) -> Response:
        """A further word."""
        word = given(request, NoticeWordSerializer)
        update = services.add_update(self.get_object(), **word, by=self.actor)
        return self.done(update.notice, 201)

    @extend_schema(request=None, responses=AcknowledgementSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, public_id: str) -> Response:
        """Say that one has read it."""
        row = services.acknowledge(self.get_object(), by=self.actor)
        return Response(AcknowledgementSerializer(row).data)

    @extend_schema(responses=AcknowledgementSerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=[])
    def acknowledgements(self, request: Request, public_id: str) -> Response:
        """Who was asked to confirm, and who has; those who may not see letters see their own line."""
        rows = Acknowledgement.objects.visible_to(self.actor).filter(notice_update__notice=self.get_object())
        page = self.paginate_queryset(rows.order_by("pk"))
        return self.get_paginated_response(AcknowledgementSerializer(page, many=True).data)

    @extend_schema(request=None, responses={200: {"type": "object", "properties": {"told": {"type": "integer"}}}})
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, public_id: str) -> Response:
        """Remind those who have not confirmed; ``told`` is how many letters were made."""
        return Response({"told": services.remind(self.get_object(), by=self.actor)})

    @extend_schema(request=NoticeLastWordSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, public_id: str) -> Response:
        """The last word."""
        word = given(request, NoticeLastWordSerializer)
        return self.done(services.end_notice(self.get_object(), **word, by=self.actor))


class NoticeTemplateViewSet(ScopedViewSet):
    """Plain words to begin notices with."""

    model = NoticeTemplate
    serializer_class = NoticeTemplateSerializer
    permission = (NOTIFICATIONS, "publish")
    lookup_field = "slug"

    def rows(self):
        return super().rows().live()

    def create(self, request: Request) -> Response:
        """Add one. A field that there is not is refused."""
        return self.done(services.add_template(**given(request, NoticeTemplateSerializer), by=self.actor), 201)


class SubscriptionViewSet(ScopedViewSet):
    """Subscriptions: one's own; the owner, the lead and the auditor see all."""

    model = Subscription
    serializer_class = SubscriptionSerializer
    filterset_class = SubscriptionFilter

    def rows(self):
        return super().rows().live().order_by("pk")

    def create(self, request: Request) -> Response:
        """Subscribe oneself."""
        return self.done(services.subscribe(**given(request, SubscriptionSerializer), by=self.actor), 201)

    def destroy(self, request: Request, pk: str) -> Response:
        """End a subscription (it is archived)."""
        services.unsubscribe(self.get_object(), by=self.actor)
        return Response(status=204)


class DeliveryViewSet(ScopedViewSet):
    """Letters: those to oneself; owners and auditors see all."""

    model = Delivery
    seen_by = ("see_deliveries",)
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter

    def rows(self):
        return super().rows().select_related("notice_update__notice").order_by("-pk")


class EndpointViewSet(ScopedViewSet):
    """Webhooks and chat rooms: one's own and one's organisations'; the agency's keepers see all."""

    model = Endpoint
    waits = frozenset({"test"})
    serializer_class = EndpointSerializer
    permission = (NOTIFICATIONS, "endpoints")

    def rows(self):
        return super().rows().live().order_by("pk")

    @extend_schema(request=EndpointAddSerializer, responses={201: EndpointMadeSerializer})
    def create(self, request: Request) -> Response:
        """Add one. The answer holds the secret, this once."""
        return self.made(*services.add_endpoint(**given(request, EndpointAddSerializer), by=self.actor), 201)

    @extend_schema(request=EndpointEditSerializer, responses=EndpointSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Another name or address."""
        values = given(request, EndpointEditSerializer)
        return self.done(services.edit_endpoint(self.get_object(), **values, by=self.actor))

    def destroy(self, request: Request, pk: str) -> Response:
        """Put it away: its subscriptions end, the log stays."""
        services.archive_endpoint(self.get_object(), by=self.actor)
        return Response(status=204)

    @extend_schema(request=None, responses=EndpointMadeSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret; for a day both sign."""
        return self.made(*services.rotate_secret(self.get_object(), by=self.actor), 200)

    @extend_schema(request=ReasonSerializer, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: str) -> Response:
        """Send nothing there for now."""
        return self.done(
            services.disable_endpoint(self.get_object(), **given(request, ReasonSerializer), by=self.actor)
        )

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """Send there again."""
        return self.done(services.enable_endpoint(self.get_object(), by=self.actor))

    @extend_schema(request=None, responses=EndpointDeliverySerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Send a test message now and give what came of it."""
        letter = services.send_test(self.get_object(), by=self.actor)
        return Response(EndpointDeliverySerializer(letter).data)

    @extend_schema(responses=EndpointDeliverySerializer(many=True))
    @action(detail=True, methods=["get"], filter_backends=[])
    def deliveries(self, request: Request, pk: str) -> Response:
        """The messages to it with every try, the newest first."""
        rows = Delivery.objects.visible_to(self.actor).filter(endpoint=self.get_object())
        page = self.paginate_queryset(
            rows.select_related("notice_update__notice").prefetch_related("log").order_by("-pk")
        )
        return self.get_paginated_response(EndpointDeliverySerializer(page, many=True).data)

    def made(self, endpoint: Endpoint, secret: str, code: int) -> Response:
        endpoint.secret = secret
        return Response(EndpointMadeSerializer(endpoint).data, code, headers={"Cache-Control": "no-store"})


AS_OF_A_DAY = extend_schema(
    parameters=[
        OpenApiParameter("year", int, description="The year; now, or its end where it is over"),
        OpenApiParameter("as_of", str, description="A day (as it ended) or a moment of Tallinn's clock"),
    ]
)


@AS_OF_A_DAY
class MeasureViewSet(ScopedViewSet):
    """Measures of telling people, as of an instant: the figures, and one by one the rows that were counted."""

    model = Notice  # for its app, by whose scopes a narrowed token reads them
    permission = (NOTIFICATIONS, "see_measures")
    serializer_class = MeasureSerializer
    filter_backends = []
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"

    @property
    def reading(self) -> Reading:
        """Raises Invalid for a year or day that can not be read."""
        form = ReadingForm(self.request.query_params)
        if not form.is_valid():
            field, sentences = next(iter(form.errors.items()))
            raise Invalid(sentences[0], field=field)
        return Reading.of(form.instant)

    def get_queryset(self) -> list[Result]:
        if getattr(self, "swagger_fake_view", False):
            return []
        reading = self.reading
        return [one.read(reading) for one in of_group(TELLING)]

    @extend_schema(responses=MeasureRowsSerializer)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One measure with its rows."""
        if slug not in measures or not is_open_to(measures.get(slug), self.actor):
            raise NotFound()
        result = measures.get(slug).read(self.reading)
        return Response(MeasureRowsSerializer(result, context=self.get_serializer_context()).data)


RESOURCES: list = [
    ("measures", MeasureViewSet),
    ("webhooks", EndpointViewSet),
    ("notices", NoticeViewSet),
    ("notice-templates", NoticeTemplateViewSet),
    ("subscriptions", SubscriptionViewSet),
    ("deliveries", DeliveryViewSet),
]
