"""Painting a layer of the patient: tissue over tissue, edges as fractions of a voxel."""

from typing import Final

import numpy as np

from readingroom.phantom.ct.shapes import COARSE, Field, Window, double

FINE: Final = 2 * COARSE
_EDGE_MM: Final = 1.0  # about the diagonal of a sampled voxel, over which an edge is shared


class Canvas:
    """CT numbers of one thin layer, (512, 512) HU, being painted."""

    def __init__(self, background: float) -> None:
        self.hu = np.full((FINE, FINE), background, dtype=np.float32)

    def paint(self, distance: Field, value: float | Field, *, share: float = 1.0) -> None:
        """Cover the inside of a shape.

        ``distance``: (256, 256) mm, negative inside. ``value``: HU, or (256, 256) of them.
        ``share``: how much of what lies beneath is covered, 0..1.
        """
        found = _box(distance)
        if found is None:
            return
        part, view = found
        cover = coverage(double(distance[part]))
        if share != 1.0:
            cover *= np.float32(share)
        target = self.hu[view]
        over = double(value[part]) if isinstance(value, np.ndarray) else np.float32(value)
        target += cover * (over - target)

    def blend(self, cover: Field, value: float | Field) -> None:
        """Cover by a (512, 512) fraction, 0..1."""
        self.hu += cover * (value - self.hu)


def coverage(distance: Field) -> Field:
    """The fraction of a voxel that lies inside, 0..1, from the distance of its centre, mm."""
    cover = np.clip(np.float32(0.5) - distance * np.float32(1 / _EDGE_MM), 0, 1)
    return np.asarray(cover, np.float32)


def cover_of(distance: Field) -> Field:
    """(256, 256) mm → the covered fraction on the fine grid, (512, 512)."""
    out = np.zeros((FINE, FINE), dtype=np.float32)
    found = _box(distance)
    if found is not None:
        part, view = found
        out[view] = coverage(double(distance[part]))
    return out


def _box(distance: Field) -> tuple[Window, Window] | None:
    """The samples that matter, and the fine pixels over them."""
    inside = distance < 2.5
    rows = np.flatnonzero(inside.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(inside.any(axis=0))
    top, bottom = max(int(rows[0]) - 1, 0), min(int(rows[-1]) + 2, COARSE)
    left, right = max(int(columns[0]) - 1, 0), min(int(columns[-1]) + 2, COARSE)
    part = (slice(top, bottom), slice(left, right))
    return part, (slice(2 * top, 2 * bottom), slice(2 * left, 2 * right))
