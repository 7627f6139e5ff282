"""The reading processes of the command: where files from outside are opened and cleaned."""

import contextlib
import functools
import json
import logging
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from readingroom.archive.deid_tool.messages import Answer, Facts, Job, Order, Outcome, Setup, Texts
from readingroom.archive.deid_tool.secret import derived
from readingroom.archive.digests import keyed_digest, patient_secret
from readingroom.archive.pool import NOT_IN_TIME, Readers
from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.run import limit_memory
from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.deid.apply import DeidContext, Unplaced, accepted_kind
from readingroom.imaging.deid.compare import compare
from readingroom.imaging.deid.dates import earliest_study_moment
from readingroom.imaging.deid.identity import Identity, has_patient_id, identity_of, patient_key
from readingroom.imaging.deid.whole import CleanObject, clean_object
from readingroom.imaging.deid.words import fold
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.faces import head_slices
from readingroom.imaging.refusals import (
    LIBRARY_ERRORS,
    CannotDecode,
    TooDeep,
    UnsupportedSyntax,
)
from readingroom.imaging.sopclasses import ClassNotAccepted
from readingroom.kernel.errors import Rejected, Unavailable

# What makes no difference between two files of a patient would only be sent to and fro.
_NOT_SHARED: Final = frozenset({"uids"})
BUDGET_S: Final = 200.0  # to look for writing in one object; see ``run.TIME_LIMIT_S``
_PLACES: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_MAKERS: Final = ("Manufacturer", "ManufacturerModelName")
_ZIP_ERRORS: Final = (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError)
# DICOM that we can't take apart or decode, which a person may.
_FOR_A_PERSON: Final = (ClassNotAccepted, CannotDecode, UnsupportedSyntax, TooDeep, Unplaced)
_CODES: Final = {
    MemoryError: "too_large",
    FileNotFoundError: "changed",
    PermissionError: "no_permission",
}

logger = logging.getLogger(__name__)


class DeidReaders(Readers[Job, Answer]):
    """Readers that look at files, or clean them."""

    def read(self, answer: bytes) -> Answer:
        """An answer, from the pipe."""
        return Answer.from_bytes(answer)

    def refused(self, ordinal: int, code: str) -> Answer:
        """The answer about a file that took too long, or stopped its reader."""
        return refused(ordinal, code)

    def overdue(self, task: Job) -> Answer:
        """A file that took too long is set aside for a person."""
        try:
            _set_aside(task)
        except Rejected as error:
            return refused(task.ordinal, error.code)
        return Answer(task.ordinal, Outcome.HELD, (NOT_IN_TIME,))


def refused(ordinal: int, *codes: str) -> Answer:
    """The answer about a file that was rejected."""
    return Answer(ordinal, Outcome.REJECTED, codes)


def serve(pipe: Connection, setup: Setup) -> None:
    """Answer jobs until the other end goes away."""
    limit_memory(setup.memory_bytes)
    bench = Bench(setup)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job = Job.from_bytes(pipe.recv_bytes())
            pipe.send_bytes(bench.answer(job).to_bytes())


class Bench:
    """Where one process works: what it was told, and what it knows from file to file."""

    def __init__(self, setup: Setup) -> None:
        self._policy = setup.policy
        self._deid, self._patients = (derived(setup.secret, p) for p in ("uids", "patients"))
        self._texts = setup.identities
        self._neighbours = identity_from(setup.neighbours)
        self._identity = functools.lru_cache(maxsize=64)(self._identity_of_patient)

    def answer(self, job: Job) -> Answer:
        """Do one job. Whatever a file does, there is an answer."""
        try:
            return self._do(job)
        except _FOR_A_PERSON as refusal:
            _set_aside(job)
            return Answer(job.ordinal, Outcome.HELD, (refusal.code,))
        except Unavailable as trouble:
            return Answer(job.ordinal, trouble=trouble.message)
        except Exception as error:  # noqa: BLE001  # whatever a library does with a hostile file ends here
            return refused(job.ordinal, _code_of(error, job.ordinal))

    def _do(self, job: Job) -> Answer:
        raw = read_part10(content_of(job))
        if job.order is Order.LOOK:
            accepted_kind(raw)
            return Answer(job.ordinal, facts=self._facts(raw))
        done = clean_object(
            raw, context=self._context(job), neighbours=self._neighbours, budget_s=BUDGET_S
        )
        reasons = tuple(reason.code for reason in done.holds)
        if job.order is Order.CLEAN:
            _put(job, done)
        return Answer(
            job.ordinal,
            Outcome.HELD if reasons else Outcome.CLEAN,
            reasons,
            report=json.loads(done.report.to_json()),
            changes=_changes(raw, done) if job.order is Order.SHOW else (),
            boxes=[box.to_json() for box in done.boxes],
        )

    def _facts(self, raw: RawDataset) -> Facts:
        digest = keyed_digest(self._patients, "patient", patient_key(raw, secret=self._patients))
        study, series, instance = (_text(raw, keyword) for keyword in _PLACES)
        moment = earliest_study_moment([raw.dataset])
        head = head_slices(raw.dataset)
        return Facts(
            patient=digest,
            study=study,
            series=series,
            instance=instance,
            moment=moment.isoformat() if moment else "",
            head=(head.places_mm, head.thickness_mm) if head else None,
            identity=texts_of(identity_of(raw)),
            makers=sorted({word for k in _MAKERS for word in fold(_text(raw, k)).split()}),
            is_numbered=has_patient_id(raw),
            origin=(_text(raw, "PatientID"), _text(raw, "IssuerOfPatientID"), study),
        )

    def _context(self, job: Job) -> DeidContext:
        return DeidContext(
            patient_secret(self._deid, job.patient),
            datetime.fromisoformat(job.anchor) if job.anchor else None,
            self._identity(job.patient),
            self._policy,
            job.may_show_face,
            job.patient,
        )

    def _identity_of_patient(self, patient: str) -> Identity:
        return identity_from(self._texts.get(patient, {}))


def _code_of(error: Exception, ordinal: int) -> str:
    if isinstance(error, Rejected):
        return error.code
    for kind, code in _CODES.items():
        if isinstance(error, kind):
            return code
    # Its name alone: what it says may quote the file.
    logger.warning("file %d not understood: %s", ordinal, type(error).__name__)
    return "not_understood"


def _text(raw: RawDataset, keyword: str) -> str:
    return str(raw.dataset.get(keyword) or "")


def texts_of(identity: Identity) -> Texts:
    """Everything but what each file knows for itself."""
    return {
        kind.name: sorted(getattr(identity, kind.name))
        for kind in fields(identity)
        if kind.name not in _NOT_SHARED
    }


def identity_from(texts: Texts) -> Identity:
    """What ``texts_of`` wrote."""
    return Identity(**{kind: frozenset(found) for kind, found in texts.items()})


def _changes(raw: RawDataset, done: CleanObject) -> Sequence[Sequence[str]]:
    return [change.as_list() for change in compare(raw, done.clean, done.report)]


def _put(job: Job, done: CleanObject) -> None:
    """Write the clean file, or set the original aside for a person."""
    if not done.holds:
        write_beside(Path(job.output), [done.data])
    else:
        _set_aside(job)


def _set_aside(job: Job) -> None:
    """A copy as received, for a person."""
    if job.held:
        content = content_of(job)
        data = _pieces(content) if isinstance(content, Path) else iter([content])
        write_beside(Path(job.held), data)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            yield piece


class ArchiveDamaged(Rejected):
    """A file in an archive can't be unpacked."""

    code = "archive_damaged"


def content_of(job: Job) -> Path | bytes:
    """A path to read from, or the bytes of a file within an archive.

    Raises:
        ArchiveDamaged: the archive does not give it.
    """
    if job.entry is None:
        return Path(job.path)
    try:
        archive = _archive(job.path)
        return archive.read(archive.infolist()[job.entry])
    except (*_ZIP_ERRORS, *LIBRARY_ERRORS):
        raise ArchiveDamaged("This file can't be unpacked.") from None


@functools.lru_cache(maxsize=1)
def _archive(path: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)
