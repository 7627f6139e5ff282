"""Who an object is about: the key of its patient, and everything in it that names someone."""

import functools
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from pydicom.charset import python_encoding
from pydicom.datadict import DicomDictionary
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.dates import parse_date
from readingroom.imaging.deid.uids import check_secret, is_standard_uid, is_uid
from readingroom.imaging.deid.values import as_list
from readingroom.imaging.deid.words import fold, ordinary_words, spellings
from readingroom.imaging.refusals import LIBRARY_ERRORS

MAX_DEPTH: Final = 32
_MOST_FRAMES: Final = 8  # of a large object, whose frames repeat each other

_WORD: Final = re.compile(r"[^\W_]+")
_ID_PARTS: Final = re.compile(r"\d{4,}")
_TEXT_VRS: Final = frozenset({"LO", "SH", "ST", "LT", "UT", "UC", "AE", "UR"})
# By the ends of keywords in PS3.6: what numbers a person, an order, a visit, a device.
_ID_KEYWORDS: Final = re.compile(
    r".*(?:IDs?|Numbers?|Identifier|Identification|SerialNumber|StationName|AETitle"
    r"|Telecom(?:Information)?|TelephoneNumberTrial|Locator|NetworkID|PresentationAddress)"
)
_PLACE_KEYWORDS: Final = re.compile(
    r".*(?:Address|Residence|DepartmentName|InstitutionName|RequestingService|Organization"
    r"|Location|SponsorName|SiteName|BranchOfService)|IssuerOf.*ID"
)
_NEITHER: Final = frozenset(
    {"StackID", "TrackingID", "OpticalPathIdentifier", "ReferencedOpticalPathIdentifier"}
    | {"FiducialIdentifier", "ImageID", "CodingSchemeExternalID", "ContainerComponentID"}
    | {"ClinicalTrialTimePointID", "TransformVersionNumber", "CodingSchemeResponsibleOrganization"}
    | {"FindLocation", "MessageSetID", "EndMessageID", "PagePositionID", "ImplantPartNumber"}
)
# Dates of lists of codes, the same in everyone's objects.
_DATES_OF_CODES: Final = frozenset({"ContextGroupVersion", "ContextGroupLocalVersion"})
_SKIPPED_GROUPS: Final = frozenset({0x300A, 0x7FE0})  # settings of machines, and pixels
_PER_FRAME: Final = 0x52009230
# Stand in for a name in phantoms and in files that were cleaned before; they name nobody.
_NOBODY: Final = frozenset(
    {"anon", "anonym", "anonymous", "anonymized", "anonymised", "deidentified", "removed"}
    | {"unknown", "none", "null", "test", "patient", "phantom", "simulated", "simulation"}
    | {"synthetic", "teaching", "subject", "volunteer", "mr", "mrs", "ms", "dr", "prof", "md"}
    | {"reading", "room", "jr", "sr", "ii", "iii"}
)
# Parts of names in many languages, and words in any text.
_PARTICLES: Final = frozenset(
    {"van", "der", "den", "ter", "ten", "von", "vom", "zum", "zur", "de", "da", "di", "du", "do"}
    | {"la", "le", "el", "al", "dos", "das", "del", "della", "des", "bin", "ibn", "und", "and"}
)
_BASE_YEARS: Final = frozenset({1999, 2000})  # our own dates fall there
_SHORTEST_ID: Final = 4
_SHORTEST_NAME: Final = 2
_SHORTEST_PLACE: Final = 4
_SHORTEST_DIGITS: Final = 5
# Folders and files are called so everywhere.
_FILE_WORDS: Final = frozenset(
    {"dicom", "dicomdir", "dcm", "image", "images", "series", "study", "export", "data", "files"}
    | {"file", "folder", "patient", "download", "downloads", "desktop", "home", "users", "temp"}
)


@dataclass(frozen=True)
class Identity:
    """Texts that name a patient, a person near them, a place, a visit or a device.

    Attributes:
        names: words of persons' names, folded, in each spelling (``words.spellings``).
        ids: identifiers as written, without punctuation, and their runs of digits, folded.
        places: words of addresses and institutions that are no clinical words, folded.
        dates: ``YYYYMMDD``, of birth, of the examination and others. Dates of 1999 and 2000 are
            left out: that is where our own moved dates fall.
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
        """Everything in either: the dictionary of a whole submission.

        A part that has everything of the other is handed on as it is: one dictionary serves
        thousands of files, and what was made from it is found again at once.
        """
        return Identity(
            _union(self.names, other.names),
            _union(self.ids, other.ids),
            _union(self.places, other.places),
            _union(self.dates, other.dates),
            _union(self.uids, other.uids),
            _union(self.encodings, other.encodings),
        )

    @property
    def words(self) -> frozenset[str]:
        """What may not be a word of a description."""
        return _words(self.names, self.ids, self.places)

    @property
    def digits(self) -> frozenset[str]:
        """Identifiers that could pass for a number."""
        return _digits(self.ids, self.dates)


def _union(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if other <= one:
        return one
    return other if one <= other else one | other


@functools.lru_cache(maxsize=64)
def _words(*parts: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*parts)


@functools.lru_cache(maxsize=64)
def _digits(*parts: frozenset[str]) -> frozenset[str]:
    return frozenset(text for part in parts for text in part if text.isdigit())


def merge_identities(identities: Iterable[Identity]) -> Identity:
    """One dictionary from those of many files."""
    found: dict[str, set[str]] = {part.name: set() for part in fields(Identity)}
    for identity in identities:
        for name in found:
            found[name] |= getattr(identity, name)
    return Identity(**{name: frozenset(texts) for name, texts in found.items()})


def identity_of(raw: RawDataset) -> Identity:
    """Gather what names anyone in ``raw``, at any depth and in private elements too."""
    found = _Found()
    _walk(raw.dataset, found, depth=0)
    return found.identity(_encodings(raw.dataset))


def identity_of_path(path: str) -> Identity:
    """What the names of a file and its folders may tell, as a scanner or a person chose them.

    Args:
        path: relative to what was given; either kind of slash.
    """
    found = _Found()
    for part in re.split(r"[/\\]", path):
        if is_uid(part.removesuffix(".dcm")):
            found.uids.add(part.removesuffix(".dcm"))
            continue
        found.ids |= {run for run in _ID_PARTS.findall(part) if len(run) >= _SHORTEST_DIGITS}
        found.places |= _place_words(part) - _FILE_WORDS
    return found.identity(frozenset())


class _Found:
    """What was gathered so far."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.ids: set[str] = set()
        self.places: set[str] = set()
        self.dates: set[str] = set()
        self.uids: set[str] = set()

    def identity(self, encodings: frozenset[str]) -> Identity:
        parts = (self.names, self.ids, self.places, self.dates, self.uids)
        names, ids, places, dates, uids = (frozenset(part) for part in parts)
        return Identity(names, ids, places, dates, uids, encodings)

    def add(self, what: str, text: str) -> None:
        """Every form of ``text``, which is of the kind ``what``."""
        if what == "uids":
            if text not in self.uids and is_uid(text) and not is_standard_uid(text):
                self.uids.add(text)
            return
        for kind, forms in _forms(what, text):
            getattr(self, kind).update(forms)


def _walk(dataset: Dataset, found: _Found, *, depth: int) -> None:
    for tag, read in dataset.items():
        what = _what(int(tag), str(read.VR or ""))
        if not what:
            continue
        try:
            element = dataset.get(tag) if isinstance(read, RawDataElement) else read
            value = element.value
        except LIBRARY_ERRORS:
            continue  # what can't be read can't be kept either
        if isinstance(value, Sequence):
            items = value[:_MOST_FRAMES] if int(tag) == _PER_FRAME else value
            for item in items if depth < MAX_DEPTH else ():
                _walk(item, found, depth=depth + 1)
        elif value:
            for one in [value] if isinstance(value, str) else as_list(value):
                found.add(what, str(one))


@functools.lru_cache(maxsize=32_768)
def _what(tag: int, stated_vr: str) -> str:
    """What an element may tell: a part of ``Identity``, ``items``, ``texts``, or nothing."""
    entry = DicomDictionary.get(tag)
    vr, keyword = (entry[0], entry[4]) if entry else (stated_vr, "")
    if tag >> 16 in _SKIPPED_GROUPS or keyword in _NEITHER | _DATES_OF_CODES:
        return ""
    by_vr = {"PN": "names", "SQ": "items", "UI": "uids", "DA": "dates", "DT": "dates"}
    if vr in by_vr or stated_vr in ("PN", "SQ"):
        return by_vr.get(vr) or by_vr[stated_vr]
    if vr not in _TEXT_VRS:
        return ""
    if vr == "AE" or (_ID_KEYWORDS.fullmatch(keyword) and not _PLACE_KEYWORDS.fullmatch(keyword)):
        return "ids"
    if _PLACE_KEYWORDS.fullmatch(keyword):
        return "places"
    return "" if keyword else "texts"


@functools.lru_cache(maxsize=8192)
def _forms(what: str, text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Which forms of ``text`` belong to which parts of an identity."""
    text = text.strip(" \0")
    if what == "names":
        return (("names", _name_forms(text)),)
    if what == "ids":
        at = text.find("@")
        local = _name_forms(text[:at]) if at > 0 else frozenset()
        return ("ids", _id_forms(text)), ("names", local - ordinary_words())
    if what == "places":
        digits = frozenset(r for r in _ID_PARTS.findall(text) if len(r) >= _SHORTEST_DIGITS)
        return ("places", _place_words(text)), ("ids", digits)
    if what == "texts":  # private: of a form that only names have
        return (("names", _name_forms(text) if _LIKE_A_NAME.fullmatch(text) else frozenset()),)
    day = parse_date(text[:8])
    in_use = day is not None and day.year not in _BASE_YEARS
    return (("dates", frozenset({f"{day:%Y%m%d}"} if in_use else ())),)


_LIKE_A_NAME: Final = re.compile(r"[^\W\d_][^\d^=]*\^[^\d=]*(?:=.*)?")


def _name_forms(text: str) -> frozenset[str]:
    words = {form for word in _WORD.findall(text) for form in spellings(word)}
    named = {word for word in words if len(word) >= _SHORTEST_NAME and not word.isdigit()}
    return frozenset(named - _NOBODY - _PARTICLES)


def _place_words(text: str) -> frozenset[str]:
    words = {form for word in _WORD.findall(text) for form in spellings(word)}
    long = {word for word in words if len(word) >= _SHORTEST_PLACE and not word.isdigit()}
    return frozenset(long - _NOBODY - ordinary_words())


def _id_forms(text: str) -> frozenset[str]:
    """An identifier as written, without punctuation, in pieces, and its longer runs of digits."""
    pieces = _WORD.findall(text)
    bare = "".join(pieces)
    runs = _ID_PARTS.findall(bare)
    numbered = [piece for piece in pieces if any(sign.isdigit() for sign in piece)]
    forms = {fold(form) for form in (text, bare, *numbered)}
    forms |= {*runs, *(run.lstrip("0") for run in runs)}
    long = {form for form in forms if len(form) >= _SHORTEST_ID and len(set(form)) > 1}
    return frozenset(long - _NOBODY - ordinary_words())


def _encodings(dataset: Dataset) -> frozenset[str]:
    try:
        declared = as_list(dataset.get("SpecificCharacterSet"))
    except LIBRARY_ERRORS:
        return frozenset()
    return frozenset(python_encoding[name] for name in declared if name in python_encoding)


def patient_key(raw: RawDataset, *, secret: bytes) -> str:
    """The archive's key of the patient: HMAC-SHA-256 over the patient ID, 64 hex digits.

    Case, width and spaces make no difference. The ID's issuer makes none either: of the files of
    one study, some state it and some don't. Two patients of one ID, which no institution should
    have, would count their dates from one day, which tells nobody anything. Without a patient
    ID, name and birth date stand in for it; without these, the study, so that strangers are
    never taken for one patient.

    Raises:
        InvalidInput: ``secret`` is too short.
    """
    check_secret(secret)
    dataset = raw.dataset
    parts = ["id", _squeezed(dataset, "PatientID")]
    if not has_patient_id(raw):
        name, born = _squeezed(dataset, "PatientName"), _squeezed(dataset, "PatientBirthDate")
        parts = ["name", name, born] if name and born else ["study"]
    if parts == ["study"]:
        parts.append(_squeezed(dataset, "StudyInstanceUID"))
    message = b"readingroom-patient:" + "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def has_patient_id(raw: RawDataset) -> bool:
    """Whether the object states a patient's ID."""
    return bool(_squeezed(raw.dataset, "PatientID"))


def _squeezed(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return "".join(fold(str(value or "")).replace("\0", "").split())
