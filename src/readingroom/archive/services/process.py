"""Taking a submission along the route, from wherever it stands to its end.

Safe to run again at any time: every stage looks for files that stand before it, and moves only
those that still do. One process works on a submission at a time.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction

from readingroom.archive.anchors import stated_anchor
from readingroom.archive.heads import files_that_show_a_face
from readingroom.archive.linkfile import check_public_key
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.moves import Move, make_moves, plan_moves
from readingroom.archive.places import places, secrets
from readingroom.archive.pool import MEMORY_LIMIT_BYTES, ReaderPool
from readingroom.archive.progress import Progress, ignore
from readingroom.archive.quarantine import Quarantine
from readingroom.archive.services.arrive import take_in_arrived
from readingroom.archive.services.file import file_all
from readingroom.archive.services.settle import (
    read_facts,
    revive_orphans,
    settle,
    write_identities,
)
from readingroom.archive.services.teaching import keep_notes
from readingroom.archive.states import ENDS, REDACTED, ObjectState, SubmissionState
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.run import serve
from readingroom.infra import audit, events, faults
from readingroom.kernel.errors import NotFound, Unavailable

_BATCH: Final = 200  # files that are moved together, at the most
_BATCH_S: Final = 2.0  # after which what is done is noted: the page stays live
_MOST_READERS: Final = 4
_FILES_WORTH_A_READER: Final = 12
_TO_PREPARE: Final = (
    ObjectState.INSPECTED,
    ObjectState.DEIDENTIFIED,
    ObjectState.PIXEL_CHECKED,
)
_ON_THE_WAY: Final = (*_TO_PREPARE, ObjectState.TRANSCODED)

OnProgress = Callable[[Progress], None]


def process_submission(
    submission_key: UUID, *, now: datetime, on_progress: OnProgress = ignore
) -> Submission:
    """Bring every file of a submission to an end: filed, duplicate, held or rejected.

    Raises:
        NotFound: there is no such submission.
        StateConflict: another process is at it.
        InvalidInput: the policy or the key for links can't be followed; nothing was done.
        Unavailable: the disk or the database would not take it; run it again later.
    """
    submission = Submission.objects.filter(key=submission_key).first()
    if submission is None:
        raise NotFound("There is no such submission.")
    quarantine = places().quarantine(submission.key)
    with quarantine.locked(), _database_may_be_busy():
        submission.refresh_from_db()
        if submission.state in {SubmissionState.WAITING, SubmissionState.PROCESSING}:
            _Run(submission, quarantine, now, on_progress).to_the_end()
    return submission


def inspect_arriving(submission_key: UUID, *, now: datetime) -> None:
    """Take in and read what has come of an upload whose sender is still sending.

    Raises:
        NotFound: there is no such submission.
        StateConflict: another process is at it.
        Unavailable: the disk or the database would not take it.
    """
    submission = Submission.objects.filter(key=submission_key).first()
    if submission is None:
        raise NotFound("There is no such submission.")
    quarantine = places().quarantine(submission.key)
    with quarantine.locked(), _database_may_be_busy():
        submission.refresh_from_db()
        if submission.state == SubmissionState.RECEIVING:
            _Run(submission, quarantine, now, ignore).inspect_what_arrived()
    submission.refresh_from_db(fields=["state"])
    if submission.state == SubmissionState.WAITING:  # closed meanwhile; its job found us here
        process_submission(submission_key, now=now)


@contextmanager
def _database_may_be_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:  # locked by someone else, or the disk is full
        raise Unavailable(
            "The library's database is busy. What was sent is safe; it is taken up again soon.",
            detail=type(error).__name__,
        ) from error


class _Run:
    """One pass over one submission."""

    def __init__(
        self,
        submission: Submission,
        quarantine: Quarantine,
        now: datetime,
        on_progress: OnProgress,
    ) -> None:
        self.submission = submission
        self.quarantine = quarantine
        self.now = now
        self.on_progress = on_progress

    def inspect_what_arrived(self) -> None:
        self.quarantine.prepare()
        if not take_in_arrived(self.submission, self.quarantine, now=self.now):
            return
        self.submission.refresh_from_db()
        with ReaderPool(serve, self._setup(), size=1) as pool:
            self._inspect(pool)

    def to_the_end(self) -> None:
        self.quarantine.prepare()
        if take_in_arrived(self.submission, self.quarantine, now=self.now):
            self.submission.refresh_from_db()
        self._note(state=SubmissionState.PROCESSING)
        self._send_back_what_lost_its_facts()
        with ReaderPool(serve, self._setup(), size=_readers(self.submission)) as pool:
            while True:
                self._inspect(pool)
                self._settle_all(pool)
                self._prepare(pool)
                all_filed = file_all(
                    self.submission, self.quarantine, now=self.now, on_progress=self.on_progress
                )
                if all_filed and not revive_orphans(self.submission, now=self.now):
                    break
        self._finish()

    def _setup(self) -> Setup:
        keys, institution = secrets(), self.submission.institution
        if settings.READINGROOM_LINK_KEY:
            check_public_key(settings.READINGROOM_LINK_KEY)
        return Setup(
            deid_secret=keys.deid.hex(),
            patient_secret=keys.patients.hex(),
            institution=str(institution.key) if institution else "",
            memory_bytes=MEMORY_LIMIT_BYTES,
            link_key=settings.READINGROOM_LINK_KEY,
            policy=places().policy(),
            preview_first=settings.READINGROOM_PREVIEW_FIRST,
        )

    def _inspect(self, pool: ReaderPool) -> None:
        items = self._standing_at(ObjectState.RECEIVED)
        self._walk(pool, "inspect", items, until=ObjectState.INSPECTED)

    def _settle_all(self, pool: ReaderPool) -> None:
        while missing := settle(self.submission, self.quarantine, now=self.now):
            step = Move(ObjectState.INSPECTED, ObjectState.RECEIVED)
            make_moves(self.submission, {step: missing}, now=self.now)
            self._inspect(pool)

    def _prepare(self, pool: ReaderPool) -> None:
        items = self._standing_at(*_TO_PREPARE)
        digests = {item.patient.key_digest for item in items if item.patient}
        if not all(map(self.quarantine.has_identity, digests)):
            facts = (read_facts(self.quarantine, item.ordinal) for item in items)
            write_identities(self.quarantine, (found for found in facts if found))
        self._walk(pool, "transcode", items, until=ObjectState.TRANSCODED)

    def _standing_at(self, *states: ObjectState) -> list[QuarantinedObject]:
        return list(
            QuarantinedObject.objects.filter(
                submission=self.submission, state__in=states
            ).select_related("patient")
        )

    def _walk(
        self,
        pool: ReaderPool,
        stage: str,
        items: list[QuarantinedObject],
        *,
        until: ObjectState,
    ) -> None:
        if not items:
            return
        self._note(stage=stage)
        standing = {item.ordinal: ObjectState(item.state) for item in items}
        done = 0
        for outcomes in _batches(_done(pool.run(self._tasks(items, until)))):
            make_moves(self.submission, plan_moves(outcomes, standing), now=self.now)
            done += len(outcomes)
            self._note()
            self.on_progress(Progress(stage, done, len(items)))

    def _tasks(self, items: Iterable[QuarantinedObject], until: ObjectState) -> Iterator[Task]:
        anchors: dict[str, str] = {}
        faces = self._faces()
        for item in items:
            digest = item.patient.key_digest if item.patient else ""
            if digest not in anchors:
                anchors[digest] = stated_anchor(item.patient, secret=secrets().anchors)
            yield Task(
                ordinal=item.ordinal,
                original=str(self.quarantine.original(item.ordinal)),
                facts=str(self.quarantine.facts(item.ordinal)),
                prepared=str(self.quarantine.prepared(item.ordinal)),
                state=item.state,
                until=until,
                byte_digest=item.byte_digest,
                patient_digest=digest,
                anchor=anchors[digest],
                identity=str(self.quarantine.identity(digest)) if digest else "",
                content_digest=item.content_digest if item.is_variant else "",
                released=tuple(item.released_codes),
                findings=str(self.quarantine.findings(item.ordinal)),
                mask_boxes=tuple((frame, *place) for frame, *place in item.mask_boxes),
                shows_face=item.ordinal in faces,
                redacted=str(self.quarantine.redacted(item.ordinal))
                if REDACTED in item.released_codes
                else "",
            )

    def _faces(self) -> frozenset[int]:
        files = QuarantinedObject.objects.filter(submission=self.submission)
        return files_that_show_a_face(self.quarantine, files.values_list("ordinal", flat=True))

    def _send_back_what_lost_its_facts(self) -> None:
        """After a power cut: what stages pass on was not synced, and can be made again."""
        items = self._standing_at(*_ON_THE_WAY)
        found = {item.ordinal: read_facts(self.quarantine, item.ordinal) for item in items}
        for state in _ON_THE_WAY:
            lost = [i.ordinal for i in items if i.state == state and found[i.ordinal] is None]
            if lost:
                step = Move(state, ObjectState.RECEIVED)
                make_moves(self.submission, {step: lost}, now=self.now)

    def _note(self, *, state: SubmissionState | None = None, stage: str | None = None) -> None:
        """Keep the row of the submission up to date, for whoever watches."""
        self.submission.done_count = QuarantinedObject.objects.filter(
            submission=self.submission, state__in=ENDS
        ).count()
        self.submission.moved_at = self.now
        fields = ["done_count", "moved_at"]
        if state is not None:  # an upload may be closed while we read what came of it
            self.submission.state = state
            fields += ["state", "finished_at"]
        if stage is not None:
            self.submission.stage = stage
            fields.append("stage")
        self.submission.save(update_fields=fields)

    def _finish(self) -> None:
        keep_notes(self.submission, self.quarantine, now=self.now)
        erase_decided(self.submission, self.quarantine)
        faults.reach("erased")
        with transaction.atomic():
            self.submission.finished_at = self.now
            self._note(state=SubmissionState.FINISHED, stage="")
            audit.record("submission.finished", subject=self.submission.key, at=self.now)
            events.publish(events.SubmissionFinished(self.submission.key))
        faults.reach("finished")


def erase_decided(submission: Submission, quarantine: Quarantine) -> None:
    """Remove from quarantine all files but those that wait for a person."""
    held = set(
        QuarantinedObject.objects.filter(submission=submission, state=ObjectState.HELD).values_list(
            "ordinal", flat=True
        )
    )
    if not held:
        quarantine.erase_all()
        return
    quarantine.erase_each(quarantine.ordinals() - held)


def _readers(submission: Submission) -> int:
    """As many as there are processors, but one for a handful of files."""
    useful = 1 + submission.file_count // _FILES_WORTH_A_READER
    return min(os.cpu_count() or 1, _MOST_READERS, useful)


def _done(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes, until one was cut short."""
    for outcome in outcomes:
        if outcome.cut_short:
            raise Unavailable(outcome.cut_short, detail=f"ordinal={outcome.ordinal}")
        yield outcome


def _batches(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes to note together: as they come within two seconds, and no more than ``_BATCH``."""
    batch: list[Outcome] = []
    ends_s = time.monotonic() + _BATCH_S
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= _BATCH or time.monotonic() >= ends_s:
            yield batch
            batch, ends_s = [], time.monotonic() + _BATCH_S
    if batch:
        yield batch
