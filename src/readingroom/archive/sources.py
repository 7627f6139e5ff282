"""What someone gives, taken apart into single files: folders walked, ZIP archives opened.

What is given is only read. Links and devices are never followed or opened; names inside
archives are only ever shown, never used as paths.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, cast

from readingroom.imaging.limits import DEFAULT_LIMITS, Limits
from readingroom.kernel.errors import InvalidInput, Rejected

MAX_ARCHIVE_FILES: Final = 20_000
_MAX_DIRECTORY_BYTES: Final = MAX_ARCHIVE_FILES * 1024
_MAX_ARCHIVE_BYTES: Final = 32 * 1024**3
_RATIO_MATTERS_FROM_BYTES: Final = 64 * 1024**2
_MAX_RATIO: Final = 200  # deflate reaches 1030 on zeros; real studies stay below 20
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END_RECORD: Final = b"PK\x05\x06"
_END_RECORD_REACH: Final = 22 + 65_535
_CHUNK: Final = 1024 * 1024
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeDecodeError, ValueError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


class SourceRefused(Rejected):
    """A file can't even be taken in. Carries the reason's code."""

    def __init__(self, reason_code: str) -> None:
        super().__init__("This file can't be taken in.", detail=reason_code)
        self.reason_code = reason_code


@dataclass(frozen=True)
class Source:
    """One file, wherever it is.

    Attributes:
        name: how to show it to the one who gave it: a path, for a file in an archive the
            archive's path and its own. Never stored.
        size_bytes: as stated by the system or the archive.
        opened: opens it; ``None`` where ``refusal`` says why not. Usable until the next source
            is asked for.
        refusal: a reason code, or empty.
        path: of the file, or of the archive that it is in.
        entry: its place in the archive's table of contents; ``None`` for a file of its own.
    """

    name: str
    size_bytes: int = 0
    opened: Callable[[], BinaryIO] | None = None
    refusal: str = ""
    path: Path | None = None
    entry: int | None = None

    def chunks(self) -> Iterator[bytes]:
        """The content, in pieces of at most 1 MiB.

        Raises:
            SourceRefused: it can't be read to its end.
        """
        if self.opened is None:
            raise SourceRefused(self.refusal)
        try:
            with closing(self.opened()) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except PermissionError:
            raise SourceRefused("no_permission") from None
        except _ZIP_ERRORS as error:
            raise SourceRefused(_code_of(error)) from None


def _code_of(error: Exception) -> str:
    if isinstance(error, NotImplementedError):
        return "archive_method"
    return "archive_damaged" if not isinstance(error, OSError) else "changed"


def find_sources(paths: Sequence[Path], *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Source]:
    """Every file below ``paths`` and inside ZIP archives there, folders in order of name.

    A file is in exactly one source, also where it is refused, so that all can be accounted for.
    An archive that opens is not a file of its own; one inside another is.

    Raises:
        InvalidInput: there is nothing at one of ``paths``.
    """
    for path in paths:
        if not path.exists():
            raise InvalidInput("There is nothing at one of the places given. Check the spelling.")
    for path in paths:
        # Whoever names a link means what it points to; links found below are not followed.
        yield from _below(path.resolve(), shown=path, limits=limits)


def _below(path: Path, *, shown: Path, limits: Limits) -> Iterator[Source]:
    pending = [(path, shown)]
    while pending:
        here, name = pending.pop()
        if here.is_symlink() or not here.is_dir():
            yield from _file(here, str(name), limits)
            continue
        try:
            inside = sorted(here.iterdir(), reverse=True)
        except PermissionError:
            yield Source(str(name), refusal="no_permission")
            continue
        pending += [(entry, name / entry.name) for entry in inside]


def _file(path: Path, name: str, limits: Limits) -> Iterator[Source]:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        yield Source(name, refusal="not_a_file")
        return
    try:
        is_archive = _starts_as_archive(path)
    except OSError:
        yield Source(name, refusal="no_permission")
        return
    if is_archive:
        yield from _archive(path, name, limits)
    elif status.st_size > limits.file_bytes:
        yield Source(name, status.st_size, refusal="too_large")
    else:
        yield Source(name, status.st_size, lambda: _open_plain(path), path=path)


def _open_plain(path: Path) -> BinaryIO:
    """Open what is still a plain file; not a link or a pipe put in its place meanwhile."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a plain file any more")
    return cast(BinaryIO, os.fdopen(descriptor, "rb"))


def _starts_as_archive(path: Path) -> bool:
    with closing(_open_plain(path)) as file:
        start = file.read(132)
    return start.startswith(_ZIP_STARTS) and start[128:] != b"DICM"


def _archive(path: Path, name: str, limits: Limits) -> Iterator[Source]:
    size = path.stat().st_size
    if not _is_directory_bearable(path, size):
        yield Source(name, size, refusal="archive_too_many")
        return
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS:
        yield Source(name, size, refusal="archive_damaged")
        return
    with archive:
        files = [(n, info) for n, info in enumerate(archive.infolist()) if not info.is_dir()]
        if not files or len(files) > MAX_ARCHIVE_FILES:
            code = "archive_too_many" if files else "archive_empty"
            yield Source(name, size, refusal=code)
            return
        for source in _entries(archive, files, name, limits):
            yield replace(source, path=path)


def _is_directory_bearable(path: Path, size: int) -> bool:
    """Whether the archive's table of contents is small enough to be read at all."""
    with closing(_open_plain(path)) as file:
        file.seek(max(0, size - _END_RECORD_REACH))
        tail = file.read()
    place = tail.rfind(_END_RECORD)
    if place < 0 or place + 22 > len(tail):
        return True  # damaged, which opening it will tell
    (directory_bytes,) = struct.unpack("<L", tail[place + 12 : place + 16])
    return bool(directory_bytes <= _MAX_DIRECTORY_BYTES)


def _entries(
    archive: zipfile.ZipFile,
    files: Sequence[tuple[int, zipfile.ZipInfo]],
    name: str,
    limits: Limits,
) -> Iterator[Source]:
    total = 0
    for number, info in files:
        shown = f"{name} › {info.filename}"
        refusal = refusal_of_entry(info, limits)
        if not refusal:
            total += info.file_size
            refusal = "archive_bomb" if total > _MAX_ARCHIVE_BYTES else ""
        if refusal:
            yield Source(shown, info.file_size, refusal=refusal, entry=number)
        else:
            yield Source(shown, info.file_size, _entry_opener(archive, info), entry=number)


def _entry_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, archive.open(info))


def refusal_of_entry(info: zipfile.ZipInfo, limits: Limits) -> str:
    """The reason code for not opening one entry of an archive, or empty."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "not_a_file"
    if info.flag_bits & 0x1:
        return "archive_encrypted"
    if info.file_size > limits.file_bytes:
        return "too_large"
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > _RATIO_MATTERS_FROM_BYTES and ratio > _MAX_RATIO:
        return "archive_bomb"
    return ""
