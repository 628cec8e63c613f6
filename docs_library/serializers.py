"""Documents and their versions in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Organisation, User
from components.models import Component
from core.api import MomentSerializerField, TranslatedSerializerField
from docs_library.models import Annex, Audience, Document, Restriction, Version, VersionText
from docs_library.rules.restriction import BASES
from partners.models import Contract
from partners.serializers import own_rows


class _People(serializers.SlugRelatedField):
    """A person of the agency by e-mail."""

    def get_queryset(self):
        request = self.context.get("request")
        return User.objects.visible_to(request.actor) if request else User.objects.none()


class MarkSerializer(serializers.ModelSerializer):
    """The mark of a restriction (Public Information Act § 41)."""

    law = serializers.CharField(read_only=True)
    annex = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Restriction
        fields = ["id", "annex", "law", "holder", "made_on", "until_on"]


class TextSerializer(serializers.ModelSerializer):
    language = serializers.CharField(read_only=True)
    extension = serializers.CharField(read_only=True)

    class Meta:
        model = VersionText
        fields = ["language", "extension", "sha256"]


class AnnexSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="stored.name", read_only=True)
    size = serializers.IntegerField(source="stored.size", read_only=True)
    sha256 = serializers.CharField(source="stored.sha256", read_only=True)

    class Meta:
        model = Annex
        fields = ["id", "title", "name", "size", "sha256"]


class VersionSerializer(serializers.ModelSerializer):
    document = serializers.CharField(source="document.slug", read_only=True)
    texts = TextSerializer(many=True, read_only=True)
    annexes = AnnexSerializer(many=True, read_only=True, source="seen_annexes")
    marks = MarkSerializer(many=True, read_only=True)

    class Meta:
        model = Version
        fields = [
            "id",
            "document",
            "number",
            "label",
            "state",
            "change_note",
            "is_material",
            "in_force_at",
            "in_force_until",
            "ended_at",
            "sha256",
            "texts",
            "annexes",
            "marks",
        ]


class DocumentSerializer(serializers.ModelSerializer):
    """``in_force`` is the name of the version in force that the caller may read. When it is to be looked at again is
    the agency's own knowledge."""

    title = TranslatedSerializerField()
    about = TranslatedSerializerField()
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    in_force = serializers.SerializerMethodField()
    review_on = serializers.SerializerMethodField()
    in_doubt = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = [
            "slug",
            "type",
            "title",
            "about",
            "audience",
            "components",
            "reference",
            "registered_on",
            "in_force",
            "review_on",
            "in_doubt",
        ]

    def get_in_force(self, row) -> str | None:
        return row.shown[0].label if row.shown else None

    def _is_agency(self) -> bool:
        return self.context["view"].actor.is_agency

    def get_review_on(self, row) -> str | None:
        return row.review_on.isoformat() if row.review_on and self._is_agency() else None

    def get_in_doubt(self, row) -> int | None:
        return len(row.doubts) if self._is_agency() else None


class DocumentFactsSerializer(serializers.Serializer):
    """What may be said of a document; in a change only what is given."""

    type = serializers.CharField(max_length=30)
    title = TranslatedSerializerField(max_length=200)
    about = TranslatedSerializerField(required=False)
    components = own_rows(Component, many=True, required=False)
    audience = serializers.ChoiceField(Audience.choices)
    organisations = own_rows(Organisation, many=True, required=False)
    contract = own_rows(Contract, required=False, allow_null=True)
    responsible = _People(slug_field="email", queryset=User._base_manager.none(), required=False, allow_null=True)
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True)
    registered_on = serializers.DateField(required=False, allow_null=True)
    review_months = serializers.IntegerField(min_value=1, max_value=120, required=False, allow_null=True)
    dispose_on = serializers.DateField(required=False, allow_null=True)


class NewDocumentSerializer(DocumentFactsSerializer):
    slug = serializers.SlugField(max_length=50)


class NewVersionSerializer(serializers.Serializer):
    document = own_rows(Document)
    label = serializers.CharField(max_length=40)
    change_note = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    is_material = serializers.BooleanField(required=False)
    in_force_until = serializers.DateField(required=False, allow_null=True)
    is_empty = serializers.BooleanField(required=False)


class BodySerializer(serializers.Serializer):
    """A text in Markdown; ``seen`` is the checksum of the one it was made from, "" where there was none."""

    language = serializers.CharField(max_length=2)
    body = serializers.CharField(max_length=400_000, trim_whitespace=False)
    seen = serializers.CharField(max_length=64, required=False, allow_blank=True)


class UploadSerializer(serializers.Serializer):
    language = serializers.CharField(max_length=2)
    file = serializers.FileField(allow_empty_file=True)


class AnnexUploadSerializer(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)


class SeenSerializer(serializers.Serializer):
    """``seen`` is the checksum of the version that was read."""

    seen = serializers.CharField(max_length=64)


class WhenSerializer(serializers.Serializer):
    at = MomentSerializerField(ahead=False)


class BecauseSerializer(serializers.Serializer):
    because = serializers.CharField(max_length=2000)


class DoubtSerializer(serializers.Serializer):
    """``about`` names what happened: the same twice is one signal."""

    kind = serializers.ChoiceField(["release", "incident", "drift", "contract", "law", "other"])
    about = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=2000)


class RestrictSerializer(serializers.Serializer):
    basis = serializers.ChoiceField([(each.code, each.law) for each in BASES])
    until_on = serializers.DateField(required=False, allow_null=True)
    holder = serializers.CharField(max_length=200, required=False, allow_blank=True)
    annex = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**62)
