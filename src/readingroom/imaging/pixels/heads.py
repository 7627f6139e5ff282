"""Sections of a head as one volume in the patient's directions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from readingroom.imaging.functional_groups import FrameView
from readingroom.imaging.geometry.orientation import normal_of, usable_orientation
from readingroom.imaging.refusals import CannotDecode

Array = npt.NDArray[Any]

_SKIN_HU: Final = -300.0
_DEEPEST_LEVELS: Final = 256
_GRAIN_MM: Final = 1.5


@dataclass(frozen=True, eq=False)
class Volume:
    """Values in the patient's directions, and how to get back to the frames.

    Attributes:
        values: rescaled, (z, y, x): from the feet up, from front to back, from right to left.
        spacing_mm: along z, y and x.
        axes: which of z, y, x each axis of the frames became: slices, rows, columns.
        flipped: which of the axes of the frames were turned round.
        order: places of the frames, as given, along the first axis.
        is_ct: whether values are Hounsfield units.
    """

    values: Array
    spacing_mm: tuple[float, float, float]
    axes: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]
    order: tuple[int, ...]
    is_ct: bool

    def to_frames(self, values: Array) -> list[Array]:
        """What ``values``, of this volume's shape, are in the frames it was made of."""
        turned = values.transpose(self.axes)
        stack = turned[tuple(slice(None, None, -1 if f else 1) for f in self.flipped)]
        frames: list[Array] = [stack[0]] * len(self.order)
        for place, frame in enumerate(self.order):
            frames[frame] = stack[place]
        return frames


def head_volume(headers: Sequence[Dataset], frames: Sequence[Array]) -> Volume:
    """Stack the frames of one series.

    Args:
        headers: of its objects; one for each frame, or one for all of a multi-frame object.
        frames: stored values, (rows, columns), in the order of the headers.

    Raises:
        CannotDecode: they are no stack: a place, an orientation or a spacing is missing, or
            sizes differ.
    """
    single = len(headers) == 1
    views = [FrameView(headers[0 if single else i], i if single else 0) for i in range(len(frames))]
    orientation = usable_orientation(
        views[0].numbers("ImageOrientationPatient", 6, "PlaneOrientationSequence")
    )
    places = [view.numbers("ImagePositionPatient", 3, "PlanePositionSequence") for view in views]
    pixels = views[0].numbers("PixelSpacing", 2, "PixelMeasuresSequence")
    if orientation is None or pixels is None or None in places:
        raise CannotDecode(detail="no geometry")
    if len({frame.shape for frame in frames}) != 1 or frames[0].ndim != 2:  # noqa: PLR2004  # grey
        raise CannotDecode(detail="frames of different sizes")
    normal = np.array(normal_of(orientation))
    along = [float(np.dot(np.array(place), normal)) for place in places]
    order = tuple(int(i) for i in np.argsort(along))
    gaps = np.diff(np.sort(along))
    step = float(np.median(gaps)) if len(gaps) else 1.0
    stack = np.stack([_rescaled(views[i], frames[i]) for i in order])
    directions = [normal, np.array(orientation[3:]), np.array(orientation[:3])]
    return _turned(stack, directions, (step or 1.0, *pixels), order, _is_ct(headers[0]))


def _turned(
    stack: Array,
    directions: list[Array],
    spacing: tuple[float, ...],
    order: tuple[int, ...],
    is_ct: bool,  # noqa: FBT001  # private, and named where it is called
) -> Volume:
    """Axes of the stack to the patient's nearest: LPS gives x to the left, y back, z up."""
    main = [int(np.argmax(np.abs(d))) for d in directions]
    if sorted(main) != [0, 1, 2]:
        raise CannotDecode(detail="oblique")
    flipped = tuple(bool(d[m] < 0) for d, m in zip(directions, main, strict=True))
    straight = stack[tuple(slice(None, None, -1 if f else 1) for f in flipped)]
    axes = tuple(2 - m for m in main)  # of z, y, x
    values = straight.transpose(np.argsort(axes))
    ordered = [spacing[int(i)] for i in np.argsort(axes)]
    return Volume(
        values,
        (ordered[0], ordered[1], ordered[2]),
        (axes[0], axes[1], axes[2]),
        (flipped[0], flipped[1], flipped[2]),
        order,
        is_ct,
    )


def inside(volume: Volume) -> Array:
    """Which voxels are of the head: its largest part above air, with its hollows filled."""
    from scipy import ndimage  # noqa: PLC0415  # 13 MB, only for heads

    grain = [_GRAIN_MM / s / 2 for s in volume.spacing_mm]
    smooth = ndimage.gaussian_filter(volume.values.astype(np.float32), grain)
    body = smooth > (_SKIN_HU if volume.is_ct else _threshold(smooth))
    labels, count = ndimage.label(body)
    if count > 1:
        body = labels == 1 + int(np.argmax(np.bincount(labels.reshape(-1))[1:]))
    filled: Array = np.stack([ndimage.binary_fill_holes(section) for section in body])
    return filled


def _threshold(values: Array) -> float:
    """Between air and tissue: where the two classes of values differ most (Otsu, 1979)."""
    top = float(np.percentile(values, 99))
    counts, edges = np.histogram(np.minimum(values, top), bins=_DEEPEST_LEVELS)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts).astype(np.float64)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * apart**2)
    return float(middles[int(np.argmax(between))]) / 2  # skin is darker than brain


def _rescaled(view: FrameView, frame: Array) -> Array:
    slope = view.number("RescaleSlope", "PixelValueTransformationSequence") or 1.0
    intercept = view.number("RescaleIntercept", "PixelValueTransformationSequence") or 0.0
    values: Array = frame.astype(np.float32) * np.float32(slope) + np.float32(intercept)
    return values


def _is_ct(header: Dataset) -> bool:
    return str(header.get("Modality") or "") == "CT"
