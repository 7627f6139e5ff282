"""What the canal holds: fat, veins, ligaments, sac, cord and roots."""

import numpy as np

from readingroom.phantom.mr.block import Block, Part, View
from readingroom.phantom.mr.shapes import capsule, capsule_box
from readingroom.phantom.mr.spine import LEVELS, CanalSection, canal_at

_BONES = frozenset(
    {Part.CORTEX, Part.MARROW, Part.ENDPLATE_FAT, Part.FACET, Part.BASIVERTEBRAL, Part.ANNULUS}
)
_TOP_MM = 89.0


def paint_canal_bed(block: Block) -> None:
    """Before the bones: ligaments and fat that fill what bone will not."""
    view = _canal_view(block)
    if view is None:
        return
    canal = canal_at(view.axis_z)
    dy = view.y - canal.sac_y
    wide, deep = canal.sac_half_width, canal.sac_half_depth
    yellow = (view.x / (wide + 3.4)) ** 2 + (dy / (deep + 4.2)) ** 2
    view.fill(Part.LIGAMENT, (yellow < 1) & (dy > 0))
    fat = (view.x / (wide + 2.4)) ** 2 + (dy / (deep + 2.2)) ** 2 < 1
    wedge = (np.abs(view.x) < 3.5) & (dy > 0) & (dy < deep + 4.5)
    view.fill(Part.EPIDURAL_FAT, fat | wedge)


def paint_ligaments(block: Block) -> None:
    """After the bones: the long ligaments before and behind the bodies, and front veins."""
    view = _canal_view(block)
    if view is None:
        return
    canal = canal_at(view.axis_z)
    ahead = view.y - canal.front
    veins = (ahead > -1.4) & (ahead < 1.0) & (np.abs(view.x) > 3.0) & (np.abs(view.x) < 10.5)
    soft = set(Part) - _BONES
    view.fill(Part.EPIDURAL_VEIN, veins & (view.streak > -0.6), over=soft)
    view.fill(
        Part.LIGAMENT,
        (np.abs(ahead + 0.7) < 1.45) & (np.abs(view.x) < 6),
        over=soft | {Part.ANNULUS},
    )


def paint_sac(block: Block) -> None:
    """Dura, CSF, cord with its grey matter, and the rootlets."""
    view = _canal_view(block)
    if view is None:
        return
    canal = canal_at(view.axis_z)
    dy = view.y - canal.sac_y
    r = np.sqrt((view.x / canal.sac_half_width) ** 2 + (dy / canal.sac_half_depth) ** 2)
    depth = (1 - r) * canal.sac_half_depth
    free = set(Part) - (_BONES - {Part.ANNULUS})
    view.fill(Part.DURA, (depth > -0.35) & (view.z < 84), over=free)
    view.fill(Part.CSF, depth > 0.15, over=free)
    rootlets = (np.abs(np.abs(view.x) - canal.cord_half_width - 1.1) < 0.35) & (
        np.abs(np.abs(view.y - canal.cord_y) - 1.7) < 0.45
    )
    view.fill(Part.NERVE, rootlets, over=[Part.CSF])
    _paint_cord(view, canal)


def _paint_cord(view: View, canal: CanalSection) -> None:
    u = view.x / canal.cord_half_width
    v = (view.y - canal.cord_y) / canal.cord_half_depth
    inside = u * u + v * v < 1
    fissure = (np.abs(view.x) < 0.3) & (v < -0.45)
    view.fill(Part.CORD, inside & ~fissure)
    # The butterfly: two horns each side, joined across the middle.
    horn = np.abs(np.abs(u) - (0.30 + 0.12 * np.abs(v) - 0.06 * v)) < 0.115 - 0.06 * v
    horn &= (v > -0.62) & (v < 0.66)
    bridge = (np.abs(v + 0.05) < 0.10) & (np.abs(u) < 0.3)
    view.fill(Part.CORD_GREY, inside & (horn | bridge))


def paint_roots(block: Block) -> None:
    """Roots and ganglia in the foramina, in fat, between the pedicles."""
    for level in LEVELS:
        z = level.centre[2]
        z_root = z - level.height / 2 - level.disc_below / 2 + 1.0
        canal = canal_at(np.asarray([z_root], np.float32))
        y0 = float(canal.sac_y[0])
        for side in (1, -1):
            start = (side * (float(canal.sac_half_width[0]) - 0.5), y0 - 1.0, z_root + 2.0)
            stop = (side * 24.0, y0 - 5.0 if level.cervical else y0 + 1.0, z_root - 3.0)
            _paint_root(block, start, stop)


def _paint_root(
    block: Block, start: tuple[float, float, float], stop: tuple[float, float, float]
) -> None:
    ends = (start, stop)
    view = block.within(capsule_box(ends, (4.0, 4.0)))
    if view is None:
        return
    depth = capsule(view, ends, (1.3, 2.2))
    soft = [Part.EPIDURAL_FAT, Part.FAT, Part.DEEP_FAT, Part.MUSCLE, Part.LIGAMENT, Part.ANNULUS]
    view.fill(Part.EPIDURAL_FAT, depth > -1.8, over=soft)
    view.fill(Part.EPIDURAL_VEIN, (depth > -1.2) & (view.fine > 0.8), over=[Part.EPIDURAL_FAT])
    view.fill(Part.NERVE, depth > 0, over=soft)


def _canal_view(block: Block) -> View | None:
    zs = block.axes[2]
    z = np.clip(np.array([zs[0], zs[-1]], np.float32), -130, _TOP_MM)
    samples = np.linspace(z[0], z[1], 24, dtype=np.float32)
    canal = canal_at(samples)
    low = float(canal.front.min()) - 3.0
    high = float((canal.sac_y + canal.sac_half_depth).max()) + 6.0
    return block.within((-16.0, 16.0, low, high, -135.0, _TOP_MM))
