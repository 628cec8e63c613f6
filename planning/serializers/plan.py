"""Goals, rounds, proposals and plan lines in JSON."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from components.models import Component
from core.actor import AGENCY_ROLES
from core.api import MomentSerializerField, TranslatedSerializerField
from core.tables import MAX_BYTES
from partners.serializers import own_rows
from planning.models import QUARTERS, AgencyGoal, Evidence, PlanLine, PlanMove, PlanningRound, Proposal
from planning.models.plan import VERDICTS
from planning.selectors.evidence import shown
from planning.services.sheet import SHOWN_FIRST

YEARS = {"min_value": 2000, "max_value": 2199}


class Person(serializers.SlugRelatedField):
    """A person of the agency by e-mail."""

    def __init__(self, **options) -> None:
        super().__init__(slug_field="email", queryset=User._base_manager.none(), **options)

    def get_queryset(self):
        request = self.context.get("request")
        rows = User.objects.visible_to(request.actor) if request else User.objects.none()
        return rows.with_role(*AGENCY_ROLES)


class ByName(serializers.SlugRelatedField):
    """A row by its reference or code, among those that the caller may see."""

    def get_queryset(self):
        request = self.context.get("request")
        rows = super().get_queryset()
        return rows.model.objects.visible_to(request.actor).live() if request else rows.none()


def by_name(model, slug: str, **options) -> ByName:
    return ByName(slug_field=slug, queryset=model._base_manager.none(), **options)


def goal_field() -> ByName:
    return by_name(AgencyGoal, "code", required=False, allow_null=True)


class GoalSerializer(serializers.ModelSerializer):
    title = TranslatedSerializerField(max_length=200)

    class Meta:
        model = AgencyGoal
        fields = ["code", "title"]


class NewGoalSerializer(serializers.Serializer):
    code = serializers.SlugField(max_length=10)
    title = TranslatedSerializerField(max_length=200)


class GoalTextSerializer(serializers.Serializer):
    title = TranslatedSerializerField(max_length=200)


class RoundSerializer(serializers.ModelSerializer):
    owner = serializers.CharField(source="owner.email", read_only=True)
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = PlanningRound
        fields = ["ref", "year", "title", "opens_on", "deadline_at", "owner", "is_open"]


class NewRoundSerializer(serializers.Serializer):
    """The deadline is to the minute, on a working day."""

    year = serializers.IntegerField(**YEARS)
    title = serializers.CharField(max_length=200)
    opens_on = serializers.DateField()
    deadline_at = MomentSerializerField()
    owner = Person()


class EvidenceSerializer(serializers.ModelSerializer):
    """``about`` and ``label`` only where the caller may see the thing."""

    about = serializers.SerializerMethodField()
    label = serializers.SerializerMethodField()
    is_seen = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = ["id", "about", "label", "is_seen", "note"]

    def to_representation(self, row: Evidence) -> dict:
        told = super().to_representation(row)
        return told if told["is_seen"] else {**told, "note": ""}

    def get_about(self, row: Evidence) -> str:
        return row.about if self._of(row).is_seen else row.about.partition(":")[0]

    def get_label(self, row: Evidence) -> str:
        return self._of(row).label

    def get_is_seen(self, row: Evidence) -> bool:
        return self._of(row).is_seen

    def _of(self, row: Evidence):
        seen = self.context.setdefault("seen", {})
        if row.about not in seen:
            seen.update(shown(self.context["request"].actor, [row.about]))
        return seen[row.about]


PROPOSED = ["kind", "title", "reason", "benefit", "goal", "components", "hours", "cost_eur"]


class ProposalFactsSerializer(serializers.ModelSerializer):
    goal = goal_field()
    components = own_rows(Component, many=True, required=False)

    class Meta:
        model = Proposal
        fields = PROPOSED


class NewProposalSerializer(ProposalFactsSerializer):
    """``evidence``: what it rests on, as ``kind:id``."""

    evidence = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=50)

    class Meta(ProposalFactsSerializer.Meta):
        fields = [*PROPOSED, "evidence"]


class ProposalSerializer(serializers.ModelSerializer):
    """``round`` is null for the running year. What a proposal rests on stands under ``evidence/``."""

    goal = serializers.SlugRelatedField(slug_field="code", read_only=True)
    round = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    author = serializers.CharField(source="author.email", default=None, read_only=True)
    is_late = serializers.BooleanField(read_only=True)
    is_from_pain = serializers.BooleanField(read_only=True)
    lines = serializers.SlugRelatedField(slug_field="ref", many=True, read_only=True)

    class Meta:
        model = Proposal
        told = ["state", "round", "author", "is_from_pain", "submitted_at", "submitted_by_name", "is_late"]
        fields = ["ref", *PROPOSED, *told, "decided_at", "decided_by_name", "decision_reason", "lines"]


class SubmitSerializer(serializers.Serializer):
    """Without a round: for the running year."""

    round = by_name(PlanningRound, "ref", required=False, allow_null=True)


class DecideSerializer(serializers.Serializer):
    """``seen``: the state that was looked at; where it has changed meanwhile, the answer is 409."""

    verdict = serializers.ChoiceField(VERDICTS)
    reason = serializers.CharField(max_length=2000)
    seen = serializers.ChoiceField(Proposal.State.choices, required=False)


class NewEvidenceSerializer(serializers.Serializer):
    about = serializers.CharField(max_length=80)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class MoveSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlanMove
        fields = ["from_on", "to_on", "reason", "by_name", "created_at"]


PLANNED = ["title", "goal", "owner", "measure", "quarter", "hours", "waits_for", "late_reason", "line_no"]


class LineSerializer(serializers.ModelSerializer):
    goal = serializers.SlugRelatedField(slug_field="code", read_only=True)
    owner = serializers.CharField(source="owner.email", read_only=True)
    proposal = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    carried_from = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    needs = serializers.SlugRelatedField(slug_field="ref", many=True, read_only=True)
    moves = MoveSerializer(many=True, read_only=True)
    is_late = serializers.BooleanField(read_only=True)

    class Meta:
        model = PlanLine
        days = ["due_on", "baseline_on", "done_on", "state", "is_late"]
        fields = ["ref", "year", *PLANNED, *days, "result", "proposal", "carried_from", "components", "needs", "moves"]


class LineFactsSerializer(serializers.ModelSerializer):
    goal = goal_field()
    owner = Person()
    quarter = serializers.ChoiceField(QUARTERS)
    components = own_rows(Component, many=True, required=False)
    needs = by_name(PlanLine, "ref", many=True, required=False)

    class Meta:
        model = PlanLine
        fields = [*PLANNED, "result", "components", "needs"]
        extra_kwargs = {"measure": {"allow_blank": False}}


class NewLineSerializer(LineFactsSerializer):
    year = serializers.IntegerField(**YEARS)
    proposal = by_name(Proposal, "ref", required=False, allow_null=True)
    due_on = serializers.DateField()

    class Meta(LineFactsSerializer.Meta):
        fields = ["year", "due_on", "proposal", *PLANNED, "components"]


class FinishSerializer(serializers.Serializer):
    result = serializers.CharField(max_length=200)
    done_on = serializers.DateField(required=False)
    late_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class RescheduleSerializer(serializers.Serializer):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class CarrySerializer(serializers.Serializer):
    due_on = serializers.DateField()
    quarter = serializers.ChoiceField(QUARTERS, required=False)


class DropSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField(**YEARS)


class BaselineSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    fixed_at = serializers.DateTimeField()
    by_name = serializers.CharField()
    lines = serializers.IntegerField()


class SheetSerializer(serializers.Serializer):
    """The sheet as CSV. Without ``seen`` it is only looked at; with a preview's ``mark`` it is carried out."""

    text = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False)
    seen = serializers.CharField(max_length=32, required=False, allow_blank=True)


class SheetLineSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(SHOWN_FIRST)
    why = serializers.CharField(allow_blank=True)
    ref = serializers.CharField(allow_blank=True)
    changed = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=serializers.ListField(child=serializers.CharField())))
    def get_changed(self, line) -> dict:
        """Field → [what it was, what it becomes]."""
        return {name: list(pair) for name, pair in line.changed.items()}


class SheetPreviewSerializer(serializers.Serializer):
    mark = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    lines = SheetLineSerializer(many=True)
