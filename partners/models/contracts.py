"""Contracts: what they say, who signed, what was decided, what was reminded of."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from components.models import Component, System
from core import clock
from core.models import Stamped
from partners import querysets
from partners.rules import renewal


def span_words(text: str) -> str:
    """``60d`` or ``3m`` in the reader's words; empty for an empty one."""
    span = renewal.Span.parse(text)
    if span is None:
        return ""
    if span.unit == "d":
        return ngettext("%(count)s day", "%(count)s days", span.count) % {"count": span.count}
    return ngettext("%(count)s month", "%(count)s months", span.count) % {"count": span.count}


class Contract(Stamped):
    """A contract as the portal needs it. The document register stays its master: ``reference`` leads there.

    ``mode``, ``period``, ``notice`` and the days are the terms of ``rules.renewal``; ``change_notice`` is how long
    before a change the other side must be told. A restricted one (Public Information Act § 35) is read by those who
    work with contracts alone, while the restriction lasts.
    """

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("framework contract")
        PROCUREMENT = "procurement", _("procurement contract")
        ACCESSION = "accession", _("accession contract")
        DATA_EXCHANGE = "data_exchange", _("data exchange contract")
        DATA_PROCESSING = "data_processing", _("data processing contract")
        SERVICE_LEVEL = "service_level", _("service level agreement")
        COOPERATION = "cooperation", _("cooperation agreement")

    class Mode(models.TextChoices):
        FIXED = renewal.FIXED, _("is not renewed")
        TACIT = renewal.TACIT, _("renews itself")
        EXPRESS = renewal.EXPRESS, _("is renewed by an agreement")

    class OurPart(models.TextChoices):
        PARTY = "party", _("party")
        BENEFICIARY = "beneficiary", _("beneficiary")

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    title = models.CharField(_("what it is about"), max_length=200)
    reference = models.CharField(
        _("reference in the document register"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("There is a contract of this reference already.")},
    )
    register_url = models.URLField(_("address in the document register"), blank=True)
    our_part = models.CharField(_("our part"), max_length=12, choices=OurPart.choices, default=OurPart.PARTY)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    organisations = models.ManyToManyField(Organisation, through="ContractParty", related_name="contracts")
    components = models.ManyToManyField(Component, blank=True, related_name="contracts")
    systems = models.ManyToManyField(System, blank=True, related_name="contracts")
    operations = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    mode = models.CharField(_("renewal"), max_length=8, choices=Mode.choices, default=Mode.FIXED)
    period = models.CharField(_("renewed for"), max_length=5, blank=True)
    notice = models.CharField(_("notice before the end"), max_length=5, blank=True)
    change_notice = models.CharField(_("notice before a change"), max_length=5, blank=True)
    stops_on = models.DateField(null=True, blank=True, editable=False)
    amount = models.DecimalField(_("amount without VAT, €"), max_digits=14, decimal_places=2, null=True, blank=True)
    used = models.DecimalField(max_digits=14, decimal_places=2, default=0, editable=False)
    used_on = models.DateField(null=True, blank=True, editable=False)
    leads = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    review_on = models.DateField(_("first yearly review"), null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    service_hours = models.CharField(_("service hours"), max_length=120, blank=True)
    reaction = models.CharField(_("agreed times of reaction"), max_length=300, blank=True)
    restriction_basis = models.CharField(_("basis of the restriction"), max_length=120, blank=True)
    restricted_from = models.DateField(_("restricted from"), null=True, blank=True)
    restricted_until = models.DateField(_("restricted until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = querysets.ContractQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[components, systems])

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message=_("A contract can not end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(mode="tacit") | (Q(ends_on__isnull=False) & ~Q(period="")),
                name="contract_renews_for_a_time",
                violation_error_message=_("A contract that renews itself has a last day and a time of renewal."),
            ),
            models.CheckConstraint(
                condition=Q(restriction_basis="", restricted_from__isnull=True, restricted_until__isnull=True)
                | (~Q(restriction_basis="") & Q(restricted_from__isnull=False)),
                name="contract_restriction_is_whole",
                violation_error_message=_("A restriction has its basis and the day from which it holds."),
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & (Q(amount__isnull=True) | Q(amount__gt=0)),
                name="contract_amounts_positive",
                violation_error_message=_("An amount is more than nought."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug.upper()} {self.title}"

    @property
    def terms(self) -> renewal.Terms:
        """What ``rules.renewal`` counts with."""
        return renewal.Terms(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            mode=self.mode,
            period=renewal.Span.parse(self.period),
            notice=renewal.Span.parse(self.notice),
            stops_on=self.stops_on,
            amount=self.amount,
            used=self.used,
            used_on=self.used_on,
            review_on=self.review_on,
            reviewed_on=self.reviewed_on,
            leads=tuple(self.leads),
        )

    @cached_property
    def outlook(self) -> renewal.Outlook:
        """Where it stands today."""
        return renewal.outlook(self.terms, clock.today())

    @cached_property
    def why_decide(self) -> list[str]:
        """Why somebody must decide today; asks for ``decisions`` (prefetch them for lists)."""
        decided = [decision.about_on for decision in self.decisions.all()]
        return renewal.needs_decision(self.terms, clock.today(), decided)

    @property
    def is_review_late(self) -> bool:
        due = self.outlook.review_due
        return due is not None and due < clock.today()

    @property
    def amount_tone(self) -> str:
        return "danger" if self.used >= self.amount * renewal.NEARLY_USED else "info"

    @property
    def period_words(self) -> str:
        return span_words(self.period)

    @property
    def notice_words(self) -> str:
        return span_words(self.notice)

    @property
    def change_notice_words(self) -> str:
        return span_words(self.change_notice)

    @property
    def is_restricted(self) -> bool:
        """Today."""
        today = clock.today()
        return bool(self.restriction_basis) and (self.restricted_until is None or self.restricted_until >= today)


class ContractParty(models.Model):
    """An organisation that signed, by whom and on what basis (statutes, authorisation, order)."""

    class Basis(models.TextChoices):
        STATUTES = "statutes", _("statutes")
        AUTHORISATION = "authorisation", _("letter of authorisation")
        ORDER = "order", _("order")
        BOARD = "board", _("member of the board")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    signed_by = models.CharField(_("represented by"), max_length=200, blank=True)
    basis = models.CharField(_("basis"), max_length=16, choices=Basis.choices, blank=True)

    objects = querysets.OfContractQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["contract", "organisation"], name="contract_party_once")]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.organisation}"


class ContractDecision(models.Model):
    """What was decided about the term that ends on ``about_on``, and why; in a meeting where ``interaction`` says so.
    Written once."""

    class Verdict(models.TextChoices):
        RENEW = "renew", _("it goes on")
        LET_END = "let_end", _("it is let to end")
        REPLACE = "replace", _("a new contract comes in its place")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="decisions")
    interaction = models.ForeignKey("Interaction", models.PROTECT, null=True, blank=True, related_name="decisions")
    about_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict.choices)
    text = models.TextField(_("reason"))
    until_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(default=clock.today)
    by_name = models.CharField(max_length=200)

    objects = querysets.OfContractQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.verdict}"


class ContractReminder(models.Model):
    """A reminder that was told. It is known by what it was about: other dates are other reminders."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=8)
    target_on = models.DateField()
    lead = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(default=clock.now)

    objects = querysets.OfContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "target_on", "lead"], name="contract_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.kind} {self.target_on} -{self.lead}"
