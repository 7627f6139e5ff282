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

from readingroom.imaging.pixels.pictures import differences

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
_MANY: Final = 30_000  # pixels
_EVERY: Final = 7  # pixel that is asked which piece fills most of a mask
_NEXT_TO: Final = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=np.uint8)
_FEW_BYTES: Final = 2
_MOST_FEW: Final = 1 << 16
_MOST_COUNTED: Final = 1 << 24  # OpenCV counts in floats, which know each number up to this


def may_hold_writing(values: Array) -> bool:
    """Whether to look closer at a frame.

    Args:
        values: stored values, (rows, columns), of any type.
    """
    levels, grey = _levels(values)
    counts = _counts(levels)
    common = int(counts.argmax())
    if counts[common] > _SHARE_OUTSIDE * levels.size and _has_row(levels != common):
        return True
    kernel = np.ones((_STROKE_PX, _STROKE_PX), dtype=np.uint8)
    opened = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_OPEN, kernel))
    # What differs from the opened and from the closed picture: top hat and black hat.
    lighter = cv2.subtract(grey, opened)
    darker = cv2.subtract(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, kernel), grey)
    if any(_is_of_one_value(levels, grey, strokes > _STRONG) for strokes in (lighter, darker)):
        return True
    calm = _calm(opened, kernel)
    if any(_has_row((strokes > _FAINT) & calm) for strokes in (lighter, darker)):
        return True
    return any(map(_has_line, _raised(values)))


def _raised(values: Array) -> tuple[Array, Array]:
    """What is much lighter in ``evened`` than its surroundings, and what is much darker."""
    even = differences(values)
    # ``evened`` leaves off fractions, and what is no number is black there.
    return even >= _MIDDLE + _RAISED + 1, ~(even >= _MIDDLE - _RAISED)


def _levels(values: Array) -> tuple[Array, Array]:
    """Values from 0 up, and the same in 256 levels."""
    if values.dtype.kind in "iu" and values.dtype.itemsize <= _FEW_BYTES:
        return _few_levels(values)
    finite = np.nan_to_num(values, posinf=0, neginf=0)
    low, high = float(finite.min()), float(finite.max())
    span = max(high - low, 1e-12)
    if values.dtype.kind == "f" or span >= _MOST_LEVELS:
        levels = ((finite - low) * ((_MOST_LEVELS - 1) / span)).astype(np.int64)
        span = float(_MOST_LEVELS - 1)
    else:
        levels = finite.astype(np.int64) - int(low)
    return levels, (levels * (255 / span)).astype(np.uint8)


def _few_levels(values: Array) -> tuple[Array, Array]:
    """The same of integers of no more than 16 bits: each of 65,536 levels is worked out once."""
    low, high = int(values.min()), int(values.max())
    # In 16 bits it wraps round, to the same as it would be in more.
    levels = values.astype(np.uint16) - np.uint16(low & (_MOST_FEW - 1))
    table = np.zeros(_MOST_FEW, dtype=np.uint8)
    span = max(float(high - low), 1e-12)
    table[: high - low + 1] = (np.arange(high - low + 1) * (255 / span)).astype(np.uint8)
    return levels, np.asarray(cv2.LUT(levels, table))


def _counts(levels: Array) -> Array:
    """How often each level occurs."""
    if levels.dtype != np.uint16 or levels.size >= _MOST_COUNTED:
        return np.bincount(levels.reshape(-1))
    most = int(levels.max()) + 1
    return np.asarray(cv2.calcHist([levels], [0], None, [most], [0, most])).reshape(-1)


def _is_of_one_value(levels: Array, grey: Array, strokes: Array) -> bool:
    if np.count_nonzero(strokes) < 2 * _FEWEST_EQUAL:
        return False
    found = levels[strokes]
    equal = int(np.bincount(found).max())
    if equal >= _FEWEST_EQUAL and equal >= _SHARE_EQUAL * found.size:
        return True
    return bool(np.bincount(grey[strokes] >> 2).max() >= _SHARE_LEVEL * found.size)


def _calm(opened: Array, kernel: Array) -> Array:
    """Where nothing thicker than a stroke is near."""
    smooth = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, kernel)
    around = np.ones((_AROUND_PX, _AROUND_PX), dtype=np.uint8)
    return np.asarray(cv2.subtract(cv2.dilate(smooth, around), cv2.erode(smooth, around)) < _CALM)


def _pieces(strokes: Array, *, fewest: int, longest_px: int) -> tuple[Array, Array, Array]:
    """What hangs together, each: (width, height), pixels, middle (x, y).

    All that are as long as a letter and no longer than ``longest_px`` are there, and some others;
    nothing at all where these can't be ``fewest``.
    """
    left, top, mask = _without_specks(strokes.view(np.uint8))
    if np.count_nonzero(mask) >= fewest * _SHORTEST_PX:
        # Pixels of a piece: as many as it is long, and no more than the square around it.
        most = longest_px * longest_px
        flat, labels = _labelled(mask, most)
        area = np.bincount(labels)
        fits = (area >= _SHORTEST_PX) & (area <= most)
        if np.count_nonzero(fits) >= fewest:
            chosen = np.flatnonzero(fits[labels])
            places = np.stack(np.divmod(flat[chosen], mask.shape[1])[::-1], axis=1)
            return _measured(np.add(places, (left, top)), labels[chosen], area[fits])
    return np.zeros((0, 2), int), np.zeros(0, int), np.zeros((0, 2))


def _without_specks(mask: Array) -> tuple[int, int, Array]:
    """Left and top of the part of a mask that holds all but pixels that stand alone; that part."""
    neighbours = cv2.dilate(mask, _NEXT_TO, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    together = cv2.bitwise_and(mask, neighbours)
    left, top, width, height = cv2.boundingRect(together)
    return left, top, np.ascontiguousarray(together[top : top + height, left : left + width])


def _labelled(mask: Array, most: int) -> tuple[Array, Array]:
    """Places of pixels, row after row, and the number of each one's piece. Of what can't be a
    letter, having more than ``most`` pixels, the piece that fills most of a mask is left out."""
    labels = np.asarray(cv2.connectedComponents(mask)[1])
    if np.count_nonzero(mask) > _MANY:
        sample = labels[::_EVERY, ::_EVERY]
        fills = labels == np.bincount(sample[sample > 0], minlength=1).argmax()
        if np.count_nonzero(fills) > most:
            mask = mask & ~fills
    flat = np.flatnonzero(mask.view(bool))
    return flat, labels.reshape(-1)[flat]


def _measured(places: Array, labels: Array, area: Array) -> tuple[Array, Array, Array]:
    """Pieces from the places (x, y) of their pixels, and the number of each one's piece."""
    places = places[np.argsort(labels, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(area)[:-1]])
    sides = np.maximum.reduceat(places, starts) - np.minimum.reduceat(places, starts) + 1
    return sides, area, np.add.reduceat(places, starts) / area[:, np.newaxis]


def _has_row(strokes: Array) -> bool:
    """Whether four letter-like pieces or more hang together."""
    size, _, middles = _pieces(strokes, fewest=_FEWEST, longest_px=_LONGEST_PX)
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
    size, area, middles = _pieces(strokes, fewest=_ON_LINE, longest_px=_TALLEST_PX)
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
