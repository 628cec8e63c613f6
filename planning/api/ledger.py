"""The duty ledger under /api/v1/duties/."""

from __future__ import annotations

from notifications.api import AS_OF_A_DAY, MeasureViewSet
from planning.access import PLANNING
from planning.models import Snapshot
from planning.selectors import ledger
from planning.serializers.ledger import DutySerializer


@AS_OF_A_DAY
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
