"""What tissues measure on CT, in Hounsfield units, at 120 kV.

A Hounsfield unit is 1000 · (µ − µ_water) / µ_water (PS3.3 section C.11.1.1.2 takes HU as its unit).
Every tissue has the value it is painted with and the range a reader would accept as normal.

Sources, by short name in ``SOURCES``: ICRU Report 44 (1989) densities; DenOtter and Schubert,
"Hounsfield Unit", StatPearls NBK547721; Pickhardt et al., Ann Intern Med 2013;158:588 (marrow);
Wormanns et al. and Gevenois et al., AJR 1996 (lung, emphysema below −950); Agatston et al.,
J Am Coll Cardiol 1990;15:827 (calcium from 130).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ICRU44": "ICRU Report 44, Tissue Substitutes in Radiation Dosimetry, 1989",
        "StatPearls": "DenOtter TD, Schubert J. Hounsfield Unit. StatPearls, NBK547721",
        "Pickhardt": "Pickhardt PJ et al. Ann Intern Med 2013;158:588-595",
        "Gevenois": "Gevenois PA et al. AJR 1996;167:1169-1173",
        "Agatston": "Agatston AS et al. J Am Coll Cardiol 1990;15:827-832",
    }
)


@dataclass(frozen=True)
class TissueHu:
    """The CT number of one tissue.

    Attributes:
        value: what the simulation paints, HU.
        low: the least that is acceptable as a mean, HU.
        high: the most that is acceptable as a mean, HU.
        source: a key of ``SOURCES``.
    """

    value: float
    low: float
    high: float
    source: str


TISSUES: Final[Mapping[str, TissueHu]] = MappingProxyType(
    {
        "air": TissueHu(-1000, -1005, -990, "StatPearls"),
        "emphysema": TissueHu(-965, -1000, -950, "Gevenois"),
        "lung": TissueHu(-860, -920, -780, "Gevenois"),
        "fat": TissueHu(-102, -120, -80, "StatPearls"),
        "skin": TissueHu(20, -10, 60, "ICRU44"),
        "muscle": TissueHu(50, 35, 65, "StatPearls"),
        "blood": TissueHu(40, 30, 50, "StatPearls"),
        "myocardium": TissueHu(46, 38, 55, "StatPearls"),
        "liver": TissueHu(57, 45, 68, "StatPearls"),
        "spleen": TissueHu(48, 38, 58, "StatPearls"),
        "gastric content": TissueHu(22, 0, 45, "StatPearls"),
        "cord": TissueHu(38, 25, 45, "StatPearls"),
        "cerebrospinal fluid": TissueHu(10, 0, 18, "StatPearls"),
        "disc": TissueHu(82, 60, 120, "ICRU44"),
        "cartilage": TissueHu(105, 80, 160, "ICRU44"),
        "marrow": TissueHu(118, 80, 160, "Pickhardt"),
        "cortex": TissueHu(780, 500, 1400, "ICRU44"),
        "calcification": TissueHu(1000, 130, 1500, "Agatston"),
        "node": TissueHu(38, 20, 55, "StatPearls"),
        "tumour": TissueHu(36, 20, 50, "StatPearls"),
        "necrosis": TissueHu(24, 10, 35, "StatPearls"),
        "kidney": TissueHu(32, 25, 40, "StatPearls"),
        "couch": TissueHu(-150, -400, 0, "ICRU44"),
        "mattress": TissueHu(-950, -990, -900, "ICRU44"),
    }
)


def hu(tissue: str) -> float:
    """The value a tissue is painted with, HU.

    Raises:
        KeyError: no such tissue, which is a mistake of ours.
    """
    return TISSUES[tissue].value
