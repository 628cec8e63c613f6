"""``/api/v1/incidents``, ``handovers``, ``competence-rules``: the same querysets, filters and services as the pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import ScopedViewSet
from core.errors import Invalid, NotAllowed
from incidents import serializers as shapes
from incidents.access import INCIDENTS, may_read
from incidents.filters import IncidentFilter
from incidents.models import CompetenceRule, Handover, Incident
from incidents.selectors.cases import timeline
from incidents.selectors.competence import suggest
from incidents.services import cases, handovers, opening, words


def parsed(shape: type[drf.Serializer], view: ScopedViewSet) -> dict[str, Any]:
    """The body, parsed by the shape. Raises DRF's ValidationError."""
    serializer = shape(data=view.request.data, context={"view": view})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class Incidents(ScopedViewSet):
    """Cases. ``?state=open`` unless asked otherwise, as on the page."""

    model = Incident
    seen_by = ("see_queue", "see_own_handovers")
    serializer_class = shapes.IncidentSerializer
    filterset_class = IncidentFilter
    lookup_field = "ref"

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if not may_read(self.actor):
            raise NotAllowed()

    def rows(self):
        related = ("component", "root", "system", "fault_class", "assignee", "parent", "recurrence_of", "duplicate_of")
        return super().rows().select_related(*related, "guard_document")

    def get_object(self) -> Incident:
        """One case whatever its state: the list's default filter is for lists."""
        return self.one(ref=self.kwargs["ref"])

    @extend_schema(request=shapes.NewIncidentSerializer, responses={201: shapes.IncidentSerializer})
    def create(self, request: Request) -> Response:
        """Register a case."""
        incident = opening.register(by=self.actor, **parsed(shapes.NewIncidentSerializer, self))
        return self.done(incident, status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.EntrySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def timeline(self, request: Request, ref: str) -> Response:
        """What happened, as far as the caller may read it."""
        return Response(shapes.EntrySerializer(timeline(self.get_object(), self.actor), many=True).data)

    @extend_schema(request=None, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def take(self, request: Request, ref: str) -> Response:
        """Take it into one's own work."""
        return self.done(cases.take(self.get_object(), by=self.actor))

    @extend_schema(request=shapes.TriageSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def triage(self, request: Request, ref: str) -> Response:
        """Assess: what it really is, how bad. What is not given stays."""
        return self.done(cases.triage(self.get_object(), by=self.actor, **parsed(shapes.TriageSerializer, self)))

    @extend_schema(request=shapes.AssignSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, ref: str) -> Response:
        """Give it to another person, by e-mail."""
        return self.done(cases.assign(self.get_object(), by=self.actor, **parsed(shapes.AssignSerializer, self)))

    @extend_schema(request=shapes.DuplicateSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def duplicate(self, request: Request, ref: str) -> Response:
        """The same trouble is a case already: this one points to it."""
        other = self.one(ref=parsed(shapes.DuplicateSerializer, self)["of"])
        return self.done(cases.mark_duplicate(self.get_object(), of=other, by=self.actor))

    @extend_schema(request=shapes.WordSerializer, responses={201: shapes.WordDoneSerializer})
    @action(detail=True, methods=["post"])
    def word(self, request: Request, ref: str) -> Response:
        """Say it in public: the first word, a further one, or the last (stage ``resolved``)."""
        notice = words.public_word(self.get_object(), by=self.actor, **parsed(shapes.WordSerializer, self))
        return Response(shapes.WordDoneSerializer(notice).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.NoWordSerializer, responses={201: shapes.EntrySerializer})
    @action(detail=True, methods=["post"], url_path="no-word")
    def no_word(self, request: Request, ref: str) -> Response:
        """Nobody is told of it; ``text`` is the reason."""
        entry = words.tell_nobody(self.get_object(), by=self.actor, **parsed(shapes.NoWordSerializer, self))
        return Response(shapes.EntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.NoteSerializer, responses={201: shapes.EntrySerializer})
    @action(detail=True, methods=["post"])
    def note(self, request: Request, ref: str) -> Response:
        """Add words to the timeline."""
        entry = cases.note(self.get_object(), by=self.actor, **parsed(shapes.NoteSerializer, self))
        return Response(shapes.EntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ForwardSerializer, responses={201: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def forward(self, request: Request, ref: str) -> Response:
        """Give it to another party, by the rule in force unless a group is named."""
        INCIDENTS.require(self.actor, "forward")
        incident, values = self.get_object(), parsed(shapes.ForwardSerializer, self)
        found = suggest(incident)
        group = values["group"] or (found.group if found else None)
        if group is None:
            raise Invalid(_("No rule fits: name the group."), field="group")
        rule = found.rule if found and found.group == group else None
        handover = handovers.forward(
            incident, group=group, rule=rule, evidence=values["evidence"], message=values["message"], by=self.actor
        )
        return Response(shapes.HandoverSerializer(handover).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, ref: str) -> Response:
        """It works again for people."""
        text = parsed(shapes.TextSerializer, self)["text"]
        return self.done(cases.resolve(self.get_object(), by=self.actor, cure_text=text))

    @extend_schema(request=shapes.CloseSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def close(self, request: Request, ref: str) -> Response:
        """Close with cause and guard."""
        return self.done(cases.close(self.get_object(), by=self.actor, **parsed(shapes.CloseSerializer, self)))

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, ref: str) -> Response:
        """Not a fault, or not ours; ``text`` is the reason."""
        return self.done(cases.reject(self.get_object(), by=self.actor, **parsed(shapes.TextSerializer, self)))

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.IncidentSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, ref: str) -> Response:
        """It came back; ``text`` is the reason."""
        return self.done(cases.reopen(self.get_object(), by=self.actor, **parsed(shapes.TextSerializer, self)))


class Handovers(ScopedViewSet):
    """Handovers: the agency sees all, a resolver those of its organisation."""

    model = Handover
    permission = (INCIDENTS, "see_own_handovers")
    serializer_class = shapes.HandoverSerializer
    filterset_fields = ("state", "resolver_group__slug", "incident__ref")

    def rows(self):
        return super().rows().select_related("incident", "resolver_group", "via")

    def act(self, service, **values) -> Response:
        return self.done(service(self.get_object(), by=self.actor, **values))

    @extend_schema(request=shapes.HandoverActSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """We take it."""
        return self.act(handovers.accept, **parsed(shapes.HandoverActSerializer, self))

    @extend_schema(request=shapes.HandoverActSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Words on how it goes."""
        return self.act(handovers.answer, **parsed(shapes.HandoverActSerializer, self))

    @extend_schema(request=shapes.RefusalSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """We do not take it; ``text`` is the reason."""
        return self.act(handovers.refuse, **parsed(shapes.RefusalSerializer, self))

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """We need to know more."""
        return self.act(handovers.ask, **parsed(shapes.TextSerializer, self))

    @extend_schema(request=shapes.HandoverActSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def reference(self, request: Request, pk: str) -> Response:
        """Our own ticket number."""
        reference = parsed(shapes.HandoverActSerializer, self)["their_reference"]
        return self.act(handovers.set_reference, their_reference=reference)

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def fix(self, request: Request, pk: str) -> Response:
        """It is mended."""
        return self.act(handovers.fix, **parsed(shapes.TextSerializer, self))

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: str) -> Response:
        """Our answer to their question."""
        return self.act(handovers.answer_question, **parsed(shapes.TextSerializer, self))

    @extend_schema(request=shapes.TextSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """We call it back; ``text`` is the reason, and the party reads it."""
        return self.act(handovers.revoke, **parsed(shapes.TextSerializer, self))

    @extend_schema(request=shapes.PastedSerializer, responses={200: shapes.HandoverSerializer})
    @action(detail=True, methods=["post"])
    def paste(self, request: Request, pk: str) -> Response:
        """Their reply came by plain mail or in their own ticket system: it counts as their act."""
        return self.act(handovers.paste_reply, **parsed(shapes.PastedSerializer, self))


class CompetenceRules(ScopedViewSet):
    """The division of competence, every edition."""

    model = CompetenceRule
    permission = (INCIDENTS, "see_competence")
    serializer_class = shapes.CompetenceRuleSerializer
    filterset_fields = ("version__slug", "component__slug", "fault_class__slug", "solver__slug")
    lookup_field = "code"

    def rows(self):
        related = ("version", "component", "fault_class", "system", "solver", "via", "fallback")
        return super().rows().live().select_related(*related)

    def get_object(self) -> CompetenceRule:
        """The rule of that code in its newest edition."""
        return self.one(order_by="-version__valid_from", code=self.kwargs["code"])


RESOURCES = [("incidents", Incidents), ("handovers", Handovers), ("competence-rules", CompetenceRules)]
