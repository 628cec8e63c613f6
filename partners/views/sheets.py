"""The answer sheet of a partner: what one needs to know in a call or a letter, on one page to print."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from components.models import Party
from core import clock, surface
from core.errors import NotFound
from core.views import Page
from notifications.selectors.lately import Circle, ToldWord, told_lately
from partners.models import Contact, Contract, FollowUp, Subsystem
from partners.selectors import contracts_in_order
from partners.views.parts import OfOrganisation

TOLD_DAYS, TOLD_SHOWN = 90, 12


class OrganisationSheet(OfOrganisation, Page):
    """For the agency; for others that of their own organisation, without what is the agency's own knowledge (the
    querysets see to that)."""

    template_name = "partners/organisation_sheet.html"

    @property
    def organisation(self) -> Organisation:
        organisation = super().organisation
        if not (self.actor.is_agency or organisation.pk in self.actor.organisation_ids):
            raise NotFound()
        return organisation

    def get_context(self) -> dict[str, Any]:
        organisation = self.organisation
        contacts = list(self.rows(Contact).valid().filter(organisation=organisation).order_by("name", "role"))
        parts = self.rows(Party).filter(organisation=organisation).select_related("system", "component")
        contracts = contracts_in_order(self.rows(Contract).filter(organisations=organisation))
        promises = self.rows(FollowUp).open().filter(interaction__organisation=organisation)
        told = self.told(contacts)
        return {
            "object": organisation,
            "heading": _("Answer sheet: %(name)s") % {"name": organisation},
            "today": clock.today(),
            "parts": parts.order_by("role", "system__slug", "component__slug"),
            "subsystems": self.rows(Subsystem).live().filter(organisation=organisation).select_related("organisation"),
            "contracts": [row for row in contracts.order_by("running_end", "slug") if row.outlook.state != "ended"],
            "contacts": contacts,
            "promises": promises.select_related("responsible").order_by("due_on", "pk"),
            "told": told[:TOLD_SHOWN],
            "told_more": max(len(told) - TOLD_SHOWN, 0),
            "told_days": TOLD_DAYS,
            "panels": surface.panels("partner_sheet", self.actor, organisation, self.request),
        }

    def told(self, contacts: list[Contact]) -> list[ToldWord]:
        people = self.rows(Membership).current().filter(organisation=self.organisation).values_list("user", flat=True)
        circle = Circle(
            frozenset(people), frozenset(each.email for each in contacts), frozenset({self.organisation.pk})
        )
        return told_lately(self.actor, circle, clock.now() - timedelta(TOLD_DAYS))
