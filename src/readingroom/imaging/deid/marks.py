"""What de-identification writes about itself into an object (PS3.15 section E.1.1)."""

from collections.abc import Set
from types import MappingProxyType
from typing import Final

from pydicom.dataset import Dataset

IMPLEMENTATION_UID: Final = "2.25.218790825407383841097099714032973470645"
IMPLEMENTATION_NAME: Final = "READINGROOM_1"
METHOD: Final = "Reading Room: PS3.15 Basic Profile, safe attributes only"

BASIC_PROFILE: Final = "113100"
CLEAN_STRUCTURED_CONTENT: Final = "113104"
CLEAN_DESCRIPTORS: Final = "113105"
MODIFIED_DATES: Final = "113107"
RETAIN_PATIENT_CHARACTERISTICS: Final = "113108"
# PS3.16 CID 7050.
MEANINGS: Final = MappingProxyType(
    {
        BASIC_PROFILE: "Basic Application Confidentiality Profile",
        CLEAN_STRUCTURED_CONTENT: "Clean Structured Content Option",
        CLEAN_DESCRIPTORS: "Clean Descriptors Option",
        MODIFIED_DATES: "Retain Longitudinal Temporal Information Modified Dates Option",
        RETAIN_PATIENT_CHARACTERISTICS: "Retain Patient Characteristics Option",
    }
)


def write_marks(clean: Dataset, *, done: Set[str], dated: bool) -> tuple[str, ...]:
    """Write the method, the options that were applied, and what became of the dates.

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
    return applied


def _code(value: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = value, "DCM"
    item.CodeMeaning = MEANINGS[value]
    return item
