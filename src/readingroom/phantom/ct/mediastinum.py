"""Between the lungs: airway, gullet, great vessels, heart with its calcified coronaries, nodes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from readingroom.phantom.ct.paint import Canvas
from readingroom.phantom.ct.shapes import (
    Field,
    Knot,
    Plane,
    Profile,
    ellipsoid,
    smooth_curve,
    smooth_union,
    tube,
)
from readingroom.phantom.ct.wall import SPINE_Y
from readingroom.phantom.hounsfield import hu

Vessel = tuple[Knot, ...]

AORTA: Final = smooth_curve([
    (4, -22, -66, 16), (-10, -32, -46, 17.5), (-20, -31, -14, 17.5), (-14, -24, 14, 16),
    (2, -8, 27, 15), (17, 14, 22, 14), (25, 34, 0, 13.5), (27, 38, -40, 13.5), (24, 35, -90, 13.0),
    (16, 25, -150, 12.2), (8, 15, -200, 11.5),
])  # fmt: skip
_ARCH_BRANCHES: Final = tuple(smooth_curve(k) for k in (
    [(-8, -18, 26, 7.5), (-16, -10, 52, 7), (-26, -4, 74, 6.5)],
    [(-26, -4, 74, 5), (-48, 4, 90, 4.5), (-84, -8, 92, 4.2), (-130, -14, 92, 4)],
    [(-26, -4, 74, 4.2), (-26, 2, 116, 3.8)],
    [(2, -8, 27, 5), (12, -2, 55, 4.4), (22, 0, 85, 4), (25, 2, 116, 3.8)],
    [(14, 6, 26, 5.4), (24, 12, 52, 5), (32, 12, 78, 5), (56, 6, 92, 4.6), (100, -10, 92, 4.2)],
))  # fmt: skip
_VEINS: Final = tuple(smooth_curve(k) for k in (
    [(-29, -24, 40, 8.5), (-30, -17, 8, 9.5), (-30, -13, -30, 10), (-36, -17, -58, 12)],
    [(-38, -18, 74, 7), (-33, -26, 52, 7.5), (-29, -24, 40, 8.5)],
    [(40, -20, 74, 6.5), (26, -36, 52, 6.5), (0, -43, 43, 6.5), (-26, -26, 36, 7.5)],
    [(-38, -18, 74, 6), (-62, -26, 84, 5.5), (-110, -26, 90, 5)],
    [(40, -20, 74, 6), (62, -26, 84, 5.5), (110, -26, 90, 5)],
    [(-38, -18, 74, 5.5), (-36, -2, 116, 5.5)], [(40, -20, 74, 5.5), (35, -1, 116, 5)],
    [(-8, 24, -190, 3.5), (-9, 31, -90, 4), (-9, 33, -10, 4.2), (-14, 28, 10, 4.6),
     (-26, 8, 14, 4.6), (-30, -10, 10, 5)],
    [(-34, -12, -98, 12), (-28, 2, -124, 12), (-25, 10, -160, 11.5), (-24, 12, -200, 11)],
))  # fmt: skip
_PULMONARY: Final = tuple(smooth_curve(k) for k in (
    [(12, -56, -62, 14), (18, -46, -38, 14), (22, -28, -20, 13.5), (32, -8, -12, 12)],
    [(32, -8, -12, 12), (44, 10, -8, 10.5), (51, 21, -20, 9), (54, 27, -42, 7.5)],
    [(20, -26, -21, 12), (0, -11, -22, 11.5), (-24, -3, -26, 11), (-42, 2, -30, 9)],
    [(-42, 2, -30, 8.5), (-51, 10, -46, 8), (-55, 20, -66, 6.5)],
    [(-40, 1, -26, 7), (-46, 0, -8, 5.5), (-50, 0, 2, 4.4)],
    [(8, 6, -58, 10), (-28, 2, -50, 7.5), (-48, -10, -44, 6)],
    [(0, 14, -70, 10), (-26, 16, -74, 7.5), (-46, 22, -78, 6)],
    [(18, 0, -56, 10), (36, -8, -46, 7), (50, -16, -38, 5.5)],
    [(20, 8, -68, 10), (38, 18, -70, 7), (52, 26, -74, 5.5)],
))  # fmt: skip
AIRWAY: Final = tuple(smooth_curve(k, 1) for k in (
    [(2, 2, 118, 8.5), (0, 8, 70, 8.5), (-1, 15, 30, 8.5), (0, 21, 3, 8.8)],
    [(0, 21, 3, 8), (-16, 20, -9, 7.2), (-32, 18, -17, 6.6), (-38, 18, -36, 5.8),
     (-42, 19, -50, 5.2)],
    [(0, 21, 3, 7.6), (20, 20, -16, 6.3), (38, 18, -28, 6), (44, 22, -44, 5)],
    [(-24, 18, -12, 4.8), (-40, 13, -9, 4.5), (-52, 10, -4, 3.8)],
    [(38, 18, -28, 5), (50, 8, -28, 4.4), (58, 0, -24, 3.8)],
))  # fmt: skip
_GULLET: Final = smooth_curve([
    (5, 20, 118, 6), (6, 26, 60, 6), (8, 32, 20, 6), (5, 33, -15, 6.5), (8, 28, -60, 6.5),
    (12, 18, -100, 7.5), (20, 6, -126, 8.5), (36, 0, -140, 10),
])  # fmt: skip
_NODES: Final = (
    (-17, 3, 16, 3.2), (-8, -16, 44, 2.4), (27, 2, -2, 3), (-2, 32, -20, 3.5), (12, -30, 30, 2.2),
    (-106, 2, 46, 3.6), (-118, 8, 30, 3), (108, 0, 44, 3.4), (120, 10, 26, 3.2), (100, -8, 58, 2.6),
)  # fmt: skip

_LEFT_VENTRICLE: Final = ((24, -14, -80, 31), (46, -34, -98, 30), (70, -52, -112, 17))
_RIGHT_VENTRICLE: Final = ((-14, -46, -98, 24), (18, -55, -104, 24), (48, -64, -112, 16))
_OUTFLOW: Final = ((0, -58, -92, 21), (14, -55, -60, 15))
_CORONARIES: Final = tuple(smooth_curve(k) for k in (
    [(12, -30, -54, 2.4), (24, -34, -55, 2.4), (31, -46, -62, 2.2), (40, -58, -76, 2),
     (52, -69, -92, 1.8), (66, -70, -106, 1.5)],
    [(22, -33, -55, 2.2), (38, -20, -60, 2), (51, -6, -70, 1.9), (54, 10, -84, 1.7)],
    [(-5, -40, -56, 2.2), (-22, -54, -62, 2.2), (-38, -54, -76, 2.1), (-42, -44, -94, 2),
     (-28, -26, -110, 1.8), (-6, -16, -116, 1.6)],
    [(31, -46, -62, 1.8), (46, -48, -72, 1.6), (60, -44, -88, 1.4)],
))  # fmt: skip


@dataclass(frozen=True)
class Mediastinum:
    """The shapes of one layer, each (256, 256) mm.

    Attributes:
        envelope: all that keeps the lungs apart.
        heart: muscle and blood together.
        sac: the pericardium.
        vessels: systemic vessels, great veins included.
        pulmonary: arteries and veins of the lung, up to the hila.
        airway: the outer wall of trachea and main bronchi.
        aorta: alone, for its calcium.
    """

    envelope: Field
    heart: Field
    sac: Field
    vessels: Field
    pulmonary: Field
    airway: Field
    aorta: Field


def _tubes(plane: Plane, vessels: tuple[Vessel, ...]) -> Field:
    out = tube(plane, vessels[0])
    for vessel in vessels[1:]:
        out = np.minimum(out, tube(plane, vessel))
    return out


_CORE_HALF: Final = Profile(
    (112, 46), (92, 38), (75, 30), (50, 24), (20, 19), (-30, 16), (-110, 14), (-190, 20)
)


def mediastinum_of(plane: Plane) -> Mediastinum:
    """Measure a layer from everything that lies between the lungs."""
    aorta = tube(plane, AORTA)
    vessels = np.minimum(np.minimum(aorta, _tubes(plane, _ARCH_BRANCHES)), _tubes(plane, _VEINS))
    pulmonary, airway = _tubes(plane, _PULMONARY), _tubes(plane, AIRWAY)
    heart, sac = _heart(plane)
    spine = SPINE_Y(plane.z)
    # Fat in front of the great vessels narrows to the line where the lungs almost meet.
    narrow = np.clip((plane.y + 66) / 40, 0.36, 1) if plane.z > -45 else np.float32(1)
    core = np.abs(plane.x + 2) - np.float32(_CORE_HALF(plane.z)) * narrow
    column = ellipsoid(plane, (0, spine + 6, plane.z), (20, 22, 400))
    inner = np.maximum(pulmonary, np.abs(plane.x) - 44)  # beyond the hilum the lung closes in
    envelope = smooth_union(_wider(vessels), _wider(inner), 10)
    envelope = smooth_union(envelope, _wider(np.maximum(airway, np.abs(plane.x) - 34)), 10)
    envelope = smooth_union(envelope, np.asarray(core, np.float32), 14)
    envelope = smooth_union(envelope, smooth_union(sac - 1.0, column, 12), 12)
    return Mediastinum(envelope, heart, sac, vessels, pulmonary, airway, aorta)


def _wider(shape: Field) -> Field:
    return np.asarray(shape - 1.5, np.float32)


def _heart(plane: Plane) -> tuple[Field, Field]:
    if plane.z > 0 or plane.z < -175:
        far = np.full_like(plane.x, 1e3)
        return far, far
    parts = (
        tube(plane, _LEFT_VENTRICLE, 40), tube(plane, _RIGHT_VENTRICLE, 40),
        tube(plane, _OUTFLOW, 40), ellipsoid(plane, (-38, -26, -82), (25, 29, 32)),
        ellipsoid(plane, (6, 0, -64), (36, 22, 24), tilt=-0.1),
        ellipsoid(plane, (-26, -50, -48), (12, 9, 14)),
        ellipsoid(plane, (44, -26, -46), (10, 9, 12)),
    )  # fmt: skip
    heart = parts[0]
    for part in parts[1:]:
        heart = smooth_union(heart, part, 8)
    sac = parts[0]
    for part in parts[1:]:
        sac = smooth_union(sac, part, 26)
    fat = ellipsoid(plane, (10, -66, -120), (60, 26, 15))  # the fat pads at the diaphragm
    return heart, smooth_union(sac - 3.0, fat, 14)


def paint_mediastinum(canvas: Canvas, plane: Plane, m: Mediastinum, room: Field) -> None:
    """Everything between the lungs; ``room`` is the distance from the chest's inner
    wall and the diaphragm, mm."""
    texture = plane.texture
    canvas.paint(np.maximum(m.envelope, room), np.asarray(hu("fat") + 6 * texture, np.float32))
    canvas.paint(np.asarray(np.abs(m.sac) - 0.8, np.float32), 15.0, share=0.8)
    _paint_heart(canvas, plane, m)
    for x, y, z, radius in _NODES:
        canvas.paint(ellipsoid(plane, (x, y, z), (radius * 1.5, radius, radius * 1.4)), hu("node"))
    gullet = tube(plane, _GULLET)
    canvas.paint(gullet, hu("muscle") - 8)
    canvas.paint(
        gullet + np.float32(4.6), np.where(plane.texture > 0.4, np.float32(-500), np.float32(25))
    )
    canvas.paint(m.pulmonary, hu("blood"))
    canvas.paint(m.vessels, np.asarray(hu("blood") + 1.5 * texture, np.float32))
    # Calcium of the arch and the descending aorta: plaques within the wall.
    plaque = np.maximum(np.abs(m.aorta + 0.9) - 1.0, (np.float32(1.05) - texture) * 3)
    if plane.z > -5 or (plane.z < -60 and plane.z > -190):
        canvas.paint(plaque, 620.0)
    _paint_thyroid(canvas, plane)
    canvas.paint(m.airway - 1.6, 20.0)
    ring = np.maximum(np.abs(m.airway - 0.7) - 0.8, (np.float32(0.3) - texture) * 3)
    canvas.paint(ring, 150.0)
    canvas.paint(m.airway, hu("air"))


def _paint_thyroid(canvas: Canvas, plane: Plane) -> None:
    for side in (-1, 1):
        canvas.paint(ellipsoid(plane, (side * 17, 0, 108), (8, 11, 18)), 95.0)


def _paint_heart(canvas: Canvas, plane: Plane, m: Mediastinum) -> None:
    if plane.z > 0 or plane.z < -175:
        return
    canvas.paint(m.heart, hu("myocardium"))
    for cavity, wall in ((_LEFT_VENTRICLE, 10.5), (_RIGHT_VENTRICLE, 3.5)):
        shrunk = tuple((x, y, z, max(r - wall, 2)) for x, y, z, r in cavity)
        canvas.paint(tube(plane, shrunk), hu("blood") - 3)
    canvas.paint(ellipsoid(plane, (6, 0, -64), (34, 20, 22), tilt=-0.1), hu("blood") - 2)
    canvas.paint(ellipsoid(plane, (-38, -26, -82), (23, 27, 30)), hu("blood") - 2)
    canvas.paint(np.maximum(m.aorta, m.heart), hu("blood") - 1)
    hard = _hardness(plane)
    for course in _CORONARIES:
        groove = tuple((x, y, z, 5.6) for x, y, z, _ in course)
        canvas.paint(tube(plane, groove), hu("fat") + 12)
    for course in _CORONARIES:
        vessel = tube(plane, course)
        canvas.paint(vessel, hu("blood"))
        canvas.paint(np.maximum(vessel - 0.2, hard), hu("calcification"))


def _hardness(plane: Plane) -> Field:
    """Negative where the coronaries are calcified: long runs with gaps between them."""
    wave = np.sin(plane.x * np.float32(0.21) + plane.h * np.float32(0.33)) + np.sin(
        plane.y * np.float32(0.27) - plane.h * np.float32(0.19) + 1
    )
    return np.asarray((np.float32(-0.15) - wave) * 3, np.float32)


def coronary_calcium(plane: Plane) -> Field:
    """The distance from the nearest calcified stretch of a coronary artery, (256, 256) mm."""
    vessel = _tubes(plane, _CORONARIES) - np.float32(0.2)
    return np.asarray(np.maximum(vessel, _hardness(plane)), np.float32)
