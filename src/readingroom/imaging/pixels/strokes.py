"""Whether a grey section may hold writing, found out in a few milliseconds.

Sections that scanners made rarely hold any, and there are hundreds in a series. What passes here
for writing is looked at again by a detector; what doesn't is not. Four things give it away:

* thin strokes that all have one stored value, for noise never repeats itself so often;
* a row of letter-like pieces where everything around is calm, however faint they are;
* such a row within the one value that a scanner fills the outside with;
* five letter-like pieces on one straight line, where differences are made equally strong.

``docs/explanation/burned-in-text.md`` says how much is found and how often it errs.
"""

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.imaging.pixels.pictures import evened

Array = npt.NDArray[Any]

_STROKE_PX: Final = 11  # nothing thicker is a stroke
_AROUND_PX: Final = 31
_STRONG: Final = 25  # of 255: contrast of a stroke
_FAINT: Final = 12
_CALM: Final = 12  # of 255: range of what lies around faint strokes
_FEWEST_EQUAL: Final = 12  # pixels of one value
_SHARE_EQUAL: Final = 0.06  # of all pixels of strokes
_SHARE_LEVEL: Final = 0.36  # the same, of one level of 64
_SHARE_OUTSIDE: Final = 0.05  # of the frame
_SHORTEST_PX, _LONGEST_PX = 5, 60  # of a letter
_FEWEST: Final = 4  # letters in a row
_MOST: Final = 700  # pieces: more are grain, and worth a closer look
_ALIKE: Final = 1.7  # ratio of two letters' longer sides
_NEAR: Final = 1.7  # between two letters' middles, in their longer sides
_MOST_LEVELS: Final = 1 << 17
_MIDDLE: Final = 128
_RAISED: Final = 70  # of 128: strokes among differences made equally strong
_ON_LINE: Final = 5  # letters
_TALLEST_PX: Final = 45
_FILLED: Final = (0.12, 0.85)  # share of its rectangle that a letter fills
_OFF_LINE: Final = 0.3  # of a letter's longer side
_SIMILAR: Final = 1.8  # ratio of two letters' longer sides, and their distance in these
_MOST_PAIRS: Final = 2000
_MANY: Final = 30_000  # pixels: fewer are sorted sooner than a frame is gone through


def may_hold_writing(values: Array) -> bool:
    """Whether to look closer at a frame.

    Args:
        values: stored values, (rows, columns), of any type.
    """
    levels, grey = _levels(values)
    counts = np.bincount(levels.reshape(-1))
    common = int(counts.argmax())
    if counts[common] > _SHARE_OUTSIDE * levels.size and _has_row(levels != common):
        return True
    kernel = np.ones((_STROKE_PX, _STROKE_PX), dtype=np.uint8)
    lighter = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel))
    darker = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel))
    if any(_is_of_one_value(levels, grey, strokes > _STRONG) for strokes in (lighter, darker)):
        return True
    calm = _calm(grey, kernel)
    if any(_has_row((strokes > _FAINT) & calm) for strokes in (lighter, darker)):
        return True
    even = evened(values)
    return _has_line(even > _MIDDLE + _RAISED) or _has_line(even < _MIDDLE - _RAISED)


def _levels(values: Array) -> tuple[Array, Array]:
    """Values from 0 up, and the same in 256 levels."""
    finite = np.nan_to_num(values, posinf=0, neginf=0)
    low, high = float(finite.min()), float(finite.max())
    span = max(high - low, 1e-12)
    if values.dtype.kind == "f" or span >= _MOST_LEVELS:
        levels = ((finite - low) * ((_MOST_LEVELS - 1) / span)).astype(np.int64)
        span = float(_MOST_LEVELS - 1)
    else:
        levels = finite.astype(np.int64) - int(low)
    return levels, (levels * (255 / span)).astype(np.uint8)


def _is_of_one_value(levels: Array, grey: Array, strokes: Array) -> bool:
    found = levels[strokes]
    if found.size < 2 * _FEWEST_EQUAL:
        return False
    equal = int(np.bincount(found).max())
    if equal >= _FEWEST_EQUAL and equal >= _SHARE_EQUAL * found.size:
        return True
    return bool(np.bincount(grey[strokes] >> 2).max() >= _SHARE_LEVEL * found.size)


def _calm(grey: Array, kernel: Array) -> Array:
    """Where nothing thicker than a stroke is near."""
    smooth = cv2.morphologyEx(grey, cv2.MORPH_OPEN, kernel)
    smooth = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, kernel)
    around = np.ones((_AROUND_PX, _AROUND_PX), dtype=np.uint8)
    spread = cv2.dilate(smooth, around).astype(np.int16) - cv2.erode(smooth, around)
    return np.asarray(spread < _CALM)


def _pieces(strokes: Array) -> tuple[Array, Array, Array]:
    """What hangs together, each: (width, height), pixels, middle (x, y)."""
    mask = strokes.astype(np.uint8)
    if np.count_nonzero(mask) > _MANY:
        _, _, stats, middles = cv2.connectedComponentsWithStats(mask)
        sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        return sides, stats[1:, cv2.CC_STAT_AREA], middles[1:]
    # The same of few pixels: OpenCV's own figures take the whole frame into account.
    _, labels = cv2.connectedComponents(mask)
    flat = np.flatnonzero(mask)
    if not flat.size:
        return np.zeros((0, 2), int), np.zeros(0, int), np.zeros((0, 2))
    order = np.argsort(labels.reshape(-1)[flat], kind="stable")
    flat = flat[order]
    area = np.bincount(labels.reshape(-1)[flat])[1:]
    starts = np.concatenate([[0], np.cumsum(area)[:-1]])
    places = np.stack([flat % mask.shape[1], flat // mask.shape[1]], axis=1)
    sides = np.maximum.reduceat(places, starts) - np.minimum.reduceat(places, starts) + 1
    return sides, area, np.add.reduceat(places, starts) / area[:, np.newaxis]


def _has_row(strokes: Array) -> bool:
    """Whether four letter-like pieces or more hang together."""
    size, _, middles = _pieces(strokes)
    if len(size) < _FEWEST:
        return False
    longer = size.max(axis=1)
    fits = (longer >= _SHORTEST_PX) & (longer <= _LONGEST_PX)
    longer, middles = longer[fits].astype(np.float32), middles[fits]
    if not _FEWEST <= len(longer) <= _MOST:
        return len(longer) > _MOST
    apart, larger, smaller = _pairwise(longer, middles)
    return _largest_group((apart < _NEAR * larger) & (larger < _ALIKE * smaller)) >= _FEWEST


def _pairwise(longer: Array, middles: Array) -> tuple[Array, Array, Array]:
    """Of each two pieces: how far apart, the larger of their longer sides, the smaller."""
    across, down = middles.astype(np.float32).T
    apart = np.square(across[:, np.newaxis] - across) + np.square(down[:, np.newaxis] - down)
    column = longer[:, np.newaxis]
    return np.sqrt(apart), np.maximum(column, longer), np.minimum(column, longer)


def _largest_group(joined: Array) -> int:
    left, largest = set(range(len(joined))), 0
    while left:
        group: set[int] = set()
        edge = {left.pop()}
        while edge:
            piece = edge.pop()
            group.add(piece)
            edge |= set(np.flatnonzero(joined[piece]).tolist()) - group
        left -= group
        largest = max(largest, len(group))
    return largest


def _has_line(strokes: Array) -> bool:
    """Whether five letter-like pieces or more stand one beside the other on a straight line."""
    size, area, middles = _pieces(strokes)
    if len(size) < _ON_LINE:
        return False
    longer, filled = size.max(axis=1), area / size.prod(axis=1)
    fits = (longer >= _SHORTEST_PX) & (longer <= _TALLEST_PX) & (size.min(axis=1) > 1)
    fits &= (filled > _FILLED[0]) & (filled < _FILLED[1])
    largest = np.flatnonzero(fits)[np.argsort(-longer[fits])][:_MOST]
    return _are_on_line(longer[largest].astype(np.float32), middles[largest])


def _are_on_line(longer: Array, middles: Array) -> bool:
    apart, larger, smaller = _pairwise(longer, middles)
    alike = larger < _SIMILAR * smaller
    pairs = np.argwhere(np.triu(alike & (apart < _SIMILAR * larger) & (apart > 0), 1))
    for first, second in pairs[:_MOST_PAIRS]:
        way = (middles[second] - middles[first]) / apart[first, second]
        off = middles - middles[first]
        beside = np.abs(off[:, 1] * way[0] - off[:, 0] * way[1])
        there = alike[first] & (beside < _OFF_LINE * longer[first])
        along = np.sort((off @ way)[there])
        if _longest_run(np.diff(along) < _SIMILAR * longer[first]) >= _ON_LINE:
            return True
    return False


def _longest_run(is_near: Array) -> int:
    """Of pieces, each near the next."""
    gaps = np.flatnonzero(~np.concatenate([[False], is_near, [False]]))
    return int(np.diff(gaps).max())
