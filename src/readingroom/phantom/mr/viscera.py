"""Airway, gullet, glands, great vessels, jaw and tongue."""

from typing import Final

import numpy as np

from readingroom.phantom.mr.block import Block, Part
from readingroom.phantom.mr.bones import paint_bone
from readingroom.phantom.mr.shapes import (
    Course,
    box_of,
    capsule,
    capsule_box,
    ellipsoid,
    paint_tube,
    tube,
)
from readingroom.phantom.mr.spine import LEVELS

_AIRWAY: Final[Course] = [
    (-130, 0, 12, 8.5, 7.5, 0),
    (-95, 0, -2, 8.5, 8, 0),
    (-60, 0, -16, 8.5, 8, 0),
    (-35, 0, -26, 8, 8.5, 0),
    (-22, 0, -30.5, 6.5, 8.5, 0),
    (-12, 0, -34, 2.2, 8.0, 0),
    (-4, 0, -33, 3.2, 8, 0),
    (8, 0, -30, 7.5, 6, 0),
    (22, 0, -26.5, 12, 5.5, 0),
    (40, 0, -25, 12, 5.0, 0),
    (58, 0, -26, 11, 5.2, 0),
    (75, 0, -28, 11, 4.6, 0),
    (92, 0, -31, 11, 8.5, 0),
    (118, 0, -42, 10, 12, 0),
    (124, 0, -44, 4, 4, 0),
]
_GULLET: Final[Course] = [
    (-130, 3, 27, 9, 5.0, 0),
    (-92, 3.5, 13.0, 9, 5.0, 0),
    (-60, 3.5, -1.5, 9, 4.6, 0),
    (-35, 2, -11.0, 9, 4.2, 0),
    (-18, 0, -16.5, 12, 3.4, 0),
    (2, 0, -18.5, 14, 2.6, 0),
]
_PHARYNX_WALL: Final[Course] = [
    (-18, 0, -21.0, 14, 4.0, 0),
    (0, 0, -20.5, 17, 3.6, 0),
    (25, 0, -19.0, 18, 2.8, 0),
    (60, 0, -19.0, 17, 2.8, 0),
    (90, 0, -19.0, 15, 4.0, 0),
    (112, 0, -25.0, 12, 5.0, 0),
]
_LARYNX: Final[Course] = [
    (-24, 0, -31, 9, 10, 0),
    (-10, 0, -32.5, 11, 11.5, 0),
    (4, 0, -31.5, 12.5, 11, 0),
    (18, 0, -29, 14, 8, 0),
]
_CAROTID: Final[Course] = [
    (-110, 16, -22, 4.0, 4.0, 0),
    (-60, 20, -20, 3.9, 3.9, 0),
    (-20, 23.0, -21, 4.0, 4.0, 0),
    (20, 26, -22, 4.2, 3.8, 0),
    (40, 27, -17, 2.9, 2.9, 0),
    (95, 25, -12, 2.7, 2.7, 0),
]
_JUGULAR: Final[Course] = [
    (-110, 26, -26, 6.0, 6.0, 0),
    (-60, 30, -22, 7.2, 6.2, 0),
    (-20, 33, -19.5, 6.6, 5.2, 30),
    (20, 35, -15, 5.8, 4.8, 30),
    (60, 33, -6, 4.0, 3.6, 0),
    (95, 30, -3, 4.0, 3.8, 0),
]
_THYROID: Final[Course] = [
    (-52, 15, -30, 5, 7, 10),
    (-38, 16.5, -28, 8, 11, 10),
    (-22, 16, -27, 6.5, 10, 10),
    (-12, 14, -27, 2.5, 4, 10),
]
_SUBMANDIBULAR: Final[Course] = [
    (24, 28, -42, 4, 6, 20),
    (36, 29, -44, 7.5, 11, 30),
    (50, 29, -44, 7.5, 11, 30),
    (56, 29, -42, 3, 5, 20),
]
_PAROTID: Final[Course] = [
    (44, 55, -6, 5, 9, 40),
    (62, 56, -5, 9, 14, 40),
    (85, 58, -4, 10, 15, 35),
    (108, 60, -6, 6, 9, 30),
]


def paint_viscera(block: Block) -> None:
    """From the larynx to the skull base, back to front."""
    _paint_mouth(block)
    _paint_glands(block)
    _paint_airway(block)
    _paint_larynx(block)
    paint_tube(block, _GULLET, Part.MUSCLE, wall=Part.DEEP_FAT)
    _paint_gullet_lining(block)


def paint_vessels(block: Block) -> None:
    """Carotids, jugulars, vertebral arteries."""
    for mirrored in (False, True):
        paint_tube(block, _CAROTID, Part.ARTERY, mirrored=mirrored, wall=Part.LIGAMENT)
        widen = 1.22 if mirrored else 1.0  # the right is usually the larger
        jugular = [(z, x, y, a * widen, b * widen, turn) for z, x, y, a, b, turn in _JUGULAR]
        paint_tube(block, jugular, Part.VEIN, mirrored=mirrored)
        paint_tube(block, _vertebral(mirrored=mirrored), Part.EPIDURAL_VEIN, mirrored=mirrored)
        paint_tube(block, _vertebral(mirrored=mirrored, half=1.7), Part.ARTERY, mirrored=mirrored)


def _vertebral(*, mirrored: bool, half: float = 2.6) -> Course:
    """Through the transverse foramina from C6 up; in front of that of C7."""
    r = half * (0.88 if mirrored else 1.0)
    course = [(-70.0, 20.0, -6.0, r, r, 0.0), (-36.0, 17.5, -4.5, r, r, 0.0)]
    for level in reversed(LEVELS[:4]):
        x = sum(level.half_width) / 2 + 6.0
        course.append((level.centre[2], x, level.centre[1] + 0.8, r, r, 0.0))
    course += [(55.0, 18.0, 1.0, r, r, 0.0), (74.0, 25.0, 3.0, r, r, 0.0)]
    return course


def _paint_airway(block: Block) -> None:
    paint_tube(block, _PHARYNX_WALL, Part.MUSCLE)
    paint_tube(block, _LARYNX, Part.MUSCLE)
    lining = [(z, x, y, a + 1.6, b + 1.6, turn) for z, x, y, a, b, turn in _AIRWAY]
    paint_tube(block, lining, Part.MUCOSA)
    cut = [row for row in lining if row[0] <= -22]
    paint_tube(block, [(z, x, y, a + 0.7, b + 0.7, t) for z, x, y, a, b, t in cut], Part.CARTILAGE)
    paint_tube(block, cut, Part.MUCOSA)
    paint_tube(block, _AIRWAY, Part.AIR)


def _paint_gullet_lining(block: Block) -> None:
    inner = [(z, x, y, a * 0.5, b * 0.42, turn) for z, x, y, a, b, turn in _GULLET]
    paint_tube(block, inner, Part.MUCOSA)


def _paint_larynx(block: Block) -> None:
    """Thyroid and cricoid cartilage, epiglottis, hyoid."""
    for side in (1, -1):
        for z in (-14.0, -7.0, 0.0, 7.0):
            ends = ((0.0, -45.5 - z * 0.1, z), (side * 15.5, -24.0, z + 1.0))
            view = block.within(capsule_box(ends, (4.0, 4.0)))
            if view is not None:
                depth = capsule(view, ends, (2.4, 2.4))
                view.fill(Part.CARTILAGE, depth > 0, over=set(Part) - {Part.AIR})
        ends = ((0.0, -50.0, 22.0), (side * 17.0, -30.0, 25.0))
        view = block.within(capsule_box(ends, (3.0, 3.0)))
        if view is not None:
            paint_bone(view, capsule(view, ends, (3.0, 2.0)))
    ends = ((0.0, -40.0, 10.0), (0.0, -33.5, 36.0))
    view = block.within((-9, 9, -48, -26, 6, 42))
    if view is not None:
        flat = capsule(view, ends, (1.5, 1.2))
        wide = np.abs(view.x) < 8
        shifted = (
            flat if view.x.shape[0] == 0 else flat + 0.9 * np.clip(1 - np.abs(view.x) / 8, 0, 1)
        )
        view.fill(Part.MUCOSA, (shifted > -1.0) & wide)
        view.fill(Part.CARTILAGE, (shifted > 0.5) & wide)
    ends = ((0.0, -19.5, -18.0), (0.0, -23.5, -19.0))
    view = block.within((-11, 11, -30, -18, -27, -10))
    if view is not None:
        paint_bone(view, ellipsoid(view, (0.0, -23.0, -18.5), (9.0, 3.2, 8.0)))


def _paint_glands(block: Block) -> None:
    for mirrored in (False, True):
        paint_tube(block, _THYROID, Part.THYROID, mirrored=mirrored)
        paint_tube(block, _SUBMANDIBULAR, Part.GLAND, mirrored=mirrored)
        paint_tube(block, _PAROTID, Part.GLAND, mirrored=mirrored)
    isthmus = box_of((0.0, -41.5, -36.0), (12.0, 2.5, 7.0))
    view = block.within(isthmus)
    if view is not None:
        view.fill(Part.THYROID, ellipsoid(view, (0.0, -41.5, -36.0), (12.0, 2.5, 7.0)) > 0)


def _paint_mouth(block: Block) -> None:
    """Tongue, palate, jaw: enough for a radiologist's corner of the eye."""
    tongue = ((0.0, -62.0, 68.0), (24.0, 33.0, 24.0))
    view = block.within(box_of(*tongue))
    if view is not None:
        depth = ellipsoid(view, *tongue)
        view.fill(Part.MUSCLE, depth > 0)
        fan = np.sin(9.0 * np.arctan2(view.z - 44, view.y + 78) + view.streak)
        view.fill(Part.MUSCLE_FAT, (depth > 2) & (fan > 0.72) & (view.streak > -0.2))
    for ends, radii in (
        (((0.0, -52.0, 93.0), (0.0, -36.0, 84.0)), (3.2, 4.2)),
        (((0.0, -36.0, 84.0), (0.0, -33.0, 68.0)), (4.2, 2.2)),
    ):
        view = block.within(capsule_box(ends, (14.0, 14.0)))
        if view is not None:
            view.fill(Part.MUCOSA, (capsule(view, ends, radii) > 0) & (np.abs(view.x) < 12))
    for side in (1, -1):
        for ends, radii in (
            (((0.0, -92.0, 57.0), (side * 22.0, -78.0, 58.0)), (7.5, 6.0)),
            (((side * 22.0, -78.0, 58.0), (side * 43.0, -28.0, 60.0)), (6.0, 5.0)),
            (((side * 43.0, -28.0, 60.0), (side * 47.0, -20.0, 118.0)), (5.0, 4.0)),
        ):
            view = block.within(capsule_box(ends, radii))
            if view is not None:
                paint_bone(view, capsule(view, ends, radii), cortex_mm=1.8)


def paint_chest(block: Block) -> None:
    """Lung apices and the top of the breast bone, for the lower edge."""
    for side in (1, -1):
        lung = ((side * 40.0, 14.0, -122.0), (30.0, 38.0, 54.0))
        view = block.within(box_of(*lung))
        if view is not None:
            view.fill(Part.AIR, ellipsoid(view, *lung) > 0)
    ends = ((0.0, -60.0, -92.0), (0.0, -78.0, -135.0))
    view = block.within((-22, 22, -90, -48, -135, -84))
    if view is not None:
        found = capsule(view, ends, (6.0, 6.5))
        flat = np.asarray(found - 0.12 * np.abs(view.x), np.float32)
        paint_bone(view, flat, cortex_mm=1.2)
    found_tube = tube(block, [(-135, 6, -38, 12, 9, 0), (-105, 8, -34, 9, 6, 0)])
    if found_tube is not None:
        view, depth = found_tube
        view.fill(Part.ARTERY, depth > 0)
