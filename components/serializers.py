"""Systems, components, releases, planned work and dependencies in JSON."""

from __future__ import annotations

from rest_framework import serializers

from components.models import Component, Dependency, Maintenance, Party, Release, System
from core.api import TranslatedSerializerField
from core.models import Environment
from core.rest import actor_of


class ComponentSlugField(serializers.SlugRelatedField):
    """A component by its slug, of those that the caller may see."""

    def __init__(self, **kwargs) -> None:
        super().__init__(slug_field="slug", **kwargs)

    def get_queryset(self):
        request = self.context.get("request")
        return Component.objects.visible_to(actor_of(request)).live() if request else Component.objects.none()


class PartySerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Party
        fields = ["organisation", "role"]


class SystemSerializer(serializers.ModelSerializer):
    name = TranslatedSerializerField(read_only=True)
    description = TranslatedSerializerField(read_only=True)
    controller = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    processor = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    groups = serializers.SlugRelatedField(slug_field="slug", read_only=True, many=True)
    parties = PartySerializer(many=True, read_only=True)

    class Meta:
        model = System
        fields = [
            "slug",
            "name",
            "description",
            "kind",
            "criticality",
            "service_hours",
            "users",
            "controller",
            "processor",
            "groups",
            "parties",
        ]


class ComponentSerializer(serializers.ModelSerializer):
    name = TranslatedSerializerField(read_only=True)
    what = TranslatedSerializerField(read_only=True)
    owner = serializers.StringRelatedField(read_only=True)
    deputy = serializers.StringRelatedField(read_only=True)
    provider = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    systems = serializers.SlugRelatedField(slug_field="slug", source="uses", read_only=True, many=True)
    parties = PartySerializer(many=True, read_only=True)

    class Meta:
        model = Component
        fields = [
            "slug",
            "kind",
            "name",
            "what",
            "criticality",
            "owner",
            "deputy",
            "provider",
            "systems",
            "parties",
            "exchange_role",
            "xroad_member",
            "news_url",
            "unwatched_because",
            "service_hours",
            "availability_target",
        ]


class DependencySerializer(serializers.ModelSerializer):
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    upstream = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    effect = TranslatedSerializerField(read_only=True)

    class Meta:
        model = Dependency
        fields = ["id", "component", "upstream", "effect"]


class ReleaseSerializer(serializers.ModelSerializer):
    component = ComponentSlugField()
    environment = serializers.ChoiceField(choices=Environment.choices, default=Environment.PRODUCTION)
    notes = TranslatedSerializerField(required=False)

    class Meta:
        model = Release
        fields = ["id", "component", "version", "environment", "released_at", "notes"]
        extra_kwargs = {"released_at": {"required": False}}
        validators = []  # the service says who was first


class MaintenanceSerializer(serializers.ModelSerializer):
    title = TranslatedSerializerField(max_length=200)
    components = ComponentSlugField(many=True)
    environment = serializers.ChoiceField(choices=Environment.choices, default=Environment.PRODUCTION)
    is_going_on = serializers.BooleanField(read_only=True)

    class Meta:
        model = Maintenance
        fields = [
            "public_id",
            "title",
            "components",
            "environment",
            "starts_at",
            "ends_at",
            "state",
            "is_going_on",
            "window_reason",
            "late_reason",
        ]
        read_only_fields = ["public_id", "state"]
        extra_kwargs = {"window_reason": {"required": False}, "late_reason": {"required": False}}
