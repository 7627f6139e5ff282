"""Places to be found, taken over from segmentations that are in the library.

What is taken over is traced into the document and stands by itself from then on: a segmentation
that is filed, changed or erased later changes no question, and no page has to name it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydicom.dataset import Dataset

from readingroom.accounts.models import Person
from readingroom.archive.models import Series
from readingroom.archive.objects import raw_frame
from readingroom.archive.places import places
from readingroom.casefile.base import LINE_LIMIT, LIST_LIMIT
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import (
    HotspotItem,
    HotspotTarget,
    Item,
    SegmentTarget,
    TracedOutline,
)
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.cases.access import usable_series
from readingroom.cases.models import Case
from readingroom.cases.pixels import SeriesAddress
from readingroom.cases.selectors.series import stack_of
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.segmentation import SliceGrid, reaches, segments_of, trace_segment
from readingroom.kernel.errors import InvalidInput
from readingroom.storage.series_index import InstanceEntry, Span

MODALITY: Final = "SEG"
MOST_LOOKED_AT: Final = 40
_WIDE: Final = 8


@dataclass(frozen=True)
class Offered:
    """A segment that an author may take over.

    Attributes:
        images: names its series, as documents do.
        source: what that series is called.
    """

    images: str
    number: int
    label: str
    source: str


@dataclass(frozen=True)
class Marked:
    """A stack that is to be marked: which of what series."""

    address: SeriesAddress
    stack: int

    @property
    def grid(self) -> SliceGrid:
        """Where its pixels lie; without a slice where its images are not in the library."""
        return SliceGrid.of_stack(stack_of(self.address, self.stack))


def offered_segments(case: Case, marked: Marked, writer: Person) -> tuple[Offered, ...]:
    """The segments of the segmentations of a study that speak of one of its stacks."""
    rows = usable_series(case, writer).filter(
        modality=MODALITY, study__study_instance_uid=marked.address.study_instance_uid
    )
    grid = marked.grid
    found = (
        Offered(
            f"{LIBRARY_PREFIX}{row.series_instance_uid}", one.number, one.label, row.description
        )
        for row in rows.select_related("study").order_by("number", "pk")[:MOST_LOOKED_AT]
        for header, _ in _objects(row)
        if reaches(header, grid)
        for one in segments_of(header)
    )
    return tuple(dict.fromkeys(found))


def traced_target(
    case: Case, marked: Marked, segment: SegmentTarget, writer: Person
) -> HotspotTarget:
    """A segment as a place to be found on a stack.

    Raises:
        InvalidInput: the library has no such segment for this case, there are several, or
            nothing of it lies on the stack.
    """
    uid = segment.images.removeprefix(LIBRARY_PREFIX)
    row = usable_series(case, writer).filter(modality=MODALITY, series_instance_uid=uid).first()
    having = [
        (header, entry, one.label)
        for header, entry in (_objects(row) if row is not None else ())
        for one in segments_of(header)
        if one.number == segment.number
    ]
    if len(having) != 1:
        raise InvalidInput(
            "There are several segmentations with a segment of this number in one series. Keep "
            "one of them, or draw outlines in their place."
            if having
            else f"There is no segment {segment.number} in a segmentation of this case. Put the "
            "segmentation in first, then choose one of its segments."
        )
    header, entry, label = having[0]
    outlines = trace_segment(
        header, segment.number, lambda at: _frame(header, entry, at), marked.grid
    )
    return _target(outlines, (segment.label or label)[:LINE_LIMIT])


def settle_segments(
    document: CaseDocument, case: Case, shown: Mapping[str, Series], writer: Person
) -> CaseDocument:
    """The same document with every segment that it names taken over.

    Args:
        shown: the library's series by their id in the document.

    Raises:
        InvalidInput: as for ``traced_target``.
    """
    if not any(isinstance(one, HotspotItem) and one.segments for one in document.items):
        return document
    items = tuple(_settled(item, document, case, shown, writer) for item in document.items)
    return document.model_copy(update={"items": items})


def _settled(
    item: Item,
    document: CaseDocument,
    case: Case,
    shown: Mapping[str, Series],
    writer: Person,
) -> Item:
    if not isinstance(item, HotspotItem) or not item.segments:
        return item
    series, row = document.find_series(item.series), shown[item.series]
    address = SeriesAddress(row.study.study_instance_uid, row.series_instance_uid)
    marked = Marked(address, series.stack if series is not None else 0)
    taken = tuple(traced_target(case, marked, segment, writer) for segment in item.segments)
    return item.model_copy(update={"targets": (*item.targets, *taken), "segments": ()})


def _target(outlines: Mapping[int, Any], label: str) -> HotspotTarget:
    traced = tuple(
        TracedOutline(slice=number, outline_px=corners)
        for number, lines in sorted(outlines.items())
        for corners in lines
    )
    if not traced:
        raise InvalidInput(
            "Nothing of this segment lies on the stack that is to be marked. Choose another "
            "stack, or another segment."
        )
    if len(traced) > LIST_LIMIT:
        raise InvalidInput(
            f"This segment falls into more than {LIST_LIMIT} pieces on this stack. Draw outlines "
            "in its place."
        )
    return HotspotTarget(
        label=label, first_slice=traced[0].slice, last_slice=traced[-1].slice, traced=traced
    )


def _objects(row: Series) -> Iterator[tuple[Dataset, InstanceEntry]]:
    """The header of each object of a series, and where its frames are."""
    index = places().shelf.read_index(row.study.study_instance_uid, row.series_instance_uid)
    for _, entry in sorted(index.instances.items()) if index is not None else ():
        if entry.frames:
            yield read_part10(_read(entry.header)).dataset, entry


def _frame(header: Dataset, entry: InstanceEntry, at: int) -> Any:
    octets = raw_frame(_read(entry.frames[at]), entry.transfer_syntax)
    dtype = "u1" if int(header.BitsAllocated) <= _WIDE else "<u2"
    return np.frombuffer(octets, dtype).reshape(int(header.Rows), int(header.Columns))


def _read(span: Span) -> bytes:
    return places().blobs.read(span.pack, span.offset, span.stop)
