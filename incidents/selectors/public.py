"""What doors without an account may reach: published trouble, one's own report, one handover by its link."""

from __future__ import annotations

from django.db.models import QuerySet

from components.models import System
from core.actor import Actor
from core.errors import NotFound
from core.links import open_link
from incidents.lifecycle import OPEN_STATES
from incidents.models import Entry, Feedback, Handover, Incident, Report
from notifications.models import Notice

PARTY_SEES = ("incident__component", "incident__system", "incident__fault_class", "resolver_group", "via", "link")


def known_troubles() -> list[Notice]:
    """Published trouble that is not over: what people may already know of."""
    return list(Notice.objects.open().filter(kind="problem", is_public=True).prefetch_related("updates")[:10])


def trouble(public_id: str) -> Notice:
    """One published trouble that is about a case. Raises NotFound."""
    rows = Notice.objects.open().filter(kind="problem", is_public=True, about__startswith="incident:")
    return _or_404(rows.filter(public_id=public_id).first())


def still_open(notices: list[Notice]) -> set[str]:
    """Public ids of those whose case is still open: only there one more voice counts."""
    refs = {notice.about.partition(":")[2]: notice.public_id for notice in notices}
    rows = Incident.objects.filter(ref__in=refs, state__in=OPEN_STATES)
    return {refs[ref] for ref in rows.values_list("ref", flat=True)}


def case_of(notice: Notice) -> Incident:
    return _or_404(Incident.objects.filter(ref=notice.about.partition(":")[2]).first())


def notice_about(incident: Incident) -> Notice | None:
    """What was published about a case."""
    return Notice.objects.published().filter(about=f"incident:{incident.ref}", is_public=True).first()


def report_by(token: str) -> Report:
    """The report of a receipt's link. Raises NotFound."""
    link = open_link(token, "report")
    return _or_404(Report.objects.select_related("incident__duplicate_of", "system").filter(link=link).first())


def feedback_of(report: Report) -> Feedback | None:
    """The question to the reporter, where it was asked, with the answer."""
    return Feedback.objects.filter(report=report).first()


def handover_by(token: str) -> Handover:
    """The handover of a letter's link. Raises NotFound."""
    link = open_link(token, "handover")
    return _or_404(Handover.objects.select_related(*PARTY_SEES).filter(link=link).first())


def handover_of(actor: Actor, number: str) -> Handover:
    """A signed-in resolver's own handover. Raises NotFound."""
    rows = Handover.objects.visible_to(actor).select_related(*PARTY_SEES)
    return _or_404(rows.filter(pk=int(number)).first())


def words_for_party(handover: Handover) -> QuerySet[Entry]:
    """The entries of this handover that the party may read."""
    return Entry.objects.filter(handover=handover, audience__in=["party", "public"])


def _or_404(row):
    if row is None:
        raise NotFound()
    return row


def own_systems() -> QuerySet[System]:
    """The systems that a reporter may name."""
    return System.objects.live().filter(kind="own")
