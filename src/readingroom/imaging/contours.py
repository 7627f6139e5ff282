"""The outlines of a mask: closed lines along the edges of its pixels, with fewer corners.

Coordinates are columns and rows in pixels, (0, 0) at the outer corner of the first pixel, so that
the edges of pixels lie on whole numbers.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Corner = tuple[float, float]
Mask = NDArray[np.bool_]

MOST_CORNERS: Final = 400
_FEW: Final = 12
"""Shapes of so few corners stay as they are."""
_OFF_PX: Final = 0.75
"""How far a line may pass from the corners it replaces: more than the teeth of a slanting edge,
and less than a pixel."""
_LEAST_AREA: Final = 0.8


def outlines_of(mask: Mask) -> tuple[tuple[Corner, ...], ...]:
    """The outer edges of a mask, one closed line for each piece of it, the largest first.

    Pixels that only touch at a corner are two pieces. What a piece encloses belongs to it: holes
    have no line.

    Args:
        mask: (rows, columns).

    Returns:
        corners of each line in order, at most ``MOST_CORNERS``, the last joins the first. Lines
        of more than a few corners are thinned, and pass less than a pixel from the edge, but for
        those that would need more corners.
    """
    ways = _edges(mask)
    found = []
    while ways:
        line = _follow(ways)
        if _area(line) > 0:
            found.append(line)
    return tuple(_thinned(line) for line in sorted(found, key=_area, reverse=True))


def _edges(mask: Mask) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Where one goes on to from each corner, the piece always to the right."""
    padded = np.pad(mask, 1)
    inside = padded[1:-1, 1:-1]
    ways: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    sides = (  # what lies beyond, and the ends of the side from the pixel's first corner
        (padded[:-2, 1:-1], (0, 0), (1, 0)),
        (padded[1:-1, 2:], (1, 0), (1, 1)),
        (padded[2:, 1:-1], (1, 1), (0, 1)),
        (padded[1:-1, :-2], (0, 1), (0, 0)),
    )
    for beyond, start, end in sides:
        for row, column in np.argwhere(inside & ~beyond).tolist():
            here = (column + start[0], row + start[1])
            ways[here].append((column + end[0], row + end[1]))
    return dict(ways)


def _follow(ways: dict[tuple[int, int], list[tuple[int, int]]]) -> list[Corner]:
    """One closed line, taken out of ``ways``; its straight parts without corners in them."""
    start = here = min(ways)
    heading: tuple[int, int] | None = None
    corners: list[Corner] = []
    while here in ways:
        onward = ways[here]
        there = onward[0] if heading is None else max(onward, key=_rightness(here, heading))
        onward.remove(there)
        if not onward:
            del ways[here]
        turned = (there[0] - here[0], there[1] - here[1])
        if turned != heading:
            corners.append((float(here[0]), float(here[1])))
        heading, here = turned, there
        if here == start:
            break
    return corners


def _rightness(here: tuple[int, int], heading: tuple[int, int]) -> Any:
    """How far to the right each way leads, so that pieces that touch at a corner stay apart."""
    right = (-heading[1], heading[0])
    return lambda there: (there[0] - here[0]) * right[0] + (there[1] - here[1]) * right[1]


def _area(corners: Sequence[Corner]) -> float:
    """Above 0 for what runs around a piece, below for what runs around a hole."""
    following = [*corners[1:], corners[0]]
    pairs = zip(corners, following, strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _thinned(corners: list[Corner]) -> tuple[Corner, ...]:
    """The same line with fewer corners.

    Source: D. H. Douglas and T. K. Peucker, Cartographica 10 (1973) 112-122.
    """
    if len(corners) <= _FEW:
        return tuple(corners)
    off = _OFF_PX
    kept = _kept(corners, off)
    while len(kept) > MOST_CORNERS:
        off *= 2
        kept = _kept(corners, off)
    if _area(kept) >= _LEAST_AREA * _area(corners):
        return tuple(kept)
    # A thread of pixels, which is no wider than what is thinned away.
    return tuple(corners[:: -(-len(corners) // MOST_CORNERS)])


def _kept(corners: list[Corner], off: float) -> list[Corner]:
    far = max(range(len(corners)), key=lambda at: math.dist(corners[0], corners[at]))
    closed = [*corners, corners[0]]
    halves = _needed(closed, 0, far, off) | _needed(closed, far, len(corners), off)
    return [corners[at] for at in sorted({0, far} | halves)]


def _needed(corners: Sequence[Corner], first: int, last: int, off: float) -> set[int]:
    """Places between two corners without which the line would pass further than ``off`` away."""
    line = np.asarray(corners)
    needed: set[int] = set()
    waiting = [(first, last)]
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:  # noqa: PLR2004  # nothing lies between neighbours
            continue
        away = _distances(line[low + 1 : high], line[low], line[high])
        worst = int(away.argmax())
        if away[worst] > off:
            at = low + 1 + worst
            needed.add(at)
            waiting += [(low, at), (at, high)]
    return needed


def _distances(points: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
    """Of points from a straight line between two others, or from both where they are one."""
    way = end - start
    length = float(np.hypot(way[0], way[1]))
    off = points - start
    if length == 0:
        return np.asarray(np.hypot(off[:, 0], off[:, 1]))
    return np.asarray(np.abs(off[:, 0] * way[1] - off[:, 1] * way[0]) / length)
