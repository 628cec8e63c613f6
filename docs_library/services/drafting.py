"""Drafts: begun from what is in force, written in, sent to review. Nothing of a version changes after that."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.services import record
from components.services import changes
from core import clock, files
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.events import publish
from core.fields import LANGUAGES
from core.models import StoredFile
from core.privacy import mask
from docs_library.access import LIBRARY
from docs_library.engine.faults import fault_of
from docs_library.events import VersionSubmitted
from docs_library.models import Annex, Audience, Document, Version, VersionText
from docs_library.models.versions import TYPED
from docs_library.services.restricting import carry_over
from docs_library.services.trail import locked, move, must_be_kept, tell_trail

LONGEST = 400_000  # characters of a typed text; a book has about as many
ANNEXES = 100


@transaction.atomic
def start_version(
    *,
    document: Document,
    label: str,
    change_note: str = "",
    is_material: bool = False,
    audience: str = "",
    in_force_until: date | None = None,
    is_empty: bool = False,
    by: Actor,
) -> Version:
    """Begin a draft; it holds the texts and annexes of the version in force, and what restricts them, unless it shall
    be ``is_empty``. Raises NotAllowed, Conflict (another version is on its way, the document was put away) or Invalid
    naming the field."""
    LIBRARY.require(by, "edit")
    document = Document.objects.select_for_update().get(pk=document.pk)
    must_be_kept(document)
    if coming := document.versions.coming().first():
        told = {"label": coming.label}
        raise Conflict(_("Version %(label)s is on its way already: finish or withdraw it first.") % told)
    number = (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version(document=document, number=number, author_id=by.user_id, author_name=by.name[:200])
    facts = {"label": label.strip(), "change_note": change_note.strip(), "is_material": is_material}
    _check_facts(document, {**facts, "audience": audience, "in_force_until": in_force_until}, None)
    changes.apply(version, {**facts, "audience": audience, "in_force_until": in_force_until})
    tell_trail("start_version", document, by, {"version": ["", version.label]})
    if not is_empty and (live := document.versions.in_force().first()):
        _copy(live, version, by)
    return version


def _copy(live: Version, version: Version, by: Actor) -> None:
    for text in live.texts.all():
        VersionText.objects.create(
            version=version, language=text.language, body=text.body, stored_id=text.stored_id, sha256=text.sha256
        )
    annexes = {
        annex.pk: Annex.objects.create(version=version, title=annex.title, stored_id=annex.stored_id)
        for annex in live.annexes.live()
    }
    carry_over(live, version, annexes, by)


@transaction.atomic
def change_version(
    *,
    version: Version,
    label: str,
    change_note: str,
    is_material: bool,
    audience: str = "",
    in_force_until: date | None = None,
    seen: str | None = None,
    by: Actor,
) -> Version:
    """What is said about a draft; ``seen`` is the ``facts_mark`` of what the writer began from. Raises NotAllowed,
    Conflict (it is no draft, somebody changed it meanwhile) or Invalid naming the field."""
    LIBRARY.require(by, "edit")
    version = _draft(version)
    if seen is not None and seen != version.facts_mark:
        raise Conflict(_("Somebody changed this meanwhile. Compare it with yours before you save again."))
    facts = {
        "label": label.strip(),
        "change_note": change_note.strip(),
        "is_material": is_material,
        "audience": audience,
        "in_force_until": in_force_until,
    }
    _check_facts(version.document, facts, version)
    if changed := changes.apply(version, facts):
        tell_trail("change_version", version.document, by, changed)
    return version


def _check_facts(document: Document, facts: dict, version: Version | None) -> None:
    if not facts["label"] or not facts["label"].isprintable():  # files are called by it
        raise Invalid(_("Name the version, for instance 2.1 or 2026.9."), field="label")
    others = document.versions.filter(label=facts["label"]).exclude(pk=version.pk if version else None)
    if others.exists():
        raise Conflict(_("There is a version of this name already."), field="label")
    if facts["in_force_until"] and facts["in_force_until"] <= clock.today():
        raise Invalid(_("Give a day in the future, or leave it empty."), field="in_force_until")
    if facts["audience"] == Audience.NAMED and not document.organisations.exists():
        raise Invalid(_("The document names no organisations."), field="audience")


@transaction.atomic
def write_text(*, version: Version, language: str, body: str, seen: str | None = None, by: Actor) -> VersionText:
    """Type a draft's text in one language (Markdown); ``seen`` is the checksum of the text that the writer began from
    ("" where there was none). Raises NotAllowed, Conflict (no draft, somebody wrote meanwhile) or Invalid."""
    LIBRARY.require(by, "edit")
    version = _draft(version)
    _check_language(language)
    if TYPED not in version.document.kind.extensions:
        raise Invalid(_("The text of this type of document is a file."), field="body")
    body = mask(body.replace("\r\n", "\n").strip())
    if not body:
        raise Invalid(_("Write the text."), field="body")
    if len(body) > LONGEST:
        raise Invalid(_("The text is too long: make a file of it, or several documents."), field="body")
    return _keep_text(version, language, hashlib.sha256(body.encode()).hexdigest(), seen, by, body=body, stored=None)


@transaction.atomic
def put_file(*, version: Version, language: str, file: File, seen: str | None = None, by: Actor) -> VersionText:
    """A file as the draft's text in one language; ``seen`` as in ``write_text``. Raises NotAllowed, Conflict (no draft,
    no virus scanner, somebody changed the text meanwhile) or Invalid at the field ``file``."""
    LIBRARY.require(by, "edit")
    _check_language(language)
    allowed = version.document.kind.extensions
    try:
        stored = files.store(file, by=by, allowed=allowed)
    except files.Infected as refused:
        refused.trace = partial(_tell_infected, version, refused.finding, by)
        raise
    if fault := fault_of(stored.label.lower(), _content(stored)):
        raise Invalid(fault, field="file")
    version = _draft(version)
    return _keep_text(version, language, stored.sha256, seen, by, body="", stored=stored)


def _content(stored: StoredFile) -> bytes:
    with default_storage.open(stored.path) as kept:
        return kept.read()


def _keep_text(version: Version, language: str, sha256: str, seen: str | None, by: Actor, **content) -> VersionText:
    before = version.texts.filter(language=language).first()
    if seen is not None and seen != (before.sha256 if before else ""):
        raise Conflict(_("Somebody changed this text meanwhile. Compare it with yours before you save again."))
    text = before or VersionText(version=version, language=language)
    old = before.sha256 if before else ""
    text.body, text.stored, text.sha256 = content["body"], content["stored"], sha256
    text.save()
    tell_trail("write_text", version.document, by, {"version": [version.label, version.label], language: [old, sha256]})
    return text


@transaction.atomic
def remove_text(*, version: Version, language: str, by: Actor) -> None:
    """A draft without the text in that language. Raises NotAllowed, Conflict or Invalid (there is none)."""
    LIBRARY.require(by, "edit")
    version = _draft(version)
    text = version.texts.filter(language=language).first()
    if text is None:
        raise Invalid(_("There is no text in this language."), field="language")
    tell_trail("remove_text", version.document, by, {language: [text.sha256, ""]})
    text.delete()


@transaction.atomic
def add_annex(*, version: Version, file: File, title: str = "", by: Actor) -> Annex:
    """A file that goes with the draft; without a title it is called as the file is. Raises NotAllowed, Conflict (no
    draft, the same file is there, no virus scanner) or Invalid at the field ``file``."""
    LIBRARY.require(by, "edit")
    try:
        stored = files.store(file, by=by)
    except files.Infected as refused:
        refused.trace = partial(_tell_infected, version, refused.finding, by)
        raise
    version = _draft(version)
    rows = version.annexes.live()
    if twin := rows.filter(stored__sha256=stored.sha256).first():
        raise Conflict(_("This very file is here already: %(title)s.") % {"title": twin.title}, field="file")
    if rows.count() >= ANNEXES:
        raise Conflict(_("A version has at most %(count)s annexes.") % {"count": ANNEXES}, field="file")
    annex = Annex(version=version, stored=stored)
    changes.apply(annex, {"title": title.strip() or stored.name})
    tell_trail("add_annex", version.document, by, {"annex": ["", f"{annex.title} (sha256 {stored.sha256})"]})
    return annex


@transaction.atomic
def archive_annex(*, annex: Annex, by: Actor) -> Annex:
    """The draft goes without the annex. Raises NotAllowed or Conflict."""
    LIBRARY.require(by, "edit")
    version = _draft(annex.version)
    annex = version.annexes.live().filter(pk=annex.pk).first()
    if annex is None:
        raise Conflict(_("This annex was put away already."))
    annex.archived_at = clock.now()
    annex.save(update_fields=["archived_at"])
    tell_trail("archive_annex", version.document, by, {"annex": [annex.title, ""]})
    return annex


@transaction.atomic
def submit(*, version: Version, by: Actor) -> Version:
    """Send a draft to review: from now on nothing of it changes. Raises NotAllowed, Conflict or Invalid (no Estonian
    text, no word of what changed)."""
    LIBRARY.require(by, "edit")
    version = locked(version)
    must_be_kept(version.document)
    for code, sentence in lacks(version).items():
        raise Invalid(sentence, code=code)
    version = move(version, "submit", by, submitted_at=clock.now(), sha256=checksum(version))
    publish(VersionSubmitted(version_id=version.pk))
    return version


def lacks(version: Version) -> dict[str, str]:
    """What a draft must have before it is sent to review and has not: sentences by their codes."""
    found = {}
    if not version.texts.filter(language="et").exists():
        found["no-text"] = _("The text in Estonian is missing.")
    if version.number > 1 and not version.change_note:
        found["no-note"] = _("Say what changed since the last version.")
    return found


def checksum(version: Version) -> str:
    """SHA-256 over the checksums of all its texts and annexes, in a fixed order."""
    texts = [
        f"{language} {sha256}"
        for language, sha256 in version.texts.order_by("language").values_list("language", "sha256")
    ]
    annexes = version.annexes.live().order_by("pk").values_list("title", "stored__sha256")
    lines = [*texts, *(f"{sha256} {title}" for title, sha256 in annexes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _draft(version: Version) -> Version:
    """The version, locked, if it is still a draft. Raises Conflict."""
    version = locked(version)
    if not version.is_draft or version.document.archived_at:
        raise Conflict(_("This version is no draft any more: nothing of it changes. Start a new one."))
    return version


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(_("A text is given in Estonian, English or Russian."), field="language")


def _tell_infected(version: Version, finding: str, by: Actor) -> None:
    subject = f"docs_library.document:{version.document_id}"
    record("docs_library.refuse_file", by=by, subject=subject, label=version.label, changes={"finding": ["", finding]})
