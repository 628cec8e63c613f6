"""Parts of lists: table, sortable heads, pages, tabs, timeline, progress; loaded by ``{% load ui %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import markup
from core.templatetags.ui_time import when

register = template.Library()


@register.simple_block_tag
def table(content: str, caption: str, css: str = "", show_caption: bool = False, rows: bool = False) -> SafeString:
    """A table that never widens its page. css: "dense" for work, "stack" to fall into cards on a phone (then each
    <td> has data-label). rows=True lets j and k walk the rows of <tbody>. The content is thead and tbody."""
    return format_html(
        '<div class="table-wrap" role="group" aria-label="{}" tabindex="0"><table class="table {}" {}>'
        '<caption class="{}">{}</caption>{}</table></div>',
        caption,
        css,
        "data-rows" if rows else "",
        "" if show_caption else "visually-hidden",
        caption,
        content,
    )


@register.simple_tag(takes_context=True)
def sort_head(context: template.Context, field: str, label: str, css: str = "") -> SafeString:
    """A <th> that sorts by ``?sort=field``, then ``?sort=-field``; the rest of the address stays."""
    request = context["request"]
    now = request.GET.get("sort", "")
    order = {field: "ascending", f"-{field}": "descending"}.get(now, "none")
    query = request.GET.copy()
    query["sort"] = f"-{field}" if now == field else field
    query.pop("page", None)
    mark = {"ascending": "arrow-up", "descending": "arrow-down", "none": "sort"}[order]
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="?{}">{}{}</a></th>',
        css,
        order,
        query.urlencode(),
        label,
        markup.icon(mark, size="s"),
    )


@register.inclusion_tag("core/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page) -> dict:
    """The pages of a Django Page; keeps the rest of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "gap": page.paginator.ELLIPSIS, "request": context.get("request")}


@register.inclusion_tag("core/parts/tabs.html")
def tabs(items, label: str) -> dict:
    """Links to neighbouring views: items have ``label, url, is_current`` and, if wanted, ``count``."""
    return {"items": items, "label": label}


@register.simple_block_tag
def timeline(content: str, label: str = "") -> SafeString:
    """A list of ``{% moment %}``s, newest first or last as the page wishes."""
    return format_html('<ol class="timeline" aria-label="{}">{}</ol>', label or _("Timeline"), content)


@register.simple_block_tag
def moment(content: str, at, who: str = "", icon: str = "circle", tone: str = "neutral", mark: str = "") -> SafeString:
    """One entry of ``{% timeline %}``: when, who, what; ``mark`` is a short word such as "internal" or "public"."""
    return format_html(
        '<li class="moment {}"><span class="moment-icon">{}</span><div class="moment-main"><p class="moment-head">'
        '{}{}{}</p><div class="moment-body">{}</div></div></li>',
        markup.toned(tone),
        markup.icon(icon, size="s"),
        format_html("<b>{}</b> ", who) if who else "",
        when(at) if at else "",
        format_html(" {}", markup.badge(mark)) if mark else "",
        content,
    )


def _grouped(number: float | Decimal) -> str:
    return number_format(number, force_grouping=True)


@register.simple_tag
def progress(done: float | Decimal, total: float | Decimal, label: str, tone: str = "info") -> SafeString:
    """How much of ``total`` is done, as a bar and in words."""
    return format_html(
        '<div class="progress tone-{}"><span class="progress-label">{}</span>'
        '<progress value="{}" max="{}" aria-label="{}"></progress><span class="progress-figure">{}</span></div>',
        tone,
        label,
        done,
        max(total, 1),
        label,
        _("%(done)s of %(total)s") % {"done": _grouped(done), "total": _grouped(total)},
    )
