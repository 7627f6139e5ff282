"""Values for attributes that an object must have and whose own value had to go."""

from types import MappingProxyType
from typing import Any, Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from readingroom.imaging.deid.dates import BASE

TEXT: Final = "REMOVED"
# Nothing in these words or numbers is about the object that they stand in.
_BY_VR: Final = MappingProxyType(
    {
        **dict.fromkeys(("AE", "LO", "LT", "PN", "SH", "ST", "UC", "UT"), TEXT),
        "CS": "UNKNOWN",
        "AS": "000D",
        "DA": f"{BASE:%Y%m%d}",
        "TM": f"{BASE:%H%M%S}",
        "DT": f"{BASE:%Y%m%d%H%M%S}",
        **dict.fromkeys(("DS", "IS"), "0"),
        **dict.fromkeys(("US", "SS", "UL", "SL", "UV", "SV", "US or SS"), 0),
        **dict.fromkeys(("FL", "FD"), 0.0),
    }
)
_BY_KEYWORD: Final = MappingProxyType(
    {
        "ContentLabel": "CONTENT",
        "AnatomicalOrientationType": "BIPED",
        "VerificationFlag": "UNVERIFIED",
        "CompletionFlag": "PARTIAL",
        "ApprovalStatus": "UNAPPROVED",  # who approved it is gone
        "BurnedInAnnotation": "YES",  # until someone has looked
        "GraphicLayer": "LAYER1",
        "RescaleType": "US",
        "Laterality": "",  # a guess would be a lie
        "ImageLaterality": "U",
        "FrameLaterality": "U",
    }
)
# A code of PS3.16 CID 271 that says that nothing is said.
_UNKNOWN: Final = (("CodeValue", "261665006"), ("CodingSchemeDesignator", "SCT"))


def dummy(tag: int, keyword: str, vr: str) -> DataElement | None:
    """An element with a plain value of its kind; ``None`` where there is no such value, as for
    pixels, UIDs and tables."""
    value: Any = _BY_KEYWORD.get(keyword, _BY_VR.get(vr))
    if value is None:
        return None
    return DataElement(tag, "US" if vr == "US or SS" else vr, value)


def unknown_code(tag: int) -> DataElement:
    """A sequence of codes that had to lose all its items: one code of no meaning."""
    return DataElement(tag, "SQ", Sequence([_unknown_code()]), already_converted=True)


def _unknown_code() -> Dataset:
    item = Dataset()
    for keyword, value in _UNKNOWN:
        setattr(item, keyword, value)
    item.CodeMeaning = "Unknown"
    return item
