"""The duty ledger under /api/v1/duties/."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema

from notifications.api import MeasureViewSet
from planning.access import PLANNING
from planning.models import Snapshot
from planning.selectors import ledger
from planning.serializers.ledger import DutySerializer


@extend_schema(
    parameters=[
        OpenApiParameter("year", int, description="The year; now, or its end where it is over"),
        OpenApiParameter("as_of", str, description="A day (as it ended) or a moment of Tallinn's clock"),
    ]
)
class DutyViewSet(MeasureViewSet):
    """The duty ledger: every measure beside its target; one by one with the rows that were counted."""

    model = Snapshot  # for its app, by whose scopes a narrowed token reads it
    permission = (PLANNING, "see_duties")
    serializer_class = DutySerializer

    def get_queryset(self) -> list[ledger.Line]:
        if getattr(self, "swagger_fake_view", False):
            return []
        is_asked = {"year", "as_of"} & set(self.request.query_params)
        return ledger.lines(self.actor, self.reading.as_of if is_asked else None)


RESOURCES: list[tuple[str, type]] = [("duties", DutyViewSet)]
