"""The top edge of the sagittal field: hind-brain, skull base, clivus."""

import numpy as np

from readingroom.phantom.mr.block import Block, Part, View
from readingroom.phantom.mr.bones import paint_bone
from readingroom.phantom.mr.shapes import capsule, capsule_box, ellipsoid

_SOFT = set(Part) - {Part.MARROW, Part.CORTEX, Part.CORD, Part.CORD_GREY, Part.DURA}
_FOSSA = ((0.0, 37.0, 126.0), (54.0, 44.0, 38.0))


def paint_head(block: Block) -> None:
    """Everything above the foramen magnum."""
    view = block.within((-90, 90, -40, 110, 76, 140))
    if view is None:
        return
    _paint_skull(view)
    _paint_clivus(block)
    _paint_inside(view)


def _paint_skull(view: View) -> None:
    outer = ellipsoid(view, _FOSSA[0], (61.0, 51.0, 43.5))
    thick = outer + 0.0 * view.x
    inner = ellipsoid(view, *_FOSSA)
    shell = (thick > 0) & (inner < 0) & (view.y > 12)
    opening = (np.abs(view.x) < 15) & (view.y < 36) & (view.z < 100)
    view.fill(Part.CORTEX, shell & ~opening)
    view.fill(Part.MARROW, shell & ~opening & (thick > 1.4) & (inner < -1.4))


def _paint_clivus(block: Block) -> None:
    for x in (-9.0, 0.0, 9.0):
        ends = ((x, -7.5, 95.0), (x, -29.0, 134.0))
        radii = (4.2, 8.0)
        view = block.within(capsule_box(ends, radii))
        if view is not None:
            depth = capsule(view, ends, radii)
            view.fill(Part.CORTEX, depth > 0, over=set(Part) - {Part.MARROW})
            view.fill(Part.MARROW, depth > 1.1)
    rim = ((-10.0, 38.5, 90.2), (10.0, 38.5, 90.2))
    view = block.within(capsule_box(rim, (3.3, 3.3)))
    if view is not None:
        paint_bone(view, capsule(view, rim, (3.3, 3.3)), cortex_mm=1.2)
    for side in (1, -1):
        ends = ((side * 14.0, 4.0, 92.0), (side * 22.0, 14.0, 97.0))
        view = block.within(capsule_box(ends, (6.5, 7.5)))
        if view is not None:
            paint_bone(view, capsule(view, ends, (6.5, 7.5)))


def _paint_inside(view: View) -> None:
    # Behind the clivus: a line that leans forward going up.
    behind = view.y - (-1.0 - 0.56 * (view.z - 92.0))
    fossa = (ellipsoid(view, *_FOSSA) > 0.5) & (behind > 2.5)
    view.fill(Part.CSF, fossa & ((view.z > 91) | (view.y < 34)))
    cistern = ellipsoid(view, (0.0, 16.5, 103.0), (18.0, 17.0, 25.0)) > 0
    view.fill(Part.CSF, cistern & (behind > 2.5), over=_SOFT)
    _paint_hind_brain(view)


def _paint_hind_brain(view: View) -> None:
    x, y, z = view.x, view.y, view.z
    cerebellum = ellipsoid(view, (0.0, 46.5, 124.5), (52.0, 33.2, 33.0))
    notch = ellipsoid(view, (0.0, 52.0, 92.5), (3.5, 13.0, 7.0)) > 0
    tonsil = ellipsoid(view, (8.0, 31.0, 100.0), (8.5, 8.0, 10.0))
    tonsil_right = ellipsoid(view, (-8.0, 31.0, 100.5), (8.0, 8.0, 9.5))
    brain = (cerebellum > 0) | (tonsil > 0) | (tonsil_right > 0)
    view.fill(Part.BRAIN_GREY, brain & ~notch)
    radius = np.sqrt((y - 22.0) ** 2 + (z - 118.0) ** 2)
    angle = np.arctan2(z - 118.0, y - 22.0)
    folia = np.sin(1.55 * radius + 2.2 * np.sin(3.0 * angle) + 0.8 * view.streak) * (cerebellum > 1)
    view.fill(Part.CSF, (folia > 0.93) & (cerebellum < 14), over=[Part.BRAIN_GREY])
    arbor = (
        (np.abs(np.sin(4.5 * angle + 0.6 * view.streak)) > 0.90) & (radius < 36) & (cerebellum > 5)
    )
    view.fill(
        Part.BRAIN, arbor | (ellipsoid(view, (0, 38, 119), (30, 11, 9)) > 0), over=[Part.BRAIN_GREY]
    )
    fourth = (np.abs(x) < 7) & (np.abs(y - 22.5 + 0.25 * (z - 112)) < 0.12 * (z - 96)) & (z < 118)
    view.fill(Part.CSF, fourth & (z > 98))
    half = np.interp(view.axis_z, (82, 93, 101, 108), (4.6, 6.0, 7.2, 7.6)).astype(np.float32)
    middle = np.interp(view.axis_z, (82, 92, 104, 135), (17.2, 16.0, 12.8, 8.0)).astype(np.float32)
    stem = ((y - middle) / half) ** 2 + (x / (half * 1.25)) ** 2 < 1
    pons = ellipsoid(view, (0.0, 5.5, 119.0), (16.0, 12.5, 14.0)) > 0
    view.fill(Part.BRAIN, (stem & (z > 80)) | pons)
    basilar = (np.abs(x) < 1.7) & (
        np.abs(y - (-8.5 - 0.1 * (z - 119) + 0.04 * (z - 119) ** 2)) < 1.6
    )
    view.fill(Part.ARTERY, basilar & (z > 104), over=[Part.CSF])
