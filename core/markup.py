"""The smallest pieces of a page as plain functions, for template tags and for apps' ui.py. All give safe HTML."""

from __future__ import annotations

from collections.abc import Mapping

from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.tones import TONES


def attributes(pairs: Mapping[str, object]) -> SafeString:
    """The pairs as HTML attributes with a leading space each; names get ``-`` for ``_``. True gives a bare
    attribute; False, None and "" give nothing."""
    kept = [(name.strip("_").replace("_", "-"), value) for name, value in pairs.items()]
    written = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in kept
        if value is not False and value is not None and value != ""
    ]
    return format_html_join("", "{}", ((one,) for one in written))


def toned(tone: str) -> str:
    """The CSS class of a tone. Raises TemplateSyntaxError on one that does not exist."""
    if tone not in TONES:
        raise TemplateSyntaxError(f"No such tone: {tone!r}; there are {', '.join(TONES)}")
    return f"tone-{tone}"


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite. With ``label`` it speaks to screen readers, without it is decoration. size: s, l."""
    says = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    css = f"icon icon-{size}" if size else "icon"
    address = f"{static('core/icons.svg')}#{name}"
    return format_html('<svg class="{}"{} focusable="false"><use href="{}"></use></svg>', css, says, address)


def badge(label: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A short word with a tone; give an icon where the tone carries meaning."""
    sign = icon(icon_name, size="s") if icon_name else ""
    return format_html('<span class="badge {}">{}<span>{}</span></span>', toned(tone), sign, label)
