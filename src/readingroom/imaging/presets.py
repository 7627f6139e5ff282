"""Windows that radiologists keep on number keys, by modality and region.

CT centres and widths in HU; as commonly set on workstations, listed for instance at
radiopaedia.org/articles/windowing-ct. Other modalities have no absolute unit: theirs are made
from the object's own window.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Preset:
    """A named window, in modality units."""

    label: str
    center: float
    width: float


_LUNG = Preset("Lung", -600, 1500)
_MEDIASTINUM = Preset("Mediastinum", 50, 350)
_SOFT_TISSUE = Preset("Soft tissue", 40, 400)
_BONE = Preset("Bone", 400, 1800)
_BRAIN = Preset("Brain", 40, 80)
_SUBDURAL = Preset("Subdural", 75, 215)
_STROKE = Preset("Stroke", 32, 8)
_ABDOMEN = Preset("Abdomen", 60, 400)
_LIVER = Preset("Liver", 30, 150)
_ANGIOGRAPHY = Preset("Angiography", 300, 600)

_CT: Final = {
    "head": (_BRAIN, _SUBDURAL, _STROKE, _BONE, _SOFT_TISSUE),
    "neck": (_SOFT_TISSUE, _BONE, _ANGIOGRAPHY),
    "chest": (_LUNG, _MEDIASTINUM, _BONE, _SOFT_TISSUE, _ANGIOGRAPHY),
    "abdomen": (_ABDOMEN, _LIVER, _BONE, _LUNG, _ANGIOGRAPHY),
    "spine": (_BONE, _SOFT_TISSUE),
    "limb": (_BONE, _SOFT_TISSUE, _ANGIOGRAPHY),
    "": (_SOFT_TISSUE, _LUNG, _BONE, _BRAIN, _ABDOMEN),
}


# Upper ends of windows from 0, SUV; as commonly set for FDG of the body, and of the brain.
_SUV: Final = (5.0, 7.0, 10.0, 15.0, 20.0)


def presets_for(
    *, modality: str, region: str, window: tuple[float, float] | None, suv: float | None = None
) -> tuple[Preset, ...]:
    """Presets in the order of the number keys.

    Args:
        modality: Modality (0008,0060).
        region: as ``regions.region_of`` names it; empty when unknown.
        window: the stack's own window, for modalities without an absolute unit.
        suv: SUV of one modality unit, where that is known.
    """
    if modality == "CT":
        return _CT.get(region, _CT[""])
    if suv is not None:
        return tuple(Preset(f"SUV 0 to {top:g}", top / 2 / suv, top / suv) for top in _SUV)
    if window is None:
        return ()
    center, width = window
    return (
        Preset("As acquired", center, width),
        Preset("More contrast", center, width / 2),
        Preset("Less contrast", center, width * 2),
        Preset("Brighter", center - width / 4, width),
        Preset("Darker", center + width / 4, width),
    )
