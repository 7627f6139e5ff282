"""A study of one patient in which everything that can hold a text says who the patient is.

``write_study`` makes the files. ``SECRETS`` is what may be found nowhere afterwards.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from pydicom.datadict import DicomDictionary
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from tests.factories import dicom

TEXT: Final = "Zqyxvaldjo"  # in every text, code string, address and private element
FAMILY, GIVEN = "Qwilbjarnsson", "Özgülheim"
PATIENT_ID, ACCESSION = "QX7731942Z", "8843190277"
FILE: Final = "Mjölkvykort"  # in the names of files, folders and entries of archives
ROOT: Final = "1.3.6.1.4.1.99377.5512"  # of every UID
BORN, EXAMINED, TIME = "19370611", "20170823", "131417.171923"
SECRETS: Final = (
    TEXT, FAMILY, GIVEN, PATIENT_ID, ACCESSION, FILE, ROOT,
    BORN, "1937-06-11", EXAMINED, "2017-08-23", "20170824", "2017-08-24", TIME, "13:14:17.171923",
)  # fmt: skip

_TEXTS = frozenset({"LO", "LT", "SH", "ST", "UC", "UT", "UR", "AE"})
_MOMENTS = {"DA": "20170824", "TM": TIME, "DT": EXAMINED + TIME}
# Where a stray word would make it another kind of object, or none that can be read.
_LEFT_ALONE_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0x5200, 0x7FE0})
_PIXELS = 0x0028
_LEFT_ALONE = frozenset(
    {"ContentSequence", "SpecificCharacterSet", "GraphicAnnotationSequence"}
    | {"EncapsulatedDocument"}
)
_SR, _KO = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.88.59"
_PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def write_study(folder: Path) -> None:
    """Fill ``folder``: slices, what is held, an archive, and what is refused."""
    home = folder / f"{FILE} {TEXT}"
    for name, data in _files():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def chest() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of a CT series of two slices; the first has every attribute there is."""
    yield f"ct {FILE}/{TEXT} 1.dcm", _bytes(everywhere(dicom.ct_slice()))
    yield f"ct {FILE}/{TEXT} 2.dcm", _bytes(dicom.ct_slice(number=2, z=-5))


def _files() -> Iterator[tuple[str, bytes]]:
    yield from chest()
    neck = [_bytes(ds) for ds in dicom.mr_series(4)]
    yield f"mr/{FILE} 1", neck[0]
    yield f"mr/{FILE} 2", neck[1] + f"\r\n{TEXT} after the end".encode("utf-16-le")
    yield f"{FILE}.zip", _zipped({f"{FILE}/{TEXT}": neck[2], f"{TEXT} {FILE}.txt": TEXT.encode()})
    yield f"{FILE} volume.dcm", _bytes(dicom.enhanced_mr())
    yield f"{FILE} deflated.dcm", _bytes(_series(11, dicom.ct_slice), "1.2.840.10008.1.2.1.99")
    yield f"{FILE} implicit.dcm", _bytes(_series(12, dicom.ct_slice), "1.2.840.10008.1.2")
    held = {
        "clip": dicom.us_clip(ICCProfile=_padded(TEXT)),
        "capture": everywhere(dicom.secondary_capture(), with_sequences=False),
        "colours": _series(13, dicom.palette, Modality="US"),
        "text": _report(_SR, "SR", 14),
        "key": _report(_KO, "KO", 15),
        "document": _document(),
        "refused": _series(16, dicom.secondary_capture, ContentDescription=TEXT),
    }
    for name, dataset in held.items():
        yield f"held {FILE}/{name} {TEXT}.dcm", _bytes(dataset)
    yield f"{FILE} letter.txt", f"{FAMILY} {TEXT}".encode()
    yield f"{FILE} broken.dcm", neck[3][: len(neck[3]) // 3]


def everywhere(dataset: Dataset, *, with_sequences: bool = True) -> Dataset:
    """``dataset`` with every attribute of the standard that it lacks and that can tell a text,
    a moment or a UID, and an item that tells them all in every sequence."""
    for number, (vr, _, _, _, keyword) in DicomDictionary.items():
        tag = Tag(number)
        if tag in dataset or tag.group in _LEFT_ALONE_GROUPS or keyword in _LEFT_ALONE:
            continue
        value = _telling(vr, tag.element) if tag.group != _PIXELS or vr in _TEXTS else None
        if vr == "SQ" and with_sequences and tag.group != _PIXELS:
            value = Sequence([_item()])
        if value is not None:
            dataset.add_new(tag, vr, value)
    for group in (0x6000, 0x6002):
        dataset.add_new((group, 0x0022), "LO", TEXT)
        dataset.add_new((group, 0x1500), "LO", TEXT)
    dataset.add_new((0x5000, 0x2500), "LO", TEXT)
    dataset.add_new((0x0009, 0x1001), "LO", TEXT)  # private, and nobody's
    dataset.add_new((0xFFFC, 0xFFFC), "OB", _padded(TEXT))
    return dataset


def _telling(vr: str, number: int) -> Any:
    if vr in _TEXTS:
        return TEXT
    plain = {"CS": TEXT.upper(), "PN": f"{FAMILY}^{GIVEN}", "UI": f"{ROOT}.9.{number}", **_MOMENTS}
    return plain.get(vr, _padded(TEXT) if vr in {"OB", "UN"} else None)


def _item() -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = TEXT, TEXT, TEXT
    item.PersonName, item.TextValue, item.LongCodeValue = f"{FAMILY}^{GIVEN}", TEXT, TEXT
    item.DateTime, item.Date, item.UID = EXAMINED + TIME, EXAMINED, f"{ROOT}.8"
    item.ReferencedSOPInstanceUID, item.InstitutionName = f"{ROOT}.1.1", TEXT
    item.private_block(0x0011, TEXT, create=True).add_new(0x01, "UN", TEXT.encode("utf-16-le"))
    return item


def _series(number: int, make: Callable[..., Dataset], **fields: Any) -> Dataset:
    instance, series = dicom.uid(1, number, 1), dicom.uid(1, number)
    return make(SOPInstanceUID=instance, SeriesInstanceUID=series, **fields)


def _report(sop_class: str, modality: str, number: int) -> Dataset:
    report = _without_pixels(sop_class, modality, number)
    report.ValueType, report.ContinuityOfContent = "CONTAINER", "SEPARATE"
    text, name = _item(), _item()
    text.ValueType, text.RelationshipType, text.ConceptNameCodeSequence = (
        "TEXT", "CONTAINS", [_item()],
    )  # fmt: skip
    name.ValueType, name.RelationshipType = "PNAME", "HAS OBS CONTEXT"
    text.ContentSequence = [name]
    report.ContentSequence = [text, name]
    report.VerifyingObserverSequence = [_item()]
    return report


def _document() -> Dataset:
    document = _without_pixels(_PDF, "DOC", 17)
    document.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document.DocumentTitle = TEXT
    document.EncapsulatedDocument = _padded(f"%PDF-1.4 {TEXT} {FAMILY} %%EOF")
    return document


def _without_pixels(sop_class: str, modality: str, number: int) -> Dataset:
    dataset = _series(number, dicom.secondary_capture)
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.Modality = modality
    for element in list(dataset):
        if element.tag.group in {_PIXELS, 0x7FE0}:
            del dataset[element.tag]
    return dataset


def _bytes(dataset: Dataset, transfer_syntax: str | None = None) -> bytes:
    """A file that tells in its preamble and its meta header too, of our patient and no other."""
    dataset = dicom.marked(dataset, TEXT)
    dataset.PatientID, dataset.AccessionNumber = PATIENT_ID, ACCESSION
    dataset.PatientBirthDate, dataset.StudyDate, dataset.StudyTime = BORN, EXAMINED, TIME
    dataset.AcquisitionDateTime, dataset.SeriesDate = EXAMINED + TIME, "20170824"
    dataset.PatientName, dataset.IssuerOfPatientID = f"{FAMILY}^{GIVEN}", TEXT
    dataset.walk(lambda _, element: _rename(element))
    meta = dataset.file_meta
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.SourceApplicationEntityTitle = meta.SendingApplicationEntityTitle = TEXT
    meta.PrivateInformationCreatorUID, meta.PrivateInformation = f"{ROOT}.7", _padded(TEXT)
    data = dicom.to_bytes(dataset, transfer_syntax=transfer_syntax)
    return _padded(f"MZ {TEXT} {FAMILY}").ljust(128, b"\0") + data[128:]


def _rename(element: Any) -> None:
    if element.VR == "UI" and str(element.value).startswith(dicom.ROOT):
        element.value = ROOT + str(element.value).removeprefix(dicom.ROOT)


def _padded(text: str) -> bytes:
    data = text.encode()
    return data + b"\0" * (len(data) % 2)


def _zipped(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = TEXT.encode()
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()
