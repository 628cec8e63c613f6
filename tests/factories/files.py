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


def pdf(*pages: str) -> bytes:
    """A PDF of the pages, each a few lines in Helvetica (letters of Windows-1252 only)."""
    count = len(pages)
    kids = " ".join(f"{2 * n + 4} 0 R" for n in range(count))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, words in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in words.splitlines())
        drawn = f"BT /F1 12 Tf 14 TL 72 760 Td {shown}ET".encode("cp1252")
        box = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
        parts.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {2 * n + 5} 0 R>>".encode())
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return _pdf_file(parts)


def _pdf_file(parts: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="Pealkiri1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Pealkiri2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Oma"><w:name w:val="Oma"/><w:basedOn w:val="Pealkiri2"/></w:style></w:styles>'
)


def paragraph(words: str, style: str = "") -> str:
    """A paragraph of a Word text."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{words}</w:t></w:r></w:p>"


def word_table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def word_text(body: str, **more: bytes | str) -> bytes:
    """A docx with the body."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return docx(**{"word/document.xml": document, "word/styles.xml": STYLES, **more})


def odf_text(kind: str, body: str) -> bytes:
    """An odt or ods with the body (of ``office:text`` or ``office:spreadsheet``)."""
    names = {"office": "office", "text": "text", "table": "table"}
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for one, name in names.items())
    place = {"text": "text", "spreadsheet": "spreadsheet"}[kind]
    whole = f"<office:body><office:{place}>{body}</office:{place}></office:body>"
    return odf(kind, **{"content.xml": f"<office:document-content {spaces}>{whole}</office:document-content>"})


def slides(*titles_and_words: tuple[str, str]) -> bytes:
    """A pptx with a title and a paragraph on each slide."""
    drawing, show = "urn:a", "urn:p"
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in range(len(titles_and_words)))
    links = "".join(f'<Relationship Id="rId{n}" Target="slides/slide{n}.xml"/>' for n in range(len(titles_and_words)))
    parts = {
        "ppt/presentation.xml": f'<p:p xmlns:p="{show}" xmlns:r="urn:r"><p:sldIdLst>{ids}</p:sldIdLst></p:p>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
    }
    for n, (title, said) in enumerate(titles_and_words):
        shapes = "".join(
            f"<p:sp>{mark}<p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
            for mark, words in (('<p:ph type="title"/>', title), ("", said))
        )
        parts[f"ppt/slides/slide{n}.xml"] = f'<p:sld xmlns:p="{show}" xmlns:a="{drawing}">{shapes}</p:sld>'
    return packed({"[Content_Types].xml": TYPES, **parts})


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
