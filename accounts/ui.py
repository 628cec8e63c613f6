"""What accounts shows on every page: language, the account's menu, the substitute's banner, saved filters of lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ACCOUNTS
from accounts.selectors import saved_filters
from accounts.services.filters import clean_query
from core.actor import Actor
from core.surface import Panel, add_panel

PAGES = [
    ("see_people", "people_list", _("People"), "users"),
    ("invite", "invitation_list", _("Invitations"), "mail"),
    ("make_token", "token_list", _("API tokens"), "key"),
    ("read_audit", "audit_list", _("Audit trail"), "log"),
]


def language(actor: Actor, request: Any) -> dict[str, Any]:
    return {"action": reverse("set_language")}


def account_menu(actor: Actor, request: Any) -> dict[str, Any]:
    """The sign-in link for strangers; for people their pages, whom they may act for, and the sign-out."""
    if not actor.is_known:
        return {"is_known": False}
    pages = [(reverse(name), label, icon) for action, name, label, icon in PAGES if ACCOUNTS.may(actor, action)]
    if actor.is_agency:
        pages.append((reverse("substitution_list"), _("Substitutions"), "exchange"))
    absent = [(pk, name) for pk, name in actor.may_act_for if pk != actor.acting_for_id]
    return {"is_known": True, "pages": pages, "absent": absent}


def acting_banner(actor: Actor, request: Any) -> dict[str, Any] | None:
    return {"name": actor.acting_for_name} if actor.acting_for_id else None


def standing_in(actor: Actor, subject: object) -> dict[str, Any] | None:
    """Whom the person may stand in for today and does not yet."""
    absent = [(pk, name) for pk, name in actor.may_act_for if pk != actor.acting_for_id]
    return {"absent": absent} if absent else None


def list_filters(actor: Actor, subject: dict[str, str]) -> dict[str, Any] | None:
    """``subject``: the list's ``page`` (its URL name) and the ``query`` of its address."""
    if not actor.is_known:
        return None
    query = clean_query(subject["query"])
    kept = saved_filters(actor, subject["page"])
    return {"filters": kept, "query": query, "is_kept": any(one.query == query for one in kept)}


add_panel(Panel("language", "slot:header", 80, "core/parts/language.html", language))
add_panel(Panel("account", "slot:header", 90, "accounts/_account_menu.html", account_menu))
add_panel(Panel("acting", "slot:banner", 10, "accounts/_acting_banner.html", acting_banner))
add_panel(Panel("saved-filters", "list:filters", 10, "accounts/_saved_filters.html", list_filters))
add_panel(Panel("standing-in", "today", 2, "accounts/_today_standing_in.html", standing_in))
