"""Tasks in JSON."""

from __future__ import annotations

from rest_framework import serializers

from planning.models import Task, TaskTurn
from planning.selectors.abouts import FORM
from planning.serializers.people import OfficialField


class TaskTurnSerializer(serializers.ModelSerializer):
    class Meta:
        model = TaskTurn
        fields = ["action", "on", "text", "due_on", "to_name", "by_name"]


class TaskSerializer(serializers.ModelSerializer):
    """``about`` is ``kind:id`` of what it follows from; people are told by e-mail."""

    ordered_by = serializers.CharField(source="ordered_by.email", read_only=True)
    responsible = serializers.CharField(source="responsible.email", read_only=True)
    delegate = serializers.CharField(source="delegate.email", read_only=True, default=None, allow_null=True)
    accepted_by = serializers.CharField(source="accepted_by.email", read_only=True, default=None, allow_null=True)
    is_late = serializers.BooleanField(read_only=True)
    turns = TaskTurnSerializer(many=True, read_only=True)

    class Meta:
        model = Task
        fields = [
            "ref",
            "title",
            "text",
            "origin",
            "about",
            "ordered_by",
            "responsible",
            "delegate",
            "due_on",
            "state",
            "is_late",
            "done_on",
            "accepted_on",
            "accepted_by",
            "was_returned",
            "turns",
        ]


class NewTaskSerializer(serializers.ModelSerializer):
    """``ordered_by`` and ``responsible``: the caller where none is given."""

    ordered_by = OfficialField(required=False)
    responsible = OfficialField(required=False)
    about = serializers.RegexField(FORM, required=False, allow_blank=True, max_length=80)

    class Meta:
        model = Task
        fields = ["title", "text", "origin", "about", "ordered_by", "responsible", "due_on"]


class TaskWordsSerializer(serializers.ModelSerializer):
    class Meta:
        model = Task
        fields = ["title", "text"]


class SaidSerializer(serializers.Serializer):
    """What was done; may be empty."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class TaskReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class DelegateSerializer(SaidSerializer):
    """Null takes it back."""

    delegate = OfficialField(allow_null=True)


class MoveTaskSerializer(TaskReasonSerializer):
    due_on = serializers.DateField()
