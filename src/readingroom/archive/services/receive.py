"""Taking files in: each is copied to quarantine and gets a row, or a row that says why not."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.archive.digests import FILE_BYTES, stream_digest
from readingroom.archive.models import Door, QuarantinedObject, Submission
from readingroom.archive.places import Secrets, places, secrets
from readingroom.archive.progress import Progress, ignore
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.sources import Source, SourceRefused, find_sources
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.infra import audit, faults
from readingroom.kernel.errors import InvalidInput, Unavailable

_PROGRESS_EVERY = 20


@dataclass(frozen=True)
class ReceivedSubmission:
    """What was taken in.

    Attributes:
        submission: its files are in quarantine, waiting for the route.
        names: how to show each file to the one who gave it, by ordinal: ``names[0]`` is file 1.
            They are in memory alone.
    """

    submission: Submission
    names: tuple[str, ...]


def receive_paths(
    paths: Sequence[Path],
    *,
    owner: Person | None,
    now: datetime,
    on_progress: Callable[[Progress], None] = ignore,
    door: Door = Door.COMMAND,
    released: Collection[str] = (),
) -> ReceivedSubmission:
    """Copy files, folders and what is in ZIP archives to quarantine, as one submission.

    What is given is only read. Until this returns nothing is promised: a process that dies
    midway leaves a submission that the sweep clears away.

    Args:
        released: codes of reasons to hold that are judged already, for all of these files. Only
            for images that the library drew itself a moment ago.

    Raises:
        InvalidInput: there is nothing at one of ``paths``, or no file in any of them.
        Unavailable: the disk would not take them.
    """
    submission = _new_submission(owner, door, now)
    quarantine = places().quarantine(submission.key)
    with quarantine.locked():
        submission.save()
        try:
            quarantine.prepare()
            names, objects = _take_all(
                find_sources(paths), submission, quarantine, now, on_progress
            )
            if not objects:
                raise InvalidInput("There are no files in what was given.")
            for item in objects:
                item.released_codes = list(released)
            _close_submission(submission, objects, now)
        except BaseException:
            quarantine.erase_all()
            submission.delete()
            raise
    return ReceivedSubmission(submission, tuple(names))


def _new_submission(owner: Person | None, door: Door, now: datetime) -> Submission:
    return Submission(
        owner=owner,
        institution=owner.institution if owner else None,
        door=door,
        state=SubmissionState.RECEIVING,
        stage="receive",
        created_at=now,
        moved_at=now,
    )


def _take_all(
    sources: Iterable[Source],
    submission: Submission,
    quarantine: Quarantine,
    now: datetime,
    on_progress: Callable[[Progress], None],
) -> tuple[list[str], list[QuarantinedObject]]:
    names: list[str] = []
    objects: list[QuarantinedObject] = []
    keys = secrets()
    for ordinal, source in enumerate(sources, start=1):
        names.append(source.name)
        item = QuarantinedObject(submission=submission, ordinal=ordinal, moved_at=now)
        take_source(source, item, quarantine.original(ordinal), keys)
        objects.append(item)
        faults.reach("received")
        if ordinal % _PROGRESS_EVERY == 0:
            on_progress(Progress("receive", ordinal, None))
    on_progress(Progress("receive", len(objects), len(objects)))
    return names, objects


def take_source(
    source: Source,
    item: QuarantinedObject,
    target: Path,
    keys: Secrets,
    *,
    linked: Path | None = None,
) -> None:
    """Copy one file to ``target`` and note its size and digest, or why it can't be had.

    Args:
        linked: the same file, where it lies in quarantine already: it is linked, not copied.

    Raises:
        Unavailable: the disk would not take it.
    """
    try:
        if linked:
            target.hardlink_to(linked)
        chunks = source.chunks()
        item.size_bytes, item.byte_digest = _digest(
            chunks if linked else _written(chunks, target), keys.deid
        )
    except SourceRefused as refusal:
        target.unlink(missing_ok=True)
        item.size_bytes = source.size_bytes
        item.state = ObjectState.REJECTED
        item.reason_code = refusal.reason_code
    except OSError as error:
        raise Unavailable(
            "The disk of the library could not take these files. Is it full?",
            detail=f"errno={error.errno}",
        ) from None


def _written(chunks: Iterable[bytes], target: Path) -> Iterator[bytes]:
    with target.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            yield chunk


def _digest(chunks: Iterable[bytes], secret: bytes) -> tuple[int, str]:
    """How many bytes these are, and their keyed digest."""
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            size += len(chunk)
            yield chunk

    digest = stream_digest(secret, FILE_BYTES, counted())
    return size, digest


def _close_submission(
    submission: Submission, objects: Sequence[QuarantinedObject], now: datetime
) -> None:
    with transaction.atomic():
        QuarantinedObject.objects.bulk_create(objects, batch_size=500)
        submission.file_count = len(objects)
        submission.done_count = sum(o.state == ObjectState.REJECTED for o in objects)
        submission.state = SubmissionState.WAITING
        submission.moved_at = now
        submission.save()
        audit.record(
            "submission.received",
            subject=submission.key,
            actor=submission.owner.key if submission.owner else None,
            at=now,
            codes={"files": len(objects), "refused": submission.done_count},
        )
    faults.reach("submission_received")
