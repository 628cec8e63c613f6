"""A named set of plug-ins, found by walking a package: one thing, one file, no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    slug: str


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Plug-ins by slug. ``package`` is walked at the first question, so that no order of imports matters."""

    def __init__(self, package: str | None = None) -> None:
        self._package = package
        self._items: dict[str, T] = {}

    def register(self, item: T) -> T:
        """Add one (usable as a class decorator). Raises ValueError when the slug is taken by another."""
        if self._items.get(item.slug, item) is not item:
            raise ValueError(f"two plug-ins are called {item.slug!r}")
        self._items[item.slug] = item
        return item

    def get(self, slug: str) -> T:
        """The plug-in. Raises KeyError naming what there is."""
        self._discover()
        if slug not in self._items:
            raise KeyError(f"{slug!r} is none of {sorted(self._items)}")
        return self._items[slug]

    def choices(self) -> list[tuple[str, str]]:
        """(slug, label) pairs for forms and model fields."""
        return [(slug, item.label) for slug, item in sorted(self.items())]

    def items(self) -> list[tuple[str, T]]:
        self._discover()
        return list(self._items.items())

    def __iter__(self) -> Iterator[T]:
        return iter([item for _, item in self.items()])

    def __contains__(self, slug: object) -> bool:
        self._discover()
        return slug in self._items

    def _discover(self) -> None:
        if self._package is None:
            return
        package = importlib.import_module(self._package)
        self._package = None
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
