"""Documents and their versions in JSON."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation, User
from components.models import Component
from core.api import MomentSerializerField, TranslatedSerializerField
from core.links import token_for
from docs_library.access import LIBRARY
from docs_library.models import (
    Annex,
    Audience,
    Document,
    Restriction,
    RestrictionCopy,
    ShareLink,
    StaleSignal,
    Version,
    VersionText,
)
from docs_library.rules.restriction import BASES
from docs_library.selectors.drift import told
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
            "audience",
            "in_force_at",
            "in_force_until",
            "ended_at",
            "sha256",
            "texts",
            "annexes",
            "marks",
        ]


class LiveSerializer(serializers.ModelSerializer):
    """Where the service tells its schema, and what the last look at it found: ``outcome`` is same, differs or failed,
    ``told`` says what differs or why it could not be compared."""

    url = serializers.CharField(source="live_url", read_only=True)
    outcome = serializers.CharField(source="schema_look.outcome", read_only=True, default=None)
    looked_at = serializers.DateTimeField(source="schema_look.looked_at", read_only=True, default=None)
    told = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ["url", "outcome", "looked_at", "told"]

    def get_told(self, row) -> str:
        look = getattr(row, "schema_look", None)
        return told(look) if look else ""


class DocumentSerializer(serializers.ModelSerializer):
    """``in_force`` is the name of the version in force that the caller may read. When it is to be looked at again is
    the agency's own knowledge."""

    title = TranslatedSerializerField()
    about = TranslatedSerializerField()
    components = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    in_force = serializers.SerializerMethodField()
    review_on = serializers.SerializerMethodField()
    in_doubt = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    live = serializers.SerializerMethodField()

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
            "register_kind",
            "series",
            "folder",
            "register_url",
            "in_force",
            "review_on",
            "in_doubt",
            "note",
            "live",
        ]

    def get_in_force(self, row) -> str | None:
        return row.shown[0].label if row.shown else None

    def _is_agency(self) -> bool:
        return self.context["view"].actor.is_agency

    def get_review_on(self, row) -> str | None:
        return row.review_on.isoformat() if row.review_on and self._is_agency() else None

    def get_in_doubt(self, row) -> int | None:
        return len(row.doubts) if self._is_agency() else None

    def get_note(self, row) -> str | None:
        return row.note if self._is_agency() else None

    @extend_schema_field(LiveSerializer(allow_null=True))
    def get_live(self, row):
        return LiveSerializer(row).data if row.live_url and self._is_agency() else None


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
    register_kind = serializers.CharField(max_length=60, required=False, allow_blank=True)
    series = serializers.CharField(max_length=120, required=False, allow_blank=True)
    folder = serializers.CharField(max_length=120, required=False, allow_blank=True)
    register_url = serializers.CharField(max_length=200, required=False, allow_blank=True)
    live_url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    review_months = serializers.IntegerField(min_value=1, max_value=120, required=False, allow_null=True)
    dispose_on = serializers.DateField(required=False, allow_null=True)


class NewDocumentSerializer(DocumentFactsSerializer):
    slug = serializers.SlugField(max_length=50)


class VersionFactsSerializer(serializers.Serializer):
    """What may be said of a draft. ``audience`` narrows the document's; empty: as the document."""

    label = serializers.CharField(max_length=40)
    change_note = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    is_material = serializers.BooleanField(required=False)
    audience = serializers.ChoiceField(Audience.choices, required=False, allow_blank=True)
    in_force_until = serializers.DateField(required=False, allow_null=True)


class NewVersionSerializer(VersionFactsSerializer):
    document = own_rows(Document)
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


class ExtendSerializer(serializers.Serializer):
    until_on = serializers.DateField()
    because = serializers.CharField(max_length=2000)


class SendSerializer(serializers.Serializer):
    """Either an organisation or a person of the agency, by e-mail."""

    organisation = own_rows(Organisation, required=False, allow_null=True)
    user = _People(slug_field="email", queryset=User._base_manager.none(), required=False, allow_null=True)


class CopySerializer(serializers.ModelSerializer):
    """To whom a restricted text was sent."""

    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    user = serializers.SlugRelatedField(slug_field="email", read_only=True)

    class Meta:
        model = RestrictionCopy
        fields = ["id", "organisation", "user", "sent_at", "by_name"]


class NewShareSerializer(serializers.Serializer):
    whom = serializers.CharField(max_length=200)
    until_on = serializers.DateField()


class ShareSerializer(serializers.ModelSerializer):
    """A link that opens one version; ``address`` only while it does, and only for those who make such links."""

    is_open = serializers.BooleanField(read_only=True)
    expires_at = serializers.DateTimeField(source="link.expires_at", read_only=True)
    address = serializers.SerializerMethodField()

    class Meta:
        model = ShareLink
        fields = ["id", "whom", "by_name", "is_open", "expires_at", "address"]

    def get_address(self, row) -> str | None:
        if not row.is_open or not LIBRARY.may(self.context["view"].actor, "share"):
            return None
        return settings.PORTAL_URL + reverse("shared_version", args=[token_for(row.link)])


class SignalSerializer(serializers.ModelSerializer):
    """What put a document in doubt, and what ended it: the name of a version, or the reason of a review."""

    ended_by_version = serializers.CharField(source="ended_by_version.label", read_only=True, default=None)
    ended_by_review = serializers.CharField(source="ended_by_review.because", read_only=True, default=None)

    class Meta:
        model = StaleSignal
        fields = ["id", "kind", "about", "text", "since", "by_name", "ended_at", "ended_by_version", "ended_by_review"]
