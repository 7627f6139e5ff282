"""One series of a case as its page shows it."""

import gzip
import json
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from readingroom.casefile.study import Arrow, Label, Measurement, Series
from readingroom.cases.models import RevisionSeries
from readingroom.cases.pixels import SeriesAddress
from readingroom.kernel.errors import NotFound
from readingroom.storage.shelf import STACKS, SeriesShelf

log = logging.getLogger(__name__)
PREVIEW_SIDE_PX = 512


@dataclass(frozen=True)
class SeriesView:
    """What the page knows of one series.

    Attributes:
        id: within the case; links in text use it.
        label: what the series is called.
        technique: a few words on how it was made; empty where nothing is known.
        stack: which stack of the series, from 0.
        initial_frame: the slice it opens at, from 1: the author's key image, else the middle.
        window: centre and width it opens with, in modality units; ``None`` is the images' own.
        root_url: the series below the pixel front.
        frames: SOP Instance UID and frame number of each slice, slice 1 first.
        trim: the first slice that readers are shown, the last, and every how many; ``None`` where
            they are shown all. Numbers stay those of the whole stack.
    """

    id: str
    label: str
    technique: str
    plane: str
    modality: str
    study_instance_uid: str
    series_instance_uid: str
    stack: int
    frame_count: int
    rows: int
    columns: int
    initial_frame: int
    window: tuple[float, float] | None
    simulated: bool
    is_available: bool
    root_url: str
    annotations: tuple[dict[str, Any], ...]
    frames: tuple[tuple[str, int], ...]
    trim: tuple[int, int, int] | None = None

    @property
    def shown_count(self) -> int:
        """How many slices readers are shown."""
        return len(_kept(self.frame_count, self.trim))

    @property
    def shown_marks(self) -> tuple[dict[str, Any], ...]:
        """The annotations on slices that readers are shown, in the order of the stack."""
        kept = _kept(self.frame_count, self.trim)
        return tuple(
            sorted((a for a in self.annotations if a["frame"] in kept), key=lambda a: a["frame"])
        )

    @property
    def address(self) -> SeriesAddress:
        """Its UIDs."""
        return SeriesAddress(self.study_instance_uid, self.series_instance_uid)

    @property
    def stacks_url(self) -> str:
        """What the viewer reads first."""
        return f"{self.root_url}/stacks"

    @property
    def thumbnail_url(self) -> str:
        """A small picture of the middle slice."""
        return f"{self.root_url}/thumbnail"

    def preview_url(self, frame: int | None = None) -> str:
        """The rendered picture of a slice, or of the one it opens at; numbers out of range give
        the nearest there is, and a series without pictures an empty text.
        """
        if not self.frames:
            return ""
        place = min(max(1, frame or self.initial_frame), len(self.frames)) - 1
        instance, number = self.frames[place]
        return f"{self.root_url}/instances/{instance}/frames/{number}/rendered"

    def label_of(self, frame: int) -> str:
        """What a link to a slice is called."""
        return f"{self.label} {frame}"


def series_view(series: Series, row: RevisionSeries) -> SeriesView:
    """Bring what the document, the archive and the shelf say of a series together."""
    filed = row.series
    address = SeriesAddress(filed.study.study_instance_uid, filed.series_instance_uid)
    stack = stack_of(address, series.stack)
    frames = tuple((f["sop"], f["frame"]) for f in stack.get("frames", ()))
    trim = _trim(series, len(frames))
    window = series.initial_window
    return SeriesView(
        id=series.id,
        label=series.label,
        technique=stack.get("label") or series.caption,
        plane=series.plane or stack.get("plane") or "",
        modality=filed.modality,
        study_instance_uid=address.study_instance_uid,
        series_instance_uid=address.series_instance_uid,
        stack=series.stack,
        frame_count=len(frames),
        rows=stack.get("rows", 0),
        columns=stack.get("columns", 0),
        initial_frame=_opens_at(series, stack.get("default_frame", 1), _kept(len(frames), trim)),
        window=(window.center, window.width) if window else None,
        simulated=filed.is_simulated,
        is_available=bool(frames),
        root_url=address.root,
        annotations=tuple(_drawn(a) for a in series.annotations),
        frames=frames,
        trim=trim,
    )


def _trim(series: Series, count: int) -> tuple[int, int, int] | None:
    """What the document keeps of a stack of ``count`` slices; all, where that would be nothing."""
    first, last = series.first_slice or 1, min(series.last_slice or count, count)
    trim = (first, last, series.every or 1)
    return trim if trim != (1, count, 1) and first <= last else None


def _kept(count: int, trim: tuple[int, int, int] | None) -> range:
    """The slices that readers are shown."""
    first, last, every = trim or (1, count, 1)
    return range(first, last + 1, every)


def _opens_at(series: Series, middle: int, kept: range) -> int:
    """The key image, or the middle of what is shown: of that the nearest slice."""
    if not kept:
        return 1
    centre = middle if kept.step == 1 and middle in kept else kept[(len(kept) - 1) // 2]
    wanted = series.key_image or centre
    return min(kept, key=lambda number: abs(number - wanted))


def stack_of(address: SeriesAddress, index: int) -> Mapping[str, Any]:
    """What the shelf says of one stack of a series; empty where nothing can be read of it."""
    shelf = SeriesShelf(settings.READINGROOM_DATA / "series")
    try:
        packed = shelf.read(address.study_instance_uid, address.series_instance_uid, STACKS)
        stacks = json.loads(gzip.decompress(packed))["stacks"]
    except NotFound:
        return {}
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        # The words of a case can be read without its images.
        log.warning("stacks not readable kind=%s", type(error).__name__)
        return {}
    found: Mapping[str, Any] = stacks[index] if index < len(stacks) else {}
    return found


def _drawn(annotation: Any) -> dict[str, Any]:
    """An annotation as the viewer draws it: points in image pixels, column then row."""
    if isinstance(annotation, Arrow):
        points = [annotation.tail_px, annotation.tip_px]
    elif isinstance(annotation, Measurement):
        points = [annotation.from_px, annotation.to_px]
    elif isinstance(annotation, Label):
        points = [annotation.at_px]
    else:
        points = list(annotation.outline_px)
    return {
        "frame": annotation.slice,
        "kind": annotation.shape,
        "points": [list(point) for point in points],
        "label": annotation.label,
    }
