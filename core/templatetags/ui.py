"""Parts of every page: ``{% load ui %}`` gives them all. Each shows itself on the gallery page, see core/gallery.py.

Words used by all: ``tone`` is neutral, info, success, warning or danger (core/tones.py); ``icon`` is a name in
static/core/icons.svg. Extra ``name=value`` pairs of a button become attributes: ``hx_get=…``, ``data_shortcut="a"``.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import markup
from core.templatetags import ui_forms, ui_letters, ui_lists, ui_pictures, ui_time
from core.tones import PRIORITIES, TONE_ICONS, look_of

register = template.Library()
for room in (ui_forms, ui_letters, ui_lists, ui_pictures, ui_time):
    register.tags.update(room.register.tags)
register.simple_tag(markup.icon)


@register.simple_tag
def button(label: str, href: str = "", kind: str = "primary", icon: str = "", size: str = "", **attrs) -> SafeString:
    """A link that looks like a button (``href``) or a real one. kind: primary, secondary, danger, quiet; size: small.
    ``type`` is submit unless given."""
    css = " ".join(filter(None, ["button", kind, size, attrs.pop("css", "")]))
    inner = format_html("{}<span>{}</span>", markup.icon(icon) if icon else "", label)
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, href, markup.attributes(attrs), inner)
    attrs.setdefault("type", "submit")
    return format_html('<button class="{}"{}>{}</button>', css, markup.attributes(attrs), inner)


@register.simple_tag
def badge(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A short word with a tone; give an icon where the tone carries meaning."""
    return markup.badge(label, tone, icon)


@register.simple_tag
def state_badge(state: str, label: str = "") -> SafeString:
    """The state of a case, handover or check: tone and icon by core.tones, the word (``label``) by its app."""
    tone, icon_name = look_of(state)
    return markup.badge(label or state, tone, icon_name)


@register.simple_tag
def state_dot(state: str, label: str = "") -> SafeString:
    """The same for dense tables and running text: icon and word without a background."""
    tone, icon_name = look_of(state)
    sign = markup.icon(icon_name, size="s")
    return format_html('<span class="state {}">{}<span>{}</span></span>', markup.toned(tone), sign, label or state)


@register.simple_tag
def priority_badge(priority: int) -> SafeString:
    """Priority 1 (critical) to 4 (low) with its sign, number and word."""
    word, (tone, icon_name) = PRIORITIES[int(priority)]
    return format_html(
        '<span class="badge priority priority-{0} {1}">{2}<span>{0} {3}</span></span>',
        priority,
        markup.toned(tone),
        markup.icon(icon_name, size="s"),
        word,
    )


@register.simple_block_tag
def card(content: str, css: str = "") -> SafeString:
    """A plain box."""
    return format_html('<div class="card {}">{}</div>', css, content)


@register.simple_block_tag
def panel(content: str, heading: str, action: str = "", href: str = "", icon: str = "", css: str = "") -> SafeString:
    """A box with a heading and, at its right, an optional link (``action`` its words, ``href`` its address).
    css="flush" lets a table touch the edges."""
    chevron = markup.icon("chevron-right", size="s")
    link = format_html('<a class="panel-action" href="{}">{}{}</a>', href, action, chevron) if href else ""
    return format_html(
        '<section class="card panel {}" aria-label="{}"><div class="panel-head"><h2>{}{}</h2>{}</div>'
        '<div class="panel-body">{}</div></section>',
        css,
        heading,
        markup.icon(icon) if icon else "",
        heading,
        link,
        content,
    )


@register.simple_block_tag
def stats(content: str, label: str = "") -> SafeString:
    """A strip of ``{% tile %}``s, divided by hairlines. ``label`` names it for screen readers."""
    return format_html('<ul class="stats"{}>{}</ul>', markup.attributes({"aria_label": label}), content)


@register.simple_tag
def tile(number: object, label: str, href: str = "", tone: str = "neutral", note: str = "") -> SafeString:
    """A number with its words inside ``{% stats %}``; the link leads to the rows that were counted."""
    sign = markup.icon(TONE_ICONS[tone]) if tone not in ("neutral", "info") else ""
    remark = format_html('<span class="tile-note">{}</span>', note) if note else ""
    inner = format_html(
        '<span class="tile-number">{}{}</span> <span class="tile-label">{}</span> {}', number, sign, label, remark
    )
    whole = format_html('<a href="{}">{}</a>', href, inner) if href else format_html("<div>{}</div>", inner)
    return format_html('<li class="tile {}">{}</li>', markup.toned(tone), whole)


@register.simple_block_tag
def alert(content: str, tone: str = "info", heading: str = "", live: bool = False) -> SafeString:
    """A message that must not be overlooked. ``live=True`` where it appears without a new page."""
    role = {"role": ("alert" if tone == "danger" else "status") if live else ""}
    return format_html(
        '<div class="alert {}"{}>{}<div class="alert-body">{}{}</div></div>',
        markup.toned(tone),
        markup.attributes(role),
        markup.icon(TONE_ICONS[tone]),
        format_html('<p class="alert-heading">{}</p>', heading) if heading else "",
        content,
    )


@register.simple_block_tag
def empty_state(content: str, heading: str, icon: str = "inbox") -> SafeString:
    """What stands where there is nothing: say why, and in the content what to do next."""
    return format_html(
        '<div class="empty">{}<p class="empty-heading">{}</p><div class="empty-body">{}</div></div>',
        markup.icon(icon, size="l"),
        heading,
        content,
    )


@register.simple_block_tag
def dl(content: str, css: str = "") -> SafeString:
    """A list of facts; its lines are ``{% dt "Label" %}value{% enddt %}``."""
    return format_html('<dl class="facts {}">{}</dl>', css, content)


@register.simple_block_tag
def dt(content: str, label: str) -> SafeString:
    """One line of ``{% dl %}``; an empty value shows a dash."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content if content.strip() else "–")


@register.simple_tag
def copy_button(text: str = "", source: str = "", label: str = "") -> SafeString:
    """Copies ``text`` or the text of the element with id ``source``. app.js shows it; without, the text is there."""
    pairs = {"data_copy": text, "data_copy_from": source, "hidden": True, "type": "button"}
    return button(label or _("Copy"), kind="quiet", size="small", icon="copy", **pairs)


@register.simple_tag
def translated(value: object) -> SafeString:
    """A text of several languages (``core.fields.Translated``); marks its language where it is not the page's."""
    text, language = getattr(value, "text", value), getattr(value, "lang", None)
    if not language or language == (get_language() or "et"):
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str) -> SafeString:
    """What the apps offer for a place of the page (header, banner, footer), by core.surface."""
    from core import surface  # apps fill it at start; the tag library must load before them

    return surface.render_slot(name, context) or ""


@register.simple_tag(takes_context=True)
def panels_of(context: template.Context, place: str, **subject) -> SafeString:
    """The panels that apps offer for a place, with what the page says of itself as their subject."""
    from core import surface  # apps fill it at start; the tag library must load before them

    request = context.get("request")
    return SafeString("".join(surface.panels(place, surface.actor_of(request), subject, request)))


@register.inclusion_tag("core/parts/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict:
    """The main navigation: a bar on wide screens, a menu that opens without JavaScript on narrow ones."""
    from core import surface

    request = context.get("request")
    return {"items": surface.nav_items(request) if request else []}
