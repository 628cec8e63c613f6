"""Organisations, contacts, teams and contracts in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Organisation, User
from components.models import Component, Party, System
from core.actor import AGENCY_ROLES
from partners.models import Contact, Contract, ContractDecision, FollowUp, Interaction, ResolverGroup


class PartSerializer(serializers.ModelSerializer):
    system = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Party
        fields = ["role", "system", "component"]


class OrganisationSerializer(serializers.ModelSerializer):
    parts = PartSerializer(many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = ["slug", "name", "registry_code", "kind", "parts"]


class ExpectationSerializer(serializers.Serializer):
    roles = serializers.ListField(child=serializers.CharField(max_length=150), max_length=20)
    is_key = serializers.BooleanField()


class ContactSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Contact
        fields = [
            "id",
            "organisation",
            "name",
            "role",
            "email",
            "phone",
            "language",
            "valid_from",
            "valid_until",
            "verified_on",
        ]


class ResolverGroupSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    via = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = ResolverGroup
        fields = [
            "slug",
            "organisation",
            "name",
            "channel",
            "email",
            "contact_role",
            "hours",
            "their_reference_form",
            "via",
        ]


class _OwnRows(serializers.SlugRelatedField):
    """A row by its slug, among those that the caller may see."""

    def get_queryset(self):
        request = self.context.get("request")
        rows = super().get_queryset()
        return rows.model.objects.visible_to(request.actor).live() if request else rows.none()


def _rows(model, **options) -> _OwnRows:
    return _OwnRows(slug_field="slug", queryset=model._base_manager.none(), **options)


FACTS = [
    "kind",
    "title",
    "reference",
    "register_url",
    "our_part",
    "parent",
    "organisations",
    "components",
    "systems",
    "operations",
    "starts_on",
    "ends_on",
    "mode",
    "period",
    "notice",
    "change_notice",
    "amount",
    "leads",
    "review_on",
    "service_hours",
    "reaction",
    "restriction_basis",
    "restricted_from",
    "restricted_until",
]


class ContractFactsSerializer(serializers.ModelSerializer):
    """What people write down. ``period``, ``notice``, ``change_notice``: ``60d`` or ``3m``."""

    organisations = _rows(Organisation, many=True)
    components = _rows(Component, many=True, required=False)
    systems = _rows(System, many=True, required=False)
    parent = _rows(Contract, required=False, allow_null=True)
    reference = serializers.CharField(max_length=60)  # taken or not is the service's answer

    class Meta:
        model = Contract
        fields = [*FACTS, "note"]


class NewContractSerializer(ContractFactsSerializer):
    slug = serializers.SlugField(max_length=50)

    class Meta(ContractFactsSerializer.Meta):
        fields = ["slug", *ContractFactsSerializer.Meta.fields]


class OutlookSerializer(serializers.Serializer):
    """Where a contract stands today (``rules.renewal``)."""

    state = serializers.ChoiceField(["coming", "running", "ended"])
    ends_on = serializers.DateField(allow_null=True)
    ends_by = serializers.CharField(allow_blank=True)
    notice_by = serializers.DateField(allow_null=True)
    rolls_to = serializers.DateField(allow_null=True)
    rolled = serializers.IntegerField()
    runs_out_on = serializers.DateField(allow_null=True)
    review_due = serializers.DateField(allow_null=True)


class ContractSerializer(serializers.ModelSerializer):
    organisations = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    systems = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    parent = serializers.SerializerMethodField()
    outlook = OutlookSerializer(read_only=True)

    class Meta:
        model = Contract
        fields = ["slug", *FACTS, "used", "used_on", "reviewed_on", "stops_on", "outlook"]

    def get_parent(self, row: Contract) -> str | None:
        """The short name of the contract it stands under, for the agency, where that one is not restricted."""
        request = self.context.get("request")
        is_told = request is not None and request.actor.is_agency and row.parent and not row.parent.is_restricted
        return row.parent.slug if is_told else None


class UseSerializer(serializers.Serializer):
    used = serializers.DecimalField(max_digits=14, decimal_places=2)
    on = serializers.DateField(required=False)


class DecisionSerializer(serializers.ModelSerializer):
    class Meta:
        model = ContractDecision
        fields = ["verdict", "text", "until_on"]


class FollowUpSerializer(serializers.ModelSerializer):
    responsible = serializers.CharField(source="responsible.email", read_only=True)
    organisation = serializers.CharField(source="interaction.organisation.slug", read_only=True)

    class Meta:
        model = FollowUp
        fields = ["id", "organisation", "text", "due_on", "responsible", "done_on", "about"]


class InteractionSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    follow_ups = FollowUpSerializer(many=True, read_only=True)

    class Meta:
        model = Interaction
        fields = ["id", "organisation", "kind", "held_on", "people", "agreed", "follow_ups"]


class _Person(serializers.SlugRelatedField):
    """A person of the agency by e-mail; who may be responsible is the service's question too."""

    def get_queryset(self):
        request = self.context.get("request")
        rows = User.objects.visible_to(request.actor) if request else User.objects.none()
        return rows.with_role(*AGENCY_ROLES)


class NewFollowUpSerializer(serializers.ModelSerializer):
    responsible = _Person(slug_field="email", queryset=User._base_manager.none())

    class Meta:
        model = FollowUp
        fields = ["text", "due_on", "responsible"]


class NewInteractionSerializer(serializers.ModelSerializer):
    organisation = _rows(Organisation)
    follow_ups = NewFollowUpSerializer(many=True, required=False)

    class Meta:
        model = Interaction
        fields = ["organisation", "kind", "held_on", "people", "agreed", "follow_ups"]
