"""Taking in what a browser sent: whole files become files of their submission, archives are
opened. Runs while more is still coming, and once more when the sender says that all is here.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import F, Max

from readingroom.archive.models import QuarantinedObject, Submission, UploadedFile
from readingroom.archive.places import secrets
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.services.receive import take_source
from readingroom.archive.services.upload import upload_digest
from readingroom.archive.sources import find_sources
from readingroom.archive.states import ObjectState
from readingroom.infra import faults

_BATCH: Final = 200


def take_in_arrived(submission: Submission, quarantine: Quarantine, *, now: datetime) -> int:
    """Give every whole file a row. The caller holds the submission. How many rows were made.

    A process that dies midway leaves either the arrived file or its rows; the rest is cleared
    away by the next run.

    Raises:
        Unavailable: the disk would not take them.
    """
    made = 0
    for batch in _batches(quarantine.all_arrived()):
        made += _take_in(batch, submission, quarantine, now)
    return made


def _batches(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for start in range(0, len(paths), _BATCH):
        yield paths[start : start + _BATCH]


def _take_in(
    paths: Sequence[Path], submission: Submission, quarantine: Quarantine, now: datetime
) -> int:
    digests = {path: upload_digest(path.name) for path in paths}
    rows = UploadedFile.objects.filter(submission=submission, digest__in=digests.values())
    known = set(rows.values_list("digest", flat=True))
    last = QuarantinedObject.objects.filter(submission=submission).aggregate(n=Max("ordinal"))["n"]
    objects: list[QuarantinedObject] = []
    uploads: list[UploadedFile] = []
    for path in paths:
        if digests[path] in known:
            continue  # a run before this one was killed just short of removing it
        first = (last or 0) + len(objects) + 1
        made = list(_objects(path, submission, quarantine, first, now))
        objects += made
        uploads.append(
            UploadedFile(
                submission=submission,
                digest=digests[path],
                first_ordinal=first,
                last_ordinal=first + len(made) - 1,
            )
        )
    faults.reach("arrived")
    _commit(submission, objects, uploads)
    faults.reach("taken_in")
    for path in paths:
        path.unlink(missing_ok=True)
    return len(objects)


@transaction.atomic
def _commit(
    submission: Submission,
    objects: Sequence[QuarantinedObject],
    uploads: Sequence[UploadedFile],
) -> None:
    refused = sum(item.state == ObjectState.REJECTED for item in objects)
    QuarantinedObject.objects.bulk_create(objects, batch_size=_BATCH)
    UploadedFile.objects.bulk_create(uploads, batch_size=_BATCH)
    Submission.objects.filter(pk=submission.pk).update(
        file_count=F("file_count") + len(objects), done_count=F("done_count") + refused
    )


def _objects(
    path: Path, submission: Submission, quarantine: Quarantine, first: int, now: datetime
) -> Iterator[QuarantinedObject]:
    keys = secrets()
    for ordinal, source in enumerate(find_sources([path]), start=first):
        item = QuarantinedObject(submission=submission, ordinal=ordinal, moved_at=now)
        target = quarantine.original(ordinal)
        target.unlink(missing_ok=True)
        is_itself = source.name == str(path) and not source.refusal
        take_source(source, item, target, keys, linked=path if is_itself else None)
        yield item
