"""Resources of the library under /api/v1/."""

from docs_library.api.documents import DocumentViewSet
from docs_library.api.versions import VersionViewSet

RESOURCES: list = [("documents", DocumentViewSet), ("document-versions", VersionViewSet)]
