"""Beneath the diaphragm: its domes, liver, spleen, stomach, fat."""

from typing import Final

import numpy as np

from readingroom.phantom.ct.paint import Canvas
from readingroom.phantom.ct.shapes import (
    Field,
    Plane,
    ellipsoid,
    smooth_common,
    smooth_curve,
    tube,
)
from readingroom.phantom.hounsfield import hu

# Height of the dome, its middle, and how fast it falls to the sides, the front and the back.
_RIGHT: Final = (-106.0, -64.0, -6.0, 0.0050, 0.0024, 0.0074)
_LEFT: Final = (-120.0, 66.0, -8.0, 0.0056, 0.0020, 0.0076)
_STOMACH_LEVEL_Y: Final = -28.0  # the patient lies on the back: gas above, contents below


def abdomen_of(plane: Plane) -> Field:
    """Distance from the diaphragm, negative beneath it; (256, 256) mm."""
    domes, steep = [], []
    for top, x0, y0, side, front, back in (_RIGHT, _LEFT):
        x, y = plane.x - np.float32(x0), plane.y - np.float32(y0)
        fall = np.where(y < 0, np.float32(front), np.float32(back))
        domes.append(top - side * x * x - fall * y * y)
        steep.append((2 * side * x) ** 2 + (2 * fall * y) ** 2)
    right = domes[0] > domes[1]
    valley = np.maximum(np.float32(36) - np.abs(domes[0] - domes[1]), 0)
    dome = np.where(right, domes[0], domes[1]) + valley * valley * np.float32(1 / 144)
    slope = np.sqrt(1 + np.where(right, steep[0], steep[1]))
    return np.asarray((plane.h - dome) / slope, np.float32)


_HEPATIC: Final = tuple(smooth_curve(k) for k in (
    [(-26, 4, -126, 5), (-60, 0, -134, 4), (-95, -5, -150, 2.5)],
    [(-24, 0, -126, 5), (-44, -30, -140, 3.5), (-62, -55, -156, 2.5)],
    [(-20, -4, -128, 4.5), (0, -30, -138, 3), (20, -50, -146, 2)],
    [(-30, -8, -185, 6), (-62, 0, -176, 5), (-90, 18, -172, 3)],
    [(-62, 0, -176, 4), (-80, -28, -180, 3), (-95, -45, -184, 2)],
))  # fmt: skip


def paint_abdomen(canvas: Canvas, plane: Plane, abdomen: Field, inside: Field) -> None:
    """All beneath the diaphragm; ``inside`` is the distance from the inner wall, mm."""
    if plane.z > -92:
        return
    texture = plane.texture
    body = np.maximum(abdomen, inside)
    canvas.paint(body, hu("muscle") - 4)
    cavity = np.maximum(abdomen + 2.6, inside + 1.5)
    canvas.paint(cavity, np.asarray(hu("fat") + 5 * texture, np.float32))
    _paint_left(canvas, plane, cavity)
    edge = plane.x - (22 - 0.95 * (plane.y + 30)) - 0.3 * (plane.h + 140)
    liver = smooth_common(cavity + 0.6, np.asarray(edge * 0.75, np.float32), 16)
    canvas.paint(liver, np.asarray(hu("liver") + 1.5 * texture, np.float32))
    for vessel in _HEPATIC:
        canvas.paint(np.maximum(tube(plane, vessel), liver + 2), hu("blood"))
    for side in (-1, 1):  # crura and the upper poles of the kidneys
        canvas.paint(ellipsoid(plane, (side * 13, 30, -185), (6, 12, 42)), hu("muscle"))
        kidney = ellipsoid(plane, (side * 52, 58, -205 - 6 * (side < 0)), (25, 24, 36))
        canvas.paint(np.maximum(kidney, cavity + 3), hu("kidney"))


def _paint_left(canvas: Canvas, plane: Plane, cavity: Field) -> None:
    texture = plane.texture
    spleen = smooth_common(
        ellipsoid(plane, (104, 46, -168), (36, 52, 40), tilt=-0.5), cavity + 0.8, 8
    )
    canvas.paint(spleen, np.asarray(hu("spleen") + 1.5 * texture, np.float32))
    stomach = smooth_common(
        ellipsoid(plane, (66, -22, -166), (46, 44, 42), tilt=0.3), cavity + 1, 10
    )
    canvas.paint(stomach, hu("muscle") - 6)
    lumen = stomach + np.float32(4)
    food = hu("gastric content") + 14 * texture
    canvas.paint(lumen, np.asarray(food, np.float32))
    level = plane.flat_y - np.float32(_STOMACH_LEVEL_Y)
    canvas.paint(np.maximum(lumen, level), hu("air") + 10)
    # Bowel of the splenic flexure, gas and residue.
    colon = smooth_common(ellipsoid(plane, (112, -34, -192), (22, 28, 20)), cavity + 2, 6)
    canvas.paint(colon, hu("muscle") - 10)
    canvas.paint(colon + 2.5, np.where(texture > -0.2, np.float32(-960), np.float32(-60)))
