"""Notices, subscriptions and letters in JSON."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import MomentSerializerField, TranslatedSerializerField
from core.fields import Translated
from core.measures import FULFILLED, LEFT_OUT, MISSED, Result, ShownRow, shown
from core.rest import actor_of
from notifications.models import (
    Acknowledgement,
    Delivery,
    DeliveryAttempt,
    Endpoint,
    Notice,
    NoticeTemplate,
    NoticeUpdate,
    Subscription,
)
from notifications.selectors import topic_label

OURS = ("body", "late_reason", "send_at", "sent_back_because", "prepared_by", "approved_by", "approved_at")


class NoticeUpdateSerializer(serializers.ModelSerializer):
    body = TranslatedSerializerField()

    class Meta:
        model = NoticeUpdate
        fields = ["id", "at", "stage", "body", "author_name", "corrected_at", "corrected_because"]
        read_only_fields = ["at", "author_name", "corrected_at", "corrected_because"]


class NoticeSerializer(serializers.ModelSerializer):
    title = TranslatedSerializerField(max_length=200)
    body = TranslatedSerializerField(required=False)
    meanwhile = TranslatedSerializerField(max_length=2000, required=False)
    late_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    prepared_by = serializers.CharField(source="prepared_by.name", read_only=True, default=None)
    approved_by = serializers.CharField(source="approved_by.name", read_only=True, default=None)
    starts_at = MomentSerializerField(required=False, allow_null=True)
    ends_at = MomentSerializerField(required=False, allow_null=True)
    ack_due_at = MomentSerializerField(required=False, allow_null=True)
    updates = NoticeUpdateSerializer(many=True, read_only=True)
    actions = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Notice
        fields = [
            "public_id",
            "kind",
            "title",
            "state",
            "impact",
            "is_public",
            "about",
            "topics",
            "body",
            "meanwhile",
            "late_reason",
            "send_at",
            "sent_back_because",
            "prepared_by",
            "approved_by",
            "approved_at",
            "starts_at",
            "ends_at",
            "published_at",
            "ended_at",
            "asks_ack",
            "ack_due_at",
            "next_update_at",
            "updates",
            "actions",
        ]
        read_only_fields = [
            "public_id",
            "state",
            "published_at",
            "ended_at",
            "next_update_at",
            "send_at",
            "sent_back_because",
            "approved_at",
        ]

    def to_representation(self, notice):
        """How a notice came to be is the agency's own."""
        shown = super().to_representation(notice)
        if not actor_of(self.context["request"]).is_agency:
            for name in OURS:
                shown.pop(name)
        return shown

    def validate_topics(self, topics: list[str]) -> list[str]:
        if unknown := [topic for topic in topics if topic_label(topic) is None]:
            raise serializers.ValidationError(_("There is no such topic: %(names)s.") % {"names": ", ".join(unknown)})
        return topics


class AcknowledgementSerializer(serializers.ModelSerializer):
    """Who was asked to confirm, and whether, when and how they did (``link`` or ``page``)."""

    class Meta:
        model = Acknowledgement
        fields = ["id", "about", "name", "address", "channel", "asked_at", "reminded_at", "acknowledged_at", "how"]


class NoticeWordSerializer(serializers.Serializer):
    """A further word of a notice. ``meanwhile``: what to do until it is over; left out, it stays."""

    body = TranslatedSerializerField()
    meanwhile = TranslatedSerializerField(max_length=2000, required=False)
    stage = serializers.ChoiceField(choices=NoticeUpdate.Stage.choices, default=NoticeUpdate.Stage.INVESTIGATING)
    next_update_at = MomentSerializerField(ahead=True, required=False, allow_null=True, default=None)


class NoticePublishSerializer(NoticeWordSerializer):
    """The first word; what the draft holds may be left out. ``send_at`` ahead gives it its time."""

    body = TranslatedSerializerField(required=False)
    send_at = MomentSerializerField(required=False, allow_null=True, default=None)
    late_reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class NoticeCorrectionSerializer(serializers.Serializer):
    """The right words in place of wrong ones; ``update`` is the id of the word."""

    update = serializers.IntegerField()
    body = TranslatedSerializerField()
    title = TranslatedSerializerField(max_length=200, required=False)
    starts_at = MomentSerializerField(required=False, allow_null=True)
    ends_at = MomentSerializerField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=300)


class RecipientSerializer(serializers.Serializer):
    """Who would be told, by what, and why."""

    name = serializers.CharField()
    address = serializers.CharField()
    channel = serializers.CharField()
    language = serializers.CharField()
    why = serializers.CharField()


class NoticeTemplateSerializer(serializers.ModelSerializer):
    title = TranslatedSerializerField(max_length=200)
    body = TranslatedSerializerField()
    meanwhile = TranslatedSerializerField(max_length=2000, required=False, default=Translated)

    class Meta:
        model = NoticeTemplate
        fields = ["slug", "kind", "name", "title", "body", "meanwhile"]
        extra_kwargs = {"slug": {"validators": []}}


class NoticeLastWordSerializer(serializers.Serializer):
    body = TranslatedSerializerField()


class SubscriptionSerializer(serializers.ModelSerializer):
    kinds = serializers.ListField(child=serializers.CharField(max_length=12), required=False)
    webhook = serializers.IntegerField(source="endpoint_id", required=False, allow_null=True)

    class Meta:
        model = Subscription
        fields = [
            "id",
            "topic",
            "kinds",
            "channel",
            "webhook",
            "language",
            "address",
            "user",
            "confirmed_at",
            "created_at",
        ]
        read_only_fields = ["address", "user", "confirmed_at", "created_at"]


class DeliverySerializer(serializers.ModelSerializer):
    notice = serializers.CharField(source="notice_update.notice.public_id", read_only=True, default=None)
    webhook = serializers.IntegerField(source="endpoint_id", read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "created_at",
            "about",
            "notice",
            "channel",
            "webhook",
            "name",
            "address",
            "language",
            "subject",
            "why",
            "queue",
            "state",
            "attempts",
            "next_attempt_at",
            "ended_at",
            "read_at",
            "error",
        ]


class EndpointSerializer(serializers.ModelSerializer):
    """A webhook or chat room; its address and secret are never given back whole."""

    address = serializers.CharField(source="shown", read_only=True)
    actions = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Endpoint
        fields = [
            "id",
            "channel",
            "name",
            "address",
            "user",
            "organisation",
            "state",
            "disabled_because",
            "old_secret_until",
            "created_at",
            "actions",
        ]
        read_only_fields = fields


class EndpointMadeSerializer(EndpointSerializer):
    """With the secret: given this once, empty where the channel signs nothing."""

    secret = serializers.CharField(read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class EndpointAddSerializer(serializers.Serializer):
    channel = serializers.CharField(default="webhook", help_text="webhook or chat")
    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=2000, write_only=True)
    organisation = serializers.IntegerField(source="organisation_id", required=False, allow_null=True)


class EndpointEditSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=2000, required=False, allow_blank=True, write_only=True)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class DeliveryAttemptSerializer(serializers.ModelSerializer):
    class Meta:
        model = DeliveryAttempt
        fields = ["at", "status", "duration_ms", "sent", "answer", "error"]


class EndpointDeliverySerializer(DeliverySerializer):
    """A message to a program with every try."""

    log = DeliveryAttemptSerializer(many=True, read_only=True)

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "log"]


class MeasureSerializer(serializers.Serializer):
    """A measure's figure as of an instant (core.measures.Result)."""

    id = serializers.CharField(source="measure.slug")
    clause = serializers.CharField(source="measure.clause")
    group = serializers.CharField(source="measure.group")
    role = serializers.CharField(source="measure.role")
    label = serializers.CharField(source="measure.label")
    rule = serializers.CharField(source="measure.rule")
    unit = serializers.CharField(source="measure.unit")
    direction = serializers.CharField(source="measure.direction")
    target = serializers.CharField(source="measure.target", allow_null=True)
    window = serializers.CharField(source="measure.window")
    year = serializers.IntegerField(source="reading.year")
    as_of = serializers.DateTimeField(source="reading.as_of")
    state = serializers.CharField(help_text="empty, or unagreed while nobody has confirmed the target")
    figure = serializers.CharField(help_text="as people read it: 7/9, 3, 23 min, yes")
    value = serializers.FloatField(
        allow_null=True,
        help_text="per cent, a count, minutes, or 1 for yes and 0 for no; null where nothing is counted",
    )
    n = serializers.IntegerField()
    population = serializers.IntegerField()
    per_cent = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    left_out = serializers.SerializerMethodField()
    waits_for = serializers.CharField(source="counted.waits_for")

    def get_left_out(self, result: Result) -> int:
        return result.total(LEFT_OUT)


class MeasuredRowSerializer(serializers.Serializer):
    """A counted row; one that is not the caller's to see has no label, address or reason."""

    mark = serializers.CharField()
    is_seen = serializers.BooleanField()
    label = serializers.SerializerMethodField()
    url = serializers.CharField()
    why = serializers.CharField()
    at = serializers.SerializerMethodField(help_text="A day or an instant")
    count = serializers.IntegerField(source="row.count")

    def get_at(self, row: ShownRow) -> str | None:
        return row.row.at.isoformat() if row.row.at else None

    def get_label(self, row: ShownRow) -> str:
        return row.row.label if row.is_seen else ""


class MeasureSplitSerializer(serializers.Serializer):
    """A part of those concerned; minutes of the calendar."""

    label = serializers.CharField()
    fulfilled = serializers.IntegerField()
    total = serializers.IntegerField()
    middle = serializers.FloatField(allow_null=True)
    worst = serializers.IntegerField(allow_null=True)


class MeasureRowsSerializer(MeasureSerializer):
    """With its rows, by list."""

    fulfilled_rows = serializers.SerializerMethodField()
    missed_rows = serializers.SerializerMethodField()
    left_out_rows = serializers.SerializerMethodField()
    splits = MeasureSplitSerializer(source="counted.splits", many=True)

    def _rows(self, result: Result, name: str) -> list[dict]:
        return MeasuredRowSerializer(shown(result.rows(name), self.context["view"].actor), many=True).data

    @extend_schema_field(MeasuredRowSerializer(many=True))
    def get_fulfilled_rows(self, result: Result) -> list[dict]:
        return self._rows(result, FULFILLED)

    @extend_schema_field(MeasuredRowSerializer(many=True))
    def get_missed_rows(self, result: Result) -> list[dict]:
        return self._rows(result, MISSED)

    @extend_schema_field(MeasuredRowSerializer(many=True))
    def get_left_out_rows(self, result: Result) -> list[dict]:
        return self._rows(result, LEFT_OUT)
