"""Which frames of an object are searched for writing, and what is found in all of them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.pixels.decode import decode_frames, frame_count
from readingroom.imaging.pixels.look import DisplayParameters, display_parameters
from readingroom.imaging.pixels.strokes import may_hold_writing
from readingroom.imaging.pixels.text import TextBox
from readingroom.imaging.pixels.window import to_display

Array = npt.NDArray[Any]

_ALL_UP_TO: Final = 4  # frames; of longer loops, a few and their extremes
_SAMPLES: Final = 3
_COLOUR_AXES: Final = 3
_BRIGHT: Final = 48  # of 255, on average: dark writing would be seen
_CODE_MARGIN_PX: Final = 4


@dataclass
class Search:
    """What became of it.

    Attributes:
        boxes: all writing; in a loop each box stands for all frames, for writing comes and goes.
        frame_area: in pixels; 0 where nothing was searched.
        is_complete: whether every look was taken that should have been.
        is_settled: whether nothing else looks too much like writing to be passed over.
    """

    boxes: tuple[TextBox, ...] = ()
    frame_area: int = 0
    is_complete: bool = True
    is_settled: bool = True


@dataclass
class _Loop:
    """The brightest and darkest that each pixel becomes."""

    highest: Array | None = field(default=None)
    lowest: Array | None = field(default=None)

    def add(self, values: Array) -> None:
        if self.highest is None or self.lowest is None:
            self.highest, self.lowest = values.copy(), values.copy()
        else:
            np.maximum(self.highest, values, out=self.highest)
            np.minimum(self.lowest, values, out=self.lowest)

    def pictures(self) -> Iterator[Array]:
        if self.highest is None or self.lowest is None:
            return
        yield self.highest
        span = float(self.highest.max()) - float(self.lowest.min())
        if span > 0 and (self.lowest.mean() - self.lowest.min()) * 255 / span > _BRIGHT:
            yield self.lowest


def search_frames(raw: RawDataset, *, identity: Identity, whole: bool, until: float) -> Search:
    """Search the frames of one object.

    Of up to four frames each is searched. Of a loop the first, the middle and the last are, and
    two pictures made of all its frames, with the brightest and the darkest that each pixel
    becomes: writing that is there for a few frames only stands out in one of these.

    Args:
        raw: the object, with pixels.
        identity: what names anyone.
        whole: search as the class demands; else only frames whose strokes give cause.
        until: ``time.monotonic()`` at which the search breaks off.

    Raises:
        CannotDecode, TooLarge, UnsupportedSyntax: as ``decode_frames``.
    """
    count = frame_count(raw)
    chosen = _chosen(count)
    loop = _Loop()
    found = _Finder(identity, until)
    for number, values in enumerate(decode_frames(raw), start=1):
        if found.is_late():
            break
        found.search.frame_area = values.shape[0] * values.shape[1]
        look = display_parameters(raw.dataset, frame_number=number)
        if number in chosen and (whole or _has_cause(values)):
            found.look(values, look, whole=whole, codes=whole)
        if count > _ALL_UP_TO:
            loop.add(values if look.palette is None else to_display(values, look))
    for values in loop.pictures():
        look = display_parameters(raw.dataset)
        seen = DisplayParameters("RGB") if values.ndim == _COLOUR_AXES else look
        if whole or _has_cause(values):
            found.look(values, seen, whole=whole, codes=False)
    return found.search


def _chosen(count: int) -> frozenset[int]:
    if count <= _ALL_UP_TO:
        return frozenset(range(1, count + 1))
    return frozenset(1 + round(i * (count - 1) / (_SAMPLES - 1)) for i in range(_SAMPLES))


def _has_cause(values: Array) -> bool:
    return values.ndim == _COLOUR_AXES or may_hold_writing(values)


class _Finder:
    """Collects what several looks find. The models are loaded at the first."""

    def __init__(self, identity: Identity, until: float) -> None:
        self.identity = identity
        self.until = until
        self.search = Search()

    def is_late(self) -> bool:
        """Whether the time is up; then the search is not complete."""
        if time.monotonic() > self.until:
            self.search.is_complete = False
        return not self.search.is_complete

    def look(self, values: Array, look: DisplayParameters, *, whole: bool, codes: bool) -> None:
        if not self.search.is_complete:
            return
        finding = import_module("readingroom.imaging.pixels.finding")
        try:
            found = finding.find_text(
                values,
                look,
                identity=self.identity,
                known=self.search.boxes,
                strict=not whole,
                until=self.until,
            )
            self.search.boxes += found.boxes
            self.search.is_settled &= found.is_settled
            if codes:
                self.search.boxes += _bar_codes(values, look)
        except (TimeoutError, RuntimeError, cv2.error):
            self.search.is_complete = False


def _bar_codes(values: Array, look: DisplayParameters) -> tuple[TextBox, ...]:
    """Bar codes and QR codes, which say as much as writing does."""
    picture = np.ascontiguousarray(to_display(values, look))
    boxes = []
    for detector in (cv2.QRCodeDetector(), cv2.barcode.BarcodeDetector()):
        there, corners = detector.detectMulti(picture)
        for points in np.asarray(corners).reshape(-1, 4, 2) if there else ():
            low = np.maximum(np.floor(points.min(axis=0)) - _CODE_MARGIN_PX, 0).astype(int)
            high = np.ceil(points.max(axis=0)).astype(int) + _CODE_MARGIN_PX
            width, height = (int(v) for v in high - low)
            boxes.append(TextBox(None, int(low[0]), int(low[1]), width, height))
    return tuple(boxes)
