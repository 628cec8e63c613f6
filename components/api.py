"""Resources of components under /api/v1/."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from components import services
from components.filters import ComponentFilter, DependencyFilter, MaintenanceFilter, ReleaseFilter, SystemFilter
from components.models import Component, Dependency, Maintenance, Release, System
from components.querysets import BY_KIND
from components.selectors import with_systems
from components.serializers import (
    ComponentSerializer,
    DependencySerializer,
    MaintenanceSerializer,
    ReleaseSerializer,
    SystemSerializer,
)
from core.api import ScopedViewSet


class SystemViewSet(ScopedViewSet):
    """Information systems and their parties."""

    model = System
    serializer_class = SystemSerializer
    filterset_class = SystemFilter
    lookup_field = "slug"

    def rows(self):
        rows = super().rows().live().select_related("controller", "processor")
        return rows.prefetch_related("groups", "parties__organisation").order_by("slug")


class ComponentViewSet(ScopedViewSet):
    """Shared components, and the services of others that they need."""

    model = Component
    serializer_class = ComponentSerializer
    filterset_class = ComponentFilter
    lookup_field = "slug"

    def rows(self):
        return with_systems(super().rows().live()).prefetch_related("parties__organisation").order_by(BY_KIND, "slug")


class DependencyViewSet(ScopedViewSet):
    """Which component needs which, and what people see when it is missing."""

    model = Dependency
    serializer_class = DependencySerializer
    filterset_class = DependencyFilter

    def rows(self):
        return super().rows().select_related("component", "upstream").order_by("component__slug", "upstream__slug")


class ReleaseViewSet(ScopedViewSet):
    """Versions of components by environment, newest first."""

    model = Release
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilter

    def rows(self):
        return super().rows().live().select_related("component").order_by("-released_at", "-pk")

    def create(self, request: Request) -> Response:
        """A version came into an environment."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.done(services.add_release(**given.validated_data, by=self.actor), 201)


class MaintenanceViewSet(ScopedViewSet):
    """Planned work, latest first."""

    model = Maintenance
    serializer_class = MaintenanceSerializer
    filterset_class = MaintenanceFilter
    lookup_field = "public_id"
    lookup_value_regex = "[a-z0-9]+"

    def rows(self):
        return super().rows().live().prefetch_related("components").order_by("-starts_at", "-pk")

    def create(self, request: Request) -> Response:
        """Plan work; inside a payout window of an affected system a reason is needed."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.done(services.plan_maintenance(**given.validated_data, by=self.actor), 201)


RESOURCES: list = [
    ("systems", SystemViewSet),
    ("components", ComponentViewSet),
    ("dependencies", DependencyViewSet),
    ("releases", ReleaseViewSet),
    ("maintenances", MaintenanceViewSet),
]
