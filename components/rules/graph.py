"""Dependencies as pairs ``(from, to)``: ``from`` needs ``to``, its upstream. Pure; keys may be any sortable things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

K = TypeVar("K")
Edges = Iterable[tuple[K, K]]


def cycle(edges: Edges) -> list[K]:
    """One circle, as the keys on its way with the first repeated at the end; empty where there is none."""
    needs = _upstreams(edges)
    done: set[K] = set()
    for start in sorted(needs):
        found = _circle_from(start, needs, done)
        if found:
            return found
    return []


def _circle_from(start: K, needs: dict[K, list[K]], done: set[K]) -> list[K]:
    """Walks in depth with its own stack, so that a long chain cannot exhaust Python's."""
    path, on_path = [start], {start}
    waiting = [iter(needs.get(start, ()))]
    while path:
        following = next(waiting[-1], None)
        if following is None:
            done.add(path[-1])
            on_path.discard(path.pop())
            waiting.pop()
        elif following in on_path:
            return [*path[path.index(following) :], following]
        elif following not in done:
            path.append(following)
            on_path.add(following)
            waiting.append(iter(needs.get(following, ())))
    return []


def deepest(edges: Edges, failing: Collection[K], start: K) -> list[K]:
    """The failing upstreams of ``start`` (itself counted) that no failing upstream of theirs explains, sorted.

    Only an unbroken chain of failing ones explains: what lies behind a working component has no part in it. The
    answer is ``[start]`` where nothing above it fails, also where ``start`` itself is not among the failing.
    """
    needs, failing = _upstreams(edges), set(failing) | {start}
    reached, waiting = {start}, [start]
    while waiting:
        upstreams = set(needs.get(waiting.pop(), ())) & failing - reached
        reached |= upstreams
        waiting.extend(upstreams)
    roots = [key for key in reached if not failing.intersection(needs.get(key, ()))]
    return sorted(roots) or [start]


def upstream(edges: Edges, start: K) -> set[K]:
    """Everything that ``start`` needs, directly or through others; without itself."""
    return _reach(_upstreams(edges), start)


def downstream(edges: Edges, start: K) -> set[K]:
    """Everything that needs ``start``, directly or through others; without itself."""
    return _reach(_upstreams((b, a) for a, b in edges), start)


def layers(edges: Edges) -> list[list[K]]:
    """Keys by depth: first those that need nothing, then those that need only earlier ones, each layer sorted.

    Raises ValueError where there is a circle.
    """
    edges = list(edges)
    left = {key: set(ups) for key, ups in _upstreams(edges).items()}
    for _a, b in edges:
        left.setdefault(b, set())
    result = []
    while left:
        free = sorted(key for key, ups in left.items() if not ups & left.keys())
        if not free:
            raise ValueError("the dependencies go round in a circle")
        result.append(free)
        for key in free:
            del left[key]
    return result


def _upstreams(edges: Edges) -> dict[K, list[K]]:
    needs: dict[K, list[K]] = defaultdict(list)
    for a, b in edges:
        needs[a].append(b)
    return dict(needs)


def _reach(neighbours: dict[K, list[K]], start: K) -> set[K]:
    reached, waiting = set(), [start]
    while waiting:
        new = set(neighbours.get(waiting.pop(), ())) - reached
        reached |= new
        waiting.extend(new)
    return reached - {start}
