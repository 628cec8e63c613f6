"""Pains that are worth a proposal: what came back for the third time, what is stale, with whom nobody talks.

Texts are written in Estonian, as people's own are; whoever reads them on a page reads them as they were written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from components.models import Component
from core import clock
from core.deadlines import OFFICE, working_minutes
from core.measures import midnight, months_before
from core.templatetags.ui_time import written
from docs_library.lifecycle import IN_FORCE
from docs_library.models import Document, StaleSignal
from docs_library.selectors import label_of
from incidents.models import Incident
from monitoring.selectors.availability import availabilities
from partners.models import Contact, Contract, Interaction
from planning.models import Proposal
from planning.rules.pains import EFFECT, SILENT, STALE, WITHIN, around, hurts, latest_run

NOT_COUNTED = ("duplicate", "rejected")


@dataclass(frozen=True, slots=True)
class Pain:
    """What a draft is made of. ``origin`` names the pain, so that it is drafted once; ``components`` say whose it is;
    ``hours`` what it has cost, where that is known."""

    origin: str
    title: str
    reason: str
    evidence: tuple[str, ...]
    components: tuple[Component, ...] = ()
    hours: Decimal | None = None


def pains() -> Iterator[Pain]:
    """All that hurts now, drafted already or not."""
    fingerprints = Incident.objects.exclude(fingerprint="").exclude(state__in=NOT_COUNTED)
    recent = fingerprints.filter(resolved_at__gte=clock.now() - SILENT).order_by()
    for fingerprint in recent.values_list("fingerprint", flat=True).distinct():
        yield from recurrences(fingerprint)
    yield from burnt_budgets()
    yield from stale_documents()
    yield from silent_partners()


def cases_of(fingerprint: str) -> list[Incident]:
    """Cases of the cause in the order of opening, without duplicates and what was no case."""
    rows = Incident.objects.filter(fingerprint=fingerprint).exclude(state__in=NOT_COUNTED)
    return list(rows.select_related("component", "root").order_by("opened_at", "pk"))


def recurrences(fingerprint: str) -> list[Pain]:
    """The third solved case of a cause within 365 days. After a measure was done, only what came later counts."""
    base = f"recurrence:{fingerprint}"
    done = _done_on(base)
    since = midnight(done) if done else None
    cases = [one for one in cases_of(fingerprint) if one.resolved_at and (since is None or one.opened_at >= since)]
    opened = [one.opened_at for one in cases]
    if not hurts(opened):
        return []
    run = cases[-latest_run(opened) :]
    return [_recurrence(f"{base}:{done:%Y%m%d}" if done else base, run)]


def _recurrence(origin: str, run: Sequence[Incident]) -> Pain:
    last = run[-1]
    minutes = sum(working_minutes(one.opened_at, one.resolved_at, OFFICE) for one in run)
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.1"))
    told = {"refs": ", ".join(one.ref for one in run), "count": len(run), "hours": f"{hours}".replace(".", ",")}
    reason = _(
        "The same cause has come back: %(count)s cases within 365 days (%(refs)s). Together they took %(hours)s "
        "working hours from being opened to being resolved (Monday to Friday 9–17, without public holidays). The hours "
        "given as the cost are those of the pain: put your estimate of the work in their place before you hand it in."
    )
    title = _("Remove the cause that comes back: %(title)s") % {"title": last.title}
    evidence = tuple(f"incident:{one.ref}" for one in run)
    return Pain(origin, title[:200], reason % told, evidence, (last.root or last.component,), hours)


def burnt_budgets() -> Iterator[Pain]:
    """Components that missed their availability target in the service hours of the last complete month. Of one that
    was not watched enough (duty ledger 2.1.c-1) nothing is said."""
    components = list(Component.objects.live().filter(availability_target__isnull=False).order_by("slug"))
    month = months_before(clock.today(), 1)
    if components:
        (found,) = availabilities(components, (midnight(month), midnight(clock.today().replace(day=1))))
        for one in components:
            done = found[one.pk]
            if done.is_known and done.ratio is not None and done.ratio * 100 < Fraction(one.availability_target):
                yield _burnt(one, month, float(done.ratio * 100), done.down_s)


def _burnt(component: Component, month: date, per_cent: float, down_s: int) -> Pain:
    hours = (Decimal(down_s) / 3600).quantize(Decimal("0.1"))
    told = {
        "name": component.name,
        "month": f"{month:%m.%Y}",
        "ratio": f"{per_cent:.2f}".replace(".", ","),
        "target": f"{component.availability_target.normalize():f}".replace(".", ","),
        "hours": f"{hours}".replace(".", ","),
    }
    reason = _(
        "%(name)s was available for %(ratio)s %% of its service hours in %(month)s; the target is %(target)s %%. It "
        "was down for %(hours)s hours of its service hours. The hours given as the cost are those of the pain: put "
        "your estimate of the work in their place before you hand it in."
    )
    title = _("Bring availability to its target: %(name)s") % told
    origin, evidence = f"budget:{component.slug}:{month:%Y-%m}", (f"component:{component.slug}",)
    return Pain(origin, title[:200], reason % told, evidence, (component,), hours)


def stale_documents() -> Iterator[Pain]:
    """Documents whose review has been late, or which have been in doubt, for 60 days."""
    limit = clock.now() - STALE
    doubts = StaleSignal.objects.filter(ended_at__isnull=True, since__lte=limit)
    rows = Document.objects.live().filter(versions__state=IN_FORCE)
    rows = rows.filter(Q(review_on__lte=clock.local(limit).date()) | Q(pk__in=doubts.values("document")))
    since: dict[int, datetime] = defaultdict(lambda: clock.now())
    for row in doubts.order_by("-since"):
        since[row.document_id] = row.since
    for document in rows.distinct().order_by("slug").prefetch_related("components"):
        yield _stale(document, clock.local(since[document.pk]).date() if document.pk in since else None)


def _stale(document: Document, doubted: date | None) -> Pain:
    is_late = document.review_on is not None and document.review_on <= clock.today() - STALE
    began = min(day for day in (document.review_on if is_late else None, doubted) if day)
    told = {"name": label_of(document.slug), "day": written(began), "days": (clock.today() - began).days}
    sentence = _("The review of “%(name)s” has been late since %(day)s (%(days)s days).")
    if not is_late or (doubted and doubted == began):
        sentence = _("“%(name)s” has been in doubt since %(day)s (%(days)s days).")
    rest = _("What it costs is not known: give your estimate before you hand it in.")
    title = _("Bring up to date: %(name)s") % told
    origin = f"document:{document.slug}:{began:%Y%m%d}"
    components = tuple(document.components.all())
    return Pain(origin, title[:200], f"{sentence % told} {rest}", (f"document:{document.slug}",), components)


def silent_partners() -> Iterator[Pain]:
    """Organisations with a contract in force with whom nothing was noted for 180 days, or whom nobody could reach.
    Where nothing was ever noted, the days run from when the contract was written down here."""
    contracts: dict[int, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.live().prefetch_related("parties", "components").order_by("slug"):
        if contract.outlook.state == "running":
            for party in contract.parties.all():
                contracts[party.organisation_id].append(contract)
    held = Max("interactions__held_on", filter=Q(interactions__archived_at__isnull=True))
    rows = Organisation.objects.live().filter(pk__in=contracts).exclude(kind=Organisation.Kind.OWN)
    reachable = _reachable(contracts)
    for row in rows.annotate(last_held=held).order_by("slug"):
        since = row.last_held or min(clock.local(one.created_at).date() for one in contracts[row.pk])
        if row.pk not in reachable or since <= clock.today() - SILENT:
            yield _silent(row, contracts[row.pk], since, is_reachable=row.pk in reachable)


def _reachable(organisation_ids: Iterable[int]) -> set[int]:
    rows = Contact.objects.valid().filter(organisation__in=organisation_ids).exclude(email="", phone="")
    return set(rows.values_list("organisation", flat=True))


def _silent(row: Organisation, contracts: list[Contract], since: date, *, is_reachable: bool) -> Pain:
    told = {"name": row.name, "day": written(since), "days": (clock.today() - since).days, "n": len(contracts)}
    parts = [ngettext("%(n)s contract in force with %(name)s.", "%(n)s contracts in force with %(name)s.", told["n"])]
    if not is_reachable:
        parts.append(_("Nobody there can be reached: no valid contact has an e-mail or a phone number."))
    if row.last_held is None:
        parts.append(_("No meeting, letter or call was ever noted."))
    else:
        parts.append(_("The last meeting, letter or call was noted on %(day)s (%(days)s days ago)."))
    parts.append(_("What it costs is not known: give your estimate before you hand it in."))
    components = tuple({each.pk: each for one in contracts for each in one.components.all()}.values())
    evidence = tuple(f"contract:{one.slug}" for one in contracts)
    title = _("Get back in touch: %(name)s") % told
    origin = f"partner:{row.slug}:{since:%Y%m%d}" + ("" if is_reachable else ":nobody")
    return Pain(origin[:120], title[:200], " ".join(part % told for part in parts), evidence, components)


def _done_on(base: str) -> date | None:
    """When the last measure against the pain was done."""
    rows = Proposal.objects.filter(Q(origin=base) | Q(origin__startswith=f"{base}:"), lines__state="done")
    return rows.aggregate(done=Max("lines__done_on"))["done"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The same pain before and after the measure: how often in 90 days before the day it was done, and since;
    ``days`` of the 90 have passed."""

    what: str
    before: int
    after: int
    days: int
    year_before: int

    @property
    def is_over(self) -> bool:
        return self.days >= EFFECT.days

    @property
    def tone(self) -> str:
        return "danger" if self.after else ("success" if self.is_over else "info")


def effect_of(origin: str, done_on: date | None) -> Effect | None:
    """What became of the pain that drafted a proposal, once its line is done; None where it can not be counted."""
    kind, _colon, rest = origin.partition(":")
    if done_on is None or not kind:
        return None
    name = rest.partition(":")[0]
    moments = {"recurrence": _opened, "document": _doubted, "partner": _talked}.get(kind, lambda name: None)(name)
    if moments is None:
        return None
    done = midnight(done_on)
    before, after = around(done, moments, clock.now())
    year = sum(done - WITHIN <= at < done for at in moments)
    what = {
        "recurrence": _("cases of the same cause"),
        "document": _("doubts about the document"),
        "partner": _("meetings, letters and calls"),
    }[kind]
    return Effect(what, before, after, min((clock.today() - done_on).days, EFFECT.days), year)


def _opened(fingerprint: str) -> list[datetime]:
    return [one.opened_at for one in cases_of(fingerprint)]


def _doubted(slug: str) -> list[datetime]:
    return list(StaleSignal.objects.filter(document__slug=slug).values_list("since", flat=True))


def _talked(slug: str) -> list[datetime]:
    rows = Interaction.objects.live().filter(organisation__slug=slug)
    return [midnight(day) for day in rows.values_list("held_on", flat=True)]
