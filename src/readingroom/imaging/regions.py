"""A guess at modality and region from what a header says, for facets and presets."""

from typing import Final

from pydicom.dataset import Dataset

# Modality (0008,0060) to the library's names for kinds of study.
MODALITY_NAMES: Final = {
    "CT": "CT",
    "MR": "MRI",
    "CR": "X-ray",
    "DX": "X-ray",
    "RG": "X-ray",
    "PX": "X-ray",
    "IO": "X-ray",
    "US": "Ultrasound",
    "IVUS": "Ultrasound",
    "MG": "Mammography",
    "XA": "DSA (angiography)",
    "RF": "Fluoroscopy",
    "NM": "Nuclear medicine",
    "PT": "Nuclear medicine",
    "SM": "Pathology",
    "GM": "Pathology",
    "XC": "Photograph",
    "ES": "Photograph",
    "OP": "Photograph",
}

# Words of Body Part Examined (PS3.16 Annex L) and of series and study descriptions.
_WORDS: Final = (
    ("spine", ("SPINE", "CSPINE", "TSPINE", "LSPINE", "SSPINE", "WIRBELS", "VERTEBRA", "SACRUM")),
    ("head", ("HEAD", "BRAIN", "SKULL", "ORBIT", "SINUS", "FACE", "TEMPORAL", "CRAN", "PITUITAR")),
    ("neck", ("NECK", "LARYNX", "THYROID", "CAROTID")),
    ("chest", ("CHEST", "THORAX", "LUNG", "HEART", "CARDIAC", "CORONAR", "MEDIASTIN", "RIB")),
    ("breast", ("BREAST", "MAMMA")),
    ("abdomen", ("ABDOMEN", "LIVER", "KIDNEY", "PANCREAS", "ABD", "RENAL", "BOWEL", "COLON")),
    ("pelvis", ("PELVIS", "PROSTATE", "UTERUS", "BLADDER", "OVAR", "RECTUM")),
    ("limb", (
        "EXTREMITY", "HAND", "WRIST", "ELBOW", "SHOULDER", "KNEE", "ANKLE", "FOOT", "HIP", "LEG",
        "ARM", "FEMUR", "TIBIA", "HUMERUS",
    )),
)  # fmt: skip
_FIELDS: Final = ("BodyPartExamined", "SeriesDescription", "ProtocolName", "StudyDescription")


def region_of(header: Dataset) -> str:
    """``head``, ``neck``, ``spine``, ``chest``, ``breast``, ``abdomen``, ``pelvis`` or ``limb``;
    empty when nothing in the header tells."""
    for keyword in _FIELDS:
        text = str(header.get(keyword) or "").upper()
        for region, words in _WORDS:
            if any(word in text for word in words):
                return region
    return ""


def modality_name(modality: str) -> str:
    """The library's name for a kind of study; the code itself where it has none."""
    return MODALITY_NAMES.get(modality, modality)
