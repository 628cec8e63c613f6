"""What partners shows on others' pages: navigation, and whom to ask about a system or a component."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from components.models import Component, System
from core.actor import Actor
from core.search import Hit, Source, matching
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from partners.models import Contact
from partners.selectors import contacts_by_organisation


def whom_to_ask(actor: Actor, subject: Component | System) -> dict | None:
    """The organisations with a part in the thing, and those of their contacts whom the actor may see."""
    found = contacts_by_organisation(actor, subject)
    return {"organisations": found} if found else None


add_nav(NavItem("partners", _("Partners"), "organisation_list", 50, icon="building"))
add_panel(Panel("partners", "component_aside", 10, "partners/whom_to_ask.html", whom_to_ask))
add_panel(Panel("partners", "system_aside", 10, "partners/whom_to_ask.html", whom_to_ask))


def found_organisation(row: Organisation) -> Hit:
    return Hit(reverse("organisation_detail", args=[row.slug]), row.name, row.registry_code)


def found_contact(row: Contact) -> Hit:
    return Hit(
        reverse("organisation_detail", args=[row.organisation.slug]), row.name, f"{row.role} · {row.organisation}"
    )


search.register(
    Source(
        "organisations",
        _("Organisations"),
        lambda actor, words: matching(
            Organisation.objects.visible_to(actor).live(), words, "slug", "name", "registry_code"
        ),
        found_organisation,
    )
)
search.register(
    Source(
        "contacts",
        _("Contacts"),
        lambda actor, words: matching(
            Contact.objects.visible_to(actor).valid().select_related("organisation"),
            words,
            *("name", "role", "email", "organisation__name"),
        ),
        found_contact,
    )
)
