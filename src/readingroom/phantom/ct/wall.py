"""The chest wall: the cage that all else is measured from, the outline, muscles and fat."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from readingroom.phantom.ct.paint import Canvas
from readingroom.phantom.ct.shapes import (
    Field,
    Plane,
    Profile,
    ellipsoid,
    slope_normalised,
    smooth_common,
    smooth_union,
)
from readingroom.phantom.hounsfield import hu

SPINE_Y: Final = Profile(
    (110, 26), (80, 36), (40, 47), (0, 53), (-50, 55), (-100, 51), (-150, 43), (-190, 37)
)
_WIDTH: Final = Profile(
    (112, 52), (92, 62), (82, 69), (68, 81), (48, 97), (20, 112), (-20, 124), (-60, 132),
    (-100, 137), (-140, 139), (-190, 137),
)  # fmt: skip
_MIDDLE: Final = Profile((95, 30), (70, 20), (40, 8), (0, 2), (-50, 0), (-190, 0))
_FRONT: Final = Profile(
    (112, 20), (92, 30), (70, 45), (40, 66), (20, 74), (0, 81), (-40, 92), (-100, 100), (-190, 96)
)
_BACK: Final = Profile(
    (112, 26), (92, 34), (70, 47), (40, 68), (20, 76), (0, 82), (-40, 89), (-100, 91), (-190, 84)
)  # fmt: skip

_SKIN_WIDTH: Final = Profile(
    (112, 212), (84, 200), (66, 188), (48, 176), (20, 166), (-20, 164), (-60, 167), (-110, 169),
    (-190, 165),
)  # fmt: skip
_SKIN_FRONT: Final = Profile(
    (112, -46), (75, -62), (50, -80), (30, -92), (0, -106), (-40, -117), (-100, -123), (-190, -119)
)
_SKIN_BACK: Final = Profile((112, 100), (60, 118), (20, 125), (-40, 126), (-120, 120), (-190, 113))


@dataclass(frozen=True)
class Cage:
    """A layer as the chest wall sees it.

    Attributes:
        d: (256, 256) mm from the inner surface of the ribs, positive outwards.
        turn: (256, 256) radians from the front, 0 at the sternum, π at the spine.
        skin: (256, 256) mm from the skin, negative inside the body.
        across: (256, 256) |x| in mm.
    """

    d: Field
    turn: Field
    skin: Field
    across: Field


def cage_of(plane: Plane) -> Cage:
    """Measure a layer from the cage and the skin."""
    x, y, z = plane.x, plane.y, plane.z
    across = np.abs(x)
    middle = _MIDDLE(z)
    deep = y - np.float32(middle)
    depth = np.where(deep < 0, np.float32(_FRONT(z)), np.float32(_BACK(z)))
    f = (across / _WIDTH(z)) ** 2.35 + (np.abs(deep) / depth) ** 2.35
    oval = slope_normalised(np.asarray(f ** (1 / 2.35) - 1, np.float32), plane.step)
    spine = SPINE_Y(z)
    column = ellipsoid(plane, (0, spine + 33, z), (27, 50, 400))
    d = smooth_common(oval, -column, 14)
    return Cage(d, np.arctan2(across, -deep), _skin(plane), across)


def _skin(plane: Plane) -> Field:
    z = plane.z
    front, back = _SKIN_FRONT(z), _SKIN_BACK(z)
    middle, half = (front + back) / 2, (back - front) / 2
    power = 2.45 if z < 40 else 2.3
    f = (np.abs(plane.x) / _SKIN_WIDTH(z)) ** power + (np.abs(plane.y - middle) / half) ** power
    body = slope_normalised(np.asarray(f ** (1 / power) - 1, np.float32), plane.step)
    furrow = ellipsoid(plane, (0, back + 7, z), (13, 11, 400))
    body = smooth_common(body, -furrow, 12)
    for side in (-1, 1):
        breast = ellipsoid(plane, (side * 76, -92, -64), (50, 35, 46))
        body = smooth_union(body, breast, 14)
    return body


def band(cage: Cage, inner: float | Field, outer: float | Field) -> Field:
    """A sheet that follows the cage between two distances from it, mm."""
    middle, half = (inner + outer) / 2, (outer - inner) / 2
    return np.asarray(np.abs(cage.d - middle) - half, np.float32)


def _swell(turn: Field, centre: float, reach: float) -> Field:
    """1 at ``centre`` and 0 from ``reach`` radians on: how a muscle thins to its edges."""
    return np.asarray(np.clip(1 - ((turn - centre) / reach) ** 2, 0, 1), np.float32)


def _sheet(cage: Cage, at: tuple[float, float], inner: float, thick: float) -> Field:
    """A lens-like muscle on the cage: ``at`` is its middle and reach in radians."""
    swell = _swell(cage.turn, *at)
    edge = (np.abs(cage.turn - at[0]) - at[1]) * np.float32(70)
    bulk = np.asarray(
        np.abs(cage.d - inner - thick * 0.5) - thick * 0.5 * np.sqrt(swell), np.float32
    )
    return np.asarray(np.maximum(bulk, edge), np.float32)


_PECTORAL: Final = Profile((75, 0), (55, 13), (30, 16), (0, 13), (-40, 8), (-75, 0.1))
_PECTORAL_MINOR: Final = Profile((65, 0), (45, 7), (10, 6), (-25, 0.1))
_SERRATUS: Final = Profile((70, 0), (40, 7), (0, 9), (-60, 9), (-110, 4), (-130, 0.1))
_LATISSIMUS: Final = Profile((45, 0), (20, 9), (-20, 13), (-80, 10), (-140, 7), (-190, 6))
_SUBSCAPULAR: Final = Profile((95, 12), (60, 17), (20, 14), (-20, 9), (-48, 0.1))
_INFRASPINATUS: Final = Profile((95, 14), (55, 19), (20, 15), (-20, 11), (-48, 0.1))
_TRAPEZIUS: Final = Profile((110, 10), (60, 8), (0, 5), (-70, 3), (-110, 0.1))
_RHOMBOID: Final = Profile((85, 0), (60, 6), (0, 5), (-40, 0.1))
_OBLIQUE: Final = Profile((-60, 0), (-100, 6), (-140, 9), (-190, 12))
_RECTUS: Final = Profile((-60, 0), (-90, 7), (-190, 9))
_ERECTOR: Final = Profile((112, 13), (60, 13), (0, 14), (-100, 18), (-190, 21))


def paint_wall(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    """Skin, subcutaneous fat, and the muscles outside and between the ribs."""
    texture = plane.texture
    canvas.paint(cage.skin, hu("skin"))
    canvas.paint(cage.skin + 2.0, hu("fat") + 5 * texture)
    flesh = hu("muscle") + 6 * texture - 30 * np.clip(np.abs(texture) - 1.6, 0, 1)
    deep_enough = cage.skin + 7.0
    for muscle in _muscles(plane, cage):
        ragged = muscle + np.clip(texture, 0, 2) * np.float32(0.6)
        canvas.paint(np.maximum(ragged, deep_enough), np.asarray(flesh, np.float32))
    _paint_breast(canvas, plane, cage)


def _muscles(plane: Plane, cage: Cage) -> list[Field]:
    z = plane.z
    found = [band(cage, 1.2, 9.0)]
    layers = (
        (_SERRATUS, (1.75, 0.62), 10.2), (_PECTORAL_MINOR, (0.86, 0.34), 10.5),
        (_PECTORAL, (0.82, 0.62), 18.0 if z > -5 else 13.0), (_LATISSIMUS, (2.05, 0.55), 20.5),
        (_OBLIQUE, (1.25, 0.85), 11.0), (_RECTUS, (0.32, 0.24), 11.5),
    )  # fmt: skip
    for thick, at, inner in layers:
        if thick(z) > 0.5:
            found.append(_sheet(cage, at, inner, thick(z)))
    return found + _muscles_of_shoulder(plane, cage) + _muscles_of_back(plane, cage)


def _muscles_of_shoulder(plane: Plane, cage: Cage) -> list[Field]:
    z, found = plane.z, []
    if z > -50:
        under, over = _SUBSCAPULAR(z), _INFRASPINATUS(z)
        found.append(_sheet(cage, (2.02, 0.5), 12.0, under))
        found.append(_sheet(cage, (2.06, 0.46), 15.5 + under, over))
    if z > 40:
        for side in (-1, 1):
            found.append(ellipsoid(plane, (side * 172, 30, 86), (36, 40, 48)))  # deltoid
            found.append(ellipsoid(plane, (side * 100, 64, 98), (52, 19, 30)))  # supraspinatus
            found.append(ellipsoid(plane, (side * 112, 76, 72), (42, 15, 30), side * -0.5))  # teres
            found.append(ellipsoid(plane, (side * 118, 30, 84), (26, 16, 30)))  # subscapularis
            found.append(ellipsoid(plane, (side * 108, -38, 62), (44, 11, 26), side * 0.5))
            found.append(ellipsoid(plane, (side * 80, -30, 84), (26, 8, 16), side * 0.5))
            found.append(ellipsoid(plane, (side * 132, -18, 70), (42, 15, 26)))  # pectoral tendon
            found.append(ellipsoid(plane, (side * 40, -18, 118), (11, 17, 34)))  # sternomastoid
            found.append(ellipsoid(plane, (side * 44, 24, 112), (15, 13, 26)))  # scalenes
            found.append(ellipsoid(plane, (side * 62, 62, 112), (22, 26, 30)))  # levator
    return found


def _muscles_of_back(plane: Plane, cage: Cage) -> list[Field]:
    z, spine, found = plane.z, SPINE_Y(plane.z), []
    deep = _ERECTOR(z)
    for side in (-1, 1):
        found.append(ellipsoid(plane, (side * 33, spine + 46, z), (25, deep, 300)))
        found.append(ellipsoid(plane, (side * 12, spine + 42, z), (10, 15, 300)))  # multifidus
    # Thin sheets beneath the fat of the back, widest between the shoulder blades.
    half = 0.5 * _TRAPEZIUS(z)
    reach = np.float32(105 + 0.4 * min(z, 60))
    fade = np.clip(1 - (cage.across / reach) ** 2, 0, 1)
    back = np.asarray(np.abs(cage.skin + 10 + half) - half * np.sqrt(fade), np.float32)
    found.append(np.where(plane.y > spine, np.maximum(back, cage.across - reach), np.float32(99)))
    if _RHOMBOID(z) > 0.5:
        found.append(_sheet(cage, (2.62, 0.3), 20.0, _RHOMBOID(z) + 4))
    return found


def _paint_breast(canvas: Canvas, plane: Plane, cage: Cage) -> None:
    """Strands of glandular tissue, faint in old age."""
    for side in (-1, 1):
        gland = ellipsoid(plane, (side * 82, -122, -66), (22, 13, 20))
        strands = np.maximum(gland, (np.float32(0.7) - plane.texture) * 3)
        canvas.paint(np.maximum(strands, cage.skin + 3.0), 10.0, share=0.7)
