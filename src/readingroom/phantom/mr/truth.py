"""What is abnormal, voxel by voxel, in the grid of any series."""

from typing import Final

import numpy as np

from readingroom.kernel.codes import CodedConcept
from readingroom.phantom.mr.block import Part
from readingroom.phantom.mr.lattice import Plane, Slab
from readingroom.phantom.volumes import Labels, TruthLabel

_ABNORMAL: Final = CodedConcept("49755003", "SCT", "Morphologically Abnormal Structure")
_SECONDARY: Final = CodedConcept("14799000", "SCT", "Neoplasm, Secondary")
_CERVICAL_SPINE: Final = CodedConcept("122494005", "SCT", "Cervical spine")
_C5: Final = CodedConcept("36978003", "SCT", "C5 vertebra")
_C6: Final = CodedConcept("36054005", "SCT", "C6 vertebra")
_DISC: Final = CodedConcept(
    "73959003", "SCT", "Intervertebral disc structure of fifth cervical vertebra"
)

TRUTH_LABELS: Final = {
    1: TruthLabel("Deposit in the body of C5", _ABNORMAL, _SECONDARY, _C5, (230, 90, 60)),
    2: TruthLabel("Deposit in the body of C6", _ABNORMAL, _SECONDARY, _C6, (240, 150, 60)),
    3: TruthLabel("Focus in the disc C5/6, left", _ABNORMAL, _SECONDARY, _DISC, (240, 220, 80)),
    4: TruthLabel(
        "Epidural soft tissue, left", _ABNORMAL, _SECONDARY, _CERVICAL_SPINE, (90, 190, 110)
    ),
    5: TruthLabel(
        "Prevertebral soft tissue", _ABNORMAL, _SECONDARY, _CERVICAL_SPINE, (80, 160, 220)
    ),
}
LESION_PARTS: Final = (
    Part.LESION_C5,
    Part.LESION_C6,
    Part.LESION_DISC,
    Part.LESION_EPIDURAL,
    Part.LESION_PREVERTEBRAL,
)


def truth_of(slab: Slab, plane: Plane, shown: int) -> Labels:
    """Labels of one slice on a grid of ``shown`` by ``shown``: those that fill half a voxel.

    Returns:
        (shown, shown), keys of ``TRUTH_LABELS`` or 0.
    """
    at = plane.samples // 2 + (np.arange(shown) - shown // 2) * (plane.samples / shown)
    nearest = np.clip(np.round(at).astype(int), 0, plane.samples - 1)
    here = slab.labels[:, nearest[:, np.newaxis], nearest[np.newaxis, :]]
    truth = np.zeros((shown, shown), np.uint8)
    for label, part in enumerate(LESION_PARTS, start=1):
        truth[(here == part).mean(0) >= 0.5] = label
    return truth
