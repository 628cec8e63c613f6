"""People and substitutions as the API shows them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Membership, Substitution, User
from core.rest import actor_of


class MembershipSerializer(serializers.ModelSerializer):
    organisation = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Membership
        fields = ["role", "organisation", "valid_from", "valid_until"]


class PersonSerializer(serializers.ModelSerializer):
    memberships = MembershipSerializer(many=True, read_only=True, source="held")

    class Meta:
        model = User
        fields = ["id", "name", "email", "title", "language", "is_active", "memberships"]


class SubstitutionSerializer(serializers.ModelSerializer):
    absent_name = serializers.CharField(source="absent.name", read_only=True)
    substitute_name = serializers.CharField(source="substitute.name", read_only=True)

    class Meta:
        model = Substitution
        fields = ["id", "absent", "absent_name", "substitute", "substitute_name", "from_on", "until_on", "reason"]


@extend_schema_field(int)
class VisiblePerson(serializers.PrimaryKeyRelatedField):
    """A person whom the caller may see, by id."""

    def get_queryset(self):
        request = self.context.get("request")
        return User.objects.visible_to(actor_of(request)) if request else User.objects.none()


class NameSubstituteSerializer(serializers.Serializer):
    absent = VisiblePerson()
    substitute = VisiblePerson()
    from_on = serializers.DateField()
    until_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)
