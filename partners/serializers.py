"""Organisations, contacts and teams in JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Organisation
from components.models import Party
from partners.models import Contact, ResolverGroup


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
