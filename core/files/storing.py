"""Keeping a file: checked, scanned, written under a random name; then its row."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core import clock, logs
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.files import kinds, names, scanning
from core.models import StoredFile

FOLDER = "files"
ORPHAN_AGE = timedelta(days=1)  # an upload whose transaction is still open has no row yet
log = logs.get(__name__)


class Infected(Invalid):
    """The scanner found something: ``finding`` is its name."""

    code = "infected"

    def __init__(self, finding: str) -> None:
        super().__init__(_("The virus scanner found something in the file. It was not kept."), field="file")
        self.finding = finding


def store(upload: UploadedFile, *, by: Actor, allowed: frozenset[str] = frozenset(kinds.KINDS)) -> StoredFile:
    """Keep the file and give its row; call it inside the transaction of the row that points to it. ``allowed`` narrows
    the extensions. Raises Invalid at the field ``file`` (empty, too large, of another kind than its name, Infected) or
    Conflict (ScannerAway, the disk). What a rolled back transaction leaves on disk is swept."""
    name = names.clean(upload.name or "")
    _check_size(upload.size)
    kind = kinds.kind_of(upload.file, upload.size, names.extension(name), allowed)
    if scanning.is_configured() and (finding := scanning.finding(upload.file)):
        log.warning("file infected", finding=finding)
        raise Infected(finding)
    sha256 = _sha256(upload)
    scan = StoredFile.Scan.CLEAN if scanning.is_configured() else StoredFile.Scan.NOT_SCANNED
    return _kept(
        upload,
        lambda path: StoredFile.objects.create(
            path=path, name=name, mime=kind.mime, size=upload.size, sha256=sha256, scan=scan, by_name=by.name[:200]
        ),
    )


def keep_made(name: str, data: bytes, mime: str, *, by: Actor) -> StoredFile:
    """Keep a file that our own code made: nothing to check or to scan. Raises Conflict (the disk)."""
    return _kept(
        ContentFile(data),
        lambda path: StoredFile.objects.create(
            path=path,
            name=name,
            mime=mime,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            scan=StoredFile.Scan.NOT_SCANNED,
            by_name=by.name[:200],
        ),
    )


def _check_size(size: int) -> None:
    if not size:
        raise Invalid(_("The file is empty."), field="file")
    if size > settings.UPLOAD_LIMIT:
        limit = filesizeformat(settings.UPLOAD_LIMIT)
        raise Invalid(_("The file is larger than %(limit)s.") % {"limit": limit}, field="file", code="too-large")


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _kept(upload: File, make_row: Callable[[str], StoredFile]) -> StoredFile:
    """The file first, then the row: a row never points to nothing."""
    token = secrets.token_hex(16)
    path = f"{FOLDER}/{token[:2]}/{token}"
    try:
        path = default_storage.save(path, upload)
    except OSError as error:
        log.error("file not written", reason=type(error).__name__)
        _remove(path)
        raise Conflict(_("The file could not be written to disk. Tell the administrator."), field="file") from None
    try:
        return make_row(path)
    except BaseException:
        _remove(path)
        raise


def _remove(path: str) -> None:
    try:
        default_storage.delete(path)
    except OSError:
        log.warning("file left behind", path=path)  # the sweep comes by


def sweep() -> int:
    """Remove files older than a day to which no row points; gives how many."""
    gone, limit = 0, clock.now() - ORPHAN_AGE
    for folder in _listed(FOLDER)[0]:
        paths = [f"{FOLDER}/{folder}/{name}" for name in _listed(f"{FOLDER}/{folder}")[1]]
        old = [path for path in paths if default_storage.get_modified_time(path) < limit]
        known = set(StoredFile.objects.filter(path__in=old).values_list("path", flat=True))
        for path in set(old) - known:
            _remove(path)
            gone += 1
    return gone


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
