"""The evidence pack as files, made of plain data: HTML, PDF, XLSX and a manifest of their hashes, in one archive."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING

from planning.engine import html, pdf, xlsx

if TYPE_CHECKING:
    from planning.selectors.packs import PackData, Say

MIME = "application/zip"


def archive(data: PackData, say: Say) -> bytes:
    """The pack as a ZIP. ``say(done, total, what)`` is told of each file; the manifest names SHA-256 and size of each,
    so that whoever gets a copy can tell whether it is whole."""
    makers = {"toend.html": html.make, "toend.pdf": pdf.make, "toend.xlsx": xlsx.make}
    files: dict[str, bytes] = {}
    for number, (name, make) in enumerate(makers.items(), start=1):
        files[name] = make(data)
        say(number, len(makers), name)
    files["manifest.json"] = _manifest(data, files)
    files["SHA256SUMS"] = "".join(f"{_sha256(content)}  {name}\n" for name, content in files.items()).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    return out.getvalue()


def _manifest(data: PackData, files: dict[str, bytes]) -> bytes:
    told = {
        "title": data.title,
        "year": data.year,
        "as_of": data.as_of.isoformat(),
        "made_at": data.made_at.isoformat(),
        "made_by": data.made_by,
        "code_version": data.code_version,
        "language": data.language,
        "figures": {one.slug: _figure(one) for one in data.measures},
        "files": {name: {"sha256": _sha256(content), "size": len(content)} for name, content in files.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _figure(one) -> dict[str, object]:
    return {
        "figure": one.figure,
        "target": one.target,
        "state": one.state,
        "rows": {name: count for name, count in one.totals},
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
