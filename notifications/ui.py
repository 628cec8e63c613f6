"""What the post office shows on others' pages: navigation and the bell."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import tones
from core.actor import Actor
from core.search import Hit, Source, Text, in_languages
from core.search import sources as search
from core.surface import NavItem, Panel, add_nav, add_panel
from core.tones import Look
from notifications.access import NOTIFICATIONS
from notifications.models import Notice, NoticeUpdate
from notifications.selectors import unread_count


def bell(actor: Actor, subject: object) -> dict | None:
    """The number of unread letters, for people who have an inbox."""
    return {"unread": unread_count(actor)} if actor.user_id else None


def approvals(actor: Actor, _subject: object) -> dict | None:
    """Notices that wait for the lead, but those that the lead prepared."""
    if not NOTIFICATIONS.may(actor, "approve"):
        return None
    rows = Notice.objects.visible_to(actor).waiting_for_approval().exclude(prepared_by=actor.user_id)
    rows = list(rows.select_related("prepared_by").order_by("send_at", "pk")[:20])
    return {"rows": rows} if rows else None


add_nav(NavItem("notices", _("Notices"), "notice_list", 60, icon="megaphone"))
add_panel(Panel("bell", "slot:header", 40, "notifications/bell.html", bell))
add_panel(Panel("approvals", "today", 5, "notifications/_today_approvals.html", approvals))
tones.register(
    {
        "proposed": Look("warning", "clock"),
        "scheduled": Look("info", "calendar"),
        "joined": Look("info", "clock"),
        "draft": Look("neutral", "edit"),
        "published": Look("warning", "megaphone"),
        "ended": Look("success", "check"),
        "cancelled": Look("neutral", "x"),
        "waiting": Look("info", "clock"),
        "sending": Look("info", "send"),
        "failed": Look("danger", "error"),
        "active": Look("success", "check"),
        "disabled": Look("warning", "pause"),
    }
)


def found_notice(row: Notice) -> Hit:
    return Hit(reverse("notice_detail", args=[row.public_id]), str(row.shown_title), row.get_kind_display())


def texts_of_notice(row: Notice) -> list[Text]:
    words = (text for update in row.updates.all() for text in in_languages(update.body))
    return [*in_languages(row.title, "A"), *words]


search.register(
    Source(
        "notices",
        _("Notices"),
        Notice,
        lambda actor: Notice.objects.visible_to(actor).live(),
        texts_of_notice,
        found_notice,
        {NoticeUpdate: lambda update: [update.notice]},
    )
)
