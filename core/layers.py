"""Places boxes of a directed graph in columns (longest path), without overlap; pure arithmetic for core.svg.

Lines that jump over columns get an invisible waypoint in each, so that they run between boxes, never through them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

Edge = tuple[str, str]
SWEEPS = 4  # more changes nothing at the sizes drawn here (up to some 60 boxes)
WAY_HEIGHT = 6


class Placed(NamedTuple):
    x: float
    y: float
    height: float


class Plan(NamedTuple):
    """Where the boxes stand, the points each line goes through (in the order of the edges), and the whole size."""

    places: dict[str, Placed]
    paths: list[list[tuple[float, float]]]
    width: float
    height: float


def arrange(
    sizes: Mapping[str, float], edges: Sequence[Edge], *, width: float, column_gap: float, row_gap: float
) -> Plan:
    """``sizes``: box -> height, all of one ``width``. Edges that close a circle are drawn against the flow."""
    level = levels(list(sizes), edges)
    chains = [_chain(n, edge, level) for n, edge in enumerate(edges)]
    tall = dict(sizes) | {key: WAY_HEIGHT for chain in chains for key in chain[1:-1]}
    for chain in chains:
        step = 1 if level[chain[-1]] > level[chain[0]] else -1
        level |= {key: level[chain[0]] + step * n for n, key in enumerate(chain[1:-1], 1)}
    columns = _ordered(level, chains)
    places = _stacked(columns, tall, width + column_gap, row_gap)
    paths = [_points(chain, places, width) for chain in chains]
    total_width = len(columns) * (width + column_gap) - column_gap if columns else 1
    total = max((place.y + place.height for place in places.values()), default=1)
    return Plan({key: places[key] for key in sizes}, paths, max(total_width, 1), total)


def levels(keys: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The column of each box: the longest path to it from a box without a predecessor. Circles are cut."""
    before = defaultdict(list)
    for start, end in edges:
        before[end].append(start)
    found: dict[str, int] = {}

    def column(key: str, above: frozenset[str]) -> int:
        if key not in found:
            steps = [column(one, above | {key}) + 1 for one in before[key] if one not in above and one != key]
            found[key] = max(steps, default=0)
        return found[key]

    return {key: column(key, frozenset()) for key in keys}


def _chain(number: int, edge: Edge, level: Mapping[str, int]) -> list[str]:
    start, end = edge
    between = abs(level[end] - level[start]) - 1
    return [start, *(f"\0{number}.{n}" for n in range(max(between, 0))), end]


def _ordered(level: Mapping[str, int], chains: Sequence[Sequence[str]]) -> list[list[str]]:
    """Columns of keys, each sorted by the middle of its neighbours a few times over, so that few lines cross."""
    near = defaultdict(set)
    for chain in chains:
        for one, other in pairwise(chain):
            near[one].add(other)
            near[other].add(one)
    columns = [[key for key in level if level[key] == n] for n in range(max(level.values(), default=-1) + 1)]
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            at = {key: n / max(len(c) - 1, 1) for c in columns for n, key in enumerate(c)}
            middle = {key: sum(at[k] for k in near[key]) / len(near[key]) if near[key] else at[key] for key in column}
            column.sort(key=middle.__getitem__)
    return columns


def _stacked(
    columns: Sequence[Sequence[str]], tall: Mapping[str, float], step: float, row_gap: float
) -> dict[str, Placed]:
    lengths = [sum(tall[key] + row_gap for key in column) - row_gap for column in columns]
    places = {}
    for number, (column, length) in enumerate(zip(columns, lengths, strict=True)):
        y = (max(lengths) - length) / 2
        for key in column:
            places[key] = Placed(number * step, y, tall[key])
            y += tall[key] + row_gap
    return places


def _points(chain: Sequence[str], places: Mapping[str, Placed], width: float) -> list[tuple[float, float]]:
    """From the right edge of the first box to the left edge of the last; straight across each waypoint's column."""
    points = []
    for key in chain:
        x, y, height = places[key]
        middle = y + height / 2
        ends = {chain[0]: [(x + width, middle)], chain[-1]: [(x, middle)]}
        points += ends.get(key, [(x, middle), (x + width, middle)])
    return points


class Around(NamedTuple):
    """Where the boxes and the headings stand on both sides of the middle one, and the whole size."""

    middle: Placed
    places: dict[str, Placed]
    headings: list[tuple[str, float, float]]
    width: float
    height: float


HEADING = 30


def around(
    middle: float, groups: Sequence[tuple[str, Mapping[str, float]]], *, width: float, gap: float, row_gap: float
) -> Around:
    """A box in the middle, named groups of boxes (name -> box -> height) in two columns beside it, read like a page:
    down the left one, then down the right one. A group that goes on in the right column has its name there again."""
    whole = sum(HEADING + sum(height + row_gap for height in group.values()) for _name, group in groups)
    sides: tuple[list, list] = ([], [])
    used = 0.0
    for name, group in groups:
        for key, height in group.items():
            side = sides[0] if used + height / 2 < whole / 2 else sides[1]
            if not side or side[-1][0] != name:
                used += HEADING
            side.append((name, key, height))
            used += height + row_gap
    columns = [_column(side, row_gap) for side in sides]
    total = max([middle, *(length for _items, length in columns)])
    places: dict[str, Placed] = {}
    headings: list[tuple[str, float, float]] = []
    for (items, length), x in zip(columns, (0.0, 2 * (width + gap)), strict=True):
        top = (total - length) / 2
        places |= {key: Placed(x, top + y, height) for key, y, height in items if height}
        headings += [(key, x, top + y) for key, y, height in items if not height]
    return Around(Placed(width + gap, (total - middle) / 2, middle), places, headings, 3 * width + 2 * gap, total)


def _column(side: Sequence[tuple[str, str, float]], row_gap: float) -> tuple[list[tuple[str, float, float]], float]:
    """(box or heading, y, height) from the top, headings without a height; and how long it is."""
    items: list[tuple[str, float, float]] = []
    y, before = 0.0, None
    for name, key, height in side:
        if name != before:
            items.append((name, y, 0))
            y, before = y + HEADING, name
        items.append((key, y, height))
        y += height + row_gap
    return items, max(y - row_gap, 0)
