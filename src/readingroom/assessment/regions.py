"""Regions that are to be found: the author's drawing, or a segmentation.

A region knows how far a mark is from it: in millimetres where the images say where they lie in
the patient, or at least how large their pixels are, else in pixels of one frame. It says nothing
of a mark elsewhere: in another frame of reference, or on another image.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from readingroom.assessment.errors import InvalidQuestion
from readingroom.assessment.places import (
    ImagePlace,
    PatientPlace,
    Place,
    Plane,
    Point,
    Vector,
    check_outline,
    distance_to_outline,
    dot,
    minus,
)

_RIGHT_ANGLE = 1e-3
_EMPTY = "This region holds no pixel. Draw it again."


class Region(Protocol):
    """What a mark can be near to."""

    @property
    def is_in_mm(self) -> bool:
        """Whether ``distance`` is in millimetres, else in pixels."""
        ...

    def distance(self, place: Place) -> float | None:
        """How far outside a place is, 0 inside; none where the region can't tell."""
        ...


@dataclass(frozen=True)
class PatientOutline:
    """An outline on a slice in the patient, through some depth.

    Attributes:
        corners_mm: along the row and down the column of ``plane``, in mm from its origin.
        depth_mm: from where to where along the normal of ``plane`` (row × column): half a
            slice to either side, or all slices that the outline counts for.

    Raises:
        InvalidQuestion: fewer than three corners, or a depth that ends before it begins.
    """

    plane: Plane
    corners_mm: tuple[Point, ...]
    depth_mm: tuple[float, float]

    is_in_mm = True

    def __post_init__(self) -> None:
        check_outline(self.corners_mm)
        if self.depth_mm[1] < self.depth_mm[0]:
            raise InvalidQuestion("This region ends before it begins. Draw it again.")

    def distance(self, place: Place) -> float | None:
        """In mm through space; none in another frame of reference or without one."""
        if not _is_in(place, self.plane.frame_of_reference_uid):
            return None
        along, down, off = self.plane.locate(place.point_mm)
        gap = max(self.depth_mm[0] - off, off - self.depth_mm[1], 0.0)
        return math.hypot(distance_to_outline(self.corners_mm, (along, down)), gap)


def outline_through_slices(
    first: Plane, last: Plane, corners_px: Sequence[Point], spacing_mm: Point, thickness_mm: float
) -> PatientOutline:
    """An outline in pixels of a stack, through all slices from the first to the last it counts for.

    Args:
        first, last: the planes of these slices, each with the middle of its first pixel as
            origin (Image Position (Patient), PS3.3 C.7.6.2.1.1); straight behind each other.
        corners_px: column and row; the middle of the first pixel is (0, 0).
        spacing_mm: from one column and one row to the next.
        thickness_mm: of a slice; half of it is added at either end.

    Raises:
        InvalidQuestion: fewer than three corners, or slices in two frames of reference.
    """
    if first.frame_of_reference_uid != last.frame_of_reference_uid:
        raise InvalidQuestion("This region reaches over two stacks. Draw it on one of them.")
    corners = tuple((column * spacing_mm[0], row * spacing_mm[1]) for column, row in corners_px)
    end = first.locate(last.origin_mm)[2]
    depth = (min(0.0, end) - thickness_mm / 2, max(0.0, end) + thickness_mm / 2)
    return PatientOutline(first, corners, depth)


@dataclass(frozen=True, eq=False)
class PatientMask:
    """Voxels in the patient, such as one segment of a SEG.

    Attributes:
        voxels: (slices, rows, columns), best cut to the segment.
        origin_mm: the middle of the first voxel.
        steps_mm: from one slice, one row and one column to the next; at right angles.

    Raises:
        InvalidQuestion: no voxel is set, or the steps are not at right angles.
    """

    frame_of_reference_uid: str
    voxels: NDArray[np.bool_]
    origin_mm: Vector
    steps_mm: tuple[Vector, Vector, Vector]

    is_in_mm = True

    def __post_init__(self) -> None:
        if not self.voxels.any():
            raise InvalidQuestion(_EMPTY)
        lengths = self._lengths
        pairs = ((0, 1), (0, 2), (1, 2))
        steps = self.steps_mm
        if min(lengths) <= 0 or any(
            abs(dot(steps[a], steps[b])) > _RIGHT_ANGLE * lengths[a] * lengths[b] for a, b in pairs
        ):
            raise InvalidQuestion(
                "This segmentation lies askew in the patient. Draw outlines in its place."
            )

    def distance(self, place: Place) -> float | None:
        """In mm to the nearest voxel's edge; none in another frame of reference or without one."""
        if not _is_in(place, self.frame_of_reference_uid):
            return None
        off = minus(place.point_mm, self.origin_mm)
        along = [
            dot(off, step) / length
            for step, length in zip(self.steps_mm, self._lengths, strict=True)
        ]
        return _distance_to_boxes(self._set, np.array(self._lengths), np.array(along))

    @cached_property
    def _lengths(self) -> tuple[float, float, float]:
        slices, rows, columns = (math.sqrt(dot(step, step)) for step in self.steps_mm)
        return slices, rows, columns

    @cached_property
    def _set(self) -> NDArray[np.intp]:
        return np.argwhere(self.voxels)


@dataclass(frozen=True)
class ImageOutline:
    """An outline on one frame of one object.

    Attributes:
        frame: counted from 1.
        corners_px: column and row.
        spacing_mm: from one column and one row to the next, where the image says it.

    Raises:
        InvalidQuestion: fewer than three corners.
    """

    sop_instance_uid: str
    frame: int
    corners_px: tuple[Point, ...]
    spacing_mm: Point | None = None

    def __post_init__(self) -> None:
        check_outline(self.corners_px)

    @property
    def is_in_mm(self) -> bool:
        """Whether pixels have a size."""
        return self.spacing_mm is not None

    def distance(self, place: Place) -> float | None:
        """In mm or px on the frame; none on another one."""
        if not _is_on(place, self.sop_instance_uid, self.frame):
            return None
        across, down = self.spacing_mm or (1.0, 1.0)
        corners = [(column * across, row * down) for column, row in self.corners_px]
        column, row = place.point_px
        return distance_to_outline(corners, (column * across, row * down))


@dataclass(frozen=True, eq=False)
class ImageMask:
    """Pixels of one frame of one object.

    Attributes:
        frame: counted from 1.
        pixels: (rows, columns).
        spacing_mm: from one column and one row to the next, where the image says it.

    Raises:
        InvalidQuestion: no pixel is set.
    """

    sop_instance_uid: str
    frame: int
    pixels: NDArray[np.bool_]
    spacing_mm: Point | None = None

    def __post_init__(self) -> None:
        if not self.pixels.any():
            raise InvalidQuestion(_EMPTY)

    @property
    def is_in_mm(self) -> bool:
        """Whether pixels have a size."""
        return self.spacing_mm is not None

    def distance(self, place: Place) -> float | None:
        """In mm or px to the nearest pixel's edge; none on another frame."""
        if not _is_on(place, self.sop_instance_uid, self.frame):
            return None
        across, down = self.spacing_mm or (1.0, 1.0)
        column, row = place.point_px
        return _distance_to_boxes(
            np.argwhere(self.pixels),
            np.array([down, across]),
            np.array([row * down, column * across]),
        )


def _distance_to_boxes(
    places: NDArray[np.intp], sizes: NDArray[np.float64], point: NDArray[np.float64]
) -> float:
    """From ``point`` to the nearest of the boxes around ``places`` (n, axes), sides ``sizes``."""
    gaps = np.maximum(np.abs(places * sizes - point) - sizes / 2, 0.0)
    return float(np.sqrt((gaps**2).sum(axis=1).min()))


def _is_in(place: Place, frame_of_reference_uid: str) -> TypeGuard[PatientPlace]:
    return isinstance(place, PatientPlace) and (
        place.frame_of_reference_uid == frame_of_reference_uid
    )


def _is_on(place: Place, sop_instance_uid: str, frame: int) -> TypeGuard[ImagePlace]:
    return isinstance(place, ImagePlace) and (
        (place.sop_instance_uid, place.frame) == (sop_instance_uid, frame)
    )
