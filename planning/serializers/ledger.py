"""Shapes of the duty ledger."""

from __future__ import annotations

from rest_framework import serializers

from planning.rules import duties
from planning.selectors.ledger import Line


class DutySerializer(serializers.Serializer):
    """One measure of the ledger beside its target; a private one is known by its name alone."""

    id = serializers.CharField(source="slug")
    clause = serializers.SerializerMethodField()
    role = serializers.CharField(source="measure.role")
    label = serializers.CharField(source="measure.label")
    state = serializers.CharField(help_text="met, missed, empty, unagreed, early, info or private")
    target = serializers.CharField(allow_null=True)
    figure = serializers.CharField(source="figure.figure", default=None, allow_null=True)
    value = serializers.FloatField(source="figure.value", default=None, allow_null=True)
    n = serializers.IntegerField(source="figure.n", default=None, allow_null=True)
    population = serializers.IntegerField(source="figure.population", default=None, allow_null=True)
    trend = serializers.CharField(help_text="better, worse or same as a quarter before; empty where it can not be said")
    sentence = serializers.CharField()

    def get_clause(self, line: Line) -> str:
        return duties.clause_of(line.slug)
