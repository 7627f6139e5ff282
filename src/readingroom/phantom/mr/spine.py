"""The column as curves and levels: where each vertebra sits, how wide, how the canal runs.

Widths and depths of end plates, heights of bodies and lengths of spinous processes follow Panjabi
et al. (Spine 1991;16:861 cervical, 16:888 thoracic), rounded and aged a little: lower discs. The
cord's diameters follow Frostell et al. (Front Neurol 2016;7:238). Millimetres throughout.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from readingroom.phantom.mr.curves import through
from readingroom.phantom.mr.noise import Field

_CURVE_Z: Final = (-130, -114, -92, -72, -52, -33, -16, 0, 17, 34, 60, 85, 130)
_CURVE_Y: Final = (44.0, 38.0, 29.5, 21.0, 12.5, 5.0, -0.5, -3.2, -4.3, -4.2, -2.6, -1.0, 0.0)

# Height: half depth of the bodies; depth of the sac; half width of the sac; cord half depth, width.
_CANAL: Final = np.array(
    [
        (-130, 10.5, 13.0, 8.0, 3.1, 4.1),
        (-92, 10.0, 13.0, 8.2, 3.2, 4.3),
        (-52, 9.2, 13.0, 9.3, 3.4, 5.0),
        (-33, 8.9, 12.6, 10.0, 3.6, 6.0),
        (-8, 8.5, 12.2, 10.4, 3.7, 6.65),
        (10, 8.2, 12.6, 10.6, 3.75, 6.6),
        (34, 8.0, 13.4, 10.8, 3.9, 6.2),
        (55, 7.9, 15.4, 11.5, 4.0, 5.9),
        (75, 8.3, 16.8, 13.0, 4.3, 5.8),
        (92, 8.4, 18.4, 14.0, 4.9, 6.0),
        (130, 8.4, 19.0, 15.0, 5.5, 7.0),
    ]
)


@dataclass(frozen=True)
class Level:
    """One vertebra from C3 down.

    Attributes:
        name: such as ``C5``.
        centre: of its body, x, y, z.
        tilt: of its long axis from the vertical, radians; positive leans back going down.
        height: of its body.
        half_width: of its upper and lower end plate.
        half_depth: of its body.
        spinous_mm: length of the spinous process from the back of the canal.
        spinous_drop: how far its tip lies below its root.
        pillar_x: from the midline to the middle of the articular pillar.
        cervical: has uncinate processes, transverse foramina and, above C7, a forked process.
        disc_below: height of the disc under it.
    """

    name: str
    centre: tuple[float, float, float]
    tilt: float
    height: float
    half_width: tuple[float, float]
    half_depth: float
    spinous_mm: float
    spinous_drop: float
    pillar_x: float
    cervical: bool
    disc_below: float


def centreline_y(z: float | Field) -> Field:
    """Where the middle of the bodies lies at height ``z``."""
    return np.asarray(_smooth_curve(z), np.float32)


def slope(z: float) -> float:
    """Radians by which the column leans back, going down, at height ``z``."""
    return float(np.arctan((centreline_y(z - 3.0) - centreline_y(z + 3.0)) / 6.0))


@dataclass(frozen=True)
class CanalSection:
    """The canal and cord at some heights; arrays shaped like the heights.

    Attributes:
        front: y of the front wall of the canal.
        sac_y, sac_half_depth, sac_half_width: the thecal sac.
        cord_y, cord_half_depth, cord_half_width: the cord.
    """

    front: Field
    sac_y: Field
    sac_half_depth: Field
    sac_half_width: Field
    cord_y: Field
    cord_half_depth: Field
    cord_half_width: Field


def canal_at(z: Field) -> CanalSection:
    """The canal at heights ``z``; the cord pushed backwards where the lesion is."""
    columns = [through(z, _CANAL, k) for k in range(1, 6)]
    half_depth, sac_depth, sac_half_width, cord_half_depth, cord_half_width = columns
    front = centreline_y(z) + half_depth + np.float32(0.5)
    sac_y = np.asarray(front + 0.8 + sac_depth / 2, np.float32)
    half_sac = np.asarray(sac_depth / 2, np.float32)
    pushed = 1.95 * np.exp(-(((z + 7.0) / 13.0) ** 2))
    cord_y = np.asarray(sac_y - 0.5 + pushed, np.float32)
    return CanalSection(
        front, sac_y, half_sac, sac_half_width, cord_y, cord_half_depth, cord_half_width
    )


def _smooth_curve(z: float | Field) -> Field:
    knots = np.asarray(_CURVE_Z, float)
    heights = np.asarray(z, float)
    # Averaging the broken line over a vertebra's height rounds its corners.
    offsets = np.linspace(-9, 9, 9)
    sums = sum(np.interp(heights + d, knots, _CURVE_Y) for d in offsets)
    return np.asarray(sums / len(offsets), np.float32)


_MEASURES: Final = (
    # name, height, half widths, half depth, spinous length, drop, pillar x, cervical, disc below
    ("C3", 12.0, (7.9, 8.6), 7.5, 15.0, 4.0, 18.0, True, 4.7),
    ("C4", 11.8, (8.6, 8.9), 7.7, 15.0, 5.0, 18.5, True, 4.6),
    ("C5", 11.8, (8.8, 9.6), 7.9, 17.0, 7.0, 19.0, True, 4.1),
    ("C6", 11.8, (9.3, 10.6), 8.2, 24.0, 10.0, 19.0, True, 4.2),
    ("C7", 12.8, (10.4, 11.4), 8.4, 33.0, 13.0, 18.5, True, 4.6),
    ("T1", 14.6, (12.0, 13.2), 8.8, 35.0, 18.0, 16.0, False, 4.1),
    ("T2", 16.2, (12.4, 13.0), 9.2, 34.0, 24.0, 14.5, False, 4.0),
    ("T3", 16.8, (12.0, 12.8), 9.6, 33.0, 28.0, 14.0, False, 4.0),
    ("T4", 17.2, (12.0, 12.9), 10.0, 33.0, 30.0, 14.0, False, 4.0),
    ("T5", 17.6, (12.2, 13.2), 10.3, 33.0, 32.0, 14.0, False, 4.0),
)


def _stack_levels() -> tuple[Level, ...]:
    """C3 to T5, laid along the curve so that the middle of C5 is at height 0."""
    above_c5 = _MEASURES[0][1] + _MEASURES[0][8] + _MEASURES[1][1] + _MEASURES[1][8] + 11.8 / 2
    top = float(above_c5)
    levels = []
    for name, height, widths, depth, spinous, drop, pillar, cervical, disc in _MEASURES:
        z = top - np.cos(slope(top - height / 2)) * height / 2
        tilt = slope(z)
        levels.append(
            Level(
                name,
                (0.0, float(centreline_y(z)), float(z)),
                tilt,
                height,
                widths,
                depth,
                spinous,
                drop,
                pillar,
                cervical,
                disc,
            )
        )
        top = z - np.cos(tilt) * (height / 2 + disc)
    return tuple(levels)


LEVELS: Final = _stack_levels()
C2_LOWER_Z: Final = LEVELS[0].centre[2] + LEVELS[0].height / 2 + 4.7
