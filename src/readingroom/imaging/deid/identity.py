"""Who an object is about: the key of its patient, and everything in it that names someone."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydicom.charset import python_encoding
from pydicom.datadict import DicomDictionary
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.dates import parse_date
from readingroom.imaging.deid.uids import check_secret, is_standard_uid, is_uid
from readingroom.imaging.deid.values import as_list
from readingroom.imaging.deid.words import fold, ordinary_words
from readingroom.imaging.refusals import LIBRARY_ERRORS

MAX_DEPTH: Final = 32

_WORD: Final = re.compile(r"[^\W_]+")
_ID_PARTS: Final = re.compile(r"\d{4,}")
_IDS: Final = frozenset(
    {"PatientID", "OtherPatientIDs", "AccessionNumber", "StudyID", "IssuerOfPatientID"}
    | {"RequestedProcedureID", "ScheduledProcedureStepID", "PerformedProcedureStepID"}
    | {"PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest"}
    | {"DeviceSerialNumber", "StationName", "AdmissionID", "MedicalRecordLocator", "DetectorID"}
    | {
        "PatientTelephoneNumbers",
        "ReferringPhysicianTelephoneNumbers",
        "InsurancePlanIdentification",
    }
    | {"ServiceEpisodeID", "PatientTelecomInformation", "PerformedStationName"}
    | {"PersonTelephoneNumbers", "BranchOfService", "CountryOfResidence"}
)
_PLACES: Final = frozenset(
    {"InstitutionName", "InstitutionAddress", "PatientAddress", "ReferringPhysicianAddress"}
    | {"InstitutionalDepartmentName", "RegionOfResidence", "PersonAddress", "RequestingService"}
    | {"CurrentPatientLocation", "PatientInstitutionResidence", "PerformedLocation"}
)
_DATES: Final = frozenset(
    {"PatientBirthDate", "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"}
)
_UIDS: Final = frozenset(
    {"StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"}
    | {"ReferencedSOPInstanceUID", "DeviceUID"}
)
_SKIPPED_GROUPS: Final = frozenset({0x5200, 0x7FE0})  # large, and frames name nobody
# Stand in for a name in phantoms and in files that were cleaned before; they name nobody.
_NOBODY: Final = frozenset(
    {"anon", "anonym", "anonymous", "anonymized", "anonymised", "deidentified", "removed"}
    | {"unknown", "none", "null", "test", "patient", "phantom", "simulated", "simulation"}
    | {
        "synthetic",
        "teaching",
        "subject",
        "volunteer",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "reading",
        "room",
    }
)
_BASE_YEARS: Final = frozenset({1999, 2000})  # our own dates fall there
_SHORTEST_ID: Final = 4
_SHORTEST_NAME: Final = 2
_SHORTEST_PLACE: Final = 4


@dataclass(frozen=True)
class Identity:
    """Texts that name a patient, a person near them, a place, a visit or a device.

    Attributes:
        names: words of persons' names, folded.
        ids: identifiers as written, and their runs of digits, folded.
        places: words of addresses and institutions that are no clinical words, folded.
        dates: ``YYYYMMDD``, of birth and of the examination. Dates of 1999 and 2000 are left
            out: that is where our own moved dates fall.
        uids: the object's own unregistered UIDs.
        encodings: Python's names of the character encodings the object declares.
    """

    names: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    encodings: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "Identity(…)"  # never a value: this ends up in tracebacks

    def __or__(self, other: "Identity") -> "Identity":
        """Everything in either: the dictionary of a whole submission."""
        return Identity(
            self.names | other.names,
            self.ids | other.ids,
            self.places | other.places,
            self.dates | other.dates,
            self.uids | other.uids,
            self.encodings | other.encodings,
        )

    @property
    def words(self) -> frozenset[str]:
        """What may not be a word of a description."""
        return self.names | self.ids | self.places

    @property
    def digits(self) -> frozenset[str]:
        """Identifiers that could pass for a number."""
        return frozenset(text for text in self.ids | self.dates if text.isdigit())


def merge_identities(identities: Iterable[Identity]) -> Identity:
    """One dictionary from those of many files."""
    merged = Identity()
    for identity in identities:
        merged |= identity
    return merged


def identity_of(raw: RawDataset) -> Identity:
    """Gather what names anyone in ``raw``, at any depth."""
    found: dict[str, set[str]] = {k: set() for k in ("names", "ids", "places", "dates", "uids")}
    for keyword, vr, value in _elements(raw.dataset, depth=0):
        for text in _texts(value):
            _gather(found, keyword, vr, text)
    encodings = _encodings(raw.dataset)
    return Identity(
        **{kind: frozenset(texts) for kind, texts in found.items()}, encodings=encodings
    )


def _elements(dataset: Dataset, *, depth: int) -> Iterator[tuple[str, str, Any]]:
    """Keyword, VR and value of each element that may name someone."""
    for tag in list(dataset.keys()):
        entry = DicomDictionary.get(int(tag))
        vr = entry[0] if entry else str(dataset.get_item(tag).VR)
        keyword = entry[4] if entry else ""
        if tag >> 16 in _SKIPPED_GROUPS or not (vr in ("PN", "SQ") or keyword in _WANTED):
            continue
        try:
            value = dataset[tag].value
        except LIBRARY_ERRORS:
            continue  # what can't be read can't be kept either
        if isinstance(value, Sequence):
            if depth < MAX_DEPTH:
                for item in value:
                    yield from _elements(item, depth=depth + 1)
        else:
            yield keyword, vr, value


_WANTED: Final = _IDS | _PLACES | _DATES | _UIDS


def _texts(value: Any) -> list[str]:
    return [text for item in as_list(value) if (text := str(item).strip(" \0"))]


def _gather(found: dict[str, set[str]], keyword: str, vr: str, text: str) -> None:
    if vr == "PN":
        words = {fold(word) for word in _WORD.findall(text)} - _NOBODY
        found["names"] |= {word for word in words if len(word) >= _SHORTEST_NAME}
    elif keyword in _IDS:
        found["ids"] |= _id_forms(text)
    elif keyword in _PLACES:
        words = {fold(w) for w in _WORD.findall(text) if len(w) >= _SHORTEST_PLACE}
        found["places"] |= words - _NOBODY - ordinary_words()
    elif keyword in _UIDS:
        if is_uid(text) and not is_standard_uid(text):
            found["uids"].add(text)
    elif (day := parse_date(text)) and day.year not in _BASE_YEARS:
        found["dates"].add(f"{day:%Y%m%d}")


def _id_forms(text: str) -> set[str]:
    """An identifier as written, without punctuation, and its longer runs of digits."""
    bare = "".join(_WORD.findall(text))
    forms = {fold(text), fold(bare), *_ID_PARTS.findall(bare)}
    return {f for f in forms if len(f) >= _SHORTEST_ID and len(set(f)) > 1} - _NOBODY


def _encodings(dataset: Dataset) -> frozenset[str]:
    try:
        declared = as_list(dataset.get("SpecificCharacterSet"))
    except LIBRARY_ERRORS:
        return frozenset()
    return frozenset(python_encoding[name] for name in declared if name in python_encoding)


def patient_key(raw: RawDataset, *, secret: bytes) -> str:
    """The archive's key of the patient: HMAC-SHA-256 over issuer and patient ID, 64 hex digits.

    Case, width and spaces make no difference. Without a patient ID, name and birth date stand
    in for it; without these, the study, so that strangers are never taken for one patient.

    Raises:
        InvalidInput: ``secret`` is too short.
    """
    check_secret(secret)
    dataset = raw.dataset
    parts = ["id", _squeezed(dataset, "IssuerOfPatientID"), _squeezed(dataset, "PatientID")]
    if not parts[-1]:
        name, born = _squeezed(dataset, "PatientName"), _squeezed(dataset, "PatientBirthDate")
        parts = ["name", name, born] if name and born else ["study"]
    if parts == ["study"]:
        parts.append(_squeezed(dataset, "StudyInstanceUID"))
    message = b"readingroom-patient:" + "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def _squeezed(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return "".join(fold(str(value or "")).replace("\0", "").split())
