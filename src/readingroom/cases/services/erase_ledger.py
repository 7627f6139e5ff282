"""The ledger of erasures: what must not come back with a backup, told by keyed digests alone.

``erasures`` in the data folder has a line for each erased case and series, and for each deleted
account: ``1``, what it is, an HMAC of its key or UID under a secret of this installation, and when.
Whoever finds the file learns nothing from it; who restores a backup can tell what in it was erased
since.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from readingroom.archive.digests import keyed_digest
from readingroom.kernel.errors import InvalidInput, Unavailable

_FILE: Final = "erasures"
_VERSION: Final = "1"
_FIELDS: Final = 4
_DIGEST_LENGTH: Final = 64
CASE: Final = "case"
SERIES: Final = "series"
PERSON: Final = "person"
CREDITED: Final = "credited"
"""A person who left, and one whose cases keep the line that credits them."""
_KINDS: Final = frozenset({CASE, SERIES, PERSON, CREDITED})


@dataclass(frozen=True)
class Line:
    """One case or series that was erased, or account that was deleted."""

    kind: str
    digest: str
    at: datetime

    def __str__(self) -> str:
        return f"{_VERSION} {self.kind} {self.digest} {self.at.astimezone(UTC).isoformat()}"


def ledger_path() -> Path:
    """Where the ledger of this installation lies."""
    folder: Path = settings.READINGROOM_DATA
    return folder / _FILE


def digest_of(kind: str, name: object) -> str:
    """How the ledger knows a case or a person by their key, or a series by its UID."""
    secret: bytes = settings.READINGROOM_ERASURE_SECRET
    return keyed_digest(secret, f"erased-{kind}", str(name))


def lines_for(kind: str, names: Iterable[object], *, at: datetime) -> list[Line]:
    """Lines that say that these were erased."""
    return [Line(kind, digest_of(kind, name), at) for name in names]


def append_lines(lines: Iterable[Line], *, path: Path | None = None) -> int:
    """Add to the ledger, durably, what it does not say yet; how many lines that were.

    Args:
        path: a ledger that is not this installation's own.

    Raises:
        Unavailable: the disk would not take it, or the ledger can't be read.
        InvalidInput: the ledger is damaged.
    """
    place = path or ledger_path()
    known = {(line.kind, line.digest) for line in read_lines(place)}
    fresh = {(line.kind, line.digest): line for line in lines}
    added = [line for name, line in fresh.items() if name not in known]
    if not added:
        return 0
    # It begins with a new line: the last one may have been cut off by a power cut.
    data = "".join(f"\n{line}\n" for line in added).encode("ascii")
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(data)
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable(
            "The ledger of erasures can't be written. Check who owns the data folder and the space "
            "on its disk.",
            detail=f"errno={error.errno}",
        ) from error
    return len(added)


def read_lines(path: Path) -> Iterator[Line]:
    """Every line of a ledger; none where there is no file. One that was cut off is left out.

    Raises:
        Unavailable: the file can't be read.
        InvalidInput: it is no ledger.
    """
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("The ledger of erasures can't be read. Check who owns it.") from error
    whole = text.rpartition("\n")[0]
    for line in whole.splitlines():
        if line and not _is_cut(line):
            yield _line(line)


def by_kind(lines: Iterable[Line]) -> Mapping[str, Mapping[str, datetime]]:
    """Digests and when, for each kind; of one that stands twice the later time."""
    found: dict[str, dict[str, datetime]] = {kind: {} for kind in _KINDS}
    for line in lines:
        known = found[line.kind].get(line.digest)
        found[line.kind][line.digest] = max(known, line.at) if known else line.at
    return found


def _is_cut(line: str) -> bool:
    """Whether it is the beginning of a line whose end a power cut took."""
    fields = line.split(" ")
    return fields[0] == _VERSION and (
        len(fields) < _FIELDS or len(fields[2]) < _DIGEST_LENGTH or not _is_time(fields[3])
    )


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _line(text: str) -> Line:
    fields = text.split(" ")
    if len(fields) != _FIELDS or fields[0] != _VERSION or fields[1] not in _KINDS:
        raise InvalidInput(
            "This is no ledger of erasures, or it is damaged. Give the file “erasures” of this "
            "library's data folder, or a copy of it."
        )
    return Line(fields[1], fields[2], datetime.fromisoformat(fields[3]))
