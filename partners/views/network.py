"""Who is tied to our agency and by what, as a picture and as the table behind it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors import own_agency
from core import star, svg
from core.views import Page
from partners.access import PARTNERS
from partners.forms.parts import NetworkForm
from partners.selectors.network import NONE, TIES, VERIFIED, Tied, network

TONES = {VERIFIED: "success", NONE: "danger"}


class Network(Page):
    """Our agency's own view: it tells which contracts wait for us."""

    permission = (PARTNERS, "see_groups")
    template_name = "partners/network.html"

    def get_context(self) -> dict[str, Any]:
        form = NetworkForm(self.request.GET or None, actor=self.actor)
        chosen = form.cleaned_data if form.is_valid() else {}
        component = chosen.get("component")
        rows = network(self.actor, tie=chosen.get("tie") or "", component=component)
        heading = _("The network of partners")
        return {
            "heading": f"{heading}: {component}" if component else heading,
            "form": form,
            "rows": [(row, contact_word(row.contact), TONES.get(row.contact, "warning")) for row in rows],
            "picture": picture(rows, heading),
        }


def contact_word(contact: str) -> str:
    return {VERIFIED: _("contact verified"), NONE: _("no contact")}.get(contact, _("contact not verified"))


def picture(rows: Iterable[Tied], title: str) -> str:
    """Our agency in the middle, the others around it by kind."""
    rows, ours, kinds = list(rows), own_agency(), [kind for kind, _label in TIES]
    href = reverse("organisation_detail", args=[ours.slug]) if ours else ""
    groups = [
        (str(label).capitalize(), [_node(row) for row in group])
        for label, group in groupby(rows, lambda row: row.organisation.get_kind_display())
    ]
    ties = {row.organisation.slug: [kinds.index(kind) for kind in row.ties] for row in rows}
    middle = svg.Node("", str(ours or _("our agency")), href, "info")
    return star.star(middle, groups, ties, [str(label).capitalize() for _kind, label in TIES], title)


def _node(row: Tied) -> svg.Node:
    slug = row.organisation.slug
    words = [contact_word(row.contact), *([_("contract waits: decide")] if row.waiting else [])]
    tone = "danger" if row.waiting else TONES.get(row.contact, "warning")
    href = reverse("organisation_detail", args=[slug])
    return svg.Node(slug, str(row.organisation), href, tone, "\n".join(words))
