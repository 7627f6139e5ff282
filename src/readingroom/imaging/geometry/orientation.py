"""Planes, normals and the letters at a picture's edges.

Patient coordinates are LPS in mm: x grows to the patient's left, y to the back, z to the head
(PS3.3 C.7.6.2.1.1).
"""

import math
from typing import Final, Literal, NamedTuple

Vector = tuple[float, float, float]
Orientation = tuple[float, float, float, float, float, float]
Plane = Literal["axial", "sagittal", "coronal", "oblique"]

# Radiologists call a plane axial though it is tilted along a disc or with the gantry.
_NEAREST_COSINE: Final = 0.8
_LETTER_COSINE: Final = 0.2
_UNIT_TOLERANCE: Final = 0.05
# For each main direction of a normal: the plane, and along which way slices are counted.
_PLANES: Final[dict[int, Plane]] = {0: "sagittal", 1: "coronal", 2: "axial"}
_COUNTED: Final = {0: 1.0, 1: 1.0, 2: -1.0}  # right to left, front to back, head to feet
_LETTERS: Final = (("R", "L"), ("A", "P"), ("F", "H"))
_OPPOSITES: Final = str.maketrans("RLAPFH", "LRPAHF")


class EdgeLetters(NamedTuple):
    """Where each edge of the picture lies in the patient: R L A P H F, most important first."""

    left: str
    right: str
    top: str
    bottom: str


def usable_orientation(numbers: tuple[float, ...] | None) -> Orientation | None:
    """Image Orientation (Patient) if it is two unit vectors at right angles, else None."""
    if numbers is None or len(numbers) != len(_LETTERS) * 2:
        return None
    row, column = numbers[:3], numbers[3:]
    lengths = [math.sqrt(_dot(v, v)) for v in (row, column)]
    if any(abs(length - 1) > _UNIT_TOLERANCE for length in lengths):
        return None
    if abs(_dot(row, column)) > _UNIT_TOLERANCE:
        return None
    return (row[0], row[1], row[2], column[0], column[1], column[2])


def normal_of(orientation: Orientation) -> Vector:
    """The unit vector through the picture, from the reader's eye into it."""
    (a, b, c), (d, e, f) = orientation[:3], orientation[3:]
    x, y, z = b * f - c * e, c * d - a * f, a * e - b * d
    length = math.sqrt(x * x + y * y + z * z) or 1.0
    return (x / length, y / length, z / length)


def plane_of(orientation: Orientation) -> Plane:
    """The nearest of the three planes; ``oblique`` when none is near (beyond about 37°)."""
    normal = normal_of(orientation)
    axis = _main_axis(normal)
    return _PLANES[axis] if abs(normal[axis]) >= _NEAREST_COSINE else "oblique"


def counting_direction(orientation: Orientation) -> Vector:
    """The unit vector along which slices are numbered.

    Axial from head to feet, sagittal from the patient's right to left, coronal from front to
    back, oblique as the nearest of these.
    """
    normal = normal_of(orientation)
    axis = _main_axis(normal)
    sign = math.copysign(1.0, normal[axis]) * _COUNTED[axis]
    return (normal[0] * sign, normal[1] * sign, normal[2] * sign)


def distance_along(direction: Vector, position: Vector) -> float:
    """How far ``position`` lies along ``direction``, in mm."""
    return _dot(direction, position)


def edge_letters(orientation: Orientation) -> EdgeLetters:
    """What to write at the picture's edges, such as ``R`` left and ``AH`` on top."""
    right, bottom = _letters(orientation[:3]), _letters(orientation[3:])
    left = _letters(tuple(-v for v in orientation[:3]))
    top = _letters(tuple(-v for v in orientation[3:]))
    return EdgeLetters(left=left, right=right, top=top, bottom=bottom)


def letters_towards(row: str, column: str) -> EdgeLetters:
    """The same where only words say it: Patient Orientation (0020,0020), PS3.3 C.7.6.1.1.1.

    Args:
        row, column: which way rows and columns run, such as ``A`` and ``FL``.
    """
    return EdgeLetters(left=_opposite(row), right=row, top=_opposite(column), bottom=column)


def _opposite(letters: str) -> str:
    return letters.translate(_OPPOSITES)


def _letters(direction: tuple[float, ...]) -> str:
    ranked = sorted(range(len(_LETTERS)), key=lambda axis: -abs(direction[axis]))
    return "".join(
        _LETTERS[axis][direction[axis] > 0]
        for axis in ranked
        if abs(direction[axis]) > _LETTER_COSINE
    )


def _main_axis(normal: Vector) -> int:
    return max(range(len(normal)), key=lambda axis: (abs(round(normal[axis], 4)), axis))


def _dot(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
