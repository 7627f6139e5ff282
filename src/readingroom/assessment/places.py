"""Where a mark was put, and how far that is from an outline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from readingroom.assessment.errors import InvalidQuestion

Point = tuple[float, float]
Vector = tuple[float, float, float]
_SIDES_OF_ELLIPSE = 360
_MIN_CORNERS = 3
_UNIT = 1e-3  # how far directions of six decimals may be from length one and right angles


@dataclass(frozen=True)
class PatientPlace:
    """A place in the patient, the same for every series of one frame of reference.

    Attributes:
        point_mm: patient coordinates (LPS) in mm.
    """

    frame_of_reference_uid: str
    point_mm: Vector


@dataclass(frozen=True)
class ImagePlace:
    """A place on one frame of one object, for images that don't say where they lie.

    Attributes:
        frame: counted from 1.
        point_px: column and row; the middle of the first pixel is (0, 0).
    """

    sop_instance_uid: str
    frame: int
    point_px: Point


Place = PatientPlace | ImagePlace


@dataclass(frozen=True)
class Plane:
    """The plane of a slice in the patient.

    Attributes:
        origin_mm: any point on it.
        row_direction, column_direction: along a row and down a column; of length 1 and at a
            right angle (Image Orientation (Patient), PS3.3 C.7.6.2.1.1).

    Raises:
        InvalidQuestion: the directions are not such.
    """

    frame_of_reference_uid: str
    origin_mm: Vector
    row_direction: Vector
    column_direction: Vector

    def __post_init__(self) -> None:
        row, column = self.row_direction, self.column_direction
        lengths = (dot(row, row), dot(column, column), dot(row, column) + 1)
        if not all(abs(length - 1) < _UNIT for length in lengths):
            raise InvalidQuestion("This region lies on no plane. Draw it again on its slice.")

    def locate(self, point_mm: Vector) -> Vector:
        """Along the row, down the column and off the plane, in mm from the origin."""
        off = minus(point_mm, self.origin_mm)
        row, column = self.row_direction, self.column_direction
        return dot(off, row), dot(off, column), dot(off, cross(row, column))

    def place(self, along_mm: float, down_mm: float) -> PatientPlace:
        """The place on the plane so far along the row and down the column from the origin."""
        x, y, z = (
            start + along_mm * row + down_mm * column
            for start, row, column in zip(
                self.origin_mm, self.row_direction, self.column_direction, strict=True
            )
        )
        return PatientPlace(self.frame_of_reference_uid, (x, y, z))


def ellipse(centre: Point, radii: Point, angle_deg: float = 0.0) -> tuple[Point, ...]:
    """The outline of an ellipse, as corners that lie on it.

    Args:
        centre: its middle, in px or mm.
        radii: half its axes, in the same unit, above 0.
        angle_deg: how far its first axis is turned from the first coordinate to the second.

    Raises:
        InvalidQuestion: an axis is not above 0.
    """
    if min(radii) <= 0:
        raise InvalidQuestion("This ellipse has no size. Draw it again.")
    turn = math.radians(angle_deg)
    corners = []
    for step in range(_SIDES_OF_ELLIPSE):
        around = 2 * math.pi * step / _SIDES_OF_ELLIPSE
        x, y = radii[0] * math.cos(around), radii[1] * math.sin(around)
        corners.append(
            (
                centre[0] + x * math.cos(turn) - y * math.sin(turn),
                centre[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    return tuple(corners)


def check_outline(corners: Sequence[Point]) -> None:
    """Refuse what encloses nothing.

    Raises:
        InvalidQuestion: fewer than three corners, or one without a number.
    """
    if len(corners) < _MIN_CORNERS or not all(
        math.isfinite(number) for corner in corners for number in corner
    ):
        raise InvalidQuestion("This outline has fewer than three corners. Draw it again.")


def distance_to_outline(corners: Sequence[Point], point: Point) -> float:
    """How far ``point`` is outside a closed outline, in its unit; 0 inside (even-odd) and on it."""
    sides = list(pairwise([*corners, corners[0]]))
    crossings = sum(_crosses(side, point) for side in sides)
    return 0.0 if crossings % 2 else min(_distance_to_side(side, point) for side in sides)


def dot(one: Vector, other: Vector) -> float:
    """The inner product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def minus(one: Vector, other: Vector) -> Vector:
    """The difference."""
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


def cross(one: Vector, other: Vector) -> Vector:
    """The vector product."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def _crosses(side: tuple[Point, Point], point: Point) -> bool:
    """Whether a ray from ``point`` along the first coordinate meets ``side``."""
    (x1, y1), (x2, y2) = side
    if (y1 > point[1]) == (y2 > point[1]):
        return False
    return point[0] < x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1)


def _distance_to_side(side: tuple[Point, Point], point: Point) -> float:
    (x1, y1), (x2, y2) = side
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0
    if length > 0:
        along = ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / length
        along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - x1 - along * (x2 - x1), point[1] - y1 - along * (y2 - y1))
