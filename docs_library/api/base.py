"""What the library's resources have in common."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as drf

from core.api import ScopedViewSet
from docs_library.access import LIBRARY


class LibraryViewSet(ScopedViewSet):
    seen_by = ("see_drafts",)

    def must_see(self) -> None:
        """What is written down is shown in the answer: a narrowed token needs scopes of reading too. Raises
        NotAllowed."""
        for act in ("see_drafts", "see_restricted"):
            LIBRARY.require(self.actor, act)

    def parsed(self, shape: type[drf.Serializer], **options: Any) -> dict[str, Any]:
        given = shape(data=self.request.data, context=self.get_serializer_context(), **options)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)
