"""DICOM Segmentations, as outlines on the slices of a stack.

Source: PS3.3 A.51 and C.8.20 (Segmentation), A.51.5 and C.8.20.2 (Label Map).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from readingroom.imaging.contours import Corner, Mask, outlines_of
from readingroom.imaging.functional_groups import FrameView
from readingroom.imaging.geometry.orientation import Orientation, normal_of, usable_orientation

Vectors = NDArray[np.float64]
ReadFrame = Callable[[int], NDArray[Any]]
"""Gives the stored values of a frame, (rows, columns), counted from 0."""

_NEAR_MM: Final = 1e-3
_THIN_MM: Final = 1.0
_HALF: Final = 0.5


@dataclass(frozen=True)
class Segment:
    """One segment.

    Attributes:
        number: Segment Number (0062,0004).
        label: Segment Label (0062,0005), or what kind of thing it is.
    """

    number: int
    label: str


@dataclass(frozen=True)
class SliceGrid:
    """Where the pixels of a stack's slices lie.

    Attributes:
        frames: SOP Instance UID and frame number, from 1, of each slice.
        frame_of_reference: None where the images name none.
        orientation, positions_mm: None where they don't say how, or where, they lie.
        spacing_mm: from row to row and from column to column.
    """

    rows: int
    columns: int
    frames: tuple[tuple[str, int], ...]
    frame_of_reference: str | None
    orientation: Orientation | None
    positions_mm: tuple[tuple[float, ...] | None, ...]
    spacing_mm: tuple[float, float] | None

    @classmethod
    def of_stack(cls, stack: Mapping[str, Any]) -> "SliceGrid":
        """Of one entry of ``stacks.json``."""
        spacing = stack.get("pixel_spacing_mm")
        if stack.get("spacing_kind") != "patient":
            spacing = None
        frames = stack.get("frames", ())
        orientation = stack.get("image_orientation")
        return cls(
            rows=int(stack.get("rows") or 0),
            columns=int(stack.get("columns") or 0),
            frames=tuple((frame["sop"], int(frame["frame"])) for frame in frames),
            frame_of_reference=stack.get("frame_of_reference"),
            orientation=usable_orientation(tuple(orientation) if orientation else None),
            positions_mm=tuple(
                tuple(frame["position_mm"]) if frame.get("position_mm") else None
                for frame in frames
            ),
            spacing_mm=(float(spacing[0]), float(spacing[1])) if spacing else None,
        )


def segments_of(header: Dataset) -> tuple[Segment, ...]:
    """What a segmentation segments, in its order; nothing for objects of other kinds."""
    found = []
    for item in header.get("SegmentSequence") or ():
        number = int(item.get("SegmentNumber") or 0)
        if number > 0:
            found.append(Segment(number, _label(item, number)))
    return tuple(found)


def reaches(header: Dataset, grid: SliceGrid) -> bool:
    """Whether a segmentation speaks of a stack: lies in its frame of reference, or names it."""
    return _is_placed(header, grid) or bool(_named(header) & {sop for sop, _ in grid.frames})


def trace_segment(
    header: Dataset, number: int, read: ReadFrame, grid: SliceGrid
) -> dict[int, tuple[tuple[Corner, ...], ...]]:
    """The outlines of a segment on the slices of a stack.

    Where both say where they lie in the patient, and in the same frame of reference, each slice is
    cut through the voxels of the segment, however the two grids stand to each other. Else a frame
    that names its source image, of the same size, is laid upon that.

    Args:
        header: the segmentation's, with its functional groups.
        number: the segment.
        read: its frames.
        grid: the stack.

    Returns:
        by slice, from 1, those on which there is something: outlines as ``contours.outlines_of``
        has them.
    """
    frames = [(at, _mask(header, number, read(at))) for at in _frames_of(header, number)]
    frames = [(at, mask) for at, mask in frames if mask.any()]
    if _is_placed(header, grid):
        masks = _cut(_slabs(header, frames), grid)
    else:
        masks = _laid(header, frames, grid)
    return {slice_number: outlines_of(mask) for slice_number, mask in masks}


def _label(item: Dataset, number: int) -> str:
    """De-identification puts a number in the place of words that it doesn't know."""
    stated = " ".join(str(item.get("SegmentLabel") or "").split())
    if stated and stated.casefold() not in {f"segment{number}", f"segment {number}"}:
        return stated
    for kind in item.get("SegmentedPropertyTypeCodeSequence") or ():
        if kind.get("CodeMeaning"):
            return f"{kind.CodeMeaning} ({number})"
    return f"Segment {number}"


def _is_placed(header: Dataset, grid: SliceGrid) -> bool:
    reference = str(header.get("FrameOfReferenceUID") or "")
    return bool(
        reference
        and reference == grid.frame_of_reference
        and grid.orientation
        and grid.spacing_mm
        and all(grid.positions_mm)
    )


def _frames_of(header: Dataset, number: int) -> list[int]:
    count = int(header.get("NumberOfFrames") or 1)
    if _is_label_map(header):
        return list(range(count))
    views = (FrameView(header, at) for at in range(count))
    macro = "SegmentIdentificationSequence"
    return [v.index for v in views if v.number("ReferencedSegmentNumber", macro) == number]


def _is_label_map(header: Dataset) -> bool:
    return bool(header.get("SegmentationType") == "LABELMAP")


def _mask(header: Dataset, number: int, values: NDArray[Any]) -> Mask:
    """A fraction counts from a half up."""
    if _is_label_map(header):
        return np.asarray(values == number)
    if header.get("SegmentationType") == "FRACTIONAL":
        whole = float(header.get("MaximumFractionalValue") or 1)
        return np.asarray(values >= whole / 2)
    return np.asarray(values > 0)


@dataclass(frozen=True, eq=False)
class _Slab:
    """The set voxels of one frame.

    Attributes:
        mask: cut to them.
        origin: the middle of the first voxel of ``mask``, in mm.
        across, down: from one column, and from one row, to the next.
        normal: a unit vector.
        depth_mm: of the voxels.
    """

    mask: Mask
    origin: Vectors
    across: Vectors
    down: Vectors
    normal: Vectors
    depth_mm: float

    @property
    def corners(self) -> Vectors:
        """Its eight, in mm."""
        rows, columns = self.mask.shape
        return np.array(
            [
                self.origin + x * self.across + y * self.down + z * self.normal
                for x in (-_HALF, columns - _HALF)
                for y in (-_HALF, rows - _HALF)
                for z in (-self.depth_mm / 2, self.depth_mm / 2)
            ]
        )

    def holds(self, points: Vectors) -> Mask:
        """Which of these points (…, 3) lie in a set voxel."""
        off = points - self.origin
        column = np.rint(off @ self.across / (self.across @ self.across)).astype(np.intp)
        row = np.rint(off @ self.down / (self.down @ self.down)).astype(np.intp)
        rows, columns = self.mask.shape
        near = np.abs(off @ self.normal) <= self.depth_mm / 2 + _NEAR_MM
        near &= (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        return np.asarray(near & self.mask[row.clip(0, rows - 1), column.clip(0, columns - 1)])


def _slabs(header: Dataset, frames: Sequence[tuple[int, Mask]]) -> list[_Slab]:
    found = []
    for at, mask in frames:
        view = FrameView(header, at)
        position = view.numbers("ImagePositionPatient", 3, "PlanePositionSequence")
        orientation = usable_orientation(
            view.numbers("ImageOrientationPatient", 6, "PlaneOrientationSequence")
        )
        spacing = view.numbers("PixelSpacing", 2, "PixelMeasuresSequence")
        if position is None or orientation is None or spacing is None:
            continue
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        across = np.array(orientation[:3]) * spacing[1]
        down = np.array(orientation[3:]) * spacing[0]
        found.append(
            _Slab(
                mask=mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
                origin=np.array(position) + columns[0] * across + rows[0] * down,
                across=across,
                down=down,
                normal=np.array(normal_of(orientation)),
                depth_mm=_depth(view),
            )
        )
    return found


def _depth(view: FrameView) -> float:
    """From one slice to the next, as far as it is said."""
    for keyword in ("SpacingBetweenSlices", "SliceThickness"):
        depth = view.number(keyword, "PixelMeasuresSequence")
        if depth is not None and depth > 0:
            return depth
    return _THIN_MM


def _cut(slabs: Sequence[_Slab], grid: SliceGrid) -> Iterator[tuple[int, Mask]]:
    """Each slice of a stack that goes through set voxels, from 1, with what it meets."""
    if not slabs or grid.orientation is None or grid.spacing_mm is None:
        return
    across = np.array(grid.orientation[:3]) * grid.spacing_mm[1]
    down = np.array(grid.orientation[3:]) * grid.spacing_mm[0]
    normal = np.array(normal_of(grid.orientation))
    corners = np.stack([slab.corners for slab in slabs])
    for number, position in enumerate(grid.positions_mm, start=1):
        off = corners - np.array(position)
        depths = off @ normal
        met = (depths.min(axis=1) <= _NEAR_MM) & (depths.max(axis=1) >= -_NEAR_MM)
        if not met.any():
            continue
        part = _part(off[met] @ across / (across @ across), off[met] @ down / (down @ down), grid)
        rows, columns = np.mgrid[part]
        points = (
            np.array(position) + columns[..., np.newaxis] * across + rows[..., np.newaxis] * down
        )
        mask = np.zeros((grid.rows, grid.columns), bool)
        for slab, is_met in zip(slabs, met, strict=True):
            if is_met:
                mask[part] |= slab.holds(points)
        if mask.any():
            yield number, mask


def _part(columns: Vectors, rows: Vectors, grid: SliceGrid) -> tuple[slice, slice]:
    """The rows and columns of a slice that slabs can lie on."""
    low = np.floor([rows.min(), columns.min()]).clip(0).astype(int)
    high = np.ceil([rows.max(), columns.max()]).astype(int) + 1
    return (
        slice(int(low[0]), max(int(low[0]), min(int(high[0]), grid.rows))),
        slice(int(low[1]), max(int(low[1]), min(int(high[1]), grid.columns))),
    )


def _laid(
    header: Dataset, frames: Sequence[tuple[int, Mask]], grid: SliceGrid
) -> Iterator[tuple[int, Mask]]:
    """What is laid upon the very images it was drawn on, slice by slice, from 1."""
    places = {frame: number for number, frame in enumerate(grid.frames, start=1)}
    found: dict[int, Mask] = {}
    for at, mask in frames:
        number = places.get(_source_of(header, at))
        if number is not None and mask.shape == (grid.rows, grid.columns):
            found[number] = found[number] | mask if number in found else mask
    yield from sorted(found.items())


def _source_of(header: Dataset, at: int) -> tuple[str, int]:
    """The image and frame that a frame was drawn on; the only image that is named at all, else."""
    view = FrameView(header, at)
    derivation = view.group("DerivationImageSequence")
    for image in (derivation.get("SourceImageSequence") or ()) if derivation is not None else ():
        sop = str(image.get("ReferencedSOPInstanceUID") or "")
        numbers = image.get("ReferencedFrameNumber")
        first = (
            numbers[0]
            if isinstance(numbers, Sequence) and not isinstance(numbers, str)
            else numbers
        )
        return sop, int(first or 1)
    named = _named(header)
    return (next(iter(named)), 1) if len(named) == 1 else ("", 0)


def _named(header: Dataset) -> set[str]:
    """The images that a segmentation refers to."""
    return {
        str(image.get("ReferencedSOPInstanceUID") or "")
        for series in header.get("ReferencedSeriesSequence") or ()
        for image in series.get("ReferencedInstanceSequence") or ()
    }
