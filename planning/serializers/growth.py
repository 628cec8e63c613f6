"""Requests for access and decisions in JSON. Goals of self-development have no API: they are two people's alone."""

from __future__ import annotations

from rest_framework import serializers

from components.models import System
from planning.models import AccessRequest, Decision
from planning.selectors.abouts import FORM
from planning.serializers.people import OfficialField


class OwnSlug(serializers.SlugRelatedField):
    """A row by its short name or reference, among those that the caller may see."""

    def get_queryset(self):
        request = self.context.get("request")
        rows = super().get_queryset()
        return rows.model.objects.visible_to(request.actor).live() if request else rows.none()


class AccessSerializer(serializers.ModelSerializer):
    holder = serializers.CharField(source="holder.email", read_only=True)
    system = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = AccessRequest
        fields = [
            "ref",
            "holder",
            "system",
            "name",
            "reason",
            "asked_on",
            "state",
            "decided_on",
            "decision",
            "expires_on",
        ]


class NewAccessSerializer(serializers.ModelSerializer):
    holder = OfficialField()
    system = OwnSlug(slug_field="slug", queryset=System._base_manager.none(), required=False, allow_null=True)

    class Meta:
        model = AccessRequest
        fields = ["holder", "system", "name", "reason"]


class GrantSerializer(serializers.Serializer):
    """``expires_on`` is the last day on which it is valid."""

    expires_on = serializers.DateField()
    decision = serializers.CharField(max_length=500, required=False, allow_blank=True)


class DecisionNoteSerializer(serializers.ModelSerializer):
    """``basis`` names a rule of competence by its code, a law or an order; ``corrects`` an earlier entry."""

    taken_by = serializers.CharField(source="taken_by.email", read_only=True)
    corrects = serializers.SlugRelatedField(slug_field="ref", read_only=True)

    class Meta:
        model = Decision
        fields = ["ref", "taken_on", "text", "basis", "about", "taken_by", "by_name", "corrects"]


class NewDecisionNoteSerializer(serializers.ModelSerializer):
    corrects = OwnSlug(slug_field="ref", queryset=Decision._base_manager.none(), required=False, allow_null=True)
    about = serializers.RegexField(FORM, required=False, allow_blank=True, max_length=80)

    class Meta:
        model = Decision
        fields = ["taken_on", "text", "basis", "about", "corrects"]
