"""Shapes as depths: millimetres below the surface, positive inside; near the surface only."""

from collections.abc import Sequence

import numpy as np

from readingroom.phantom.mr.block import Block, Box, Part, View
from readingroom.phantom.mr.curves import through
from readingroom.phantom.mr.noise import Field

Point = tuple[float, float, float]


def ellipsoid(view: View, centre: Point, radii: Point) -> Field:
    """Depth below an ellipsoid with axes along x, y and z."""
    r = np.sqrt(
        ((view.x - centre[0]) / radii[0]) ** 2
        + ((view.y - centre[1]) / radii[1]) ** 2
        + ((view.z - centre[2]) / radii[2]) ** 2
    )
    return np.asarray((1 - r) * np.float32(min(radii)), np.float32)


def box_of(centre: Point, radii: Point) -> Box:
    """The box around an ellipsoid."""
    (x, y, z), (a, b, c) = centre, radii
    return (x - a, x + a, y - b, y + b, z - c, z + c)


def capsule(view: View, ends: tuple[Point, Point], radii: tuple[float, float]) -> Field:
    """Depth below a rod from one end to the other, its radius changing evenly."""
    start, stop = np.array(ends[0], np.float32), np.array(ends[1], np.float32)
    along = stop - start
    dx, dy, dz = view.x - start[0], view.y - start[1], view.z - start[2]
    t = np.clip((dx * along[0] + dy * along[1] + dz * along[2]) / float(along @ along), 0, 1)
    away = np.sqrt((dx - t * along[0]) ** 2 + (dy - t * along[1]) ** 2 + (dz - t * along[2]) ** 2)
    return np.asarray(radii[0] + t * (radii[1] - radii[0]) - away, np.float32)


def capsule_box(ends: tuple[Point, Point], radii: tuple[float, float]) -> Box:
    """The box around a rod."""
    r = max(radii)
    low = [min(a, b) - r for a, b in zip(*ends, strict=True)]
    high = [max(a, b) + r for a, b in zip(*ends, strict=True)]
    return (low[0], high[0], low[1], high[1], low[2], high[2])


_TAPER_MM = 11.0

Course = Sequence[tuple[float, float, float, float, float, float]]  # z, x, y, a, b, degrees


def tube(block: Block, course: Course, *, mirrored: bool = False) -> tuple[View, Field] | None:
    """A tube with an elliptic section that changes with height.

    Args:
        block: where it runs.
        course: from foot to head or head to foot: height, centre x and y, half-axes a and b (along
            x and y before turning), and the turn in degrees, all but the last in mm.
        mirrored: on the right instead of the left.

    Returns:
        The samples near it and the depth below its surface; None when it is elsewhere.
    """
    table = np.array(sorted(course), np.float64)
    if mirrored:
        table[:, 1] *= -1
        table[:, 5] *= -1
    reach_z = float(table[-1, 0] - table[0, 0])
    near = _rows_near(table, block)
    reach = np.maximum(near[:, 3], near[:, 4])
    view = block.within(
        (
            float((near[:, 1] - reach).min()),
            float((near[:, 1] + reach).max()),
            float((near[:, 2] - reach).min()),
            float((near[:, 2] + reach).max()),
            float(table[0, 0]),
            float(table[-1, 0]),
        )
    )
    if view is None:
        return None
    cx, cy, a, b, turn = (through(view.axis_z, table, k) for k in range(1, 6))
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    dx, dy = view.x - cx, view.y - cy
    u, v = (dx * cos + dy * sin) / a, (dy * cos - dx * sin) / b
    # Ends taper like a muscle's, over a centimetre.
    inside = np.minimum(view.z - table[0, 0], table[-1, 0] - view.z) / min(_TAPER_MM, reach_z / 4)
    round_end = np.sqrt(np.clip(inside, 0, 1))
    depth = (round_end - np.sqrt(u * u + v * v)) * np.minimum(a, b)
    return view, np.asarray(np.where(inside > 0, depth, -9), np.float32)


def _rows_near(table: np.ndarray, block: Block) -> np.ndarray:
    """The rows of a course within the block's heights, with its ends interpolated."""
    low, high = float(block.axes[2][0]) - 3, float(block.axes[2][-1]) + 3
    inside = table[(table[:, 0] > low) & (table[:, 0] < high)]
    ends = [
        [z, *(np.interp(z, table[:, 0], table[:, k]) for k in range(1, 6))] for z in (low, high)
    ]
    return np.vstack([inside, ends])


def paint_tube(
    block: Block, course: Course, part: Part, *, mirrored: bool = False, wall: Part | None = None
) -> None:
    """Fill a tube; with ``wall``, its outer millimetre is of that."""
    found = tube(block, course, mirrored=mirrored)
    if found is None:
        return
    view, depth = found
    if wall is not None:
        view.fill(wall, depth > 0)
        view.fill(part, depth > 1.0)
    else:
        view.fill(part, depth > 0)
