"""Giving a file back: always as an attachment, so that no content of people runs under our address."""

from __future__ import annotations

import io

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _

from core import logs
from core.errors import NotFound
from core.models import StoredFile

log = logs.get(__name__)


def attachment(stored: StoredFile, mark: str = "") -> HttpResponseBase:
    """The file as an answer, streamed; the name by RFC 6266, behind its ``mark`` ("AK") where it has one. Whoever calls
    has asked who may read it. Raises NotFound where the disk has lost it."""
    try:
        opened = default_storage.open(stored.path)
    except OSError as error:
        log.error("file missing", path=stored.path, reason=type(error).__name__)
        raise NotFound(_("The file is not in its place on the disk. Tell the administrator.")) from None
    response = FileResponse(opened, as_attachment=True, filename=_marked(stored.name, mark), content_type=stored.mime)
    response["Content-Length"] = stored.size
    return _harmless(response)


def typed(name: str, text: str, mime: str, mark: str = "") -> HttpResponseBase:
    """What people typed, as an answer like that of a file."""
    response = FileResponse(io.BytesIO(text.encode()), as_attachment=True, filename=_marked(name, mark))
    response["Content-Type"] = f"{mime}; charset=utf-8"
    return _harmless(response)


def _marked(name: str, mark: str) -> str:
    return f"{mark} - {name}" if mark else name


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
