"""Where a fault really is: the deepest failing upstream component of the one that fails."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# A dependency that nobody watches is suspected when at least so many of its dependents fail together. In the starter
# catalogue only outside services are unwatched, and TARA has just two dependents of ours: three would never tell.
SUSPECT_FROM = 2


def root_of(start: str, needs: Mapping[str, Collection[str]], failing: Collection[str]) -> str:
    """The deepest failing component on the way upstream from ``start``, else ``start`` itself.

    ``needs`` maps a component to what it needs. A healthy link in between does not hide a failing one behind it.
    Ties go to the one with the smaller name, so that every worker answers alike.
    """
    depths = _depths(start, needs)
    found = [name for name in depths if name in failing]
    return min(found, key=lambda name: (-depths[name], name), default=start)


def suspects(needs: Mapping[str, Collection[str]], failing: Collection[str], unwatched: Collection[str]) -> set[str]:
    """Unwatched components of which at least ``SUSPECT_FROM`` dependents (near or far) fail, each by itself: one that
    fails because a watched one in between does says nothing of what lies behind that."""
    counts: dict[str, int] = {}
    for name in {root_of(name, needs, failing) for name in failing}:
        for upstream in _depths(name, needs):
            counts[upstream] = counts.get(upstream, 0) + 1
    return {name for name in unwatched if counts.get(name, 0) >= SUSPECT_FROM}


def upstream_of(start: str, needs: Mapping[str, Collection[str]]) -> set[str]:
    """Everything that ``start`` needs, near or far."""
    return set(_depths(start, needs))


def downstream_of(root: str, needs: Mapping[str, Collection[str]]) -> set[str]:
    """Every component that needs ``root``, near or far."""
    return {name for name in needs if root in _depths(name, needs)}


def _depths(start: str, needs: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Longest distance upstream from start, per component (start left out); a cycle ends where it began."""
    depths: dict[str, int] = {}

    def climb(name: str, depth: int, way: frozenset[str]) -> None:
        for upstream in needs.get(name, ()):
            if upstream in way:
                continue
            if depths.get(upstream, 0) < depth:
                depths[upstream] = depth
                climb(upstream, depth + 1, way | {upstream})

    climb(start, 1, frozenset({start}))
    return depths
