"""The floor under the whole work: the same Python work without HTTP, queue and database.

Files lie on the disk already. Two reading processes inspect, de-identify, look at and transcode
them, and the series is packed and put on a shelf, synced as the library does it.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from readingroom.archive.digests import FILE_BYTES, stream_digest
from readingroom.archive.filing import gather
from readingroom.archive.pool import MEMORY_LIMIT_BYTES, ReaderPool
from readingroom.archive.prepared import head_of_prepared, read_prepared
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.identities import write_identity
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.run import serve
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.shelf import SeriesShelf

SECRET = hashlib.sha256(b"benchmark").digest()
READERS = 2
ANCHOR = "2024-01-01T00:00:00"


def work_through(files: Sequence[bytes], folder: Path) -> int:
    """Do all of it below ``folder``; how many series that made."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        return _work_through(files, Path(name))


def _work_through(files: Sequence[bytes], folder: Path) -> int:
    for number, data in enumerate(files):
        _original(folder, number).write_bytes(data)
    setup = Setup(SECRET.hex(), SECRET.hex(), "", MEMORY_LIMIT_BYTES)
    with ReaderPool(serve, setup, size=READERS) as pool:
        read = list(pool.run(_tasks(files, folder, ObjectState.RECEIVED, ObjectState.INSPECTED)))
        identity = folder / "identity"
        write_identity(identity, [outcome.facts.identity for outcome in read if outcome.facts])
        patient = next(outcome.facts.patient_digest for outcome in read if outcome.facts)
        tasks = _tasks(
            files, folder, ObjectState.INSPECTED, ObjectState.TRANSCODED, str(identity), patient
        )
        done = list(pool.run(tasks))
    return sum(_file(folder, series, done) for series in {o.series_instance_uid for o in done})


def _tasks(
    files: Sequence[bytes],
    folder: Path,
    state: ObjectState,
    until: ObjectState,
    identity: str = "",
    patient: str = "",
) -> Iterator[Task]:
    for number, data in enumerate(files):
        yield Task(
            ordinal=number,
            original=str(_original(folder, number)),
            facts=str(folder / f"{number}.facts"),
            prepared=str(folder / f"{number}.prepared"),
            state=state,
            until=until,
            byte_digest=stream_digest(SECRET, FILE_BYTES, [data]),
            patient_digest=patient,
            anchor=ANCHOR if identity else "",
            identity=identity,
            findings=str(folder / f"{number}.findings"),
        )


def _original(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}"


def _file(folder: Path, series: str, done: Sequence[Outcome]) -> int:
    paths = [
        folder / f"{o.ordinal}.prepared"
        for o in sorted(done, key=lambda o: o.ordinal)
        if o.series_instance_uid == series
    ]
    head = head_of_prepared(paths[0])
    if head is None:
        raise SystemExit("The floor's own work failed.")
    shelf = SeriesShelf(folder / "series")
    ready = [partial(read_prepared, path) for path in paths]
    blobs = FilesystemBlobStore(folder / "blobs")
    shelf.publish(gather(head.study_instance_uid, series, ready, blobs=blobs, shelf=shelf).files)
    return 1
