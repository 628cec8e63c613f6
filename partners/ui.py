"""What partners shows on others' pages: navigation, and whom to ask about a system or a component."""

from __future__ import annotations

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component, System
from core.actor import PARTNER, Actor
from core.search import Hit, Source, Text
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from notifications.types import AboutResolver, about_resolvers
from partners.access import PARTNERS
from partners.models import (
    Contact,
    Contract,
    ContractDecision,
    ContractFile,
    ContractParty,
    FollowUp,
    Interaction,
    Subsystem,
)
from partners.selectors import contacts_by_organisation, contract_named, contracts_in_order, contracts_that_wait
from partners.selectors.network import TIES, network
from partners.services import decide_in_meeting
from partners.types import MeetingItem, MeetingSource, meeting_sources


def whom_to_ask(actor: Actor, subject: Component | System) -> dict | None:
    """The organisations with a part in the thing, and those of their contacts whom the actor may see."""
    found = contacts_by_organisation(actor, subject)
    return {"organisations": found} if found else None


def whom_it_ties(actor: Actor, component: Component) -> dict | None:
    """Organisations tied to us by the component; for the agency."""
    rows = network(actor, component=component) if PARTNERS.may(actor, "see_groups") else []
    words = dict(TIES)
    url = f"{reverse('partner_network')}?component={component.slug}"
    return {"rows": [(row, [words[tie] for tie in row.ties]) for row in rows], "url": url} if rows else None


add_nav(NavItem("partners", _("Partners"), "organisation_list", 50, icon="building"))
add_panel(Panel("partners", "component_aside", 10, "partners/whom_to_ask.html", whom_to_ask))
add_panel(Panel("partners", "system_aside", 10, "partners/whom_to_ask.html", whom_to_ask))


def _contracts(rows, heading: str, query: str) -> dict | None:
    rows = list(contracts_in_order(rows).order_by("running_end", "slug"))
    return {"rows": rows, "heading": heading, "list_url": f"{reverse('contract_list')}?{query}"} if rows else None


def of_component(actor: Actor, component: Component) -> dict | None:
    """Contracts that cover the component."""
    rows = Contract.objects.visible_to(actor).filter(components=component)
    return _contracts(rows, gettext("Contracts"), f"component={component.slug}")


def of_system(actor: Actor, system: System) -> dict | None:
    rows = Contract.objects.visible_to(actor).filter(systems=system)
    return _contracts(rows, gettext("Contracts"), "")


def of_organisation(actor: Actor, organisation: Organisation) -> dict | None:
    """Contracts that the organisation signed."""
    rows = Contract.objects.visible_to(actor).filter(organisations=organisation)
    return _contracts(rows, gettext("Contracts"), f"organisation={organisation.slug}")


def on_today(actor: Actor, _subject: object) -> dict | None:
    """What waits for a decision or a review; for a partner its own contracts."""
    list_url = reverse("contract_list")
    if PARTNERS.may(actor, "decide_contracts"):
        rows = contracts_that_wait(actor)
        query = "?attention=any"
        heading = gettext("Contracts that wait for you")
        return {"rows": rows[:8], "heading": heading, "list_url": list_url + query} if rows else None
    if actor.has_role(PARTNER):
        return _contracts(Contract.objects.visible_to(actor), gettext("Your contracts"), "")
    return None


def files_of(actor: Actor, contract: Contract) -> dict | None:
    """The contract's files; nothing where there are none and the actor may add none."""
    rows = list(ContractFile.objects.visible_to(actor).live().filter(contract=contract).select_related("stored"))
    may_edit = PARTNERS.may(actor, "edit_contracts")
    add_label = gettext("Add a file") if may_edit else ""
    return {"rows": rows, "may_edit": may_edit, "add_label": add_label} if rows or may_edit else None


def interactions_of(actor: Actor, organisation: Organisation) -> dict | None:
    """What was talked about with the organisation, the last first; for the agency."""
    if not PARTNERS.may(actor, "see_interactions"):
        return None
    rows = Interaction.objects.visible_to(actor).live().filter(organisation=organisation)
    seen = ContractDecision.objects.visible_to(actor).select_related("contract")
    decisions = Prefetch("decisions", seen, to_attr="seen_decisions")
    rows = rows.select_related("organisation").prefetch_related("follow_ups__responsible", decisions)[:20]
    may_note = PARTNERS.may(actor, "note_interactions")
    return {
        "rows": rows,
        "may_note": may_note,
        "me": actor.responsible_id,
        "add_label": gettext("Note one") if may_note else "",
    }


def late_on_today(actor: Actor, _subject: object) -> dict | None:
    """What this person promised to partners and is late with."""
    if not PARTNERS.may(actor, "see_interactions"):
        return None
    rows = FollowUp.objects.visible_to(actor).late().filter(responsible_id=actor.responsible_id or 0)
    rows = list(rows.select_related("responsible", "interaction__organisation").order_by("due_on", "pk")[:20])
    may_note = PARTNERS.may(actor, "note_interactions")
    return {"follow_ups": rows, "may_note": may_note, "me": actor.responsible_id} if rows else None


def contracts_to_talk_about(actor: Actor, organisation: Organisation) -> list[MeetingItem]:
    """Contracts of the organisation on which somebody must decide or whose review is late."""
    theirs = set(organisation.contracts.values_list("pk", flat=True))
    return [
        MeetingItem(
            f"contract:{row.slug}",
            str(row),
            reverse("contract_detail", args=[row.slug]),
            gettext("ends %(day)s") % {"day": f"{row.outlook.ends_on:%d.%m.%Y}"} if row.outlook.ends_on else "",
        )
        for row in contracts_that_wait(actor)
        if row.pk in theirs
    ]


def subsystems_of(actor: Actor, organisation: Organisation) -> dict:
    """Under which names the organisation takes part in X-tee."""
    rows = Subsystem.objects.visible_to(actor).live().filter(organisation=organisation)
    return {"rows": rows.select_related("organisation"), "may_edit": PARTNERS.may(actor, "edit_contacts")}


def verdicts(actor: Actor) -> list[tuple[str, str]]:
    return ContractDecision.Verdict.choices if PARTNERS.may(actor, "decide_contracts") else []


meeting_sources.register(
    MeetingSource("contract", _("Contracts that wait"), 20, contracts_to_talk_about, verdicts, decide_in_meeting)
)


def about_contract(slug: str) -> tuple[str, str] | None:
    """What a letter about a contract is called, and where it leads."""
    contract = contract_named(slug)
    return (str(contract), reverse("contract_detail", args=[slug])) if contract else None


about_resolvers.register(AboutResolver("contract", about_contract))
add_panel(Panel("contracts", "component_aside", 20, "partners/_contracts.html", of_component))
add_panel(Panel("contracts", "system_aside", 20, "partners/_contracts.html", of_system))
add_panel(Panel("contracts", "organisation", 10, "partners/_contracts.html", of_organisation))
add_panel(Panel("ties", "component_aside", 30, "partners/_ties.html", whom_it_ties))
add_panel(Panel("subsystems", "organisation_aside", 10, "partners/_subsystems.html", subsystems_of))
add_panel(Panel("files", "contract", 10, "partners/_contract_files.html", files_of))
add_panel(Panel("interactions", "organisation", 20, "partners/_interactions.html", interactions_of))
add_panel(Panel("follow-ups", "today", 30, "partners/_late_follow_ups.html", late_on_today))
add_panel(Panel("contracts", "today", 40, "partners/_contracts.html", on_today))


def found_contract(row: Contract) -> Hit:
    return Hit(reverse("contract_detail", args=[row.slug]), str(row), row.reference)


def found_organisation(row: Organisation) -> Hit:
    return Hit(reverse("organisation_detail", args=[row.slug]), row.name, row.registry_code)


def found_contact(row: Contact) -> Hit:
    return Hit(
        reverse("organisation_detail", args=[row.organisation.slug]), row.name, f"{row.role} · {row.organisation}"
    )


def texts_of_organisation(row: Organisation) -> list[Text]:
    return [Text(row.name, "A"), Text(row.slug, "A"), Text(row.registry_code)]


def texts_of_contact(row: Contact) -> list[Text]:
    return [Text(row.name, "A"), Text(row.role), Text(row.email), Text(row.organisation.name)]


search.register(
    Source(
        "organisations",
        _("Organisations"),
        Organisation,
        lambda actor: Organisation.objects.visible_to(actor).live(),
        texts_of_organisation,
        found_organisation,
    )
)
search.register(
    Source(
        "contacts",
        _("Contacts"),
        Contact,
        lambda actor: Contact.objects.visible_to(actor).valid().select_related("organisation"),
        texts_of_contact,
        found_contact,
        {Organisation: lambda organisation: organisation.contacts.select_related("organisation")},
    )
)


def found_file(row: ContractFile) -> Hit:
    return Hit(reverse("contract_detail", args=[row.contract.slug]) + "#files", row.title, str(row.contract))


def texts_of_file(row: ContractFile) -> list[Text]:
    return [Text(row.title, "A"), Text(row.stored.name)]


def texts_of_contract(row: Contract) -> list[Text]:
    parties = (Text(organisation.name) for organisation in row.organisations.all())
    return [Text(row.title, "A"), Text(row.slug, "A"), Text(row.reference, "A"), *parties]


search.register(
    Source(
        "contract-files",
        _("Files of contracts"),
        ContractFile,
        lambda actor: ContractFile.objects.visible_to(actor).live().select_related("contract"),
        texts_of_file,
        found_file,
    )
)
search.register(
    Source(
        "contracts",
        _("Contracts"),
        Contract,
        lambda actor: Contract.objects.visible_to(actor).live(),
        texts_of_contract,
        found_contract,
        {
            ContractParty: lambda party: [party.contract],
            Organisation: lambda organisation: organisation.contracts.all(),
        },
    )
)
