"""Submissions whose files come one by one over the network.

From a PACS each file is promised by itself: once it is taken it survives whatever happens to the
process, and a sweep closes what a dead process left open. Over the web all are promised at the end
of the request, or none.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.db import DatabaseError, transaction

from readingroom.accounts.models import Institution, Person
from readingroom.archive.digests import FILE_BYTES, stream_digest
from readingroom.archive.drafts import Draft, OutOfRoom
from readingroom.archive.models import Door, QuarantinedObject, Submission
from readingroom.archive.places import places, secrets
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.states import SubmissionState
from readingroom.infra import audit, faults
from readingroom.storage.files import sync_folder

MOST_FILES: Final = 20_000
_CHUNK: Final = 1024 * 1024
_NOTED_EVERY_BYTES: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Recipient:
    """Whose a submission is.

    Attributes:
        owner: the person; ``None`` where it belongs to an institution as a whole.
        institution: theirs, or the one it belongs to.
    """

    owner: Person | None
    institution: Institution | None

    @classmethod
    def of_person(cls, person: Person) -> "Recipient":
        """What someone sends in themselves."""
        return cls(person, person.institution)


@dataclass(frozen=True)
class _Taken:
    size_bytes: int
    digest: str


class Intake:
    """An open submission. One process holds it; it is used by one thread at a time.

    Attributes:
        submission: its row, which says ``receiving``.
    """

    def __init__(self, submission: Submission, quarantine: Quarantine, held: ExitStack) -> None:
        self.submission = submission
        self._quarantine = quarantine
        self._held = held
        self._taken: list[_Taken] = []
        self._size_bytes = 0

    @property
    def file_count(self) -> int:
        """How many files were taken."""
        return len(self._taken)

    def take(self, draft: Draft) -> None:
        """Make a file part of the submission, durably: it may be promised now.

        Raises:
            OutOfRoom: the disk would not take it; nothing is promised.
        """
        self.adopt(draft)
        try:
            # In this order one commit of the disk's journal does for the file and for its name.
            draft.sync()
            self.sync_names()
        except OutOfRoom:
            self._give_back(draft)
            raise
        draft.close()
        faults.reach("promised")

    def _give_back(self, draft: Draft) -> None:
        """The file taken last is none of the submission's: it could not be kept."""
        self._quarantine.original(self.file_count).unlink(missing_ok=True)
        self._size_bytes -= self._taken.pop().size_bytes
        draft.close()

    def adopt(self, draft: Draft) -> Path:
        """Make a file part of the submission. Whoever calls syncs it, closes it, and syncs names.

        Returns:
            where it is now.

        Raises:
            OutOfRoom: the disk would not take it.
        """
        taken = _Taken(draft.size_bytes, draft.digest)
        place = self._quarantine.original(self.file_count + 1)
        draft.move_to(place)
        self._taken.append(taken)
        self._size_bytes += taken.size_bytes
        self._note_arrived()
        return place

    def _note_arrived(self) -> None:
        """Note from time to time what came: it counts towards quotas, and is shown."""
        if self._size_bytes - self.submission.arrived_bytes < _NOTED_EVERY_BYTES:
            return
        self.submission.arrived_bytes = self._size_bytes
        self.submission.arrived_count = self.file_count
        with suppress(DatabaseError):  # not worth refusing a file that is here
            self.submission.save(update_fields=["arrived_bytes", "arrived_count"])

    def sync_names(self) -> None:
        """Make the names of all files durable.

        Raises:
            OutOfRoom: the disk would not take it.
        """
        try:
            sync_folder(self._quarantine.originals)
        except OSError as error:
            raise OutOfRoom(detail=f"errno={error.errno}") from error

    def close(self, *, now: datetime) -> None:
        """No more comes: the submission waits for the route, and this process lets go of it.

        Raises:
            django.db.Error: the database would not take it; it is open still.
        """
        with transaction.atomic():
            _close(self.submission, self._taken, now)
        self._held.close()

    def abandon(self) -> None:
        """Remove it with all that is in it: nothing of it was promised."""
        self._quarantine.erase_all()
        self.submission.delete()
        self._held.close()


def open_intake(recipient: Recipient, *, door: Door, now: datetime) -> Intake:
    """Begin a submission.

    Raises:
        OutOfRoom: the disk would not take its folder.
        django.db.Error: the database would not take its row.
    """
    submission = Submission(
        owner=recipient.owner,
        institution=recipient.institution,
        door=door,
        state=SubmissionState.RECEIVING,
        stage="receive",
        created_at=now,
        moved_at=now,
    )
    quarantine = places().quarantine(submission.key)
    held = ExitStack()
    held.enter_context(quarantine.locked())
    try:
        submission.save()
        _make_folders(quarantine)
    except BaseException:
        if submission.pk:
            submission.delete()
        held.close()
        raise
    return Intake(submission, quarantine, held)


def _make_folders(quarantine: Quarantine) -> None:
    try:
        quarantine.prepare()
        sync_folder(quarantine.folder)
        sync_folder(quarantine.folder.parent)
    except OSError as error:
        raise OutOfRoom(detail=f"errno={error.errno}") from error


def close_left_open(submission: Submission, quarantine: Quarantine, *, now: datetime) -> bool:
    """Close what a process that died left open: what it promised is all in the folder.

    The caller holds ``quarantine``. Whether there was anything.
    """
    found = sorted(filter(partial(_is_whole, quarantine), quarantine.ordinals()))
    secret = secrets().deid
    if not found:
        return False
    with transaction.atomic():
        taken = [_of_file(quarantine.original(ordinal), secret) for ordinal in found]
        _close(submission, taken, now, ordinals=found)
    return True


def _is_whole(quarantine: Quarantine, ordinal: int) -> bool:
    """Whether a file has content: a power cut leaves what was not promised yet without."""
    return quarantine.original(ordinal).stat().st_size > 0


def _of_file(path: Path, secret: bytes) -> _Taken:
    with path.open("rb") as file:
        chunks: Iterable[bytes] = iter(lambda: file.read(_CHUNK), b"")
        return _Taken(path.stat().st_size, stream_digest(secret, FILE_BYTES, chunks))


def _close(
    submission: Submission,
    taken: Sequence[_Taken],
    now: datetime,
    *,
    ordinals: Sequence[int] | None = None,
) -> None:
    numbers = ordinals or range(1, len(taken) + 1)
    QuarantinedObject.objects.bulk_create(
        [
            QuarantinedObject(
                submission=submission,
                ordinal=ordinal,
                size_bytes=file.size_bytes,
                byte_digest=file.digest,
                moved_at=now,
            )
            for ordinal, file in zip(numbers, taken, strict=True)
        ],
        batch_size=500,
    )
    submission.file_count = len(taken)
    submission.state = SubmissionState.WAITING
    submission.moved_at = now
    submission.save()
    audit.record(
        "submission.received",
        subject=submission.key,
        actor=submission.owner.key if submission.owner else None,
        at=now,
        codes={"files": len(taken), "refused": 0, "door": submission.door},
    )
