"""What happens to each attribute: PS3.15 Table E.1-1, what the object's class may hold, a policy.

The table says what must go. It says nothing of the thousands of other attributes, nor of those
that no dictionary knows; keeping them is how other tools leak. Here an attribute stays only
when PS3.3 lists it for the class of its object, it belongs to the description of an image, and
its value is of a kind that was checked: numbers, defined terms, registered or replaced UIDs,
moved dates, and texts cleaned word by word.
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

from readingroom.imaging.deid.classes import MAY_BE_EMPTY, NEEDS_VALUE, OPTIONAL, Level
from readingroom.imaging.deid.policy import DEFAULT_POLICY, Policy


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
    NAMED = "named"  # kept when the value is one of the attribute's own, or of known words
    SEX = "sex"
    AGE = "age"
    BODY = "body"  # size and weight
    BULK = "bulk"  # pixels, tables and samples, kept by reference
    COLOUR = "colour"  # a colour profile, built anew from its numbers


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


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do with an attribute at one place of an object, and why.

    Attributes:
        handling: what to do.
        reason: ``table``, or why an attribute that the table doesn't list is kept or goes:
            ``private``, ``unknown``, ``not_of_class``, ``scope``, ``value``.
        keyword: the attribute's keyword; empty where the dictionary has none.
        vr: the dictionary's value representation; empty where it has none.
        rest: what stands there when no value may stay: nothing, an empty element, or a dummy.
    """

    handling: Handling
    reason: str
    keyword: str = ""
    vr: str = ""
    rest: Handling = Handling.REMOVE


# Groups that describe images, structures in them, curves, and how they are to be shown. Groups of
# visits, orders, therapy, printing and storage media describe other things and go whole.
IMAGE_GROUPS: Final = frozenset(
    {0x0008, 0x0018, 0x0020, 0x0022, 0x0028, 0x0040, 0x0048, 0x0052, 0x0054, 0x0062, 0x0066}
    | {0x0042, 0x0068, 0x0070, 0x2050, 0x3002, 0x3004, 0x3006, 0x5200, 0x7FE0}
    | {0x003A, 0x5400}  # curves: their channels, and their samples
)
# Makers, models, programs and parameters: names of things, from lists and known words.
NAMED: Final = frozenset(
    {"Manufacturer", "ManufacturerModelName", "SoftwareVersions", "AlgorithmVersion"}
    | {"RescaleType", "ModalityLUTType", "ConvolutionKernel", "SequenceName", "AlgorithmName"}
    | {"PulseSequenceName", "ImagedNucleus", "StackID", "MIMETypeOfEncapsulatedDocument"}
    | {"ReconstructionMethod", "AttenuationCorrectionMethod", "ScatterCorrectionMethod"}
    | {"ReceiveCoilName", "TransmitCoilName", "FilterType", "DetectorManufacturerName"}
    | {"DetectorManufacturerModelName", "TransducerData", "MultiCoilElementName"}
    | {"RandomsCorrectionMethod", "DecayCorrection", "ReconstructionAlgorithm", "KVUsed"}
    | {"ContentLabel", "TypeOfFilters", "CollimatorGridName", "PostprocessingFunction"}
    | {"OpticalPathIdentifier", "PositionReferenceIndicator", "FilterMaterial", "PlateType"}
)
BULK: Final = frozenset(
    {"PixelData", "FloatPixelData", "DoubleFloatPixelData", "LUTData"}
    | {"ExtendedOffsetTable", "ExtendedOffsetTableLengths", "WaveformData"}
    | {f"{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue", "Alpha")}
    | {f"Segmented{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")}
)
# Hold only what goes: pictures of pictures, references to what has no meaning here, a history of
# who did what with which machine, and signatures over what is no longer the same.
REMOVED: Final = frozenset(
    {"SpecificCharacterSet", "IconImageSequence", "DeidentificationActionSequence"}
    | {"ReferencedPatientSequence", "MACParametersSequence", "ContributingEquipmentSequence"}
    | {"CodingSchemeIdentificationSequence", "HL7InstanceIdentifier", "TimeSource"}
    | {"DeidentificationMethod", "DeidentificationMethodCodeSequence", "PatientIdentityRemoved"}
    | {"LongitudinalTemporalInformationModified", "EncryptedAttributesSequence", "DeviceSequence"}
    | {"NTPSourceAddress", "SOPAuthorizationComment", "PixelDataProviderURL"}
    | {"AuthorizationEquipmentCertificationNumber", "EquivalentCodeSequence"}
)
# Holds what the converter found no other place for; when that is nothing, it isn't there.
_LEFTOVERS: Final = "Unassigned"
_ISSUER: Final = "IssuerOf"  # a hospital's name or number, in the table or not
# Of groups that describe no images, and yet of this one's acquisition.
BEYOND: Final = frozenset({"RequestedProcedureCodeSequence", "AnatomicalOrientationType"})
# Clinical in the table's eyes, and yet about the person rather than the examination.
PERSONAL: Final = frozenset({"Occupation", "PatientState", "SpecialNeeds", "Allergies"})
GRAPHICS: Final = "GraphicAnnotationSequence"
# Marks on curves. The table names no option for them; those made of codes and numbers alone are
# what X/D calls a dummy: nothing of anyone's own words. Those in words go.
ANNOTATIONS: Final = "WaveformAnnotationSequence"
NUMERIC_VRS: Final = frozenset(
    {"IS", "DS", "US", "SS", "UL", "SL", "UV", "SV", "FL", "FD", "AT", "US or SS"}
)
TEMPORAL_VRS: Final = frozenset({"DA", "TM", "DT"})
TEXT_VRS: Final = frozenset({"LO", "SH", "ST", "LT", "UT", "UC"})
DATES_OPTION: Final = "RetainLongitudinalModifiedDates"
_REST: Final = MappingProxyType(
    {"X": Handling.REMOVE, "Z": Handling.EMPTY, "D": Handling.DUMMY, "U": Handling.UID}
)


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


def resolved(action: str, kind: str) -> str:
    """The one of the alternatives of ``action`` that leaves an object of this class valid.

    Args:
        action: a code of Table E.1-1, such as ``X/Z/D``.
        kind: the attribute's type in the class, ``1``, ``1C``, ``2``, ``2C`` or ``3``.

    Returns:
        ``X``, ``Z``, ``D`` or ``U``. Where none of the alternatives is valid, the mildest that
        is: a required attribute is emptied or takes a dummy though the table says remove.

    Source: PS3.15 Table E.1-1a; PS3.3 section 7.4.
    """
    letters = action.rstrip("*").split("/")
    if "U" in letters:
        return "U"
    if kind in NEEDS_VALUE or letters == ["D"]:
        return "D"
    if kind in MAY_BE_EMPTY:
        return "Z"
    return letters[0]


class Rules(dict[int, Rule]):
    """The rules at one level of an object, made when first asked for."""

    __slots__ = ("level", "policy")

    def __init__(self, level: Level, policy: Policy) -> None:
        super().__init__()
        self.level = level
        self.policy = policy

    def __missing__(self, tag: int) -> Rule:
        rule = rule_for(tag, level=self.level, policy=self.policy)
        self[tag] = rule
        return rule


@functools.lru_cache(maxsize=8192)
def rules_at(level: Level, policy: Policy) -> Rules:
    """The rules at ``level`` under ``policy``, the same object each time."""
    return Rules(level, policy)


def rule_for(tag: int, *, level: Level | None = None, policy: Policy = DEFAULT_POLICY) -> Rule:
    """What happens to the attribute ``tag``.

    Args:
        tag: of the attribute.
        level: where in an object it stands; ``None`` for somewhere that lists it as optional.
        policy: the site's choice.
    """
    if (tag >> 16) % 2:
        return Rule(Handling.REMOVE, "private")
    entry = DicomDictionary.get(tag)
    if entry is None:
        return Rule(Handling.REMOVE, "table" if row_for(tag) else "unknown")
    vr, keyword = entry[0], entry[4]
    kind = OPTIONAL if level is None else level.types.get(tag)
    if kind is None:
        return Rule(Handling.REMOVE, "not_of_class", keyword, vr)
    row = row_for(tag)
    rest = _REST[resolved(row.basic if row else "X", kind)]
    handling = _under_options(row, keyword, vr, policy) if row else _of_value(keyword, vr, policy)
    reason = "table" if row else "value"
    if keyword in REMOVED:
        return Rule(Handling.REMOVE, reason, keyword, vr)
    if handling is None or keyword.startswith(_ISSUER):
        handling = rest
    elif tag >> 16 not in IMAGE_GROUPS and not _reaches_beyond(handling, keyword, row):
        handling, reason = rest, "table" if row else "scope"
    return Rule(handling, reason, keyword, vr, _left(rest, kind, keyword))


def _left(rest: Handling, kind: str, keyword: str) -> Handling:
    """What stands for a sequence of references, or a UID, of which nothing is left."""
    if keyword.startswith(_LEFTOVERS):
        return Handling.REMOVE
    return rest if rest is not Handling.UID else _REST[resolved("X", kind)]


def _reaches_beyond(handling: Handling, keyword: str, row: Row | None) -> bool:
    """What is kept of groups that describe no images: words about the patient's illness, some
    characteristics, and what was asked for."""
    if handling is Handling.DESCRIBE:
        return row is not None
    return keyword in BEYOND or handling in {Handling.SEX, Handling.AGE, Handling.BODY}


def _under_options(row: Row, keyword: str, vr: str, policy: Policy) -> Handling | None:
    """What an option makes of a row of the table; ``None`` leaves it to the Basic Profile."""
    special = _SPECIAL.get(keyword)
    if special is not None:
        return special[1] if getattr(policy, special[0]) else None
    if keyword in PERSONAL:
        return None
    if vr in TEMPORAL_VRS and DATES_OPTION in row.options:
        return None if policy.dates == "remove" else Handling.DATE
    if "CleanDescriptors" in row.options and policy.descriptions:
        return _described(vr)
    return Handling.ITEMS if vr == "SQ" and _keeps_items(row, keyword, policy) else None


def _keeps_items(row: Row, keyword: str, policy: Policy) -> bool:
    if "U" in row.basic:
        return True
    by_option = {"CleanStructuredContent": policy.structured_content}
    if keyword == GRAPHICS:
        by_option = {"CleanGraphics": policy.graphics}
    if keyword == ANNOTATIONS:
        return policy.structured_content
    return any(option in row.options and chosen for option, chosen in by_option.items())


def _described(vr: str) -> Handling | None:
    if vr == "SQ":
        return Handling.ITEMS
    return Handling.DESCRIBE if vr in TEXT_VRS else None


_SPECIAL: Final[Mapping[str, tuple[str, Handling]]] = MappingProxyType(
    {
        "PatientSex": ("sex", Handling.SEX),
        "PatientAge": ("age", Handling.AGE),
        "PatientSize": ("size_and_weight", Handling.BODY),
        "PatientWeight": ("size_and_weight", Handling.BODY),
    }
)


def _of_value(keyword: str, vr: str, policy: Policy) -> Handling | None:
    """An attribute that the table doesn't list: kept only for the kind of value it has."""
    by_keyword = {
        **dict.fromkeys(NAMED, Handling.NAMED),
        **dict.fromkeys(BULK, Handling.BULK),
        "ICCProfile": Handling.COLOUR,
    }
    by_vr = {"SQ": Handling.ITEMS, "CS": Handling.TERM, "UI": Handling.UID}
    if keyword in by_keyword:
        return by_keyword[keyword]
    if vr in NUMERIC_VRS:
        return Handling.NUMBER
    if vr in TEXT_VRS:
        return Handling.DESCRIBE if policy.descriptions else None
    return by_vr.get(vr)
