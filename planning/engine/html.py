"""The pack as one HTML file that needs nothing else: no address, no script, no picture from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

if TYPE_CHECKING:
    from planning.selectors.packs import PackData


def make(data: PackData) -> bytes:
    return render_to_string("planning/evidence/pack.html", {"pack": data}).encode()
