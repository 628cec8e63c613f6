"""Trainings, seats and advice in JSON."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation
from components.models import Component
from partners.serializers import own_rows
from planning.models import AdviceRequest, Registration, Training
from planning.services.advice import LONGEST
from planning.services.seats import LONGEST_NAME, NAMES_AT_ONCE


class TrainingSerializer(serializers.ModelSerializer):
    """``taken`` and ``waiting`` count seats; ``mine`` is the state of the caller's own. ``materials`` are documents
    that the caller may read."""

    taken = serializers.IntegerField(read_only=True)
    waiting = serializers.IntegerField(read_only=True)
    mine = serializers.ChoiceField(Registration.State.choices, read_only=True, allow_null=True)
    materials = serializers.SerializerMethodField()

    class Meta:
        model = Training
        fields = [
            "ref",
            "title",
            "about",
            "held_on",
            "starts_at_time",
            "days",
            "place",
            "audience",
            "language",
            "seats",
            "taken",
            "waiting",
            "mine",
            "is_planned",
            "state",
            "cancelled_because",
            "again_on",
            "materials",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_materials(self, row: Training) -> list[str]:
        return [document.slug for document in row.seen_materials]


class RegistrationSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Registration
        fields = ["id", "name", "organisation", "state", "attended"]


class SeatsSerializer(serializers.Serializer):
    """A seat for oneself and for people of one's organisation, which is needed where one has several."""

    is_own_seat = serializers.BooleanField(default=True)
    names = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_NAME), max_length=NAMES_AT_ONCE, required=False
    )
    organisation = own_rows(Organisation, required=False, allow_null=True)


class CancelSeatSerializer(serializers.Serializer):
    """``registration`` is one's own seat where it is not said."""

    registration = serializers.IntegerField(required=False, min_value=1, max_value=2**53)


class AdviceSerializer(serializers.ModelSerializer):
    """``guide`` is the document that was made of it, where the caller may read it."""

    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    guide = serializers.SerializerMethodField()

    class Meta:
        model = AdviceRequest
        fields = [
            "ref",
            "question",
            "component",
            "asker_name",
            "organisation",
            "asked_at",
            "due_at",
            "state",
            "answer",
            "answered_at",
            "answered_by_name",
            "guide",
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_guide(self, row: AdviceRequest) -> str | None:
        return row.guide.slug if row.sees_guide else None


class NewAdviceSerializer(serializers.Serializer):
    question = serializers.CharField(max_length=LONGEST["question"])
    component = own_rows(Component, required=False, allow_null=True)


class AnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=LONGEST["answer"])


class GuideSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
