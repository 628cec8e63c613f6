"""Notices, subscriptions and letters in JSON."""

from __future__ import annotations

from rest_framework import serializers

from core.api import TranslatedSerializerField
from notifications.models import Delivery, Notice, NoticeUpdate, Subscription


class NoticeUpdateSerializer(serializers.ModelSerializer):
    body = TranslatedSerializerField()

    class Meta:
        model = NoticeUpdate
        fields = ["at", "stage", "body", "author_name"]
        read_only_fields = ["at", "author_name"]


class NoticeSerializer(serializers.ModelSerializer):
    title = TranslatedSerializerField()
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
            "starts_at",
            "ends_at",
            "published_at",
            "ended_at",
            "next_update_at",
            "updates",
            "actions",
        ]
        read_only_fields = ["public_id", "state", "published_at", "ended_at", "next_update_at"]


class NoticeWordSerializer(serializers.Serializer):
    """A word of a notice: the first, a further one."""

    body = TranslatedSerializerField()
    stage = serializers.ChoiceField(choices=NoticeUpdate.Stage.choices, default=NoticeUpdate.Stage.INVESTIGATING)
    next_update_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NoticeLastWordSerializer(serializers.Serializer):
    body = TranslatedSerializerField()


class SubscriptionSerializer(serializers.ModelSerializer):
    kinds = serializers.ListField(child=serializers.CharField(), required=False)

    class Meta:
        model = Subscription
        fields = ["id", "topic", "kinds", "channel", "language", "address", "user", "confirmed_at", "created_at"]
        read_only_fields = ["address", "user", "confirmed_at", "created_at"]


class DeliverySerializer(serializers.ModelSerializer):
    notice = serializers.CharField(source="notice_update.notice.public_id", read_only=True, default=None)

    class Meta:
        model = Delivery
        fields = [
            "id",
            "created_at",
            "about",
            "notice",
            "channel",
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
