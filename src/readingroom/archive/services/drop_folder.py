"""A folder that others put studies into: what has come to rest is taken in, then moved aside.

Below the folder, ``.taken`` holds what is being taken in, ``done`` and ``refused`` what became of
it, each with a note beside it. What is moved to ``.taken`` belongs to us alone, so that a process
that died finds its work again; a file beside it says which submission it became.
"""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.archive.models import Door, Submission
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import Receipt, receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.states import SubmissionState
from readingroom.kernel.errors import InvalidInput, ReadingRoomError, StateConflict, Unavailable

DONE, REFUSED, TAKEN = "done", "refused", ".taken"
_OURS: Final = frozenset({DONE, REFUSED, TAKEN})
_NOTE: Final = ".note.txt"
_KEY: Final = ".submission"
_LOOSE: Final = "files"

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Taken:
    """What became of one thing that was put into the folder.

    Attributes:
        place: where it lies now.
        note: what is said of it; no name, nothing of a patient.
    """

    place: Path
    note: str


class DropFolder:
    """One folder, looked at again and again.

    Args:
        folder: is made where it is missing, with what lies below it.
        owner: whose submissions it makes.
        settle_s: seconds that nothing may change in a thing before it is taken in.
    """

    def __init__(self, folder: Path, *, owner: Person, settle_s: float) -> None:
        self.folder = folder
        self._owner = owner
        self._settle_s = settle_s
        self._seen: dict[Path, tuple[Stamp, float]] = {}
        try:
            for name in _OURS:
                (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidInput(
                "This folder can't be used: it can't be made or written to. Check the path and "
                f"who may write there ({error.strerror})."
            ) from None

    def look(self, *, now: datetime, clock_s: float) -> Iterator[Taken]:
        """Take in what has come to rest, and what a process before this one left.

        Args:
            clock_s: seconds of a clock that never goes back.

        Raises:
            Unavailable: the disk or the database would not take it; look again later.
        """
        for unit in self._at_rest(clock_s):
            self._claim(unit)
        for place in sorted((self.folder / TAKEN).iterdir()):
            if place.suffix != _KEY:
                yield self._take_in(place, now)

    def _at_rest(self, clock_s: float) -> list[Sequence[Path]]:
        """Folders one by one, and all loose files together, once nothing changes in them."""
        entries = [
            path
            for path in sorted(self.folder.iterdir())
            if path.name not in _OURS and not path.name.startswith(".")
        ]
        self._seen = {path: self._since(path, clock_s) for path in entries}
        rests = {path: clock_s - self._seen[path][1] >= self._settle_s for path in entries}
        loose = [path for path in entries if path.is_symlink() or not path.is_dir()]
        units: list[Sequence[Path]] = [[p] for p in entries if p not in loose and rests[p]]
        if loose and all(rests[path] for path in loose):
            units.append(loose)
        return units

    def _since(self, path: Path, clock_s: float) -> tuple[Stamp, float]:
        stamp = stamp_of(path)
        before = self._seen.get(path)
        return before if before and before[0] == stamp else (stamp, clock_s)

    def _claim(self, unit: Sequence[Path]) -> None:
        """Move it to where only we touch it, in one step each."""
        taken = self.folder / TAKEN
        if len(unit) == 1 and unit[0].is_dir() and not unit[0].is_symlink():
            unit[0].rename(_free(taken / unit[0].name))
            return
        together = _free(taken / _LOOSE)
        together.mkdir(mode=0o700)
        for path in unit:
            with contextlib.suppress(FileNotFoundError):  # its sender took it back
                path.rename(together / path.name)

    def _take_in(self, place: Path, now: datetime) -> Taken:
        key_file = place.with_name(f"{place.name}{_KEY}")
        try:
            submission = self._submission(place, key_file, now)
            with contextlib.suppress(StateConflict):  # a worker is at it, and brings it to its end
                process_submission(submission.key, now=now)
            note, is_in = _said(receipt_for(submission))
        except Unavailable:
            raise
        except ReadingRoomError as refusal:
            note, is_in = refusal.message, False
        target = _free(self.folder / (DONE if is_in else REFUSED) / place.name)
        place.rename(target)
        target.with_name(f"{target.name}{_NOTE}").write_text(f"{note}\n")
        key_file.unlink(missing_ok=True)
        return Taken(target, note)

    def _submission(self, place: Path, key_file: Path, now: datetime) -> Submission:
        """The one that a process before this one made of it, or a new one."""
        if key_file.exists():
            with contextlib.suppress(ValueError):
                earlier = Submission.objects.filter(key=UUID(key_file.read_text())).first()
                if earlier and earlier.state != SubmissionState.RECEIVING:
                    return earlier
        received = receive_paths([place], owner=self._owner, now=now, door=Door.FOLDER)
        key_file.write_text(str(received.submission.key))
        return received.submission


def stamp_of(path: Path) -> Stamp:
    """How many files lie at or below ``path``, their size and the newest change of any."""
    count = size = newest = 0
    for status in _statuses(path):
        count, size = count + 1, size + status.st_size
        newest = max(newest, status.st_mtime_ns)
    return count, size, newest


def _statuses(path: Path) -> Iterator[os.stat_result]:
    """Of everything below; links are not followed."""
    try:
        status = path.lstat()
    except OSError:
        return
    yield status
    if stat.S_ISDIR(status.st_mode):
        with contextlib.suppress(OSError):
            for entry in sorted(path.iterdir()):
                yield from _statuses(entry)


def _free(path: Path) -> Path:
    """``path``, or the first of ``name 2``, ``name 3`` … that is not taken."""
    chosen, number = path, 2
    while os.path.lexists(chosen):
        chosen, number = path.with_name(f"{path.name} {number}"), number + 1
    return chosen


def _said(receipt: Receipt) -> tuple[str, bool]:
    """The note, and whether anything of it came in."""
    totals = receipt.totals
    counts = (
        f"{receipt.file_count} files: {totals['filed']} filed, {totals['duplicate']} here "
        f"already, {totals['held']} held for a person, {totals['rejected']} not taken, "
        f"{totals['waiting']} on their way."
    )
    reasons = {line.reason_code: line.sentence for line in receipt.lines if line.reason_code}
    why = [f"{receipt.reasons[code]}: {sentence}" for code, sentence in sorted(reasons.items())]
    return "\n".join([counts, *why]), totals["rejected"] < receipt.file_count
