"""All writing in one frame: several looks at it, the boxes merged, each read and classified."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.pixels import ocr
from readingroom.imaging.pixels.look import DisplayParameters
from readingroom.imaging.pixels.pictures import (
    MOST_PIXELS,
    Picture,
    Shown,
    extremes,
    raised,
    show,
    sized,
)
from readingroom.imaging.pixels.strokes import may_hold_writing
from readingroom.imaging.pixels.text import (
    HARMLESS,
    Kind,
    TextBox,
    classify,
    stands_beside,
    with_neighbours,
)

Array = npt.NDArray[Any]

_WHITE: Final = 255
_GREY_AXES: Final = 2
_THICKEST_PX: Final = 80.0  # a line of text in a picture; what is thicker is anatomy
_THICKEST_RAISED_PX: Final = 50.0  # thicker strokes are not raised
_MARGIN_PX: Final = 2
_ENDS_OF_LINE: Final = 0.4  # of its thickness, added at either end
_INSIDE: Final = 0.85  # share of a box that lies in another
_MOST_READ: Final = 48  # lines of a frame; others count as unknown
_LITTLE_SMALLER: Final = 1.2
_TILE_PX: Final = 1024
_OVERLAP_PX: Final = 96
_MOST_TILES: Final = 24
_SMALLEST_PX: Final = 24  # side of a frame that can hold a word
_CONFIRMED: Final = 0.5  # reading that makes a doubtful line one of writing
_WORD: Final = 3  # letters
_CLEAR_LINE: Final = 0.8
_FIRST_LOOKS: Final = 2
_THICK_PX: Final = 40.0  # what is thicker, short and reads as nothing is anatomy
_LONG: Final = 3.0  # times its thickness
_LETTERS_A_THICKNESS: Final = 0.6  # at the least, in a line that was read whole
_READ: Final = 0.7  # reading of a line that is no clear one


@dataclass(frozen=True, eq=False)
class _Found:
    """A line, in pixels of the frame, and the picture it was found in."""

    corners: Array
    score: float
    picture: Picture
    local: Array
    is_faint: bool = False

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of what holds the line and its ends, which are easily cut."""
        along, across = self._sides()
        ends = _MARGIN_PX + _ENDS_OF_LINE * abs(along) * (float(np.hypot(*across)) / _length(along))
        low = np.floor(self.corners.min(axis=0) - ends).astype(int)
        high = np.ceil(self.corners.max(axis=0) + ends).astype(int)
        return max(0, int(low[0])), max(0, int(low[1])), int(high[0]), int(high[1])

    @property
    def thickness(self) -> float:
        """In pixels of the frame."""
        return _length(self._sides()[1])

    @property
    def slimness(self) -> float:
        """Length of the line in its thicknesses."""
        along, across = self._sides()
        return _length(along) / _length(across)

    def _sides(self) -> tuple[Array, Array]:
        """The longer and the shorter side, as vectors."""
        first, second = self.corners[1] - self.corners[0], self.corners[2] - self.corners[1]
        return (first, second) if _length(first) >= _length(second) else (second, first)


def _length(side: Array) -> float:
    return max(float(np.hypot(*side)), 1.0)


@dataclass(frozen=True)
class Writing:
    """What was found in one frame.

    Attributes:
        boxes: every line; ``frame`` of each is ``None``.
        is_settled: whether nothing else looks too much like writing to be passed over.
    """

    boxes: tuple[TextBox, ...] = ()
    is_settled: bool = True


def find_text(
    values: Array,
    look: DisplayParameters,
    *,
    identity: Identity,
    known: Sequence[TextBox] = (),
    strict: bool = False,
    until: float | None = None,
) -> Writing:
    """Every line of writing in one frame.

    The frame is searched with its differences made equally strong, upright and turned a quarter;
    as it asks to be shown; with its brightest and coloured parts alone; and, where its window or a
    table hides values, over its full range. Frames of more than a megapixel are searched made
    smaller, and in pieces at full size where these may hold writing.

    Args:
        values: stored values, as decoded.
        look: how they are shown.
        identity: what names anyone, for telling the kinds of writing apart.
        known: boxes of other frames; lines inside them are not reported again.
        strict: leave out what can't be read as a word, and look no further where the first two
            looks show nothing: where writing is not to be expected, anatomy is taken for a
            letter here and there.
        until: ``time.monotonic()`` after which no further look is begun.

    Raises:
        TimeoutError: the time is up and not every look was taken.
        RuntimeError: a model could not be run.
    """
    if min(values.shape[:2]) < _SMALLEST_PX:
        return Writing()
    shown = show(values, look)
    found: list[_Found] = []
    for number, picture in enumerate(_looks(shown)):
        if until is not None and time.monotonic() > until:
            raise TimeoutError
        if strict and number == _FIRST_LOOKS and not found:
            break
        found += _lines(picture)
    fresh = [line for line in found if not _is_known(line, known)]
    boxes, doubtful = _boxes(_merged(fresh), identity, values.shape, strict=strict)
    is_settled = all(_is_known(line, (*known, *boxes)) for line in doubtful)
    return Writing(with_neighbours(boxes), is_settled)


def _is_known(line: _Found, known: Sequence[TextBox]) -> bool:
    here = line.rectangle
    boxes = ((b.x, b.y, b.x + b.width, b.y + b.height) for b in known)
    return any(_shares(here, box)[0] >= _INSIDE for box in boxes)


@dataclass(frozen=True, eq=False)
class _Look:
    """A picture to search.

    Attributes:
        picture: as it is searched.
        scale: pixels of it for one of the frame.
        origin: x and y of its first pixel in the frame.
        is_faint: whether faint differences are raised in it.
        is_turned: whether it was turned a quarter to the left, so that upright lines lie level.
    """

    picture: Picture
    scale: float
    origin: tuple[int, int] = (0, 0)
    is_faint: bool = False
    is_turned: bool = False

    def in_frame(self, corners: Array) -> Array:
        """Corners of a line in this picture, in pixels of the frame."""
        if self.is_turned:
            corners = np.stack([len(self.picture) - corners[:, 1], corners[:, 0]], axis=1)
        return np.asarray(corners / self.scale + np.array(self.origin))


def _looks(shown: Shown) -> Iterator[_Look]:
    """The first two show the most: whoever finds nothing in them need not look further."""
    fit = sized(shown)
    scale, even = fit.scale, raised(fit.values)
    yield _Look(even, scale, is_faint=True)
    yield _Look(np.ascontiguousarray(np.rot90(even)), scale, is_faint=True, is_turned=True)
    yield _Look(fit.plain, scale)
    yield _Look(extremes(fit.whole), scale)
    if fit.has_more_than_window and _differs(fit):
        yield _Look(fit.whole, scale)
    rows, columns = shown.plain.shape[:2]
    if rows * columns > MOST_PIXELS * _LITTLE_SMALLER:
        for place, tile in _tiles(shown):
            yield _Look(tile, 1.0, place, is_faint=True)


def _differs(shown: Shown) -> bool:
    """Whether a fifth of the range or more became one grey, as windows and tables make it."""
    plain, whole = shown.plain[..., 0], shown.whole[..., 0]
    spread = _WHITE // 5
    return any(
        bool((same := plain == end).any()) and bool(np.ptp(whole[same]) > spread)
        for end in (plain.min(), plain.max())
    )


def _tiles(shown: Shown) -> Iterator[tuple[tuple[int, int], Picture]]:
    """Pieces at full size that may hold writing too small to be seen in the whole."""
    rows, columns = shown.plain.shape[:2]
    step, taken = _TILE_PX - _OVERLAP_PX, 0
    for y in range(0, max(1, rows - _OVERLAP_PX), step):
        for x in range(0, max(1, columns - _OVERLAP_PX), step):
            tile = shown.values[y : y + _TILE_PX, x : x + _TILE_PX]
            flat = tile if tile.ndim == _GREY_AXES else tile.max(axis=-1)
            if taken < _MOST_TILES and may_hold_writing(flat):
                taken += 1
                yield (x, y), raised(tile)


def _lines(look: _Look) -> Iterator[_Found]:
    for line in ocr.find_lines(look.picture):
        thickest = _THICKEST_RAISED_PX if look.is_faint else _THICKEST_PX
        if line.thickness <= thickest * max(1.0, look.scale):
            yield _Found(
                look.in_frame(line.corners), line.score, look.picture, line.corners, look.is_faint
            )


def _merged(found: Sequence[_Found]) -> list[_Found]:
    """One of each line that several looks found: the surest, the largest before a part of it."""
    kept: list[_Found] = []
    for line in sorted(found, key=lambda f: (f.is_faint, -f.score)):
        shares = [_shares(line.rectangle, other.rectangle) for other in kept]
        if not any(inside >= _INSIDE for inside, _ in shares):
            if not line.is_faint:  # which may turn out to be nothing
                kept = [o for o, (_, holds) in zip(kept, shares, strict=True) if holds < _INSIDE]
            kept.append(line)
    return kept


def _shares(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[float, float]:
    """What two rectangles share: of the first, of the second."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    first = max(1, (a[2] - a[0]) * (a[3] - a[1]))
    second = max(1, (b[2] - b[0]) * (b[3] - b[1]))
    return both / first, both / second


def _boxes(
    found: Iterable[_Found], identity: Identity, shape: tuple[int, ...], *, strict: bool
) -> tuple[tuple[TextBox, ...], list[_Found]]:
    """The lines that are writing, and those of the others that may be."""
    boxes: list[TextBox] = []
    scraps: list[TextBox] = []
    doubtful: list[_Found] = []
    for place, line in enumerate(found):
        kind: Kind = "unknown"
        if place < _MOST_READ:
            text, sure = ocr.read_line(line.picture, line.local)
            kind = classify(text, confidence=sure, identity=identity)
            if kind in HARMLESS and _letters(text) < _LETTERS_A_THICKNESS * line.slimness:
                kind = "unknown"  # most of the line was not read: letters of another script
            if kind != "identity" and not _is_confirmed(line, text, sure, strict=strict):
                doubtful += [line] if _is_doubtful(line, text, sure) else []
                if _letters(text) and sure >= _CONFIRMED:
                    scraps += _box(line, "unknown", shape)
                continue
        boxes += _box(line, kind, shape)
    # A letter alone is anatomy more often than not; at the end of a name it is its last.
    boxes += [scrap for scrap in scraps if stands_beside(scrap, boxes)]
    return tuple(boxes), doubtful


def _box(line: _Found, kind: Kind, shape: tuple[int, ...]) -> list[TextBox]:
    """The line's box, cut at the frame's edge; nothing where none of it is inside."""
    left, top, right, bottom = line.rectangle
    right, bottom = min(right, shape[1]), min(bottom, shape[0])
    size = (right - left, bottom - top)
    return [TextBox(None, left, top, *size, kind, round(line.score, 3))] if min(size) > 0 else []


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)


def _is_confirmed(line: _Found, text: str, sure: float, *, strict: bool) -> bool:
    """Raised noise, and anatomy, look like writing here and there; then they read as nothing."""
    letters = _letters(text)
    if strict:
        return letters >= _WORD and sure >= _CONFIRMED and line.score >= _CLEAR_LINE
    reads = letters > 1 and sure >= _CONFIRMED
    if line.thickness > _THICK_PX and line.slimness < _LONG:  # as ribs and vertebrae are
        return reads and len(set(text)) >= _WORD
    return reads or not line.is_faint or line.score >= _CLEAR_LINE


def _is_doubtful(line: _Found, text: str, sure: float) -> bool:
    """Whether a line that isn't confirmed is too much like one to be passed over."""
    if line.slimness < _LONG:
        return False
    letters = {c for c in text if c.isalnum()}
    return line.score >= _CLEAR_LINE or (len(letters) >= _WORD and sure >= _READ)
