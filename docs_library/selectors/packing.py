"""All that somebody may read, as one archive with its checksums."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Invalid, NotFound
from core.files import names
from core.models import StoredFile
from docs_library.models import Version
from docs_library.selectors import annexes_of, mark_on

SUMS = "SHA256SUMS"
MOST_BYTES = 300 * 2**20
IN_MEMORY = 8 * 2**20
CHUNK = 2**20


def packed(actor: Actor, versions: list[Version]) -> IO[bytes]:
    """The archive, read from its beginning: a folder for each document with its texts and annexes as the actor gets
    them, and ``SHA256SUMS`` as ``sha256sum -c`` takes it. Raises Invalid where it would be too large."""
    files = [(version, one) for version in versions for one in _files(actor, version)]
    if sum(stored.size if stored else len(body) for _version, (_name, stored, body) in files) > MOST_BYTES:
        raise Invalid(_("This is too much for one archive: narrow the list first."))
    sums: list[str] = []
    taken: set[str] = set()
    archive = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packing:
        for version, (name, stored, body) in files:
            path = _free(f"{version.document.slug}-{names.clean(version.label)}/{names.clean(name)}", taken)
            sums.append(f"{_put(packing, path, stored, body)}  {path}\n")
        packing.writestr(SUMS, "".join(sums))
    archive.seek(0)
    return archive


def _files(actor: Actor, version: Version) -> Iterator[tuple[str, StoredFile | None, bytes]]:
    for text in version.texts.select_related("stored"):
        text.version = version
        yield _marked(text.name, mark_on(actor, version)), text.stored, text.body.encode()
    for annex in annexes_of(actor, version):
        yield _marked(annex.stored.name, mark_on(actor, version, annex)), annex.stored, b""


def _marked(name: str, mark: str) -> str:
    return f"{mark} - {name}" if mark else name


def _free(path: str, taken: set[str]) -> str:
    """The path, with a number before its name where another file has it."""
    folder, _slash, name = path.partition("/")
    found, n = path, 1
    while found.casefold() in taken:
        n += 1
        found = f"{folder}/{n}-{name}"
    taken.add(found.casefold())
    return found


def _put(packing: zipfile.ZipFile, path: str, stored: StoredFile | None, body: bytes) -> str:
    """Adds it piece by piece; gives its checksum as it was read. Raises NotFound where the disk has lost it."""
    if stored is None:
        packing.writestr(path, body)
        return hashlib.sha256(body).hexdigest()
    digest = hashlib.sha256()
    try:
        opened = default_storage.open(stored.path)
    except OSError:
        raise NotFound(_("The file is not in its place on the disk. Tell the administrator.")) from None
    with opened as source, packing.open(path, "w") as target:
        while piece := source.read(CHUNK):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()
