"""What happens to each attribute: PS3.15 Table E.1-1 first, then our own allow-list.

The table says what must go. It says nothing of the thousands of other attributes, nor of those
that no dictionary knows; keeping them is how other tools leak. Here an attribute stays only
when the standard's dictionary knows it, it belongs to the description of an image, and its
value is of a kind that was checked: numbers, terms the standard defines, registered or
replaced UIDs, moved dates, and a few texts built from a vocabulary.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Final

from pydicom.datadict import DicomDictionary


class Handling(StrEnum):
    """What we do with an attribute."""

    REMOVE = "remove"  # X
    EMPTY = "empty"  # Z
    DUMMY = "dummy"  # D
    UID = "uid"  # U
    DATE = "date"  # C, as Retain Longitudinal Temporal Information with Modified Dates has it
    DESCRIBE = "describe"  # C, as Clean Descriptors has it
    ITEMS = "items"  # K for sequences: the same rules again, item by item
    TERM = "term"  # kept when the value is a defined term
    NUMBER = "number"  # kept when the value is a number
    NAMED = "named"  # kept when the value is in the attribute's own vocabulary
    SEX = "sex"
    AGE = "age"
    BULK = "bulk"  # pixels and tables, kept by reference


@dataclass(frozen=True)
class Row:
    """One row of PS3.15 Table E.1-1.

    Attributes:
        tag: eight hexadecimal digits in lower case, ``x`` for any digit, or ``oddxxxx``.
        name: as the standard calls the attribute.
        basic: the Basic Profile's action.
        options: action by option, such as ``{"CleanDescriptors": "C"}``.
    """

    tag: str
    name: str
    basic: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What to do with an attribute, and why.

    Attributes:
        handling: what to do.
        reason: ``table``, or why an attribute that the table doesn't list is kept or goes:
            ``private``, ``unknown``, ``scope``, ``value``.
        keyword: the attribute's keyword; empty where the dictionary has none.
        vr: the dictionary's value representation; empty where it has none.
    """

    handling: Handling
    reason: str
    keyword: str = ""
    vr: str = ""


# Groups that describe images and how they are to be shown. Groups of visits, orders, therapy,
# waveforms, printing and storage media describe other things and go whole.
IMAGE_GROUPS: Final = frozenset(
    {0x0008, 0x0018, 0x0020, 0x0022, 0x0028, 0x0040, 0x0048, 0x0052, 0x0054, 0x0062, 0x0066}
    | {0x0042, 0x0068, 0x0070, 0x2050, 0x3002, 0x3004, 0x5200, 0x7FE0}
)
DESCRIBED: Final = frozenset(
    {"StudyDescription", "SeriesDescription", "ProtocolName", "AcquisitionProtocolName"}
    | {"ContrastBolusAgent", "SegmentDescription", "SegmentLabel", "WindowCenterWidthExplanation"}
    | {"ViewName", "ContrastBolusRoute", "Radiopharmaceutical", "FrameOfInterestDescription"}
)
NAMED: Final = frozenset(
    {"Manufacturer", "RescaleType", "ModalityLUTType", "ConvolutionKernel", "SequenceName"}
    | {"PulseSequenceName", "ImagedNucleus", "StackID", "MIMETypeOfEncapsulatedDocument"}
    | {"ReconstructionMethod", "AttenuationCorrectionMethod", "ScatterCorrectionMethod"}
    | {"ContentLabel", "AlgorithmVersion", "AlgorithmName"}
)
BULK: Final = frozenset(
    {"PixelData", "FloatPixelData", "DoubleFloatPixelData", "LUTData"}
    | {"ExtendedOffsetTable", "ExtendedOffsetTableLengths"}
    | {f"{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue", "Alpha")}
    | {f"Segmented{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")}
)
# In the table as D, kept and cleaned item by item instead, under Clean Structured Content.
CLEANED_ITEMS: Final = frozenset({"ContentSequence"})
# Hold only what goes: text on the image, and references to what no longer has a meaning here.
REMOVED: Final = frozenset(
    {"GraphicAnnotationSequence", "SpecificCharacterSet", "IconImageSequence"}
    | {"DeidentificationActionSequence", "ReferencedPatientSequence"}
    | {"MACParametersSequence", "CodingSchemeIdentificationSequence"}
    | {"ContributingEquipmentSequence"}
)
# Free text that some object must have: as Type 2, or as Type 1 in which a dummy stands.
EMPTIED: Final = frozenset(
    {"PositionReferenceIndicator", "ContentDescription", "DocumentTitle"}
    | {"AcquisitionContextSequence"}
)
DUMMIED: Final = frozenset({"SegmentAlgorithmName", "LUTLabel", "LUTExplanation"})
SPECIAL: Final = MappingProxyType({"PatientSex": Handling.SEX, "PatientAge": Handling.AGE})
NUMERIC_VRS: Final = frozenset(
    {"IS", "DS", "US", "SS", "UL", "SL", "UV", "SV", "FL", "FD", "AT", "US or SS"}
)
TEMPORAL_VRS: Final = frozenset({"DA", "TM", "DT"})
DATES_OPTION: Final = "RetainLongitudinalModifiedDates"


@functools.cache
def table() -> Mapping[str, Row]:
    """Table E.1-1 by tag or pattern."""
    text = resources.files(__package__).joinpath("table_e1_1.json").read_text("utf-8")
    rows = json.loads(text)["rows"]
    return MappingProxyType(
        {r["tag"]: Row(r["tag"], r["name"], r["basic"], r.get("options", {})) for r in rows}
    )


def row_for(tag: int) -> Row | None:
    """The row that covers ``tag``, repeating groups and private groups included."""
    rows = table()
    digits = f"{tag:08x}"
    patterns = [digits, f"{digits[:2]}xx{digits[4:]}", f"{digits[:2]}xxxxxx"]
    if (tag >> 16) % 2:
        patterns = ["oddxxxx"]
    return next((rows[pattern] for pattern in patterns if pattern in rows), None)


@functools.lru_cache(maxsize=16_384)
def rule_for(tag: int) -> Rule:
    """What happens to the attribute ``tag`` wherever in an object it stands."""
    if (tag >> 16) % 2:
        return Rule(Handling.REMOVE, "private")
    entry = DicomDictionary.get(tag)
    if entry is None:
        return Rule(Handling.REMOVE, "table" if row_for(tag) else "unknown")
    vr, keyword = entry[0], entry[4]
    row = row_for(tag)
    if keyword in SPECIAL:
        return Rule(SPECIAL[keyword], "table", keyword, vr)
    handling = _of_row(row, keyword, vr) if row else _of_value(keyword, vr)
    reason = "table" if row else "value"
    if tag >> 16 not in IMAGE_GROUPS and handling not in (Handling.REMOVE, Handling.EMPTY):
        return Rule(Handling.REMOVE, "table" if row else "scope", keyword, vr)
    return Rule(handling, reason, keyword, vr)


def _of_row(row: Row, keyword: str, vr: str) -> Handling:
    """The table's action, under the options that we apply."""
    if keyword in REMOVED:
        return Handling.REMOVE
    if keyword in EMPTIED:
        return Handling.EMPTY
    if keyword in DESCRIBED:
        return Handling.DESCRIBE
    if vr in TEMPORAL_VRS and DATES_OPTION in row.options:
        return Handling.DATE
    if keyword in CLEANED_ITEMS or (vr == "SQ" and "U" in row.basic):
        return Handling.ITEMS
    return _of_action(row.basic, vr)


def _of_action(action: str, vr: str) -> Handling:
    """An action code without an option. Alternatives take the one that is valid everywhere."""
    if action == "X":
        return Handling.REMOVE
    if action == "U":
        return Handling.UID
    if vr in ("SQ", "OB", "UN"):
        return Handling.REMOVE
    return Handling.DUMMY if action == "D" else Handling.EMPTY


def _of_value(keyword: str, vr: str) -> Handling:
    """An attribute that the table doesn't list: kept only for the kind of value it has."""
    named = {
        **dict.fromkeys(REMOVED, Handling.REMOVE),
        **dict.fromkeys(DESCRIBED, Handling.DESCRIBE),
        **dict.fromkeys(NAMED, Handling.NAMED),
        **dict.fromkeys(BULK, Handling.BULK),
        **dict.fromkeys(EMPTIED, Handling.EMPTY),
        **dict.fromkeys(DUMMIED, Handling.DUMMY),
    }
    by_vr = {"SQ": Handling.ITEMS, "CS": Handling.TERM, "UI": Handling.UID}
    if keyword in named:
        return named[keyword]
    if vr in NUMERIC_VRS:
        return Handling.NUMBER
    return by_vr.get(vr, Handling.REMOVE)
