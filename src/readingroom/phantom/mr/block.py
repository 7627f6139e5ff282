"""A block of sample points of the patient, and painting structures into it.

Structures are painted in order, later over earlier. Each looks only at the samples in its own
bounding box, so that a small structure costs little.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Final

import numpy as np
import numpy.typing as npt

from readingroom.phantom.mr.noise import Field

Mask = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float, float, float]  # x low, high; y low, high; z low, high

_MARGIN_MM = 2.5  # the warp may move a structure out of its box by this much


class Part(IntEnum):
    """What a sample belongs to. The tissue of each is in ``TISSUE_OF``."""

    AIR = 0
    FAT = auto()
    SKIN = auto()
    MUSCLE = auto()
    MUSCLE_FAT = auto()
    DEEP_FAT = auto()
    LIGAMENT = auto()
    CORTEX = auto()
    MARROW = auto()
    ENDPLATE_FAT = auto()
    BASIVERTEBRAL = auto()
    NUCLEUS = auto()
    ANNULUS = auto()
    FACET = auto()
    CSF = auto()
    DURA = auto()
    CORD = auto()
    CORD_GREY = auto()
    NERVE = auto()
    EPIDURAL_FAT = auto()
    EPIDURAL_VEIN = auto()
    BRAIN = auto()
    BRAIN_GREY = auto()
    ARTERY = auto()
    VEIN = auto()
    MUCOSA = auto()
    GLAND = auto()
    THYROID = auto()
    CARTILAGE = auto()
    LESION_C5 = auto()
    LESION_C6 = auto()
    LESION_DISC = auto()
    LESION_EPIDURAL = auto()
    LESION_PREVERTEBRAL = auto()
    OEDEMA = auto()


TISSUE_OF: Final = {
    Part.AIR: "air",
    Part.FAT: "fat",
    Part.SKIN: "skin",
    Part.MUSCLE: "muscle",
    Part.MUSCLE_FAT: "fat",
    Part.DEEP_FAT: "fat",
    Part.LIGAMENT: "ligament",
    Part.CORTEX: "cortical_bone",
    Part.MARROW: "marrow",
    Part.ENDPLATE_FAT: "endplate_fat",
    Part.BASIVERTEBRAL: "epidural_vein",
    Part.NUCLEUS: "disc_nucleus",
    Part.ANNULUS: "disc_annulus",
    Part.FACET: "facet_cartilage",
    Part.CSF: "csf",
    Part.DURA: "dura",
    Part.CORD: "cord_white",
    Part.CORD_GREY: "cord_grey",
    Part.NERVE: "nerve",
    Part.EPIDURAL_FAT: "fat",
    Part.EPIDURAL_VEIN: "epidural_vein",
    Part.BRAIN: "brain_white",
    Part.BRAIN_GREY: "brain_grey",
    Part.ARTERY: "artery",
    Part.VEIN: "vein",
    Part.MUCOSA: "mucosa",
    Part.GLAND: "gland",
    Part.THYROID: "thyroid",
    Part.CARTILAGE: "cartilage",
    Part.LESION_C5: "tumour_in_marrow",
    Part.LESION_C6: "tumour_in_marrow",
    Part.LESION_DISC: "tumour",
    Part.LESION_EPIDURAL: "tumour",
    Part.LESION_PREVERTEBRAL: "tumour",
    Part.OEDEMA: "benign_oedema",
}


@dataclass(frozen=True)
class View:
    """The samples of a block inside one box.

    Attributes:
        x, y, z: warped coordinates in mm, each (nx, ny, nz).
        axis_z: unwarped heights in mm, (1, 1, nz).
        labels: of ``Part``, (nx, ny, nz); writing here writes into the block.
        fine: noise of about a millimetre, (nx, ny, nz).
        streak: noise drawn out along z, (nx, ny, nz).
    """

    x: Field
    y: Field
    z: Field
    axis_z: Field
    labels: npt.NDArray[np.uint8]
    fine: Field
    streak: Field

    def fill(self, part: Part, mask: Mask, *, over: Iterable[Part] | None = None) -> None:
        """Paint ``part`` where ``mask`` holds, and, if ``over`` is given, only over those."""
        if over is not None:
            mask = mask & np.isin(self.labels, [int(p) for p in over])
        self.labels[mask] = part


@dataclass(frozen=True)
class Block:
    """Sample points on a lattice of three axes, with the labels painted so far.

    Attributes:
        axes: places along x, y and z in mm, ascending.
        whole: everything in it.
    """

    axes: tuple[Field, Field, Field]
    whole: View

    def within(self, box: Box) -> View | None:
        """The samples inside ``box``; None when there are none."""
        cuts = []
        for axis, low, high in zip(self.axes, box[::2], box[1::2], strict=True):
            first = int(np.searchsorted(axis, low - _MARGIN_MM))
            last = int(np.searchsorted(axis, high + _MARGIN_MM))
            if first >= last:
                return None
            cuts.append(slice(first, last))
        cut = (cuts[0], cuts[1], cuts[2])
        view = self.whole
        return View(
            view.x[cut],
            view.y[cut],
            view.z[cut],
            view.axis_z[:, :, cuts[2]],
            view.labels[cut],
            view.fine[cut],
            view.streak[cut],
        )
