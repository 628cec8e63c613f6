"""Resources of the plan: goals, rounds, proposals, plan lines; the same acts as the pages'."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from core.errors import NotFound
from planning.access import PLANNING
from planning.filters.plan import LineFilter, ProposalFilter
from planning.models import AgencyGoal, Evidence, PlanLine, PlanningRound, Proposal
from planning.selectors.evidence import shown
from planning.selectors.lines import lines as seen_lines
from planning.serializers import plan as shapes
from planning.services import goals, lines, proposals, rounds
from planning.services.sheet import import_sheet, preview_sheet

EVIDENCE_ID = OpenApiParameter("evidence_id", int, OpenApiParameter.PATH)


class PlanViewSet(ScopedViewSet):
    """Base: for the agency."""

    permission = (PLANNING, "see_plan")
    lookup_field = "ref"

    def parsed(self, shape: type[drf.Serializer], *, partial: bool = False) -> dict[str, Any]:
        """What was sent, as the shape takes it."""
        given = shape(data=self.request.data, partial=partial, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def again(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """The row as a reader gets it."""
        return self.done(self.one(pk=row.pk), code)


class GoalViewSet(PlanViewSet):
    """Goals of the agency, which proposals and plan lines serve."""

    model = AgencyGoal
    serializer_class = shapes.GoalSerializer
    lookup_field = "code"

    def rows(self):
        return super().rows().live()

    @extend_schema(request=shapes.NewGoalSerializer, responses={201: shapes.GoalSerializer})
    def create(self, request: Request) -> Response:
        """Write a goal down."""
        return self.done(
            goals.add_goal(**self.parsed(shapes.NewGoalSerializer), by=self.actor), status.HTTP_201_CREATED
        )

    @extend_schema(request=shapes.GoalTextSerializer, responses=shapes.GoalSerializer)
    def partial_update(self, request: Request, code: str) -> Response:
        """Say it otherwise."""
        row = self.get_object()
        return self.done(goals.change_goal(goal=row, **self.parsed(shapes.GoalTextSerializer), by=self.actor))


class RoundViewSet(PlanViewSet):
    """Planning rounds with their deadlines."""

    model = PlanningRound
    serializer_class = shapes.RoundSerializer

    def rows(self):
        return super().rows().live().select_related("owner")

    @extend_schema(request=shapes.NewRoundSerializer, responses={201: shapes.RoundSerializer})
    def create(self, request: Request) -> Response:
        """Open a round."""
        row = rounds.open_round(**self.parsed(shapes.NewRoundSerializer), by=self.actor)
        return self.done(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.NewRoundSerializer, responses=shapes.RoundSerializer)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change what is given."""
        row = self.get_object()
        facts = self.parsed(shapes.NewRoundSerializer, partial=True)
        return self.again(rounds.change_round(round=row, **facts, by=self.actor))


class ProposalViewSet(PlanViewSet):
    """Proposals with their decision."""

    model = Proposal
    serializer_class = shapes.ProposalSerializer
    filterset_class = ProposalFilter

    def rows(self):
        rows = super().rows().live().select_related("goal", "round", "author")
        return rows.prefetch_related("components", "lines")

    @extend_schema(request=shapes.NewProposalSerializer, responses={201: shapes.ProposalSerializer})
    def create(self, request: Request) -> Response:
        """Draft one, with what it rests on."""
        row = proposals.add_proposal(**self.parsed(shapes.NewProposalSerializer), by=self.actor)
        return self.again(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ProposalFactsSerializer, responses=shapes.ProposalSerializer)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change what is given of a draft."""
        row = self.get_object()
        facts = self.parsed(shapes.ProposalFactsSerializer, partial=True)
        return self.again(proposals.change_proposal(proposal=row, **facts, by=self.actor))

    @extend_schema(request=shapes.SubmitSerializer, responses=shapes.ProposalSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, ref: str) -> Response:
        """Hand it in, into a round or for the running year."""
        row = self.get_object()
        return self.again(proposals.submit(proposal=row, **self.parsed(shapes.SubmitSerializer), by=self.actor))

    @extend_schema(request=None, responses=shapes.ProposalSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, ref: str) -> Response:
        """Take it back before it is decided."""
        return self.again(proposals.withdraw(proposal=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.DecideSerializer, responses=shapes.ProposalSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, ref: str) -> Response:
        """Approve, postpone or reject it, with the reason."""
        row = self.get_object()
        return self.again(proposals.decide(proposal=row, **self.parsed(shapes.DecideSerializer), by=self.actor))

    @extend_schema(responses=shapes.EvidenceSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def evidence(self, request: Request, ref: str) -> Response:
        """What it rests on; things that are not the caller's to see are counted and not named."""
        rows = list(Evidence.objects.visible_to(self.actor).live().filter(proposal=self.get_object()))
        seen = shown(self.actor, [row.about for row in rows])
        context = {**self.get_serializer_context(), "seen": seen}
        return Response(shapes.EvidenceSerializer(rows, many=True, context=context).data)

    @extend_schema(request=shapes.NewEvidenceSerializer, responses={201: shapes.EvidenceSerializer})
    @evidence.mapping.post
    def link(self, request: Request, ref: str) -> Response:
        """Rest it on a thing (``incident:…``, ``document:…``, ``contract:…``, ``check:…``, ``component:…``,
        ``line:…``)."""
        facts, row = self.parsed(shapes.NewEvidenceSerializer), self.get_object()
        evidence = proposals.link_evidence(proposal=row, **facts, by=self.actor)
        shape = shapes.EvidenceSerializer(evidence, context=self.get_serializer_context())
        return Response(shape.data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=[EVIDENCE_ID])
    @action(detail=True, methods=["post"], url_path=r"evidence/(?P<evidence_id>[0-9]{1,18})/remove")
    def unlink(self, request: Request, ref: str, evidence_id: str) -> Response:
        """It does not rest on that after all."""
        rows = Evidence.objects.visible_to(self.actor).live().filter(proposal=self.get_object())
        row = rows.select_related("proposal").filter(pk=evidence_id).first()
        if row is None:
            raise NotFound()
        proposals.unlink_evidence(evidence=row, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LineViewSet(PlanViewSet):
    """Lines of the plan. ``year`` narrows; without it all years are given."""

    model = PlanLine
    serializer_class = shapes.LineSerializer
    filterset_class = LineFilter

    def rows(self):
        rows = seen_lines(self.actor).select_related("carried_from")
        return rows.prefetch_related("components", "needs", "moves")

    @extend_schema(request=shapes.NewLineSerializer, responses={201: shapes.LineSerializer})
    def create(self, request: Request) -> Response:
        """Put a line into the plan of a year; ``proposal`` must be approved."""
        row = lines.add_line(**self.parsed(shapes.NewLineSerializer), by=self.actor)
        return self.again(row, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LineFactsSerializer, responses=shapes.LineSerializer)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change what is given; the day is moved by ``reschedule``."""
        row = self.get_object()
        facts = self.parsed(shapes.LineFactsSerializer, partial=True)
        return self.again(lines.change_line(line=row, **facts, by=self.actor))

    @extend_schema(request=None, responses=shapes.LineSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, ref: str) -> Response:
        """The work begins."""
        return self.again(lines.start(line=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.FinishSerializer, responses=shapes.LineSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, ref: str) -> Response:
        """Done, with what the measure shows."""
        row = self.get_object()
        return self.again(lines.finish(line=row, **self.parsed(shapes.FinishSerializer), by=self.actor))

    @extend_schema(request=None, responses=shapes.LineSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """It was not done after all."""
        return self.again(lines.reopen(line=self.get_object(), by=self.actor))

    @extend_schema(request=shapes.RescheduleSerializer, responses=shapes.LineSerializer)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, ref: str) -> Response:
        """Move its day, with the reason; the baseline stays."""
        row = self.get_object()
        return self.again(lines.reschedule(line=row, **self.parsed(shapes.RescheduleSerializer), by=self.actor))

    @extend_schema(request=shapes.CarrySerializer, responses={201: shapes.LineSerializer})
    @action(detail=True, methods=["post"])
    def carry(self, request: Request, ref: str) -> Response:
        """Over to the next year; gives the new line."""
        row = self.get_object()
        new = lines.carry(line=row, **self.parsed(shapes.CarrySerializer), by=self.actor)
        return self.again(new, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.DropSerializer, responses=shapes.LineSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, ref: str) -> Response:
        """It will not be done, and why."""
        row = self.get_object()
        return self.again(lines.drop(line=row, **self.parsed(shapes.DropSerializer), by=self.actor))

    @extend_schema(request=shapes.YearSerializer, responses={201: shapes.BaselineSerializer})
    @action(detail=False, methods=["post"])
    def baseline(self, request: Request) -> Response:
        """Fix the baseline of a year."""
        row = lines.fix_baseline(**self.parsed(shapes.YearSerializer), by=self.actor)
        return Response(shapes.BaselineSerializer(row).data, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SheetSerializer, responses=shapes.SheetPreviewSerializer)
    @action(detail=False, methods=["post"])
    def sheet(self, request: Request) -> Response:
        """The agency's plan sheet: what each line would do, or, with the mark of what was looked at, exactly that."""
        given = self.parsed(shapes.SheetSerializer)
        if given.get("seen"):
            found = import_sheet(text=given["text"], seen=given["seen"], by=self.actor)
        else:
            found = preview_sheet(text=given["text"], by=self.actor)
        return Response(shapes.SheetPreviewSerializer(found).data)


RESOURCES: list[tuple[str, type]] = [
    ("agency-goals", GoalViewSet),
    ("planning-rounds", RoundViewSet),
    ("proposals", ProposalViewSet),
    ("plan-lines", LineViewSet),
]
