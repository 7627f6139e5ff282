"""What an object must still have: attributes of Type 1 and 2 that would otherwise be missing."""

from typing import Final

from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from readingroom.imaging.deid.classes import NEEDS_VALUE, Level
from readingroom.imaging.deid.dummies import TEXT

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


_OF_APPROVAL: Final = ("ReviewDate", "ReviewTime", "ReviewerName")  # PS3.3 table C.8-39: not there


def fill_required(clean: Dataset, level: Level) -> None:
    """Add what every object must have and cleaning took, or the source never had.

    Args:
        clean: gets the attributes.
        level: the top level of its class.
    """
    for keyword in ALWAYS:
        tag = Tag(keyword)
        if tag not in clean:
            needs_value = level.types.get(tag) in NEEDS_VALUE
            clean.add_new(tag, dictionary_VR(tag), TEXT if needs_value else "")
    _fill_dependent(clean)


def _fill_dependent(clean: Dataset) -> None:
    """What depends on something else that went."""
    for number, segment in enumerate(clean.get("SegmentSequence") or (), 1):
        if segment.get("SegmentLabel") in ("", None, TEXT):
            segment.SegmentLabel = f"Segment{number}"
    if clean.get("VerificationFlag") == "VERIFIED":
        clean.VerificationFlag = "UNVERIFIED"  # who verified it is gone
    if clean.get("ApprovalStatus") == "UNAPPROVED":
        for keyword in _OF_APPROVAL:
            if keyword in clean:
                del clean[keyword]
