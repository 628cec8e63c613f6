"""The pack as one HTML file that needs nothing else: no address, no script, no picture from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from planning.selectors.packs import PackData


STYLE = Path(__file__).resolve().parent.parent / "static" / "planning" / "pack.css"


def make(data: PackData) -> bytes:
    style = SafeString(f"<style>{STYLE.read_text()}</style>")
    return render_to_string("planning/evidence/pack.html", {"pack": data, "style": style}).encode()
