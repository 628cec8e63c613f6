"""People in planning's JSON: by e-mail, among those whom the caller may see."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from core.actor import AGENCY_ROLES


class OfficialField(serializers.SlugRelatedField):
    """A person of the agency by e-mail; who may be what is the service's question."""

    def __init__(self, **kwargs) -> None:
        super().__init__(slug_field="email", queryset=User._base_manager.none(), **kwargs)

    def get_queryset(self):
        request = self.context.get("request")
        rows = User.objects.visible_to(request.actor) if request else User.objects.none()
        return rows.with_role(*AGENCY_ROLES)
