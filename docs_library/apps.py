from core.apps import RoomsConfig


class DocsLibraryConfig(RoomsConfig):
    name = "docs_library"
