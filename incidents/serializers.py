"""How cases, handovers and rules look in the API, and what may be written."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from components.models import Component, System
from core.api import MomentSerializerField, TranslatedSerializerField
from core.fields import Translated
from core.models import Audience, Environment
from docs_library.models import Document
from incidents.lifecycle import INCIDENT
from incidents.models import CompetenceRule, FaultClass, Handover, Incident, Priority
from incidents.selectors.cases import may_accept_risk, may_be_responsible
from monitoring.models import Check
from notifications.models import Notice, NoticeUpdate
from partners.models import ResolverGroup


class SlugOf(serializers.SlugRelatedField):
    """A reference by slug to a row that the caller may see."""

    def __init__(self, model, **kwargs) -> None:
        self.model = model
        super().__init__(slug_field="slug", queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        view = self.context.get("view")
        return self.model.objects.visible_to(view.actor) if view else self.model.objects.none()


class SeenRef(serializers.SlugRelatedField):
    """The reference of another case, null where the caller may not see that one."""

    def __init__(self, **kwargs) -> None:
        super().__init__(slug_field="ref", read_only=True, **kwargs)

    def to_representation(self, other: Incident) -> str | None:
        view = self.context.get("view")
        is_seen = view and (view.actor.is_agency or view.rows().filter(pk=other.pk).exists())
        return other.ref if is_seen else None


class SeenDocument(serializers.SlugRelatedField):
    """A document by its short name, null where the caller may not see it; what they see is asked once an answer."""

    def __init__(self, **kwargs) -> None:
        super().__init__(slug_field="slug", read_only=True, **kwargs)

    def to_representation(self, document: Document) -> str | None:
        if "documents" not in self.context:
            view = self.context.get("view")
            seen = Document.objects.visible_to(view.actor).live() if view else Document.objects.none()
            self.context["documents"] = set(seen.order_by().values_list("pk", flat=True))
        return document.slug if document.pk in self.context["documents"] else None


class IncidentSerializer(serializers.ModelSerializer):
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    root = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    system = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    fault_class = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    assignee = serializers.SlugRelatedField(slug_field="email", read_only=True)
    parent = SeenRef()
    recurrence_of = SeenRef()
    duplicate_of = SeenRef()
    guard_document = SeenDocument()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = (
            "ref",
            "title",
            "description",
            "component",
            "root",
            "system",
            "environment",
            "fault_class",
            "priority",
            "raised_because",
            "state",
            "source",
            "assignee",
            "expected",
            "got",
            "parent",
            "recurrence_of",
            "duplicate_of",
            "affected_count",
            "opened_at",
            "triaged_at",
            "first_word_at",
            "recovered_at",
            "resolved_at",
            "closed_at",
            "react_due_at",
            "resolve_due_at",
            "word_due_at",
            "cause_class",
            "cause_text",
            "cure_text",
            "guard",
            "guard_text",
            "guard_document",
            "guard_until",
            "actions",
        )
        read_only_fields = fields

    def get_actions(self, incident: Incident) -> list[str]:
        """Names of the acts that the state allows (the role may still refuse)."""
        return list(INCIDENT.actions_from(incident.state))


class NewIncidentSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=8000, required=False, default="")
    component = SlugOf(Component)
    system = SlugOf(System, required=False, allow_null=True, default=None)
    fault_class = SlugOf(FaultClass)
    environment = serializers.ChoiceField(choices=Environment.choices, default="production")
    priority = serializers.ChoiceField(choices=Priority.choices, default=3)


class TextSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=8000, allow_blank=True, required=False, default="")


class NoWordSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=4000)


class NoteSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=8000)
    audience = serializers.ChoiceField(choices=Audience.choices[:2], default="internal")


class ForwardSerializer(serializers.Serializer):
    """Without ``group`` the rule in force decides."""

    group = SlugOf(ResolverGroup, required=False, allow_null=True, default=None)
    evidence = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=2000), required=False, default=dict
    )
    message = serializers.CharField(max_length=8000, allow_blank=True, required=False, default="")


class TriageSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200, required=False)
    component = SlugOf(Component, required=False)
    system = SlugOf(System, required=False, allow_null=True)
    fault_class = SlugOf(FaultClass, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    text = serializers.CharField(max_length=8000, allow_blank=True, required=False)


class PersonOf(serializers.SlugRelatedField):
    """A person by e-mail, among those that ``people`` gives."""

    def __init__(self, people, **kwargs) -> None:
        self.people = people
        super().__init__(slug_field="email", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        return self.people()


class AssignSerializer(serializers.Serializer):
    to = PersonOf(may_be_responsible)


class DuplicateSerializer(serializers.Serializer):
    of = serializers.CharField(max_length=20, help_text="reference of the case that stays")


class WordSerializer(serializers.Serializer):
    """``body`` in Estonian and English at least; ``title`` and ``meanwhile`` (what to do until it is over) for the
    first word."""

    title = TranslatedSerializerField(max_length=200, required=False, default=dict)
    body = TranslatedSerializerField()
    stage = serializers.ChoiceField(choices=NoticeUpdate.Stage.choices)
    meanwhile = TranslatedSerializerField(max_length=2000, required=False, default=Translated)
    next_update_at = MomentSerializerField(ahead=True, required=False, allow_null=True, default=None)

    def validate(self, attrs):
        return {**attrs, **{name: Translated(attrs[name]) for name in ("title", "body", "meanwhile")}}


class WordDoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ("public_id", "state", "about")
        read_only_fields = fields


class PastedSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=20000)
    meaning = serializers.ChoiceField(choices=["accept", "refuse", "ask", "answer", "fix"])
    their_reference = serializers.CharField(max_length=60, allow_blank=True, required=False, default="")
    is_misroute = serializers.BooleanField(default=False)


class CloseSerializer(serializers.Serializer):
    cause_class = serializers.ChoiceField(choices=Incident.Cause.choices)
    cause_text = serializers.CharField(allow_blank=True, required=False, default="", max_length=8000)
    cure_text = serializers.CharField(allow_blank=True, required=False, default="", max_length=4000)
    guard = serializers.ChoiceField(choices=[*Incident.Guard.choices, ("", "–")], required=False, default="")
    guard_text = serializers.CharField(allow_blank=True, required=False, default="", max_length=8000)
    guard_check = SlugOf(Check, required=False, allow_null=True, default=None)
    guard_document = SlugOf(Document, required=False, allow_null=True, default=None)
    guard_approver = PersonOf(may_accept_risk, required=False, allow_null=True, default=None)
    guard_until = serializers.DateField(required=False, allow_null=True, default=None)
    puts_in_doubt = serializers.BooleanField(default=False)


class HandoverSerializer(serializers.ModelSerializer):
    incident = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    resolver_group = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    via = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Handover
        fields = (
            "id",
            "incident",
            "resolver_group",
            "via",
            "address",
            "state",
            "rule_code",
            "rule",
            "evidence",
            "message",
            "their_reference",
            "sent_at",
            "delivered_at",
            "accepted_at",
            "fixed_at",
            "ended_at",
            "react_due_at",
            "resolve_due_at",
            "refused_because",
            "is_misroute",
            "delivery_failed",
        )
        read_only_fields = fields


class HandoverActSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=20000, allow_blank=True, required=False, default="")
    their_reference = serializers.CharField(max_length=60, allow_blank=True, required=False, default="")


class RefusalSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=20000, allow_blank=True, required=False, default="")
    is_misroute = serializers.BooleanField(default=False)


class CompetenceRuleSerializer(serializers.ModelSerializer):
    version = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    fault_class = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    system = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    solver = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    via = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    fallback = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = CompetenceRule
        fields = (
            "version",
            "code",
            "component",
            "fault_class",
            "system",
            "environment",
            "exchange_role",
            "solver",
            "via",
            "fallback",
            "react",
            "resolve",
            "evidence",
            "note",
            "source",
        )
        read_only_fields = fields


class EntrySerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    action = serializers.CharField()
    audience = serializers.CharField()
    text = serializers.CharField()
    actor_name = serializers.CharField()
    acting_for_name = serializers.CharField()
