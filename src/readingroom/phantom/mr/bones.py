"""Vertebrae: bodies with waists, end plates and uncinate processes; arches; discs between."""

import numpy as np

from readingroom.phantom.mr.block import Block, Part, View
from readingroom.phantom.mr.noise import Field
from readingroom.phantom.mr.shapes import Point, box_of, capsule, capsule_box, ellipsoid
from readingroom.phantom.mr.spine import LEVELS, Level, canal_at

_CORTEX_MM = 0.42


def paint_vertebrae(block: Block) -> None:
    """C3 to T5 with their discs."""
    for level, below in zip(LEVELS, (*LEVELS[1:], None), strict=True):
        if below is not None:
            _paint_disc(block, level)
    for level in LEVELS:
        _paint_arch(block, level)
        _paint_body(block, level)


def paint_bone(view: View, depth: Field, *, cortex_mm: float = _CORTEX_MM) -> None:
    """A shell of cortex around marrow."""
    view.fill(Part.CORTEX, depth > 0)
    view.fill(Part.MARROW, depth > cortex_mm)


def local(view: View, level: Level) -> tuple[Field, Field, Field]:
    """Coordinates of a vertebra: to the left, backwards, upwards, from the middle of its body."""
    _, y, z = level.centre
    cos, sin = np.float32(np.cos(level.tilt)), np.float32(np.sin(level.tilt))
    dy, dz = view.y - np.float32(y), view.z - np.float32(z)
    return view.x, dy * cos + dz * sin, dz * cos - dy * sin


def _outline(u: Field, v: Field, half_width: Field | float, half_depth: Field | float) -> Field:
    """Depth below the outline of a body seen from above: between an ellipse and a rectangle."""
    a, b = (u / half_width) ** 2, (v / half_depth) ** 2
    r = np.sqrt(0.25 * (a + b) + 0.75 * np.sqrt(a * a + b * b))
    return np.asarray((1 - r) * half_depth, np.float32)


def body_depth(u: Field, v: Field, w: Field, level: Level) -> Field:
    """Depth below the surface of a vertebral body."""
    half = level.height / 2
    share = np.clip(w / half, -1, 1)
    waist = 1 - 0.09 * (1 - share**2)
    upper, lower = level.half_width
    width = ((upper + lower) / 2 + (upper - lower) / 2 * share) * waist
    depth = (level.half_depth - 0.25 * share) * waist
    side = _outline(u, v, width, depth)
    dished = 0.75 * np.clip(1 - (v / level.half_depth) ** 2 - (u / width) ** 2, 0, 1)
    slant = 0.055 * v  # end plates fall forwards, and the front lower lip hangs
    lip = 0.05 * np.clip(-v - 3.0, 0, None) ** 1.5
    top = half + slant - dished
    if level.cervical:
        rise = np.clip((np.abs(u) / width - 0.66) / 0.30, 0, 1)
        top = top + 3.6 * rise * rise * np.clip((v + 6.0) / 4.0, 0, 1)
    bottom = -half + slant + dished * 1.1 - lip
    return np.asarray(np.minimum(side, np.minimum(top - w, w - bottom)), np.float32)


def _paint_body(block: Block, level: Level) -> None:
    view = _body_view(block, level)
    if view is None:
        return
    u, v, w = local(view, level)
    depth = body_depth(u, v, w, level)
    paint_bone(view, depth, cortex_mm=0.5)
    near_plate = level.height / 2 - np.abs(w)
    fatty = (depth > 0.5) & (near_plate < 2.6 + 1.2 * view.streak) & (view.fine > 0.4)
    fatty &= np.abs(v) > 2.5
    view.fill(Part.ENDPLATE_FAT, fatty)
    vein = (np.abs(w + 0.3) < 0.5 + 0.1 * view.streak) & (v > level.half_depth * 0.6)
    view.fill(Part.BASIVERTEBRAL, vein & (np.abs(u) < 3.0) & (depth > 0.3))


def _body_view(block: Block, level: Level) -> View | None:
    x, y, z = level.centre
    a, b, c = max(level.half_width) + 1.5, level.half_depth + 3.5, level.height / 2 + 8.0
    return block.within((x - a, x + a, y - b, y + b, z - c, z + c))


def _paint_disc(block: Block, level: Level) -> None:
    """The disc under ``level``; drier than in youth, bulging a little backwards."""
    view = _body_view(block, level)
    if view is None:
        return
    u, v, w = local(view, level)
    half = level.disc_below / 2 + 1.4
    middle = w + level.height / 2 + level.disc_below / 2
    width = level.half_width[1] + 0.3
    bulge = np.where(v > 0, 1.0 if level.name in ("C4", "C5", "C6") else 0.5, 0.6)
    side = _outline(u, v, width, (level.half_depth + bulge).astype(np.float32))
    depth = np.minimum(side, half - np.abs(middle - 0.055 * v))
    view.fill(Part.ANNULUS, depth > 0)
    core = ((u / (width * 0.72)) ** 2) + (((v - 0.4) / (level.half_depth * 0.66)) ** 2)
    cleft = np.abs(middle) < 0.2 + 0.12 * view.streak
    view.fill(Part.NUCLEUS, (depth > 0.6) & (core < 1 + 0.12 * view.fine) & ~cleft)


def _arch_points(level: Level) -> dict[str, Point]:
    """Corners of the arch on the left."""
    _, y, z = level.centre
    canal = canal_at(np.asarray([z], np.float32))
    back = float(canal.front[0] + 2 * canal.sac_half_depth[0]) + 3.6
    pillar_y = y + level.half_depth + 5.5
    return {
        "pedicle": (level.half_width[0] * 0.78, y + level.half_depth * 0.62, z + 1.0),
        "pillar": (level.pillar_x, pillar_y, z),
        "root": (1.8, back + 1.6, z - 3.5),
        "tip": (0.0, back + level.spinous_mm, z - 3.5 - level.spinous_drop),
    }


def _paint_arch(block: Block, level: Level) -> None:
    points = _arch_points(level)
    for side in (1, -1):
        at = {key: (side * x, y, z) for key, (x, y, z) in points.items()}
        _paint_pillar(block, level, at["pillar"])
        _rod(block, (at["pedicle"], at["pillar"]), (3.0, 3.2))
        x, y, z = at["pillar"]
        _flat_rod(block, ((x * 0.86, y + 3.0, z - 1.0), at["root"]))
        _paint_transverse(block, level, at["pillar"], side)
    _paint_spinous(block, level, points["root"], points["tip"])


def _paint_spinous(block: Block, level: Level, root: Point, tip: Point) -> None:
    """A plate of bone in the midline, thicker at its tip, forked from C3 to C6."""
    view = block.within(capsule_box(((0.0, root[1], root[2]), tip), (9.0, 9.0)))
    if view is None:
        return
    parts = [
        capsule(view, ((0.0, root[1] - 0.2, root[2]), tip), (2.9, 3.4)),
        capsule(view, ((0.0, root[1], root[2] - 2.0), (0.0, tip[1], tip[2] - 1.8)), (2.7, 3.3)),
        capsule(view, ((0.0, root[1], root[2] - 4.0), (0.0, tip[1] - 1, tip[2] - 3.4)), (2.3, 3.0)),
    ]
    if level.cervical and level.name != "C7":
        parts += [
            capsule(
                view, ((0.0, tip[1] - 2, tip[2]), (s * 3.8, tip[1] + 2, tip[2] - 1.2)), (2.2, 1.9)
            )
            for s in (1, -1)
        ]
    paint_bone(view, np.maximum.reduce(parts))


def _rod(block: Block, ends: tuple[Point, Point], radii: tuple[float, float]) -> None:
    view = block.within(capsule_box(ends, radii))
    if view is not None:
        paint_bone(view, capsule(view, ends, radii))


def _flat_rod(block: Block, ends: tuple[Point, Point]) -> None:
    """A lamina: taller than thick, made of rods side by side."""
    view = block.within(capsule_box(ends, (6.5, 6.5)))
    if view is None:
        return
    (x, y, z), (p, q, r) = ends
    rods = (
        capsule(view, ((x, y - s * 0.35, z + s), (p, q - s * 0.35, r + s)), (2.3, 2.3))
        for s in (3.0, 1.5, 0.0, -1.5, -3.0)
    )
    paint_bone(view, np.maximum.reduce(list(rods)))


def _paint_pillar(block: Block, level: Level, at: Point) -> None:
    """The articular pillar: a slanted block that meets its neighbours in joints at 45 degrees."""
    x, y, z = at
    reach = level.height / 2 + level.disc_below / 2
    view = block.within((x - 7, x + 7, y - 9, y + 9, z - reach - 6, z + reach + 6))
    if view is None:
        return
    u, v, w = view.x - x, view.y - y, view.z - z
    face = w + 0.75 * v  # constant along the joint faces
    slab = (reach - np.abs(face)) * 0.8
    outline = (1 - np.sqrt((u / 6.0) ** 2 + (v / 6.8) ** 4)) * 5.0
    view.fill(Part.FACET, (np.minimum(slab + 0.5, outline) > 0) & (slab < 0.25))
    paint_bone(view, np.minimum(slab - 0.3, outline).astype(np.float32))


def _paint_transverse(block: Block, level: Level, pillar: Point, side: int) -> None:
    """Front and back bars of the transverse process around the foramen of the artery."""
    x, y, z = pillar
    if not level.cervical:
        _rod(block, ((x, y, z), (side * 34.0, y + 8.0, z + 2.0)), (3.6, 3.0))
        return
    body_y = level.centre[1]
    outer = side * (abs(x) + 8.0)
    _rod(
        block,
        ((side * (level.half_width[0] - 1), body_y - 2, z), (outer, body_y - 5, z)),
        (1.9, 1.7),
    )
    _rod(block, ((x, y - 3, z - 1), (outer, body_y + 3, z - 2)), (2.0, 1.8))


def paint_axis_and_atlas(block: Block) -> None:
    """C2 with the dens, and C1 as a ring."""
    c3 = LEVELS[0]
    _, y, z = c3.centre
    low = z + c3.height / 2 + 4.7
    y -= 0.3
    for centre, radii in (
        ((0.0, y + 0.2, low + 5.0), (9.5, 8.3, 12.0)),
        ((0.0, y + 0.6, low + 17.0), (7.0, 6.6, 12.0)),
        ((0.0, y + 1.0, low + 28.5), (5.4, 5.6, 9.5)),
    ):
        view = block.within((-12, 12, y - 12, y + 12, low - 4, low + 40))
        if view is None:
            continue
        depth = ellipsoid(view, centre, radii)
        floor = view.z - (low + 0.04 * (view.y - y) + 0.5)
        depth = np.minimum(depth, floor)
        keep = depth > 0.8
        view.fill(Part.CORTEX, depth > 0, over=set(Part) - {Part.MARROW})
        view.fill(Part.MARROW, keep)
    for side in (1, -1):
        _mass(block, (side * 16.0, y + 3.0, low + 17.0), (8.5, 7.5, 6.5))
        _mass(block, (side * 18.0, y + 4.0, low + 31.0), (8.0, 8.5, 7.0))
        _mass(block, (side * 17.0, y + 8.5, low + 3.5), (6.0, 6.5, 8.0))
        _arc(block, y, low, side)


def _mass(block: Block, centre: Point, radii: Point) -> None:
    view = block.within(box_of(centre, radii))
    if view is not None:
        paint_bone(view, ellipsoid(view, centre, radii))


def _arc(block: Block, y: float, low: float, side: int) -> None:
    """One side of the arches of C1 and C2, and the big spinous process of C2."""
    front, mass = (0.0, y - 8.6, low + 31.0), (side * 16.0, y - 2.0, low + 31.0)
    back, behind = (0.0, y + 34.0, low + 28.5), (side * 14.0, y + 22.0, low + 29.5)
    _rod(block, (front, mass), (3.4, 3.0))
    _rod(block, ((side * 19.0, y + 10.0, low + 30.0), behind), (2.6, 2.6))
    _rod(block, (behind, back), (2.6, 3.6))
    root = (side * 2.5, y + 27.5, low + 3.0)
    _flat_rod(block, ((side * 15.0, y + 13.0, low + 6.0), root))
    _rod(block, ((0.0, y + 28.0, low + 3.5), (side * 4.5, y + 43.0, low - 4.0)), (4.6, 3.6))
    _rod(block, ((0.0, y + 27.0, low + 7.0), (side * 1.5, y + 38.0, low + 2.0)), (4.0, 3.4))
