"""Which breast a mammogram shows, and from where; how pictures without a place lie in the patient.

Laterality is that of the image (0020,0062) or of its series (0020,0060), the view that of View
Position (0018,5101) or of View Code Sequence (0054,0220), PS3.3 C.8.11.7 and PS3.16 CID 4014.
"""

import re
from typing import Final

from pydicom.dataset import Dataset

from readingroom.imaging.functional_groups import FrameView
from readingroom.imaging.geometry.orientation import EdgeLetters, letters_towards

MAMMOGRAPHY: Final = "MG"
# As SNOMED CT has them, and as SNOMED RT had them before.
VIEW_CODES: Final = {
    "399162004": "CC", "R-10242": "CC",
    "399368009": "MLO", "R-10226": "MLO",
    "399260004": "ML", "R-10224": "ML",
    "399352003": "LM", "R-10228": "LM",
}  # fmt: skip
_WAYS: Final = re.compile(r"[RLAPFH]{1,3}")
_BOTH_WAYS: Final = 2


def projection_of(header: Dataset, view: FrameView) -> tuple[str, str] | None:
    """Side (``R``, ``L``, ``B``) and view (``CC``, ``MLO`` …) of a mammogram; empty where not said.

    None for what is not mammography.
    """
    if header.get("Modality") != MAMMOGRAPHY:
        return None
    side = str(header.get("ImageLaterality") or header.get("Laterality") or "").upper()
    shared = view.value("FrameLaterality", "FrameAnatomySequence")
    side = side or str(shared or "").upper()
    return (side if side in {"R", "L", "B"} else "", _view(header))


def _view(header: Dataset) -> str:
    stated = str(header.get("ViewPosition") or "").strip().upper()
    codes = header.get("ViewCodeSequence") or ()
    coded = (VIEW_CODES.get(str(item.get("CodeValue") or "")) for item in codes)
    return stated or next((name for name in coded if name), "")


def stated_letters(header: Dataset) -> EdgeLetters | None:
    """The letters at the edges of a picture whose header only states them."""
    stated = header.get("PatientOrientation")
    ways = [] if stated is None or isinstance(stated, str) else [str(way) for way in stated]
    if len(ways) != _BOTH_WAYS or not all(_WAYS.fullmatch(way) for way in ways):
        return None
    return letters_towards(*ways)
