"""Organisations, contacts, teams and contracts in JSON."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation, User
from components.models import Component, Party, System
from core.actor import AGENCY_ROLES
from core.models import StoredFile
from core.tables import MAX_BYTES
from partners.models import (
    Contact,
    Contract,
    ContractDecision,
    ContractFile,
    FollowUp,
    Interaction,
    ResolverGroup,
    Subsystem,
)
from partners.selectors.network import TIES


class PartSerializer(serializers.ModelSerializer):
    system = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    component = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Party
        fields = ["role", "system", "component"]


class OrganisationSerializer(serializers.ModelSerializer):
    parts = PartSerializer(many=True, read_only=True)
    subsystems = serializers.StringRelatedField(many=True, read_only=True, source="live_subsystems")

    class Meta:
        model = Organisation
        fields = ["slug", "name", "registry_code", "kind", "parts", "subsystems"]


class SubsystemSerializer(serializers.ModelSerializer):
    """``identifier`` as X-tee writes it: ``EE/GOV/70001975/skais``."""

    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    identifier = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Subsystem
        fields = ["id", "organisation", "identifier", "environment", "member_class", "code"]


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


class SuccessorSerializer(serializers.ModelSerializer):
    """Who takes the role over; ``on`` is the last day of the old one."""

    on = serializers.DateField(required=False)

    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "language", "on"]


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


class OwnRows(serializers.SlugRelatedField):
    """A row by its slug, among those that the caller may see."""

    def get_queryset(self):
        request = self.context.get("request")
        rows = super().get_queryset()
        return rows.model.objects.visible_to(request.actor).live() if request else rows.none()


def own_rows(model, **options) -> OwnRows:
    return OwnRows(slug_field="slug", queryset=model._base_manager.none(), **options)


class _Slugs(serializers.ListField):
    """Short names of rows."""

    child = serializers.CharField()

    def to_representation(self, data):
        return [row.slug for row in data]


class TiedSerializer(serializers.Serializer):
    """An organisation and what ties it to us."""

    organisation = serializers.CharField(source="organisation.slug")
    ties = serializers.ListField(child=serializers.ChoiceField(TIES))
    contracts = _Slugs()
    uses = _Slugs()
    teams = _Slugs()
    contact = serializers.ChoiceField(["verified", "unverified", "none"])
    verified_on = serializers.DateField(allow_null=True)
    waiting = _Slugs()


class NetworkQuerySerializer(serializers.Serializer):
    tie = serializers.ChoiceField(TIES, required=False, allow_blank=True)
    component = own_rows(Component, required=False)


class UsesSerializer(serializers.Serializer):
    """All that an organisation uses, by short names."""

    systems = own_rows(System, many=True)
    components = own_rows(Component, many=True)


class NewSubsystemSerializer(serializers.Serializer):
    """``code`` alone, or the whole identifier."""

    organisation = own_rows(Organisation)
    code = serializers.CharField(max_length=200)
    member_class = serializers.ChoiceField(Subsystem.MemberClass.choices)
    environment = serializers.ChoiceField(Subsystem.Environment.choices, default="EE")


class MoveSerializer(serializers.ModelSerializer):
    """Where the contact works from the day after ``on``, and what is different there. An e-mail or phone that is not
    given is not taken along."""

    organisation = own_rows(Organisation)
    on = serializers.DateField(required=False)

    class Meta:
        model = Contact
        fields = ["organisation", "role", "email", "phone", "on"]
        extra_kwargs = {"role": {"required": False}}


class ContactListSerializer(serializers.Serializer):
    """A list as CSV. Without ``seen`` it is only looked at; with a preview's ``mark`` it is carried out."""

    text = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False)
    seen = serializers.CharField(max_length=32, required=False, allow_blank=True)


class PlannedSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(["new", "changes", "same", "refused"])
    why = serializers.CharField(allow_blank=True)
    organisation = serializers.CharField(source="organisation.slug", default=None, allow_null=True)
    contact = serializers.IntegerField(source="contact.pk", default=None, allow_null=True)
    facts = serializers.DictField(child=serializers.CharField())
    changed = serializers.DictField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))


class PreviewSerializer(serializers.Serializer):
    mark = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    lines = PlannedSerializer(many=True)


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

    organisations = own_rows(Organisation, many=True)
    components = own_rows(Component, many=True, required=False)
    systems = own_rows(System, many=True, required=False)
    parent = own_rows(Contract, required=False, allow_null=True)
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


class ContractFileSerializer(serializers.ModelSerializer):
    """``size`` in bytes; ``scan``: clean, or not_scanned where no scanner is named."""

    name = serializers.CharField(source="stored.name", read_only=True)
    mime = serializers.CharField(source="stored.mime", read_only=True)
    size = serializers.IntegerField(source="stored.size", read_only=True)
    sha256 = serializers.CharField(source="stored.sha256", read_only=True)
    scan = serializers.ChoiceField(StoredFile.Scan.choices, source="stored.scan", read_only=True)

    class Meta:
        model = ContractFile
        fields = ["id", "title", "kind", "name", "mime", "size", "sha256", "scan", "created_at"]


class NewContractFileSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(ContractFile.Kind.choices)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)


class FollowUpSerializer(serializers.ModelSerializer):
    responsible = serializers.CharField(source="responsible.email", read_only=True)
    organisation = serializers.CharField(source="interaction.organisation.slug", read_only=True)

    class Meta:
        model = FollowUp
        fields = ["id", "organisation", "text", "due_on", "responsible", "done_on", "about"]


class MadeDecisionSerializer(DecisionSerializer):
    """What was decided in a meeting; ``about`` is ``contract:slug``."""

    about = serializers.SerializerMethodField()

    class Meta(DecisionSerializer.Meta):
        fields = ["about", *DecisionSerializer.Meta.fields]

    def get_about(self, row: ContractDecision) -> str:
        return f"contract:{row.contract.slug}"


class InteractionSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    follow_ups = FollowUpSerializer(many=True, read_only=True)
    decisions = serializers.SerializerMethodField()

    class Meta:
        model = Interaction
        fields = ["id", "organisation", "kind", "held_on", "people", "agreed", "follow_ups", "decisions"]

    @extend_schema_field(MadeDecisionSerializer(many=True))
    def get_decisions(self, row: Interaction) -> list:
        """Those on contracts that the caller may see."""
        return MadeDecisionSerializer(row.seen_decisions, many=True).data


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


class NewDecisionSerializer(DecisionSerializer):
    """A decision on the term that runs, made in a meeting; ``about`` is ``contract:slug``."""

    about = serializers.RegexField(r"^[a-z]+:[\w-]{1,60}$", max_length=80)

    class Meta(DecisionSerializer.Meta):
        fields = ["about", *DecisionSerializer.Meta.fields]


class NewInteractionSerializer(serializers.ModelSerializer):
    organisation = own_rows(Organisation)
    follow_ups = NewFollowUpSerializer(many=True, required=False)
    decisions = NewDecisionSerializer(many=True, required=False)

    class Meta:
        model = Interaction
        fields = ["organisation", "kind", "held_on", "people", "agreed", "follow_ups", "decisions"]
