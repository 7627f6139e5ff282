"""The lesion: deposits in C5 and C6, a focus in the disc between, soft tissue around them."""

from typing import Final

import numpy as np

from readingroom.phantom.mr.block import Block, Part, View
from readingroom.phantom.mr.bones import body_depth, local
from readingroom.phantom.mr.shapes import box_of, ellipsoid
from readingroom.phantom.mr.spine import LEVELS, Level, canal_at

C5, C6 = LEVELS[2], LEVELS[3]
DISC_Z: Final = (C5.centre[2] - C5.height / 2 + C6.centre[2] + C6.height / 2) / 2
_DISC_Y: Final = (C5.centre[1] + C6.centre[1]) / 2
_HALF_BODY_MM: Final = 8.0  # of the body's width that is infiltrated; the edges keep their fat

_IN_BONE = (Part.MARROW, Part.ENDPLATE_FAT, Part.BASIVERTEBRAL)
_HARD = frozenset({Part.CORTEX, Part.MARROW, Part.ENDPLATE_FAT, Part.ARTERY, Part.FACET})


def paint_lesion(block: Block) -> None:
    """Everything abnormal, over finished anatomy."""
    _paint_in_body(block, C5, Part.LESION_C5, towards=-1)
    _paint_in_body(block, C6, Part.LESION_C6, towards=1)
    _paint_in_disc(block)
    _paint_prevertebral(block)
    _paint_epidural(block)


def _paint_in_body(block: Block, level: Level, part: Part, *, towards: int) -> None:
    """Infiltrated marrow; only the corner farthest from the other body and to the right escapes."""
    x, y, z = level.centre
    view = block.within((x - 9, x + 9, y - 13, y + 13, z - 10, z + 10))
    if view is None:
        return
    u, v, w = local(view, level)
    spared = (w * -towards - 3.6) + (-u - 2.0) * 0.35 - v * 0.25 + 1.0 * view.fine
    infiltrated = (body_depth(u, v, w, level) > 0.6) & (np.abs(u) < _HALF_BODY_MM)
    view.fill(part, infiltrated & (spared < 0.8), over=_IN_BONE)
    # The plates that face the disc are thinned on the left.
    worn = (w * towards > level.height / 2 - 2.2) & (u > 2.5) & (view.fine > -0.1)
    view.fill(part, worn & (np.abs(u) < _HALF_BODY_MM) & (v > -6), over=[Part.CORTEX])


def _paint_in_disc(block: Block) -> None:
    centre = (7.4, _DISC_Y + 2.2, DISC_Z)
    radii = (2.3, 3.4, 2.1)
    view = block.within(box_of(centre, radii))
    if view is None:
        return
    focus = ellipsoid(view, centre, radii) + 0.35 * view.fine > 0
    view.fill(Part.LESION_DISC, focus, over=[Part.NUCLEUS, Part.ANNULUS, Part.LIGAMENT])


def _paint_prevertebral(block: Block) -> None:
    """A flat cuff before the two bodies, more on the left, with oedema about it."""
    y = _DISC_Y - 11.2
    view = block.within((-6, 14, y - 8, y + 8, DISC_Z - 22, DISC_Z + 22))
    if view is None:
        return
    lean = -0.11 * (view.z - DISC_Z)
    bent = View(
        view.x,
        view.y - lean.astype(np.float32),
        view.z,
        view.axis_z,
        view.labels,
        view.fine,
        view.streak,
    )
    soft = set(Part) - _HARD - {Part.LESION_C5, Part.LESION_C6, Part.AIR, Part.MUCOSA, Part.ANNULUS}
    around = ellipsoid(bent, (5.0, y, DISC_Z), (8.0, 4.4, 21.0)) + 0.5 * view.streak
    view.fill(Part.OEDEMA, around > 0, over=soft)
    mass = ellipsoid(bent, (7.2, y + 0.4, DISC_Z - 0.5), (5.2, 3.6, 14.0)) + 0.3 * view.fine
    view.fill(Part.LESION_PREVERTEBRAL, mass > 0, over=soft)


def _paint_epidural(block: Block) -> None:
    """A sheet behind the bodies on the left, into the foramen; it lies before the cord."""
    view = block.within((0, 17, _DISC_Y, _DISC_Y + 22, DISC_Z - 18, DISC_Z + 18))
    if view is None:
        return
    canal = canal_at(view.axis_z)
    behind = view.y - canal.front
    height = 1 - (np.abs(view.z - DISC_Z) / 14.5) ** 2.5
    across = np.clip(1 - ((view.x - 7.4 + 0.4 * view.fine) / 5.7) ** 2, 0, 1) ** 0.6
    thick = 4.6 * np.clip(height, 0, 1) ** 0.7 * across + 0.25 * view.fine
    sheet = (
        (behind > -1.0 + 0.3 * view.fine) & (behind < thick - 0.4) & (across > 0.02) & (height > 0)
    )
    foramen = (
        ellipsoid(view, (11.8, _DISC_Y + 10.6, DISC_Z + 0.5), (4.6, 2.9, 4.4)) + 0.3 * view.fine > 0
    )
    soft = set(Part) - _HARD - {Part.CORD, Part.CORD_GREY, Part.LESION_C5, Part.LESION_C6}
    soft -= {Part.ANNULUS, Part.LESION_DISC, Part.NUCLEUS}
    edge = (behind >= thick - 0.4) & (behind < thick + 0.3) & (height > 0) & (across > 0.02)
    view.fill(Part.DURA, edge, over=[Part.CSF, Part.DURA])
    view.fill(Part.LESION_EPIDURAL, sheet | foramen, over=soft)
