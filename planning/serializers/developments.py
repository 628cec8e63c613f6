"""Developments, inputs and planned releases in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Organisation, User
from components.models import Component
from core.actor import AGENCY_ROLES
from core.api import MomentSerializerField, TranslatedSerializerField
from partners.serializers import own_rows
from planning.models import Development, Input, InputTurn, PlannedRelease
from planning.selectors.inputs import blocked_days


class PersonField(serializers.SlugRelatedField):
    """A person by e-mail, among those that the caller may see; ``agency`` narrows to ours."""

    def __init__(self, *, agency: bool = False, **options) -> None:
        self.agency = agency
        super().__init__(slug_field="email", queryset=User.objects.none(), **options)

    def get_queryset(self):
        request = self.context.get("request")
        if request is None:
            return User.objects.none()
        rows = User.objects.visible_to(request.actor)
        return rows.with_role(*AGENCY_ROLES) if self.agency else rows


class DevelopmentSerializer(serializers.ModelSerializer):
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    service_owner = serializers.StringRelatedField()
    provider = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    developer = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Development
        fields = [
            *("slug", "title", "components", "service_owner", "provider", "developer"),
            *("starts_on", "ends_on"),
        ]


class DevelopmentFactsSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    components = own_rows(Component, many=True, required=False)
    service_owner = PersonField(agency=True, required=False, allow_null=True)
    provider = own_rows(Organisation, required=False, allow_null=True)
    developer = own_rows(Organisation, required=False, allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)


class NewDevelopmentSerializer(DevelopmentFactsSerializer):
    slug = serializers.SlugField(max_length=50)


class TurnSerializer(serializers.ModelSerializer):
    class Meta:
        model = InputTurn
        fields = ["id", "action", "on", "text", "url", "by_name", "said_by", "created_at"]


class InputSerializer(serializers.ModelSerializer):
    """``awaited`` working days from the due day to the giving that stands, or to today."""

    development = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    giver_organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    giver = serializers.StringRelatedField()
    receiver_organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    receiver = serializers.StringRelatedField()
    awaited = serializers.SerializerMethodField()
    turns = TurnSerializer(many=True, read_only=True)

    class Meta:
        model = Input
        fields = [
            *("ref", "development", "what", "giver_organisation", "giver", "giver_unit"),
            *("receiver_organisation", "receiver", "receiver_unit", "due_on", "state"),
            *("given_on", "final_on", "was_returned", "awaited", "turns"),
        ]

    def get_awaited(self, row: Input) -> int:
        return blocked_days(row)


class InputFactsSerializer(serializers.Serializer):
    what = serializers.CharField(max_length=300)
    giver_organisation = own_rows(Organisation)
    giver = PersonField(required=False, allow_null=True)
    giver_unit = serializers.CharField(max_length=120, required=False, allow_blank=True)
    receiver_organisation = own_rows(Organisation)
    receiver = PersonField(required=False, allow_null=True)
    receiver_unit = serializers.CharField(max_length=120, required=False, allow_blank=True)
    due_on = serializers.DateField(required=False)
    in_days = serializers.IntegerField(required=False, min_value=1, max_value=500)


class NewInputSerializer(InputFactsSerializer):
    development = own_rows(Development)


class InputChangeSerializer(InputFactsSerializer):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class InputAnswerSerializer(serializers.Serializer):
    """``said_by`` and ``on`` where another side's word is written down; ``seen`` is the last turn looked at."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    said_by = serializers.CharField(max_length=200, required=False, allow_blank=True)
    on = serializers.DateField(required=False)
    seen = serializers.IntegerField(required=False, min_value=1, max_value=2**62)


class GivingSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    url = serializers.URLField(max_length=200, required=False, allow_blank=True)
    said_by = serializers.CharField(max_length=200, required=False, allow_blank=True)
    on = serializers.DateField(required=False)


class CancelSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=300)


class PlannedReleaseSerializer(serializers.ModelSerializer):
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    development = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    released_at = serializers.DateTimeField(source="release.released_at", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PlannedRelease
        fields = ["id", "component", "version", "development", "planned_on", "released_at"]


class NewPlannedReleaseSerializer(serializers.Serializer):
    component = own_rows(Component)
    version = serializers.CharField(max_length=40)
    development = own_rows(Development, required=False, allow_null=True)
    planned_on = serializers.DateField()


class ReleaseMoveSerializer(serializers.Serializer):
    planned_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class OutSerializer(serializers.Serializer):
    released_at = MomentSerializerField(required=False)
    notes = TranslatedSerializerField(required=False)


class ReleaseReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)
