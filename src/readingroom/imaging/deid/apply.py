"""Raw object in, clean object and report out. The one maker of clean objects."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MPEGTransferSyntaxes,
)

from readingroom.imaging.datasets import CleanDataset, RawDataset, seal_clean
from readingroom.imaging.deid import marks
from readingroom.imaging.deid.classes import top_level
from readingroom.imaging.deid.cleaner import Cleaner
from readingroom.imaging.deid.codestreams import strip_frames
from readingroom.imaging.deid.dates import Shift, parse_offset
from readingroom.imaging.deid.identity import Identity, identity_of, patient_key
from readingroom.imaging.deid.keeper import Known
from readingroom.imaging.deid.native import only_pixels
from readingroom.imaging.deid.policy import DEFAULT_POLICY, Policy
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.required import fill_required
from readingroom.imaging.deid.uids import check_secret
from readingroom.imaging.refusals import LIBRARY_ERRORS
from readingroom.imaging.sopclasses import SopClass, VideoNotAccepted, accepted_class
from readingroom.kernel.errors import Rejected

# pydicom quotes a value in the warning that it is invalid, and a log is no place for values.
pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


_PIXELS: Final = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_OFFSETS: Final = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
_VIDEO: Final = frozenset(MPEGTransferSyntaxes)
_NATIVE: Final = frozenset(
    {ImplicitVRLittleEndian, ExplicitVRLittleEndian}
    | {ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian}
)


class Unplaced(Rejected):
    """An object that doesn't say which study or series it is of."""

    code = "unplaced"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            "This file doesn't say which study or series it belongs to. Export it again from "
            "the system it came from; a file made by hand has to be given both first.",
            detail=detail,
        )


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
        may_show_face: whether the pixels may be rendered into a face that someone knows; the
            object then says so. What the source says of itself is believed where it says yes.
        patient: what a secret shift of dates is made from; empty for what the object itself
            tells of its patient.
    """

    secret: bytes
    anchor: datetime | None
    identity: Identity = field(default_factory=Identity)
    policy: Policy = DEFAULT_POLICY
    may_show_face: bool = False
    patient: str = ""

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


def accepted_kind(raw: RawDataset) -> SopClass:
    """The class of the object, one that we take, and no video whatever its class.

    Raises:
        ClassNotAccepted: as ``sopclasses.accepted_class``.
        VideoNotAccepted: it is compressed as a video, whose streams have room for anything.
    """
    sop_class = accepted_class(_text(raw.dataset, "SOPClassUID").strip(" \0"))
    if raw.transfer_syntax_uid in _VIDEO:
        raise VideoNotAccepted(detail="syntax")
    return sop_class


def deidentify(raw: RawDataset, *, context: DeidContext) -> Deidentified:
    """Build a clean object from what is known to be safe in ``raw``.

    ``raw`` stays as it is. Pixels are passed on untouched: text burned into them is for
    ``pixels.burned_in`` to suspect and for a person to judge. Compressed frames lose comments
    and application data.

    Raises:
        InvalidInput: the secret is too short.
        ClassNotAccepted: as ``accepted_kind``.
        Unplaced: a UID that places the object in its study is missing.
        CannotDecode: compressed pixel data aren't what their syntax says.

    Source: PS3.15 Annex E, Basic Profile with options, as ``profile`` applies Table E.1-1.
    """
    check_secret(context.secret)
    source = raw.dataset
    sop_class = accepted_kind(raw)
    _require_uids(source)
    identity = context.identity | identity_of(raw)
    known = Known(
        secret=context.secret,
        shift=_shift(raw, context),
        words=identity.words,
        digits=identity.digits,
        policy=context.policy,
        zone=parse_offset(_text(source, "TimezoneOffsetFromUTC")),
    )
    cleaner = Cleaner(known)
    level = top_level(sop_class.uid)
    clean = cleaner.level(source, level)
    strip_frames(clean, transfer_syntax_uid=raw.transfer_syntax_uid)
    fill_required(clean, level)
    report = cleaner.report()
    report.options = marks.write_marks(
        clean,
        done=cleaner.keeper.options,
        dated=cleaner.keeper.dated,
        may_show_face=context.may_show_face,
    )
    _only_pixels(clean, raw.transfer_syntax_uid)
    clean.file_meta = _file_meta(clean, raw.transfer_syntax_uid)
    clean.set_original_encoding(*_encoding(raw.transfer_syntax_uid), "ISO_IR 192")
    return Deidentified(seal_clean(clean, raw.transfer_syntax_uid), report)


def _only_pixels(clean: Dataset, transfer_syntax_uid: str) -> None:
    """Take out of native pixel data what is no pixel."""
    if transfer_syntax_uid not in _NATIVE:
        return
    for keyword in _OFFSETS:  # of fragments, of which there are none
        if keyword in clean:
            del clean[keyword]
    for keyword in _PIXELS:
        if keyword not in clean:
            continue
        element = clean[keyword]
        try:
            little = transfer_syntax_uid != ExplicitVRBigEndian
            kept = only_pixels(clean, keyword, element.value, little=little)
        except LIBRARY_ERRORS:
            continue  # undecodable; whoever decodes it will say so
        if kept is not element.value:
            element.value = kept


def _shift(raw: RawDataset, context: DeidContext) -> Shift:
    """How the policy moves this patient's dates."""
    if context.policy.dates == "shift":
        patient = context.patient or patient_key(raw, secret=context.secret)
        return Shift.hidden(patient, secret=context.secret)
    return Shift.rebased(context.anchor if context.policy.dates == "rebase" else None)


def _text(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword)
    except LIBRARY_ERRORS:
        return ""
    return str(value).strip(" \0") if isinstance(value, str) else ""


def _require_uids(source: Dataset) -> None:
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        if not _text(source, keyword):
            raise Unplaced(detail=f"no_{keyword}")


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
