"""Raw object in, clean object and report out. The one maker of clean objects."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, Final

import pydicom
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from readingroom.imaging.datasets import CleanDataset, RawDataset, seal_clean
from readingroom.imaging.deid import codes, luts, marks, values
from readingroom.imaging.deid.dates import (
    Shift,
    date_beside,
    parse_offset,
    rebase_datetime,
    rebase_pair,
    time_beside,
)
from readingroom.imaging.deid.descriptions import clean_description
from readingroom.imaging.deid.identity import MAX_DEPTH, Identity, identity_of
from readingroom.imaging.deid.policy import DEFAULT_POLICY, Policy
from readingroom.imaging.deid.profile import Handling, Rule, rule_for
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.required import fill_required
from readingroom.imaging.deid.uids import check_secret, replace_uid
from readingroom.imaging.refusals import LIBRARY_ERRORS, Damaged
from readingroom.imaging.sopclasses import accepted_class

# pydicom quotes a value in the warning that it is invalid, and a log is no place for values.
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE

DUMMY_TEXT: Final = "REMOVED"
_CODE_VALUE, _SCHEME, _MEANING = 0x00080100, 0x00080102, 0x00080104
_OTHER_CODE_VALUES: Final = (0x00080119, 0x00080120)  # long and URN
_CODE_TAGS: Final = frozenset({_CODE_VALUE, _SCHEME, _MEANING})
# Without its name, code, value, unit or reference, an item of content says nothing.
_MEANING_OF_ITEM: Final = (0x0040A043, 0x0040A168, 0x0040A300, 0x004008EA, 0x00081199)
_FREE_CONTENT: Final = frozenset({"TEXT", "PNAME", "DATE", "TIME", "DATETIME"})
_PIXEL_GROUP: Final = 0x7FE0


@dataclass(frozen=True)
class DeidContext:
    """What de-identification needs to know beside the object.

    Attributes:
        secret: the library's key for replacement UIDs, at least 32 bytes.
        anchor: the earliest study moment of the patient's first submission; ``None`` when the
            patient has no dated object, and then dates are emptied.
        identity: what is known of the patient from the other files of the submission; the
            object's own is added.
        policy: the site's choice.
    """

    secret: bytes
    anchor: datetime | None
    identity: Identity = field(default_factory=Identity)
    policy: Policy = DEFAULT_POLICY

    def __repr__(self) -> str:
        return "DeidContext(…)"  # never a value: this ends up in tracebacks


@dataclass(frozen=True)
class Deidentified:
    """What came out.

    Attributes:
        clean: the new object. Its pixel data are the raw one's, by reference.
        report: what was done.
    """

    clean: CleanDataset
    report: DeidReport


def deidentify(raw: RawDataset, *, context: DeidContext) -> Deidentified:
    """Build a clean object from what is known to be safe in ``raw``.

    ``raw`` stays as it is. Pixel data are passed on untouched: text burned into them is for
    ``pixels.burned_in`` to suspect and for a person to judge.

    Raises:
        InvalidInput: the secret is too short.
        ClassNotAccepted: the object's SOP class is none that we take.
        Damaged: a UID that places the object in its study is missing.

    Source: PS3.15 Annex E, Basic Profile with options, as ``profile`` applies Table E.1-1.
    """
    check_secret(context.secret)
    source = raw.dataset
    sop_class = accepted_class(_text(source, "SOPClassUID"))
    _require_uids(source)
    identity = context.identity | identity_of(raw)
    cleaner = _Cleaner(replace(context, identity=identity), zone=_zone(source))
    clean = cleaner.dataset(source, depth=0)
    fill_required(clean, sop_class_uid=sop_class.uid)
    cleaner.report.options = marks.write_marks(clean, done=cleaner.options, dated=cleaner.dated)
    clean.file_meta = _file_meta(clean, raw.transfer_syntax_uid)
    clean.set_original_encoding(*_encoding(raw.transfer_syntax_uid), "ISO_IR 192")
    return Deidentified(seal_clean(clean, raw.transfer_syntax_uid), cleaner.report)


def _text(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return str(value).strip(" \0") if isinstance(value, str) else ""


def _require_uids(source: Dataset) -> None:
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        if not _text(source, keyword):
            raise Damaged(detail=f"no_{keyword}")


def _zone(source: Dataset) -> timezone | None:
    return parse_offset(_text(source, "TimezoneOffsetFromUTC"))


def _encoding(transfer_syntax_uid: str) -> tuple[bool, bool]:
    """Implicit VR, and little endian: every syntax but two is explicit and little (PS3.5 A)."""
    return transfer_syntax_uid == ImplicitVRLittleEndian, transfer_syntax_uid != ExplicitVRBigEndian


def _file_meta(clean: Dataset, transfer_syntax_uid: str) -> FileMetaDataset:
    """A file meta header of our own; the source's names stations and may hold anything."""
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = clean.SOPClassUID
    meta.MediaStorageSOPInstanceUID = clean.SOPInstanceUID
    meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    meta.ImplementationClassUID = UID(marks.IMPLEMENTATION_UID)
    meta.ImplementationVersionName = marks.IMPLEMENTATION_NAME
    return meta


class _Cleaner:
    """One object's pass. Collects the report and which options were truly applied."""

    def __init__(self, context: DeidContext, *, zone: timezone | None) -> None:
        self.context = context
        self.shift = Shift(context.anchor)
        self.zone = zone
        self.words = context.identity.words
        self.digits = context.identity.digits
        self.report = DeidReport()
        self.options: set[str] = set()
        self.dated = False
        self._by_handling: dict[Handling, Callable[[Dataset, DataElement, Rule], Any]] = {
            Handling.UID: self._uids,
            Handling.DATE: self._dates,
            Handling.DESCRIBE: self._describe,
            Handling.TERM: lambda _, e, r: values.keep_terms(r.keyword, e.value),
            Handling.NUMBER: self._numbers,
            Handling.NAMED: lambda _, e, r: values.keep_named(r.keyword, e.value),
            Handling.SEX: self._sex,
            Handling.AGE: self._age,
        }

    def dataset(self, source: Dataset, *, depth: int) -> Dataset:
        """A new data set with what may stay of ``source``."""
        clean = Dataset()
        for tag in list(source.keys()):
            rule = rule_for(int(tag))
            if rule.handling is Handling.REMOVE:
                self.report.add("removed", rule.reason, rule.keyword)
                continue
            try:
                element = source[tag]
                kept = self._element(source, element, rule, depth=depth)
            except LIBRARY_ERRORS:
                kept = None
            if kept is None:
                self.report.add("removed", "unreadable", rule.keyword)
            else:
                clean[tag] = kept
        return clean

    def _element(
        self, source: Dataset, element: DataElement, rule: Rule, *, depth: int
    ) -> DataElement | None:
        if rule.handling is Handling.ITEMS:
            return self._items(element, rule, depth=depth)
        if rule.handling is Handling.BULK:
            return self._bulk(source, element, rule, depth=depth)
        if rule.handling in (Handling.EMPTY, Handling.DUMMY):
            return self._without_value(element, rule)
        if isinstance(element.value, Sequence):
            return None  # not what the dictionary says it is
        return self._valued(source, element, rule)

    def _without_value(self, element: DataElement, rule: Rule) -> DataElement:
        dummy = DUMMY_TEXT if rule.handling is Handling.DUMMY and element.value else ""
        self.report.add("replaced" if dummy else "emptied", rule.reason, rule.keyword)
        if rule.vr == "SQ":
            return DataElement(element.tag, "SQ", Sequence(), already_converted=True)
        return _made(element.tag, rule.vr, dummy)

    def _valued(self, source: Dataset, element: DataElement, rule: Rule) -> DataElement:
        """An element with the values that passed their check, perhaps none."""
        given = values.as_list(element.value)
        kept = values.as_list(self._by_handling[rule.handling](source, element, rule))
        done = "kept" if len(kept) == len(given) else "emptied"
        if kept and rule.handling in _CHANGED_AS:
            done = _CHANGED_AS[rule.handling]
        self.report.add(done, rule.reason, rule.keyword)
        vr = element.VR if rule.vr == "US or SS" else rule.vr
        return _made(element.tag, vr, kept)

    def _uids(self, _source: Dataset, element: DataElement, _rule: Rule) -> list[str]:
        secret = self.context.secret
        return [replace_uid(str(uid), secret=secret) for uid in values.as_list(element.value)]

    def _dates(self, source: Dataset, element: DataElement, rule: Rule) -> list[str]:
        texts = [str(item) for item in values.as_list(element.value)]
        moved = [self._moved(source, int(element.tag), rule.vr, t, i) for i, t in enumerate(texts)]
        kept = moved if all(moved) else []
        self.dated = self.dated or bool(kept)
        return kept

    def _moved(self, source: Dataset, tag: int, vr: str, text: str, place: int) -> str:
        if vr == "DT":
            return rebase_datetime(text, zone=self.zone, shift=self.shift)
        if vr == "DA":
            return rebase_pair(text, _beside(source, time_beside(tag), place), shift=self.shift)[0]
        return rebase_pair(_beside(source, date_beside(tag), place), text, shift=self.shift)[1]

    def _describe(self, _source: Dataset, element: DataElement, _rule: Rule) -> list[str]:
        texts = [str(item) for item in values.as_list(element.value)]
        kept = [clean_description(text, avoid=self.words) for text in texts]
        if any(kept):
            self.options.add(marks.CLEAN_DESCRIPTORS)
        return kept if all(kept) else []

    def _numbers(self, _source: Dataset, element: DataElement, rule: Rule) -> list[Any] | None:
        vr = rule.vr if rule.vr != "US or SS" else element.VR
        return values.keep_numbers(vr, element.value, known_ids=self.digits)

    def _sex(self, _source: Dataset, element: DataElement, _rule: Rule) -> str:
        return self._characteristic(values.keep_sex(element.value))

    def _age(self, _source: Dataset, element: DataElement, _rule: Rule) -> str:
        return self._characteristic(values.group_age(element.value))

    def _characteristic(self, kept: str) -> str:
        if kept:
            self.options.add(marks.RETAIN_PATIENT_CHARACTERISTICS)
        return kept

    def _items(self, element: DataElement, rule: Rule, *, depth: int) -> DataElement | None:
        if not isinstance(element.value, Sequence) or depth >= MAX_DEPTH:
            return None
        cleaned = [self._item(item, depth=depth + 1) for item in element.value]
        kept = [item for item in cleaned if item is not None]
        if cleaned and not kept:
            return None
        if rule.keyword == "ContentSequence":
            self.options.add(marks.CLEAN_STRUCTURED_CONTENT)
        self.report.add(
            "kept" if len(kept) == len(cleaned) else "cleaned", rule.reason, rule.keyword
        )
        return DataElement(element.tag, "SQ", Sequence(kept), already_converted=True)

    def _item(self, item: Dataset, *, depth: int) -> Dataset | None:
        """An item cleaned by the same rules, or ``None`` when it has no meaning without a part."""
        if _text(item, "ValueType") in _FREE_CONTENT:
            return None
        is_code = _CODE_VALUE in item or any(tag in item for tag in _OTHER_CODE_VALUES)
        meaning = None
        if is_code:
            value, scheme = _text(item, "CodeValue"), _text(item, "CodingSchemeDesignator")
            meaning = codes.published_meaning(value, scheme)
            if meaning is None:
                return None
        clean = self.dataset(item, depth=depth)
        if is_code and meaning is not None:
            clean[_CODE_VALUE] = _made(Tag(_CODE_VALUE), "SH", value)
            clean[_SCHEME] = _made(Tag(_SCHEME), "SH", scheme)
            clean[_MEANING] = _made(Tag(_MEANING), "LO", meaning)
        lost = len(clean) == 0 and len(item) > 0
        hollow = any(tag in item and tag not in clean for tag in _MEANING_OF_ITEM)
        return None if lost or hollow else clean

    def _bulk(
        self, source: Dataset, element: DataElement, rule: Rule, *, depth: int
    ) -> DataElement | None:
        """Pixels of the object itself, and tables as long as their descriptor says."""
        tag = int(element.tag)
        if tag >> 16 == _PIXEL_GROUP and depth:
            return None
        if tag in luts.DESCRIPTORS and not luts.fits_descriptor(source, element):
            return None
        self.report.add("kept", rule.reason, rule.keyword)
        kept = DataElement(element.tag, element.VR, element.value, already_converted=True)
        kept.is_undefined_length = element.is_undefined_length
        return kept


_CHANGED_AS: Final = MappingProxyType(
    {Handling.UID: "replaced", Handling.DATE: "moved", Handling.DESCRIBE: "cleaned"}
)


def _beside(source: Dataset, tag: int | None, place: int) -> str:
    """The partner value of a date or time, or nothing."""
    if tag is None or tag not in source:
        return ""
    try:
        partners = values.as_list(source[tag].value)
    except LIBRARY_ERRORS:
        return ""
    return str(partners[place]) if place < len(partners) else ""


def _made(tag: Any, vr: str, value: Any) -> DataElement:
    """An element with a value, a list of them, or none."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else value or None
    return DataElement(tag, vr, value, already_converted=not isinstance(value, str | list))
