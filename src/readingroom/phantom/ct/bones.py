"""Ribs, sternum, clavicles, shoulder blades and the thoracic spine."""

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
from readingroom.phantom.ct.wall import SPINE_Y, Cage, band
from readingroom.phantom.hounsfield import hu

PITCH_MM: Final = 24.0  # from one vertebra to the next; the disc of T4/T5 is at height 0
_DISC_MM: Final = 4.5

# How far each rib falls from spine to front, mm; where its bone and its cartilage end, as a
# fraction of the way round.
_RIBS: Final = (
    (62, 0.74, 0.97), (74, 0.80, 0.97), (80, 0.80, 0.97), (86, 0.79, 0.97), (92, 0.77, 0.97),
    (98, 0.75, 0.97), (104, 0.72, 0.95), (106, 0.68, 0.84), (104, 0.63, 0.78), (98, 0.58, 0.70),
    (74, 0.42, 0.43), (46, 0.27, 0.28),
)  # fmt: skip


def paint_bone(canvas: Canvas, shape: Field, texture: Field, cortex: float = 1.3) -> None:
    """A bone: a cortex of this thickness in mm round mottled marrow."""
    canvas.paint(shape, hu("cortex"))
    canvas.paint(shape + np.float32(cortex), hu("marrow") + 28 * texture)


def paint_bones(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    """All bones of the layer."""
    _paint_ribs(canvas, plane, cage)
    _paint_sternum(canvas, plane, cage)
    _paint_girdle(canvas, plane, cage)
    _paint_spine(canvas, plane)


def _paint_ribs(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    way = 1 - cage.turn / np.float32(np.pi)
    radial = (cage.d - 5.4) / 3.7
    near = np.abs(cage.d - 5.4) < 9
    if not near.any():
        return
    beside = 15.0 - cage.across
    for number, (fall, bone_end, end) in enumerate(_RIBS, start=1):
        head = PITCH_MM * (5 - number)
        if not head - fall - 25 < plane.z < head + 12:
            continue
        course = _course(way, fall, bone_end, rises=number >= 5)
        across = (plane.h - (head - course)) / (5.8 if number > 1 else 4.6)
        rib = (np.sqrt(radial * radial + across * across) - 1) * np.float32(3.7)
        rib = np.where(near, np.maximum(rib, beside), np.float32(99)).astype(np.float32)
        to_bone = (way - bone_end) * np.float32(330)
        gristle = np.maximum(rib, (way - end) * np.float32(330))
        gristle = np.maximum(gristle, -to_bone)
        rind = hu("cartilage") + 260 * np.clip(plane.texture + gristle * 0.35, 0, 1.6)
        canvas.paint(gristle, np.asarray(rind, np.float32))
        paint_bone(canvas, np.maximum(rib, to_bone), plane.texture)


def _course(way: Field, fall: float, bone_end: float, *, rises: bool) -> Field:
    """How far below its head a rib is, mm: level at first, then sloping, its gristle rising."""
    along = np.clip(way / bone_end, 0, 1)
    drop = fall * along ** np.float32(1.25)
    if rises:
        drop = drop - np.clip(way - bone_end, 0, 1) * np.float32(300)
    return np.asarray(drop, np.float32)


_STERNUM_WIDTH: Final = Profile(
    (38, 20), (32, 29), (18, 27), (5, 18), (-5, 16), (-40, 18), (-75, 19), (-95, 12), (-118, 6)
)


def _paint_sternum(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    if not -120 < plane.z < 38:
        return
    thick = 12.5 if plane.z > -95 else 7.0
    front = np.maximum(band(cage, 2.0, 2.0 + thick), plane.y)
    wide = cage.across - np.float32(_STERNUM_WIDTH(plane.z))
    shape = -smooth_union(-front, -wide, 5)
    paint_bone(canvas, shape, plane.texture, 1.0)


_CLAVICLE: Final = smooth_curve(
    [(24, -66, 38, 8), (50, -66, 52, 6.2), (92, -40, 72, 5.5), (128, -6, 92, 6), (156, 14, 108, 7)]
)


def _mirror(knots: tuple[Knot, ...], side: int) -> tuple[Knot, ...]:
    return tuple((side * x, y, z, r) for x, y, z, r in knots)


def _paint_girdle(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    if plane.z < -52:
        return
    for side in (-1, 1):
        paint_bone(canvas, tube(plane, _mirror(_CLAVICLE, side)), plane.texture, 1.5)
        if plane.z > 40:
            head = ellipsoid(plane, (side * 163, 20, 98), (23, 23, 25))
            paint_bone(canvas, head, plane.texture)
            glenoid = ellipsoid(plane, (side * 134, 36, 84), (9, 15, 20), tilt=side * 0.5)
            paint_bone(canvas, glenoid, plane.texture)
    paint_bone(canvas, _blade(plane, cage), plane.texture, 1.1)


_BLADE_MEDIAL: Final = Profile((95, 2.62), (60, 2.52), (20, 2.4), (-20, 2.2), (-48, 2.02))
_BLADE_LATERAL: Final = Profile((95, 1.75), (60, 1.6), (20, 1.72), (-20, 1.84), (-48, 1.96))
_BLADE_DEPTH: Final = Profile((95, 20), (60, 28), (20, 27), (-20, 22), (-48, 17))


def _blade(plane: Plane, cage: Cage) -> Field:
    """The shoulder blade: a thin plate with thick borders, and its spine higher up."""
    z = plane.z
    medial, lateral = _BLADE_MEDIAL(z), _BLADE_LATERAL(z)
    middle, half = (medial + lateral) / 2, max((medial - lateral) / 2, 0.01)
    out = (cage.turn - middle) / np.float32(half)
    thick = (
        1.5 + 3.2 * np.clip(-out - 0.62, 0, 0.4) / 0.4 + 0.8 * np.clip(out - 0.75, 0, 0.25) / 0.25
    )
    bow = np.float32(_BLADE_DEPTH(z)) - 5 * (1 - out * out)
    plate = np.maximum(np.abs(cage.d - bow) - thick, (np.abs(out) - 1) * np.float32(half * 95))
    if z > 42:
        ridge = np.abs(cage.turn - np.float32(2.28 - 0.008 * (z - 42))) * 95 - 2.0
        ridge = np.maximum(ridge, np.maximum(-(cage.d - 20), cage.d - 50))
        plate = smooth_union(plate.astype(np.float32), ridge.astype(np.float32), 4)
    return np.asarray(plate, np.float32)


def _paint_spine(canvas: Canvas, plane: Plane) -> None:
    x, y, z = np.abs(plane.x), plane.y - np.float32(SPINE_Y(plane.z)), plane.z
    wide = np.float32(15.5 + 0.022 * (60 - z))
    deep = np.float32(13.5 + 0.02 * (60 - z))
    body = (np.sqrt((x / wide) ** 2 + (y / deep) ** 2 + 1e-6) - 1) * deep * np.float32(0.95)
    dent = (np.sqrt((x / 11) ** 2 + ((y - deep - 8) / 9.5) ** 2 + 1e-6) - 1) * np.float32(9.5)
    body = np.maximum(body, -dent).astype(np.float32)
    # Height within a segment: 0 at the disc, ±half a pitch in the middle of the bodies.
    height = (plane.h + PITCH_MM / 2) % np.float32(PITCH_MM) - np.float32(PITCH_MM / 2)
    from_disc = np.abs(height) - np.float32(_DISC_MM / 2)
    spur = np.float32(1.8) * np.clip(1 - from_disc / 4, 0, 1)
    canvas.paint(body, hu("disc"))
    vertebra = np.maximum(body - spur, -from_disc)
    canvas.paint(vertebra, np.where(from_disc > 1.2, np.float32(hu("cortex")), np.float32(330)))
    inner = np.maximum(body + 1.1, -(from_disc - 0.9))
    canvas.paint(inner, hu("marrow") + 26 * plane.texture)
    _paint_canal(canvas, plane, deep)
    _paint_arch(canvas, plane, height, deep)


def _paint_canal(canvas: Canvas, plane: Plane, deep: np.float32) -> None:
    x, y = plane.x, plane.y - np.float32(SPINE_Y(plane.z)) - deep - np.float32(8)

    def oval(a: float, b: float) -> Field:
        return np.asarray((np.sqrt((x / a) ** 2 + (y / b) ** 2 + 1e-6) - 1) * b, np.float32)

    canvas.paint(oval(10.5, 9.2), hu("fat") + 20)
    canvas.paint(oval(8.8, 7.6), hu("cerebrospinal fluid"))
    canvas.paint(oval(4.6, 3.7), hu("cord"))


def _paint_arch(canvas: Canvas, plane: Plane, height: Field, deep: np.float32) -> None:
    """Pedicles in the upper half of a vertebra, laminae and processes hanging below."""
    x = np.abs(plane.x)
    y = plane.y - np.float32(SPINE_Y(plane.z)) - deep
    up = np.where(height < 0, height + PITCH_MM, height)  # 0 at the disc below, 24 above
    pedicle = np.maximum(np.abs(x - 12.2) - 3.0, np.abs(y - 5) - 7.5)
    pedicle = np.maximum(pedicle, np.abs(up - 15.5) - 5.5)
    lamina = np.maximum(np.abs(y - 18.5 + 0.42 * x) - 2.9, x - 15)
    lamina = np.maximum(lamina, np.abs(up - 9.5) - 9.5)
    reach = 33 + 0.04 * plane.z
    side = np.maximum(np.abs(y - 11.0 - 0.34 * (x - 12)) - 3.6, np.maximum(x - reach, 11 - x))
    side = np.maximum(side, np.abs(up - 15.0) - 4.6)
    # The spinous process slopes down by about one segment over its length.
    slope = (plane.h + 0.75 * (y - 20) + PITCH_MM / 2) % np.float32(PITCH_MM) - PITCH_MM / 2
    tip = 2.6 + 1.6 * np.clip((y - 36) / 8, 0, 1)
    spinous = np.maximum(np.maximum(x - tip, np.maximum(18 - y, y - 45)), np.abs(slope) - 6.5)
    facet = np.maximum(np.sqrt((x - 14.5) ** 2 + (y - 13.5) ** 2) - 5.6, np.abs(height) - 7.0)
    gap = np.abs(y - 13.5 + 0.25 * (x - 14.5)) - 0.7
    facet = np.maximum(facet, -gap)
    for part in (facet, spinous, side, lamina, pedicle):
        paint_bone(canvas, part.astype(np.float32), plane.texture, 1.2)
