"""The quarantine: one folder per submission, for its owner alone, empty once all is decided.

``<root>/<submission key>/originals/000001`` is the first file as received. Beside it ``work/``
holds what the stages pass on: ``000001.facts`` (what inspection found) and ``000001.prepared``
(the clean, transcoded instance). ``incoming/`` holds what a browser sends, each file under a
digest of its content; what is not whole yet ends in ``.part``. Nothing here is named after
anything in a file.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from readingroom.kernel.errors import StateConflict

_PRIVATE = 0o700
_PART = ".part"


class Quarantine:
    """The folder of one submission."""

    def __init__(self, root: Path, submission_key: UUID) -> None:
        self.folder = root / "quarantine" / str(submission_key)
        self._lock = root / "locks" / str(submission_key)

    def prepare(self) -> None:
        """Make the folders. Safe to call again."""
        for folder in (self.folder.parent, self.folder, self.originals, self.work):
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)

    @property
    def originals(self) -> Path:
        """Files as received."""
        return self.folder / "originals"

    @property
    def work(self) -> Path:
        """What the stages pass on."""
        return self.folder / "work"

    @property
    def incoming(self) -> Path:
        """Files on their way from a browser."""
        return self.folder / "incoming"

    def partial(self, content_id: str) -> Path:
        """A file of which some came."""
        return self.incoming / f"{content_id}{_PART}"

    def arrived(self, content_id: str) -> Path:
        """A file that came whole, before it is taken in."""
        return self.incoming / content_id

    def all_arrived(self) -> list[Path]:
        """All files that came whole and are not taken in yet."""
        if not self.incoming.is_dir():
            return []
        return sorted(f for f in self.incoming.iterdir() if f.suffix != _PART)

    def original(self, ordinal: int) -> Path:
        """One file as received."""
        return self.originals / f"{ordinal:06d}"

    def facts(self, ordinal: int) -> Path:
        """What inspection found in it."""
        return self.work / f"{ordinal:06d}.facts"

    def prepared(self, ordinal: int) -> Path:
        """The clean, transcoded instance made of it."""
        return self.work / f"{ordinal:06d}.prepared"

    def findings(self, ordinal: int) -> Path:
        """Where writing was found in its picture; not what it says."""
        return self.work / f"{ordinal:06d}.findings"

    def redacted(self, ordinal: int) -> Path:
        """A copy of its document that a person redacted."""
        return self.work / f"{ordinal:06d}.redacted"

    def redacted_draft(self, ordinal: int, sender: str) -> Path:
        """The same on its way from ``sender``, before it was looked through."""
        return self.work / f"{ordinal:06d}.redacted-{sender}{_PART}"

    def identity(self, patient_digest: str) -> Path:
        """What identifies anyone in the submission's files of one patient."""
        return self.work / f"identity-{patient_digest}"

    def has_identity(self, patient_digest: str) -> bool:
        """Whether that was written down, and not emptied by a power cut."""
        path = self.identity(patient_digest)
        return path.is_file() and path.stat().st_size > 0

    def erase(self, ordinal: int) -> None:
        """Remove every trace of one file."""
        self.erase_each([ordinal])

    def erase_each(self, ordinals: Collection[int]) -> None:
        """Remove every trace of these files; the folder is gone through once for all of them."""
        names = {f"{ordinal:06d}" for ordinal in ordinals}
        for copy in self.work.glob("*.redacted*"):
            if copy.name.partition(".")[0] in names:
                copy.unlink(missing_ok=True)
        for ordinal in ordinals:
            self.original(ordinal).unlink(missing_ok=True)
            self.erase_work(ordinal)

    def erase_work(self, ordinal: int) -> None:
        """Remove what the stages made of one file; the file itself stays."""
        self.facts(ordinal).unlink(missing_ok=True)
        self.prepared(ordinal).unlink(missing_ok=True)
        self.findings(ordinal).unlink(missing_ok=True)

    def erase_all(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def ordinals(self) -> set[int]:
        """Which files are still here as received."""
        if not self.originals.is_dir():
            return set()
        return {int(f.name) for f in self.originals.iterdir() if f.name.isdigit()}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this submission; the system lets go of it when the process ends, however it ends.

        Raises:
            StateConflict: another process holds it.
        """
        self._lock.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        descriptor = _take(self._lock)
        try:
            yield
        finally:
            self._lock.unlink(missing_ok=True)
            os.close(descriptor)


def _take(path: Path) -> int:
    """Lock the file at ``path``, which its last holder may be removing at this moment."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StateConflict("Another process is working on this submission.") from None
        if path.exists() and path.stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
        os.close(descriptor)


def traces(root: Path) -> list[str]:
    """What lies here is named after: submissions with a folder or a lock, also without a row."""
    homes = [home for home in (root / "quarantine", root / "locks") if home.is_dir()]
    return sorted({left.name for home in homes for left in home.iterdir()})
