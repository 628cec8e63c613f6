"""Proposals: the list, one proposal, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from components.views.editing import ActorFormPage
from core import clock
from core.forms import BaseForm
from core.views import ActionView, DetailPage, ListPage, Page
from planning.access import PLANNING
from planning.filters.plan import ProposalFilter
from planning.forms.plan import DecideForm, EvidenceForm, NewLineForm, ProposalForm, SubmitForm
from planning.lifecycle import PROPOSAL
from planning.models import Evidence, PlanLine, Proposal
from planning.rules.quarters import quarter_of
from planning.selectors.evidence import shown
from planning.selectors.pains import effect_of
from planning.services import lines, proposals


def address(proposal: Proposal) -> str:
    return reverse("proposal_detail", args=[proposal.ref])


def round_word(row: Proposal) -> str:
    """The round, or the running year for what was handed in without one."""
    return str(row.round) if row.round_id else (_("running year") if row.submitted_at else "")


class ProposalList(ListPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/proposal_list.html"
    filterset_class = ProposalFilter
    export_name = "proposals"
    default_sort = "-submitted"
    sorts = {
        "ref": ("ref",),
        "-ref": ("-ref",),
        "submitted": ("submitted_at", "created_at"),
        "-submitted": ("-created_at", "-pk"),
        "hours": ("hours", "ref"),
        "-hours": ("-hours", "ref"),
        "state": ("state", "ref"),
        "-state": ("-state", "ref"),
    }
    columns = (
        (gettext_lazy("Reference"), lambda row: row.ref),
        (gettext_lazy("Title"), lambda row: row.title),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("State"), lambda row: row.get_state_display()),
        (gettext_lazy("Planning round"), round_word),
        (gettext_lazy("Submitted"), lambda row: row.submitted_at),
        (gettext_lazy("Late"), lambda row: _("yes") if row.is_late else ""),
        (gettext_lazy("Agency's goal"), lambda row: str(row.goal or "")),
        (gettext_lazy("Cost, hours"), lambda row: "" if row.hours is None else float(row.hours)),
        (gettext_lazy("Cost, euros"), lambda row: "" if row.cost_eur is None else float(row.cost_eur)),
        (gettext_lazy("Decided"), lambda row: row.decided_at),
        (gettext_lazy("Reason of the decision"), lambda row: row.decision_reason),
    )

    def get_queryset(self):
        return self.rows(Proposal).live().select_related("round", "goal", "author")

    def get_context(self) -> dict[str, Any]:
        return {"heading": _("Proposals"), "may_propose": PLANNING.may(self.actor, "propose")}


class ProposalDetail(DetailPage):
    permission = (PLANNING, "see_plan")
    template_name = "planning/proposal_detail.html"
    lookup = "ref"

    def get_queryset(self):
        rows = self.rows(Proposal).live().select_related("round", "goal", "author")
        return rows.prefetch_related("components")

    def get_context(self) -> dict[str, Any]:
        row = self.object
        evidence = list(self.rows(Evidence).live().filter(proposal=row))
        seen = shown(self.actor, [one.about for one in evidence])
        own_lines = list(self.rows(PlanLine).live().filter(proposal=row).select_related("owner"))
        return {
            "object": row,
            "evidence": [(one, seen[one.about]) for one in evidence],
            "lines": [(line, effect_of(row.origin, line.done_on)) for line in own_lines],
            "lacks": self.lacks(row, evidence),
            "round_word": round_word(row),
            **self.may(row),
        }

    def lacks(self, row: Proposal, evidence: list) -> list[str]:
        """What a reasoned proposal has and this one has not."""
        wanted = (
            (row.reason, _("the reason")),
            (row.goal_id, _("the agency's goal")),
            (evidence, _("what it rests on")),
            (row.hours is not None or row.cost_eur is not None, _("an estimate of hours or cost")),
        )
        return [word for is_there, word in wanted if not is_there]

    def may(self, row: Proposal) -> dict[str, bool]:
        may_propose = PLANNING.may(self.actor, "propose")
        decides = PLANNING.may(self.actor, "decide_proposals") and PROPOSAL.allows("approve", row.state)
        return {
            "may_edit": may_propose and row.state == "draft",
            "may_submit": may_propose and PROPOSAL.allows("submit", row.state),
            "may_withdraw": may_propose and PROPOSAL.allows("withdraw", row.state),
            "may_link": may_propose and row.state in proposals.OPEN,
            "may_decide": decides and not proposals.is_own(row, self.actor),
            "is_own": decides and proposals.is_own(row, self.actor),
            "may_plan": PLANNING.may(self.actor, "edit_plan") and row.state == "approved",
        }


class ProposalAdd(ActorFormPage):
    permission = (PLANNING, "propose")
    form_class = ProposalForm
    heading = gettext_lazy("New proposal")
    success_message = gettext_lazy("The draft was written. Say what it rests on, then hand it in.")

    @property
    def back(self) -> str:
        return reverse("proposal_list")

    def save(self, form: BaseForm) -> str:
        return address(proposals.add_proposal(**form.values(), by=self.actor))


class OneProposal(Page):
    """Base of pages about one proposal."""

    permission = (PLANNING, "propose")
    act_name = ""

    @property
    def proposal(self) -> Proposal:
        if not hasattr(self, "_proposal"):
            rows = self.rows(Proposal).live().select_related("goal", "round")
            self._proposal = self.one(rows, ref=self.kwargs["ref"])
        return self._proposal

    @property
    def back(self) -> str:
        return address(self.proposal)

    @property
    def heading(self) -> str:
        return f"{self.proposal}: {self.act_name}" if self.act_name else str(self.proposal)


class ProposalEdit(OneProposal, ActorFormPage):
    form_class = ProposalForm
    success_message = gettext_lazy("The draft was changed.")

    def get_initial(self) -> dict[str, Any]:
        return ProposalForm.initial_of(self.proposal)

    def save(self, form: BaseForm) -> str:
        return address(proposals.change_proposal(proposal=self.proposal, **form.values(), by=self.actor))


class ProposalSubmit(OneProposal, ActorFormPage):
    form_class = SubmitForm
    act_name = gettext_lazy("hand in")
    verb = gettext_lazy("Hand in")
    success_message = gettext_lazy("The proposal was handed in.")

    def save(self, form: BaseForm) -> str:
        return address(proposals.submit(proposal=self.proposal, **form.values(), by=self.actor))


class ProposalWithdraw(OneProposal, ActionView):
    success_message = gettext_lazy("The proposal was withdrawn.")

    def act(self) -> str:
        return address(proposals.withdraw(proposal=self.proposal, by=self.actor))


class ProposalDecide(OneProposal, ActorFormPage):
    permission = (PLANNING, "decide_proposals")
    form_class = DecideForm
    act_name = gettext_lazy("decide")
    success_message = gettext_lazy("The decision was noted.")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.proposal.state}

    def save(self, form: BaseForm) -> str:
        return address(proposals.decide(proposal=self.proposal, **form.values(), by=self.actor))


class EvidenceAdd(OneProposal, ActorFormPage):
    template_name = "planning/evidence_add.html"
    form_class = EvidenceForm
    act_name = gettext_lazy("what it rests on")
    verb = gettext_lazy("Link")
    success_message = gettext_lazy("Linked.")

    @property
    def words(self) -> str:
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return given.get("q", "").strip()[:100]

    def get_form(self, data=None) -> BaseForm:
        return EvidenceForm(data, actor=self.actor, words=self.words)

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "words": self.words}

    def save(self, form: BaseForm) -> str:
        proposals.link_evidence(proposal=self.proposal, **form.values(), by=self.actor)
        return address(self.proposal)


class EvidenceRemove(ActionView):
    permission = (PLANNING, "propose")
    success_message = gettext_lazy("The link was taken away.")

    def act(self) -> str:
        rows = self.rows(Evidence).live().select_related("proposal")
        row = self.one(rows, pk=self.kwargs["pk"])
        return address(proposals.unlink_evidence(evidence=row, by=self.actor).proposal)


class ProposalToLine(OneProposal, ActorFormPage):
    """An approved proposal becomes a line of the plan."""

    permission = (PLANNING, "edit_plan")
    act_name = gettext_lazy("into the plan")
    verb = gettext_lazy("Put into the plan")
    success_message = gettext_lazy("The proposal is in the plan now.")

    @property
    def year(self) -> int:
        return self.proposal.round.year if self.proposal.round_id else clock.today().year

    def get_initial(self) -> dict[str, Any]:
        row, today = self.proposal, clock.today()
        quarter = quarter_of(today) if today.year == self.year else 1
        kept = {"title": row.title, "goal": row.goal, "hours": row.hours, "components": row.components.all()}
        return {**kept, "owner": row.author, "year": self.year, "quarter": quarter}

    def get_form(self, data=None) -> BaseForm:
        return NewLineForm(data, initial=self.get_initial(), actor=self.actor, year=self.year)

    def save(self, form: BaseForm) -> str:
        line = lines.add_line(proposal=self.proposal, **form.values(), by=self.actor)
        return reverse("plan_line_detail", args=[line.ref])
