"""Shapes as signed distances in mm (negative inside), on a plane across the patient.

Coordinates are the patient's: x to the left, y to the back, z to the head. Distances are
first-order: exact on the surface, good within some millimetres of it, which is all that
painting needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter

Field = npt.NDArray[np.float32]
Point = tuple[float, float, float]
Window = tuple[slice, slice]
Knot = tuple[float, float, float, float]  # x, y, z and the radius there, mm

COARSE: Final = 256
WARP_MM: Final = 2.2
_LATTICE: Final = 64
_LEVELS: Final = 66
_FAR: Final = np.float32(1e3)


@dataclass(frozen=True)
class Plane:
    """Where one thin layer of the patient is sampled.

    Attributes:
        z: height of the layer, mm.
        x, y, h: (256, 256) warped coordinates of the samples, mm; ``h`` is the warped height.
        texture: (256, 256) smooth noise of unit spread, for streaks and mottling.
        flat_x, flat_y: (256, 256) coordinates not bent, for what gravity or a machine shaped.
        step: distance between samples, mm.
    """

    z: float
    x: Field
    y: Field
    h: Field
    texture: Field
    flat_x: Field
    flat_y: Field
    step: float


class Planes:
    """Makes planes whose coordinates are gently bent, so that nothing is a perfect ellipse."""

    def __init__(self, *, seed: int, step: float, top: float, bottom: float) -> None:
        """``step``: between samples, mm. ``top``, ``bottom``: heights covered, mm."""
        rng = np.random.default_rng([seed, 11])
        shape = (4, _LEVELS, _LATTICE, _LATTICE)
        noise = rng.standard_normal(shape, dtype=np.float32)
        self._fields = [_unit(gaussian_filter(f, (4.5, 4.5, 4.5))) for f in noise[:3]]
        self._fields.append(_unit(gaussian_filter(noise[3], (1.2, 0.8, 0.8))))
        self._step, self._top, self._bottom = step, top, bottom
        axis = ((np.arange(COARSE) - (COARSE - 1) / 2) * step).astype(np.float32)
        self._x, self._y = np.meshgrid(axis, axis)

    def at(self, z: float) -> Plane:
        """The plane at height ``z``, mm."""
        place = (self._top - z) / (self._top - self._bottom) * (_LEVELS - 1)
        low = int(np.clip(np.floor(place), 0, _LEVELS - 2))
        part = np.float32(np.clip(place - low, 0, 1))
        bend = [_grow(f[low] * (1 - part) + f[low + 1] * part) for f in self._fields]
        return Plane(
            z=z,
            x=self._x + WARP_MM * bend[0],
            y=self._y + WARP_MM * bend[1],
            h=np.float32(z) + WARP_MM * bend[2],
            texture=bend[3],
            flat_x=self._x,
            flat_y=self._y,
            step=self._step,
        )


def _unit(field: Field) -> Field:
    return np.asarray((field - field.mean()) / field.std(), dtype=np.float32)


def _grow(small: Field) -> Field:
    """(64, 64) to (256, 256), bilinear."""
    return double(double(small))


def double(field: Field) -> Field:
    """Twice the samples each way, bilinear, the same area covered; (r, c) → (2r, 2c)."""
    return _double_rows(_double_rows(field).T).T


def _double_rows(field: Field) -> Field:
    rows, columns = field.shape
    out = np.empty((2 * rows, columns), dtype=np.float32)
    near = field * np.float32(0.75)
    far = field * np.float32(0.25)
    out[0], out[-1] = field[0], field[-1]
    np.add(near[1:], far[:-1], out=out[2::2])
    np.add(near[:-1], far[1:], out=out[1:-1:2])
    return out


class Profile:
    """A measure that changes smoothly with height: (height, value) pairs, monotone cubic."""

    def __init__(self, *knots: tuple[float, float]) -> None:
        heights, values = zip(*sorted(knots), strict=True)
        self._low, self._high = heights[0], heights[-1]
        self._curve = PchipInterpolator(heights, values)

    def __call__(self, z: float) -> float:
        """The measure at height ``z``; beyond the ends, that of the end."""
        return float(self._curve(min(max(z, self._low), self._high)))


def slope_normalised(f: Field, step: float) -> Field:
    """An implicit function made into a distance: f / |∇f|."""
    rows, columns = np.gradient(f, np.float32(step))
    return np.asarray(f / np.sqrt(rows * rows + columns * columns + np.float32(1e-6)), np.float32)


def _window(plane: Plane, low: tuple[float, float], high: tuple[float, float]) -> Window:
    """The samples between two corners (x, y) in mm, with room for the bending."""
    half, slack = (COARSE - 1) / 2, 3.5 * WARP_MM
    (left, top), (right, bottom) = (
        [int(v / plane.step + half) for v in corner]
        for corner in ((low[0] - slack, low[1] - slack), (high[0] + slack, high[1] + slack))
    )
    return slice(max(top, 0), max(bottom + 2, 0)), slice(max(left, 0), max(right + 2, 0))


def ellipsoid(
    plane: Plane, centre: Point, radii: Point, tilt: float = 0.0, reach: float = 24.0
) -> Field:
    """An ellipsoid; ``tilt`` in radians turns it about z, from x towards y.

    ``reach``: how far beyond its surface, mm, the distance is needed.
    """
    out = np.full_like(plane.x, _FAR)
    if abs(plane.z - centre[2]) > radii[2] + reach:
        return out
    wide = max(radii[:2]) if tilt else radii[0]
    deep = max(radii[:2]) if tilt else radii[1]
    part = _window(
        plane,
        (centre[0] - wide - reach, centre[1] - deep - reach),
        (centre[0] + wide + reach, centre[1] + deep + reach),
    )
    x, y, h = plane.x[part] - centre[0], plane.y[part] - centre[1], plane.h[part] - centre[2]
    out[part] = _oval(x, y, h, radii, tilt)
    return out


def _oval(x: Field, y: Field, h: Field, radii: Point, tilt: float) -> Field:
    if tilt:
        c, s = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
        x, y = c * x + s * y, c * y - s * x
    a, b, d = (np.float32(1 / r) for r in radii)
    near = np.sqrt((x * a) ** 2 + (y * b) ** 2 + (h * d) ** 2 + np.float32(1e-6))
    far = np.sqrt((x * a * a) ** 2 + (y * b * b) ** 2 + (h * d * d) ** 2 + np.float32(1e-9))
    return np.asarray(near * (near - 1) / far, np.float32)


def tube(plane: Plane, knots: Sequence[Knot], reach: float = 14.0) -> Field:
    """A tube through ``knots``, its radius changing evenly between them.

    ``reach``: how far beyond its surface, mm, the distance is needed; further parts are skipped.
    """
    out = np.full_like(plane.x, _FAR)
    for a, b in pairwise(knots):
        margin = max(a[3], b[3]) + reach
        if min(a[2], b[2]) - margin < plane.z < max(a[2], b[2]) + margin:
            low = (min(a[0], b[0]) - margin, min(a[1], b[1]) - margin)
            high = (max(a[0], b[0]) + margin, max(a[1], b[1]) + margin)
            part = _window(plane, low, high)
            np.minimum(out[part], _cone(plane, part, a, b), out=out[part])
    return out


def _cone(plane: Plane, part: Window, a: Knot, b: Knot) -> Field:
    x, y, h = plane.x[part] - a[0], plane.y[part] - a[1], plane.h[part] - a[2]
    u, v, w = (np.float32(q - p) for p, q in zip(a[:3], b[:3], strict=True))
    t = np.clip((x * u + y * v + h * w) / (u * u + v * v + w * w + np.float32(1e-6)), 0, 1)
    x -= t * u
    y -= t * v
    h -= t * w
    gap = np.sqrt(x * x + y * y + h * h)
    return np.asarray(gap - (np.float32(a[3]) + t * np.float32(b[3] - a[3])), np.float32)


def smooth_union(a: Field, b: Field, blend: float) -> Field:
    """The union, its crease filled over about ``blend`` mm."""
    h = np.maximum(np.float32(blend) - np.abs(a - b), 0)
    return np.asarray(np.minimum(a, b) - h * h * np.float32(0.25 / blend), np.float32)


def smooth_common(a: Field, b: Field, blend: float) -> Field:
    """What both share, its edge rounded over about ``blend`` mm."""
    return -smooth_union(-a, -b, blend)


def smooth_curve(knots: Sequence[Knot], times: int = 2) -> tuple[Knot, ...]:
    """The same tube with its corners cut (Chaikin), ends kept."""
    points = [np.asarray(k, dtype=float) for k in knots]
    for _ in range(times):
        cut = [points[0]]
        for p, q in pairwise(points):
            cut += [0.75 * p + 0.25 * q, 0.25 * p + 0.75 * q]
        points = [*cut, points[-1]]
    return tuple((float(p[0]), float(p[1]), float(p[2]), float(p[3])) for p in points)
