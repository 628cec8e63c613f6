"""The rows that the walk of URL × role opens."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.actor import SYSTEM
from core.links import token_for
from docs_library import services
from tests.factories.files import PAGE, upload
from tests.factories.library import document, draft, in_force, made_live, restriction


def of_file(slug: str, kind: str, file) -> str:
    """A public document in force whose text is a file."""
    version = services.start_version(document=document(slug, type=kind), label="1", by=SYSTEM)
    services.put_file(version=version, language="et", file=file, by=SYSTEM)
    return made_live(version).document.slug


def matrix_objects(cast) -> dict:
    owner = cast.actor("owner")
    public, secret = document("doc-open"), document("doc-shut", audience="staff")
    first = draft(public, "1.0", by=owner)
    open_annex = services.add_annex(version=first, file=upload("lisa.pdf"), by=owner)
    live, coming = made_live(first), draft(public, "2.0", by=owner)
    annex = services.add_annex(version=coming, file=upload("uus.md", b"# Uus"), by=owner)
    share = services.share(version=live, whom="Metsapiir", until_on=clock.today() + timedelta(7), by=owner)
    marked = in_force(secret)
    return {
        "document": public.slug,
        "live": live.number,
        "draft": coming.number,
        "annex": annex.pk,
        "open_annex": open_annex.pk,
        "share": share.pk,
        "token": token_for(share.link),
        "interface": of_file("doc-api", "schema", upload("a.yaml", b"openapi: 3.1.0\ninfo: {title: A}\n")),
        "printed": of_file("doc-pdf", "guide", upload("a.pdf", PAGE)),
        "secret": secret.slug,
        "marked": marked.number,
        "restriction": restriction(marked).pk,
    }
