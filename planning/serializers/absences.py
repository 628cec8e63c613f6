"""Days away in JSON. Why is nowhere."""

from __future__ import annotations

from rest_framework import serializers

from planning.models import Absence
from planning.serializers.developments import PersonField

MOST = 1_000_000


class AbsenceSerializer(serializers.ModelSerializer):
    person = serializers.SlugRelatedField(slug_field="email", read_only=True)

    class Meta:
        model = Absence
        fields = ["id", "person", "from_on", "until_on"]


class NewAbsenceSerializer(serializers.Serializer):
    person = PersonField(agency=True)
    from_on = serializers.DateField()
    until_on = serializers.DateField()


class AwayListSerializer(serializers.Serializer):
    """``text`` of a calendar (ICS) or a list (CSV). Without ``seen`` it is only looked at; with the ``mark`` of the
    look and its ``text``, it is done."""

    text = serializers.CharField(max_length=MOST, trim_whitespace=False)
    person = PersonField(agency=True, required=False)
    seen = serializers.CharField(max_length=64, required=False, allow_blank=True)


class AwayLineSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    outcome = serializers.CharField()
    why = serializers.CharField(allow_blank=True)
    person = serializers.CharField(source="person.email", allow_null=True, default=None)
    from_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)


class AwayPlanSerializer(serializers.Serializer):
    mark = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    lines = AwayLineSerializer(many=True)
