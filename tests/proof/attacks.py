"""Files of someone who hides a name where no dictionary of identity can know of it.

``MARKER``, ``NUMBER`` and ``DAY`` stand in no attribute that names a patient. ``ATTACKS`` are
makers of Part 10 files by what they try; each is one trick.
"""

import struct
from collections.abc import Callable, Iterable
from typing import Any, Final

from pydicom.dataset import Dataset

from tests.factories import dicom

MARKER: Final = "Zqyxvaldjo"
NUMBER, DAY = "481516234", "19850411"
# The same as people write it.
NOTATIONS: Final = (
    "481.516.234", "481 516 234", "481-516-234", "11.04.1985", "11 APR 1985", "4/11/85",
    "1985 04 11", "1985-04-11", "Z Q Y X V A L D J O",
)  # fmt: skip
Attack = Callable[[], bytes]
ATTACKS: Final[dict[str, Attack]] = {}

_RAW = MARKER.encode()
_DOUBLE = struct.unpack("<1d", _RAW[:8])[0]
_SHORTS = list(struct.unpack("<5H", _RAW))
# What a value may be that is none of those an attribute is for: tag, VR, value.
VALUES: Final[dict[str, tuple[int, str, Any]]] = {
    "a number as a position in time": (0x00200100, "IS", NUMBER),
    "a number as an acquisition": (0x00200012, "IS", NUMBER),
    "a number as a voltage": (0x00180060, "DS", NUMBER),
    "a birthday as a height": (0x00181100, "DS", DAY),
    "a birthday as a number of a series": (0x00200011, "IS", DAY),
    "a name as three tones and more": (0x00281101, "US", _SHORTS),
    "a name as a fraction": (0x00189306, "FD", [_DOUBLE]),
    "a name as a maker": (0x00080070, "LO", f"{MARKER} Imaging"),
    "a name as a model": (0x00081090, "LO", f"{MARKER} 5000"),
    "a number as a model": (0x00081090, "LO", f"Model {NUMBER}"),
    "a number as a version": (0x00181020, "LO", f"V{NUMBER}"),
    "a name as a second version": (0x00181020, "LO", ["syngo", MARKER]),
    "a birthday as a version": (0x00181020, "LO", DAY),
    "a number as a kernel": (0x00181210, "SH", f"B{NUMBER}f"),
    "a number as a sequence": (0x00180024, "SH", f"*tse2d1_{NUMBER}"),
    "a name behind a protocol": (0x00181030, "LO", f"CHEST {MARKER}"),
    "a name behind a contrast agent": (0x00180010, "LO", f"Omnipaque {MARKER} {NUMBER}"),
    "a name as a body part": (0x00180015, "CS", MARKER.upper()),
    "a name as a view": (0x00185101, "CS", MARKER.upper()),
    "a name as a stack": (0x00209056, "SH", MARKER),
    "a name as a kind of image": (0x00080008, "CS", ["ORIGINAL", "PRIMARY", MARKER.upper()]),
    "a name as a version of codes": (0x00080103, "SH", MARKER),
    "a name as a colour space": (0x00282002, "CS", MARKER.upper()),
    "a name as a method": (0x00282114, "CS", MARKER.upper()),
    "a name in a number": (0x00181151, "OB", _RAW),
    "a name in text of no known kind": (0x00081030, "UN", _RAW),
    "a name as a thickness": (0x00180050, "LO", MARKER),
    "a name as a colour profile": (0x00282000, "OB", _RAW * 4),
    "a name as a UID": (0x00081195, "UI", MARKER),
    "a birthday in a UID of the standard's": (0x00081195, "UI", f"1.2.840.10008.5.1.4.1.1.2.{DAY}"),
    "a name behind a moment": (0x0008002A, "DT", f"{DAY}131417.171923&ZZ{MARKER}"),
    "two birthdays as a day": (0x00080022, "DA", f"{DAY}-{DAY}"),
    "a name as a time": (0x00080032, "TM", MARKER),
    "a name behind the data set": (0xFFFCFFFC, "OB", _RAW),
    "a name behind the pixels": (0x7FE11001, "OB", _RAW),
    "a name in the directory's group": (0x00041500, "CS", MARKER.upper()),
    "a name in a group that is no one's": (0x00011001, "LO", MARKER),
    "a name in a block nobody reserved": (0x00191010, "LO", MARKER),
    "a name that reserves a block": (0x00190010, "LO", MARKER),
}
# Around clinical words, in Series Description.
TEXTS: Final = (
    f"CHEST{MARKER}", f"CHEST_{MARKER}_PA", f"CHEST {NUMBER}", f"DWI b{NUMBER}", f"DWI b{DAY}",
    f"CHEST {NUMBER}mm", f"TE{NUMBER}", f"T2{MARKER} {MARKER}T1", f"CHEST {NUMBER}%",
    f"CHEST 1.2.840.113619.2.55.3.{NUMBER}", f"CHEST T{NUMBER}",
    *(f"CHEST {told}" for told in NOTATIONS),
)  # fmt: skip


def attack(trick: Attack) -> Attack:
    """Note a maker under its own name."""
    ATTACKS[trick.__name__.replace("_", " ")] = trick
    return trick


def _ct(**fields: Any) -> Dataset:
    return dicom.ct_slice(SeriesDescription="CHEST", **fields)


def _with(tag: int, vr: str, value: Any) -> Attack:
    def trick() -> bytes:
        ds = _ct()
        ds.add_new(tag, vr, value)
        return dicom.to_bytes(ds)

    return trick


ATTACKS.update({name: _with(*value) for name, value in VALUES.items()})
ATTACKS.update({text: _with(0x0008103E, "LO", text) for text in TEXTS})


def _code(value: str, scheme: str, meaning: str, **more: Any) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    for keyword, told in more.items():
        setattr(item, keyword, told)
    return item


CODES: Final[dict[str, Callable[[], Dataset]]] = {
    "a name as the meaning of a code": lambda: _code("39607008", "SCT", MARKER),
    "a name in a local code": lambda: _code("CHEST", "99X", f"Chest {MARKER}"),
    "a number as a local code": lambda: _code(f"CHEST{NUMBER}", f"99{MARKER[:8]}", "Chest"),
    "a name as a unit": lambda: _code(f"{{{MARKER}}}", "UCUM", MARKER),
    "a name behind a unit": lambda: _code(f"mm{{{MARKER}}}", "UCUM", "mm"),
    "a number as a power of ten": lambda: _code(f"10*{NUMBER}", "UCUM", "x"),
    "a number as a term": lambda: _code(f"RID{NUMBER}", "RADLEX", "chest"),
    "a name beside a code": lambda: _code(
        "39607008", "SCT", "Lung", CodingSchemeVersion=MARKER, MappingResource=MARKER.upper(),
        MappingResourceName=MARKER, ContextIdentifier=MARKER.upper(), LongCodeValue=MARKER,
        ContextGroupVersion=f"{DAY}131417", ContextUID=f"1.2.3.{DAY}", URNCodeValue=f"urn:{MARKER}",
        EquivalentCodeSequence=[_code("1", "99", MARKER)],
    ),
}  # fmt: skip


def _coded(make: Callable[[], Dataset]) -> Attack:
    def trick() -> bytes:
        return dicom.to_bytes(
            _ct(ProcedureCodeSequence=[make()], AnatomicRegionSequence=[make()])
        )  # fmt: skip

    return trick


ATTACKS.update({name: _coded(make) for name, make in CODES.items()})


def _nested(depth: int) -> Attack:
    def trick() -> bytes:
        item = _code("39607008", "SCT", MARKER, PatientComments=MARKER)
        for _ in range(depth):
            item = _code("39607008", "SCT", "Lung", EquivalentCodeSequence=[item])
        return dicom.to_bytes(_ct(AnatomicRegionSequence=[item]))

    return trick


ATTACKS.update({f"a name {depth} sequences deep": _nested(depth) for depth in (1, 3, 30)})


def report(content: Iterable[Dataset]) -> bytes:
    """A comprehensive report of these items."""
    ds = dicom.secondary_capture()
    for element in list(ds):
        if element.tag.group in {0x0028, 0x7FE0}:
            del ds[element.tag]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.88.33"
    ds.Modality, ds.ValueType, ds.ContinuityOfContent = "SR", "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = [_code("126000", "DCM", "Imaging Measurement Report")]
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    ds.ContentSequence = list(content)
    return dicom.to_bytes(ds)


def _item(kind: str, **values: Any) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", kind
    item.ConceptNameCodeSequence = [_code("121071", "DCM", "Finding")]
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


_NODULE = ("27925004", "SCT", "Nodule")
ITEMS: Final[dict[str, Callable[[], Dataset]]] = {
    "a name in a sentence": lambda: _item("TEXT", TextValue=f"Nodule seen by {MARKER}, {NUMBER}"),
    "a birthday in a sentence": lambda: _item("TEXT", TextValue="Nodule as on 1985-04-11"),
    "a name in an item of another kind": lambda: _item(
        "CODE", TextValue=MARKER, PersonName=f"{MARKER}^X", ConceptCodeSequence=[_code(*_NODULE)]
    ),
    "a name in an item of no kind": lambda: _item("", TextValue=MARKER),
    "a name as a template": lambda: _item(
        "CONTAINER", ContinuityOfContent="SEPARATE",
        ContentTemplateSequence=[_code("1", "2", MARKER, TemplateIdentifier=MARKER.upper())],
    ),
    "a birthday of an observation": lambda: _item(
        "CODE", ObservationDateTime=f"{DAY}131417", ObservationUID=f"1.2.{NUMBER}",
        ConceptCodeSequence=[_code(*_NODULE)],
    ),
}  # fmt: skip
ATTACKS.update({name: (lambda make=make: report([make()])) for name, make in ITEMS.items()})


@attack
def a_sequence_that_calls_itself_unknown() -> bytes:
    inner = b"\x10\x00\x10\x00" + len(_RAW).to_bytes(4, "little") + _RAW
    item = b"\xfe\xff\x00\xe0" + len(inner).to_bytes(4, "little") + inner
    ds = _ct()
    block = ds.private_block(0x0011, "SOMEONE", create=True)
    block.add_new(0x01, "UN", item)
    return dicom.to_bytes(ds)


@attack
def a_number_as_a_private_b_value() -> bytes:
    ds = dicom.mr_slice(Manufacturer="SIEMENS")
    ds.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", NUMBER)
    return dicom.to_bytes(ds)


@attack
def a_name_as_a_private_b_value() -> bytes:
    ds = dicom.mr_slice(Manufacturer="SIEMENS")
    ds.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "LO", MARKER)
    return dicom.to_bytes(ds)


@attack
def a_name_in_the_meta_header_and_preamble() -> bytes:
    ds = _ct()
    ds.preamble = (_RAW * 20)[:128]
    meta = ds.file_meta
    meta.SourceApplicationEntityTitle, meta.PrivateInformationCreatorUID = MARKER, f"1.2.{NUMBER}"
    meta.PrivateInformation = _RAW
    return dicom.to_bytes(ds)


@attack
def a_name_after_the_end() -> bytes:
    return dicom.to_bytes(_ct()) + _RAW


@attack
def a_name_in_overlays_and_curves() -> bytes:
    ds = _ct()
    for group in (0x6000, 0x601E, 0x5000, 0x501E):
        ds.add_new((group, 0x0022), "LO", MARKER)
        ds.add_new((group, 0x3000), "OW", _RAW)
    return dicom.to_bytes(ds)


@attack
def a_name_behind_an_escape() -> bytes:
    ds = _ct(SpecificCharacterSet=["", "ISO 2022 IR 87"])
    ds.add_new(0x0008103E, "LO", b"CHEST \x1b(J" + _RAW + b"\x1b(B")
    return dicom.to_bytes(ds)


@attack
def a_name_out_of_order() -> bytes:
    data = dicom.to_bytes(_ct())
    element = b"\x08\x00\x3e\x10LO" + len(_RAW).to_bytes(2, "little") + _RAW
    at = data.find(b"\x10\x00\x10\x00PN")
    return data[:at] + element + data[at:]


@attack
def a_name_in_functional_groups() -> bytes:
    ds = dicom.enhanced_mr()
    content = ds.PerFrameFunctionalGroupsSequence[0].FrameContentSequence[0]
    content.FrameComments, content.FrameLabel, content.StackID = MARKER, MARKER, MARKER
    content.FrameAcquisitionDateTime = f"{DAY}131417"
    index = Dataset()
    index.DimensionDescriptionLabel, index.DimensionIndexPrivateCreator = MARKER, MARKER
    index.DimensionIndexPointer = 0x00191010
    ds.DimensionIndexSequence = [index]
    return dicom.to_bytes(ds)
