from django.utils.html import format_html

from docs_library.types import DocType, Reading, Section, Source


def read(kind: DocType, source: Source) -> Reading:
    text = source.data.decode("utf-8", "replace") if source.extension in ("md", "txt", "yaml", "json") else ""
    html = format_html("<pre>{}</pre>", text)
    return kind.render(Reading((Section("algus", 2, "", html, text),) if text else ()))
