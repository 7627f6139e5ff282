"""What an object must still have: attributes of Type 1 and 2 that would otherwise be missing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydicom.dataset import Dataset

# Type 2 in every composite object: PS3.3 tables C.7-1 (Patient), C.7-3 (General Study) and
# C.7-8 (General Equipment).
ALWAYS: Final = (
    "StudyDate",
    "StudyTime",
    "AccessionNumber",
    "Manufacturer",
    "ReferringPhysicianName",
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyID",
)
# Type 1 in the Enhanced General Equipment module, PS3.3 table C.7-8b.
_DEVICE: Final = MappingProxyType(
    {
        "Manufacturer": "Unknown",
        "ManufacturerModelName": "Unknown",
        "DeviceSerialNumber": "Unknown",
        "SoftwareVersions": "Unknown",
    }
)
_WITH_DEVICE: Final = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2.2",
        "1.2.840.10008.5.1.4.1.1.4.1",
        "1.2.840.10008.5.1.4.1.1.4.3",
        "1.2.840.10008.5.1.4.1.1.4.4",
        "1.2.840.10008.5.1.4.1.1.6.2",
        "1.2.840.10008.5.1.4.1.1.12.1.1",
        "1.2.840.10008.5.1.4.1.1.12.2.1",
        "1.2.840.10008.5.1.4.1.1.13.1.3",
        "1.2.840.10008.5.1.4.1.1.30",
        "1.2.840.10008.5.1.4.1.1.66.4",
        "1.2.840.10008.5.1.4.1.1.66.7",
        "1.2.840.10008.5.1.4.1.1.67",
        "1.2.840.10008.5.1.4.1.1.77.1.6",
        "1.2.840.10008.5.1.4.1.1.88.35",
        "1.2.840.10008.5.1.4.1.1.128.1",
        "1.2.840.10008.5.1.4.1.1.130",
    }
)


# Type 2 there and Type 3 elsewhere: PS3.3 tables C.17-1 and C.17.6-1.
_WITH_STEP: Final = ("1.2.840.10008.5.1.4.1.1.88.",)


def fill_required(clean: Dataset, *, sop_class_uid: str) -> None:
    """Add, empty or with a plain dummy, what the object's kind requires and cleaning took."""
    for keyword in ALWAYS:
        if keyword not in clean:
            setattr(clean, keyword, "")
    if sop_class_uid in _WITH_DEVICE:
        _fill(clean, _DEVICE)
    if sop_class_uid.startswith(_WITH_STEP):
        clean.ReferencedPerformedProcedureStepSequence = []
    _label(clean)
    if clean.get("VerificationFlag") == "VERIFIED":
        clean.VerificationFlag = "UNVERIFIED"  # who verified it is gone


def _fill(clean: Dataset, dummies: Mapping[str, str]) -> None:
    for keyword, dummy in dummies.items():
        if not clean.get(keyword):
            setattr(clean, keyword, dummy)


def _label(clean: Dataset) -> None:
    if "ContentLabel" in clean:
        _fill(clean, {"ContentLabel": "CONTENT"})
    for number, segment in enumerate(clean.get("SegmentSequence") or (), 1):
        _fill(segment, {"SegmentLabel": f"Segment{number}"})
