"""The outside of the neck, its fat, and its muscles in layers."""

from typing import Final

import numpy as np

from readingroom.phantom.mr.block import Block, Part
from readingroom.phantom.mr.curves import through
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.mr.shapes import Course, tube
from readingroom.phantom.mr.spine import centreline_y

# Height; front and back of the skin in the midline; half width; fat in front and behind, in mm.
_OUTLINE: Final = np.array(
    [
        (-135, -92, 118, 190, 8, 12),
        (-110, -80, 110, 185, 7, 12),
        (-85, -62, 98, 150, 6, 12),
        (-65, -54, 88, 104, 5, 12),
        (-45, -50, 78, 65, 5, 11),
        (-25, -49, 69, 56.5, 5, 10),
        (0, -50, 64, 56.5, 5, 8),
        (20, -55, 62, 56.5, 6, 7.5),
        (36, -74, 63, 59, 8, 7),
        (46, -94, 65, 61.5, 8, 6.5),
        (62, -103, 71, 68, 7, 6),
        (85, -108, 80, 72, 6, 5),
        (110, -112, 88, 75, 5, 5),
        (140, -112, 94, 77, 5, 5),
    ]
)

_MUSCLES: Final[dict[str, Course]] = {
    # z, x, y, a, b, turn
    "trapezius": [
        (-130, 42, 99, 44, 5.0, -10),
        (-85, 38, 80, 40, 5.5, -18),
        (-50, 32, 65, 33, 5.5, -24),
        (-20, 25, 56.0, 25, 4.4, -24),
        (15, 19, 53.0, 18, 3.4, -22),
        (60, 12, 58.0, 11, 2.4, -14),
        (92, 10, 69.0, 8, 1.8, -10),
    ],
    "splenius": [
        (-70, 8, 70, 7, 2.6, -25),
        (-40, 14, 58, 13, 3.4, -28),
        (-10, 19, 48.5, 17, 4.0, -30),
        (25, 22, 45, 19, 4.4, -32),
        (60, 27, 44, 20, 4.6, -42),
        (92, 38, 45, 15, 4.5, -55),
    ],
    "semispinalis_capitis": [
        (-110, 13, 66, 8, 4.0, -12),
        (-60, 13, 55, 9, 5.0, -14),
        (-15, 13.5, 41.5, 11.5, 5.2, -16),
        (20, 14, 38.5, 12.5, 5.6, -18),
        (60, 14, 46, 12.5, 6.0, -16),
        (97, 13, 62, 10, 5.0, -10),
    ],
    "semispinalis_cervicis": [
        (-110, 10, 57, 8, 5.2, 0),
        (-60, 10, 43, 8, 5.5, -8),
        (-15, 10.5, 31.0, 9.0, 4.6, -14),
        (20, 10.5, 28.6, 9.2, 4.6, -16),
        (45, 9, 32.0, 6.5, 4.4, -10),
    ],
    "multifidus": [
        (-120, 9, 49.5, 7.5, 4.5, 0),
        (-60, 9.5, 33, 7.5, 4.6, -10),
        (-15, 11, 23.0, 8.4, 3.8, -20),
        (20, 11, 20.8, 8.4, 3.7, -22),
        (38, 10, 22.0, 5.5, 3.2, -18),
    ],
    "suboccipital": [
        (42, 10, 37.0, 4.5, 4.0, -10),
        (60, 13, 34.5, 9.0, 4.6, -14),
        (78, 15, 40.0, 11.0, 5.0, -12),
        (93, 14, 49.0, 9.0, 5.0, -8),
    ],
    "longissimus": [
        (-110, 26, 62, 8, 7, 0),
        (-50, 25, 42, 6, 7, -15),
        (-10, 25.5, 25, 4.5, 7.0, -25),
        (30, 26, 20, 4.0, 7.0, -20),
        (80, 36, 18, 4.0, 6.0, -10),
    ],
    "levator": [
        (-70, 58, 50, 8, 13, -20),
        (-35, 46, 31, 10, 15, -24),
        (0, 39.5, 19, 9.5, 14, -22),
        (35, 34, 12, 8.5, 11, -14),
        (65, 28, 8, 4.0, 5.0, 0),
    ],
    "scalene_middle": [
        (-75, 46, 12, 10, 10, 0),
        (-45, 38, 7, 10, 11, 0),
        (-10, 32, 6.0, 6.5, 9, 0),
        (25, 28.5, 5.0, 5, 7.5, 0),
    ],
    "scalene_anterior": [
        (-72, 40, -12, 8, 6, 0),
        (-45, 32, -9, 7, 5.5, 0),
        (-10, 26.0, -7.5, 5.4, 5.2, 0),
        (20, 24.5, -7.0, 4.0, 4.0, 0),
    ],
    "sternomastoid": [
        (-85, 10, -52, 13, 6.2, 12),
        (-55, 22, -42, 16, 6.7, 24),
        (-25, 34, -30, 17.5, 7.2, 38),
        (5, 43, -14, 18, 7.7, 55),
        (35, 51, 4, 18.5, 7.7, 68),
        (70, 60, 19, 16, 8.2, 75),
    ],
    "longus_colli": [
        (-100, 7, 19, 5, 3.2, 0),
        (-60, 8, 3.0, 7, 3.6, 0),
        (-30, 8.0, -8.2, 7.5, 3.8, 8),
        (0, 8, -14.0, 7.2, 3.9, 10),
        (30, 7, -14.5, 5.0, 3.3, 8),
        (60, 5, -12.5, 4.0, 2.8, 5),
        (78, 4, -12.0, 3.0, 2.0, 0),
    ],
    "longus_capitis": [
        (-10, 15, -12.0, 3.0, 2.4, 20),
        (30, 14.5, -14.0, 5.0, 3.2, 18),
        (60, 11, -16.0, 6.0, 4.0, 12),
        (92, 6, -13.0, 5.0, 4.0, 5),
    ],
    "strap": [
        (-85, 9, -52, 9, 2.2, 5),
        (-40, 11, -41.0, 11, 2.2, 12),
        (0, 13, -42.0, 11, 2.2, 20),
        (24, 10, -46.0, 9, 2.4, 15),
    ],
    "digastric": [(40, 12, -66, 6, 12, 12), (50, 14, -74, 7, 14, 10)],
    "masseter": [(48, 52, -30, 6, 18, 8), (80, 56, -26, 7, 18, 5), (110, 58, -24, 7, 18, 5)],
    "pterygoid": [(56, 36, -28, 7, 14, 10), (85, 36, -26, 9, 15, 10), (112, 34, -26, 10, 15, 10)],
}

# How readily fat runs through a muscle at 80: lower is fattier (threshold on streaky noise).
_FATTY: Final = {"multifidus": 0.95, "semispinalis_cervicis": 1.1, "suboccipital": 1.3}
_LEAN: Final = 1.75
_INSIDE: Final = (Part.DEEP_FAT, Part.MUSCLE, Part.MUSCLE_FAT)  # within the deep fascia


def skin_depth(block: Block) -> tuple[Field, Field]:
    """Depth below the skin of every sample, and how thick the fat under it is there."""
    view = block.whole
    front, back, width, fat_front, fat_back = (
        through(view.axis_z, _OUTLINE, k) for k in range(1, 6)
    )
    middle, half = (front + back) / 2, (back - front) / 2
    u, v = np.abs(view.x) / width, (view.y - middle) / half
    # Narrower towards the chin than towards the nape.
    u = u * (1 + 0.22 * np.clip(-v, 0, 1) ** 2)
    r = np.sqrt(u * u + v * v)
    depth = (1 - r) * np.minimum(half, width)
    ahead = np.clip((1 - v) / 2, 0, 1)
    side = np.clip(1 - np.abs(v), 0, 1)
    fat = fat_front * ahead + fat_back * (1 - ahead) - 2.6 * side
    return depth.astype(np.float32), np.asarray(fat, np.float32)


def paint_body(block: Block) -> None:
    """Skin, the fat under it, and the fat between muscles; everything else is painted over."""
    view = block.whole
    depth, fat = skin_depth(block)
    view.fill(Part.SKIN, depth > 0)
    view.fill(Part.FAT, depth > 1.9)
    septa = (np.abs(view.streak - 0.15) < 0.045) & (depth > 4)
    view.fill(Part.LIGAMENT, septa, over=[Part.FAT])
    deep = depth > fat + 2.2
    view.fill(Part.DEEP_FAT, deep | (depth > 4.2))
    # Small vessels and nodes dot the fat.
    view.fill(Part.VEIN, deep & (view.fine + 0.35 * view.streak > 2.15))
    # Between the named muscles lie small unnamed ones, more of them near the spine.
    away = np.hypot(0.86 * view.x, 0.86 * (view.y - centreline_y(view.axis_z) - 21.0))
    small = deep & (away + 3.0 * view.streak - 1.5 * view.fine < 31)
    view.fill(Part.MUSCLE, small & (view.streak < 0.85) & (view.z < 100))
    floor = (np.abs(view.x) < 27 + 3 * view.fine) & (view.y + 4 * view.streak < -37) & (view.z > 27)
    view.fill(Part.MUSCLE, deep & floor & (view.streak < 1.0))
    platysma = (np.abs(depth - fat - 1.2) < 0.55) & (view.y < -12) & (view.z < 45)
    view.fill(Part.MUSCLE, platysma)


def paint_muscles(block: Block) -> None:
    """Every muscle on both sides, with the fat that age lays into it."""
    found = []
    for name, course in _MUSCLES.items():
        for mirrored in (False, True):
            here = tube(
                block,
                [(z, x, y, a + 0.9, b + 0.9, t) for z, x, y, a, b, t in course],
                mirrored=mirrored,
            )
            if here is not None:
                found.append((name, *here))
    for _, view, depth in found:
        view.fill(Part.DEEP_FAT, depth > -0.15 + 0.55 * view.streak, over=_INSIDE)
    for name, view, depth in found:
        belly = depth > 0.4 + 0.3 * view.streak
        view.fill(Part.MUSCLE, belly, over=_INSIDE)
        fatty = view.streak > _FATTY.get(name, _LEAN) - 0.25 * view.fine
        view.fill(Part.MUSCLE_FAT, fatty & belly, over=_INSIDE)


def paint_nape(block: Block) -> None:
    """The nuchal ligament in the midline, from the occiput to C7, and the spine's own below."""
    view = block.within((-6, 6, 15, 110, -110, 95))
    if view is None:
        return
    z = (-110.0, -60.0, -33.0, 0.0, 40.0, 90.0)
    start = np.interp(view.axis_z, z, (60.0, 46.0, 38.0, 33.0, 39.0, 66.0)).astype(np.float32)
    stop = np.interp(view.axis_z, z, (84.0, 72.0, 62.0, 54.5, 56.0, 74.0)).astype(np.float32)
    sheet = (np.abs(view.x + 0.3 * view.streak) < 0.55) & (view.y > start) & (view.y < stop)
    view.fill(Part.LIGAMENT, sheet & (view.streak > -1.2))
