"""Files for tests, small and true to their kind; and hostile ones. All are made here, none lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)  # one empty page
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
SIGNED = "application/vnd.etsi.asic-e+zip"
ODF = "application/vnd.oasis.opendocument."
EXE = b"MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode."


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixel = zlib.compress(b"\x00\x00\x00\x00")
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def packed(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of the parts in their order; ``mimetype`` is stored as it stands."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else method)
    return out.getvalue()


def docx(**more: bytes | str) -> bytes:
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": "<document/>", **more})


def asice(**more: bytes | str) -> bytes:
    parts = {"mimetype": SIGNED, "leping.pdf": PDF, "META-INF/manifest.xml": "<manifest/>"}
    return packed({**parts, "META-INF/signatures0.xml": "<XAdESSignatures/>", **more})


def odf(kind: str, **more: bytes | str) -> bytes:
    parts = {"mimetype": ODF + kind, "content.xml": "<content/>", "META-INF/manifest.xml": "<manifest/>"}
    return packed({**parts, **more})


def upload(name: str = "leping.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """As a form brings it; the name exactly as given, which a browser's would not be."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    return file
