"""Read a DICOM file within limits. The one door for bytes from outside.

Source: PS3.10 section 7.1 (file format); PS3.5 section 10 and Annex A (transfer syntaxes).
"""

import logging
import mmap
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any, Final

from pydicom import config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
)

from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.limits import DEFAULT_LIMITS, Limits
from readingroom.imaging.parser import Buffer, Parser, looks_explicit
from readingroom.imaging.refusals import (
    LIBRARY_ERRORS,
    Damaged,
    DiscIndex,
    NotDicom,
    TooLarge,
    UnsupportedSyntax,
)

# pydicom quotes values in its warnings and in its log. Ours hold keys and codes only.
config.settings.reading_validation_mode = config.IGNORE
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)

_PREAMBLE: Final = 128
_INFLATE_STEP: Final = 4 * 1024 * 1024
_RATIO_MATTERS_FROM: Final = 32 * 1024 * 1024
# Groups that a bare data set begins with: file meta, identifying.
_META, _IDENTIFYING = 0x0002, 0x0008
_FIRST_GROUPS: Final = frozenset({_META, _IDENTIFYING})
_SHORTEST: Final = 12  # one element with a value
# Two of PS3.6 Annex A that pydicom doesn't list yet; the first deflates each frame by itself.
DEFLATED_FRAMES: Final = "1.2.840.10008.1.2.8.1"
NATIVE_IN_FRAGMENTS: Final = "1.2.840.10008.1.2.1.98"  # Encapsulated Uncompressed
_READABLE: Final = frozenset(
    [*(str(uid) for uid in AllTransferSyntaxes), DEFLATED_FRAMES, NATIVE_IN_FRAGMENTS]
)


def read_part10(source: Path | bytes, *, limits: Limits = DEFAULT_LIMITS) -> RawDataset:
    """Read one DICOM object: a Part 10 file, or a bare data set in a syntax that shows itself.

    Every value is converted on reading, so nothing fails later; a value that can't be read as
    its VR is empty. What follows the pixel data is left behind. The source is never changed.

    Args:
        source: a file's path, or its bytes.
        limits: what reading may take.

    Raises:
        NotDicom: nothing of DICOM in it.
        DiscIndex: a DICOMDIR.
        TooLarge, TooDeep: a limit is passed.
        Damaged: it breaks off, or its lengths contradict each other.
        UnsupportedSyntax: the file is in a syntax whose structure isn't known.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if isinstance(source, bytes):
                return _read(source, limits)
            return _read_file(source, limits)
    except LIBRARY_ERRORS as error:
        raise Damaged(detail=type(error).__name__) from None


def _read_file(path: Path, limits: Limits) -> RawDataset:
    with path.open("rb") as file:
        size = path.stat().st_size
        if size == 0:
            raise NotDicom(detail="empty")
        if size > limits.file_bytes:
            raise TooLarge(detail="file")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return _read(mapped, limits)


def _read(data: Buffer, limits: Limits) -> RawDataset:
    if len(data) > limits.file_bytes:
        raise TooLarge(detail="file")
    start = _start_of(data)
    meta, start = _read_meta(data, start, limits)
    if meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        raise DiscIndex
    stated = str(meta.get("TransferSyntaxUID") or "")
    if stated and stated not in _READABLE:
        raise UnsupportedSyntax(detail="unknown transfer syntax")
    if stated == DeflatedExplicitVRLittleEndian:
        data, start = _inflate(data, start, limits), 0
    if start + 8 > len(data):
        raise Damaged(detail="no data set")
    syntax = _true_syntax(data, start, stated)
    dataset, _ = Parser(data, stop=len(data), limits=limits).read(
        start=start,
        explicit=syntax != ImplicitVRLittleEndian,
        little=syntax != ExplicitVRBigEndian,
    )
    if "DirectoryRecordSequence" in dataset:
        raise DiscIndex
    if not len(dataset):
        raise Damaged(detail="empty data set")
    dataset.file_meta = _with_syntax(meta, dataset, syntax)
    return RawDataset(dataset, syntax)


def _start_of(data: Buffer) -> int:
    """Offset of the first element: after ``DICM``, or 0 where a data set begins there."""
    if data[_PREAMBLE : _PREAMBLE + 4] == b"DICM":
        return _PREAMBLE + 4
    if len(data) < _SHORTEST:
        raise NotDicom(detail="too short")
    group_little, group_big = (struct.unpack(order, data[:2])[0] for order in ("<H", ">H"))
    if group_little not in _FIRST_GROUPS and group_big not in _FIRST_GROUPS:
        raise NotDicom(detail="no marker")
    plausible_length = struct.unpack("<L", data[4:8])[0] <= len(data)
    if not looks_explicit(data, 0) and (group_little != _IDENTIFYING or not plausible_length):
        raise NotDicom(detail="no marker")
    return 0


def _read_meta(data: Buffer, start: int, limits: Limits) -> tuple[FileMetaDataset, int]:
    """The file meta information (group 0002) and the offset after it. Its group length is not
    trusted: the group ends where another begins."""
    if start + 8 > len(data):
        raise Damaged(detail="no data set")
    group = struct.unpack("<H", data[start : start + 2])[0]
    if group != _META:
        return FileMetaDataset(), start
    parser = Parser(data, stop=len(data), limits=limits)
    found, end = parser.read(
        start=start,
        explicit=looks_explicit(data, start),
        little=True,
        until=lambda tag: tag >> 16 != _META,
    )
    return FileMetaDataset(found), end


def _true_syntax(data: Buffer, start: int, stated: str) -> str:
    """The syntax that the data set is in: as stated, unless its first element shows otherwise."""
    group_little, group_big = (struct.unpack(o, data[start : start + 2])[0] for o in ("<H", ">H"))
    is_big = group_big < group_little
    if is_big and looks_explicit(data, start):
        return str(ExplicitVRBigEndian)
    if not looks_explicit(data, start):
        return str(ImplicitVRLittleEndian)
    if stated in ("", ImplicitVRLittleEndian, ExplicitVRBigEndian):
        return str(ExplicitVRLittleEndian)
    return stated


def _with_syntax(meta: FileMetaDataset, dataset: Dataset, syntax: str) -> FileMetaDataset:
    meta.TransferSyntaxUID = UID(syntax)
    for ours, theirs in (
        ("MediaStorageSOPClassUID", "SOPClassUID"),
        ("MediaStorageSOPInstanceUID", "SOPInstanceUID"),
    ):
        if ours not in meta and dataset.get(theirs):
            setattr(meta, ours, dataset.get(theirs))
    return meta


def _inflate(data: Any, start: int, limits: Limits) -> bytes:
    """Inflate in steps, so that a bomb is noticed before it has gone off (RFC 1951)."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    deflated_size = max(len(data) - start, 1)
    parts, total, pending = [], 0, data[start:]
    while pending and not inflater.eof:
        part = inflater.decompress(pending, _INFLATE_STEP)
        pending = inflater.unconsumed_tail
        parts.append(part)
        total += len(part)
        bomb = total > _RATIO_MATTERS_FROM and total > limits.inflation_ratio * deflated_size
        if bomb or total > limits.inflated_bytes:
            raise TooLarge(detail="inflated")
        if not part and not pending:
            break
    return b"".join(parts)
