"""What de-identification writes about itself into an object (PS3.15 section E.1.1)."""

from collections.abc import Set
from types import MappingProxyType
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

IMPLEMENTATION_UID: Final = "2.25.218790825407383841097099714032973470645"
IMPLEMENTATION_NAME: Final = "READINGROOM_1"
METHOD: Final = "Reading Room: PS3.15 Basic Profile, safe attributes only"

BASIC_PROFILE: Final = "113100"
CLEAN_PIXELS: Final = "113101"
CLEAN_FACES: Final = "113102"
CLEAN_GRAPHICS: Final = "113103"
CLEAN_STRUCTURED_CONTENT: Final = "113104"
CLEAN_DESCRIPTORS: Final = "113105"
MODIFIED_DATES: Final = "113107"
RETAIN_PATIENT_CHARACTERISTICS: Final = "113108"
RETAIN_SAFE_PRIVATE: Final = "113111"
# PS3.16 CID 7050.
MEANINGS: Final = MappingProxyType(
    {
        BASIC_PROFILE: "Basic Application Confidentiality Profile",
        CLEAN_PIXELS: "Clean Pixel Data Option",
        CLEAN_FACES: "Clean Recognizable Visual Features Option",
        CLEAN_GRAPHICS: "Clean Graphics Option",
        CLEAN_STRUCTURED_CONTENT: "Clean Structured Content Option",
        CLEAN_DESCRIPTORS: "Clean Descriptors Option",
        MODIFIED_DATES: "Retain Longitudinal Temporal Information Modified Dates Option",
        RETAIN_PATIENT_CHARACTERISTICS: "Retain Patient Characteristics Option",
        RETAIN_SAFE_PRIVATE: "Retain Safe Private Option",
    }
)


def write_marks(
    clean: Dataset, *, done: Set[str], dated: bool, may_show_face: bool = False
) -> tuple[str, ...]:
    """Write the method, the options that were applied, and what became of dates and face.

    Args:
        clean: gets the attributes.
        done: codes of the options that found something to do in this object.
        dated: whether a moved date is left in it.
        may_show_face: whether its pixels could be rendered into a recognisable face.

    Returns:
        The options' codes in order.
    """
    codes = {BASIC_PROFILE, *done} | ({MODIFIED_DATES} if dated else set())
    applied = tuple(sorted(codes))
    clean.SpecificCharacterSet = "ISO_IR 192"
    clean.PatientIdentityRemoved = "YES"
    clean.DeidentificationMethod = METHOD
    clean.DeidentificationMethodCodeSequence = [_code(value) for value in applied]
    clean.LongitudinalTemporalInformationModified = "MODIFIED" if dated else "REMOVED"
    if may_show_face:
        clean.RecognizableVisualFeatures = "YES"
    return applied


def add_mark(clean: Dataset, code: str) -> None:
    """Say that one more option was applied, such as ``CLEAN_PIXELS`` after masking."""
    codes = {str(item.CodeValue) for item in clean.DeidentificationMethodCodeSequence}
    clean.DeidentificationMethodCodeSequence = [_code(v) for v in sorted({*codes, code})]


def _code(value: str) -> Dataset:
    texts = ((_CODE_VALUE, "SH", value), (_SCHEME, "SH", "DCM"), (_MEANING, "LO", MEANINGS[value]))
    return Dataset(
        {tag: DataElement(tag, vr, text, already_converted=True) for tag, vr, text in texts}
    )


_CODE_VALUE, _SCHEME, _MEANING = Tag(0x00080100), Tag(0x00080102), Tag(0x00080104)
