"""The rows that the walk of URL × role opens: a public document, of each act a version that is in its state."""

from __future__ import annotations

from core.links import token_for
from tests.factories import library as make


def matrix_objects(cast) -> dict:
    live = make.published("avalik", audience="public", annexes=("Lisa 1", "Lisa 2"))
    shown, marked = live.annexes.order_by("pk")
    share = make.shared(live)
    mark = make.restricted(live, annex=marked)
    coming = make.draft(live.document, "2.0")
    return {
        "document": live.document.slug,
        "live": live.number,
        "coming": coming.number,
        "annex": shown.pk,
        "new_annex": coming.annexes.order_by("pk").first().pk,
        "restriction": mark.pk,
        "share": share.pk,
        "token": token_for(share.link),
    }
