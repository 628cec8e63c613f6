"""Checks in the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from components.models import Component
from core.models import Environment
from core.rest import actor_of
from monitoring.access import MONITORING
from monitoring.models import Check, MonthSum, Protocol, Result, check_type_choices
from monitoring.services.definitions import LONGEST_TIMEOUT_S


class CheckSerializer(serializers.ModelSerializer):
    """A definition with its present state. ``ping_url`` is shown to those who may edit."""

    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    state = serializers.CharField(source="shown_state")
    since = serializers.DateTimeField(source="now.since")
    expected = serializers.CharField(source="now.expected")
    got = serializers.CharField(source="now.got")
    last_run_at = serializers.DateTimeField(source="now.last_run_at", allow_null=True)
    next_due_at = serializers.DateTimeField(source="now.next_due_at")
    config = serializers.DictField()
    ping_url = serializers.SerializerMethodField()

    class Meta:
        model = Check
        fields = (
            "slug",
            "component",
            "environment",
            "type",
            "state",
            "since",
            "expected",
            "got",
            "last_run_at",
            "next_due_at",
            "config",
            "interval_s",
            "timeout_s",
            "grace_s",
            "failures_needed",
            "successes_needed",
            "retry_s",
            "severity",
            "fault_class",
            "paused_at",
            "paused_because",
            "ping_url",
        )

    @extend_schema_field(serializers.CharField(allow_blank=True))
    def get_ping_url(self, check: Check) -> str:
        request = self.context.get("request")
        if check.type != "heartbeat" or request is None or not MONITORING.may(actor_of(request), "edit"):
            return ""
        return f"{settings.PORTAL_URL}/ping/{check.ping_key}"


class ResultSerializer(serializers.ModelSerializer):
    figures = serializers.DictField()

    class Meta:
        model = Result
        fields = ("at", "verdict", "duration_ms", "got", "figures")


class EditCheckSerializer(serializers.Serializer):
    """What may be changed; ``config`` holds the settings of the type."""

    component = serializers.SlugRelatedField(slug_field="slug", queryset=Component.objects.none())
    environment = serializers.ChoiceField(choices=Environment.choices, required=False)
    config = serializers.DictField(required=False)
    interval_s = serializers.IntegerField(min_value=5, max_value=400 * 86_400, required=False)
    timeout_s = serializers.IntegerField(min_value=1, max_value=LONGEST_TIMEOUT_S, required=False)
    grace_s = serializers.IntegerField(min_value=0, max_value=31 * 86_400, required=False)
    failures_needed = serializers.IntegerField(min_value=1, max_value=20, required=False)
    successes_needed = serializers.IntegerField(min_value=1, max_value=20, required=False)
    retry_s = serializers.IntegerField(min_value=5, max_value=3600, required=False)
    severity = serializers.IntegerField(min_value=1, max_value=4, required=False)
    fault_class = serializers.SlugField(max_length=40)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["component"].queryset = Component.objects.visible_to(actor_of(request)).live()
        return fields


class NewCheckSerializer(EditCheckSerializer):
    slug = serializers.SlugField(max_length=80)
    type = serializers.ChoiceField(choices=check_type_choices())


class PauseReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class ReviewNoteSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=2000)


class MonthSumSerializer(serializers.ModelSerializer):
    check = serializers.SlugRelatedField(source="check_definition", slug_field="slug", read_only=True)
    missed = serializers.IntegerField()

    class Meta:
        model = MonthSum
        fields = ("check", "planned", "ran", "missed")


class ProtocolSerializer(serializers.ModelSerializer):
    """A complete month of monitoring."""

    month = serializers.CharField(source="slug", help_text="2026-10")
    missed = serializers.IntegerField()
    sign_by = serializers.DateField(help_text="The last day on which a signature is in time")

    class Meta:
        model = Protocol
        fields = (
            "month",
            "planned",
            "ran",
            "missed",
            "note",
            "made_at",
            "sign_by",
            "signed_at",
            "signed_name",
            "acting_for_name",
        )


class ProtocolWithChecksSerializer(ProtocolSerializer):
    """With the sums of its checks, those that missed most first."""

    checks = MonthSumSerializer(many=True)

    class Meta(ProtocolSerializer.Meta):
        fields = (*ProtocolSerializer.Meta.fields, "checks")


class ProtocolNoteSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
