"""What would be removed from files in quarantine, for whoever may see them as they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import may_edit
from readingroom.accounts.models import Person
from readingroom.archive.access import visible_submissions
from readingroom.archive.anchors import stated_anchor
from readingroom.archive.deid_tool.messages import Answer
from readingroom.archive.deid_tool.preview import SeriesPreview, series_preview
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import places, secrets
from readingroom.archive.pool import MEMORY_LIMIT_BYTES
from readingroom.archive.previewing import PreviewReaders, serve
from readingroom.archive.states import Decision, ObjectState
from readingroom.archive.steps.check_pixels import PREVIEW_FIRST
from readingroom.archive.steps.messages import Setup, Task
from readingroom.infra import audit
from readingroom.kernel.errors import NotFound

MOST_FILES: Final = 40  # a page is asked for, not a report
_READERS: Final = 2


@dataclass(frozen=True)
class Preview:
    """What a page shows.

    Attributes:
        waiting: how many files of the submission wait in quarantine.
        read: how many of them were read for this.
        series: side by side; the values name the patient.
        to_decide: how many wait for this look alone.
    """

    waiting: int
    read: int
    series: tuple[SeriesPreview, ...] = field(repr=False)
    to_decide: int


def preview_of(key: UUID, *, actor: Person) -> Preview:
    """Compare the files of a submission that are held with what would be filed of them.

    Of many files, some of each series are read: the first of them, evenly taken.

    Raises:
        NotFound: no such submission, or none whose originals ``actor`` may see.
    """
    submission = _submission(key, actor)
    held = list(_held(submission))
    chosen = held[:: max(1, -(-len(held) // MOST_FILES))]
    series_of = {item.ordinal: item.series_instance_uid for item in chosen}
    groups: dict[str, list[Answer]] = {}
    for answer in _answers(submission, chosen):
        if answer.changes:
            name = series_of[answer.ordinal] or _series(answer)
            groups.setdefault(name, []).append(answer)
    return Preview(
        waiting=len(held),
        read=len(chosen),
        series=tuple(series_preview(answers) for answers in groups.values()),
        to_decide=sum(item.held_for == (PREVIEW_FIRST,) for item in held),
    )


@transaction.atomic
def decide_preview(key: UUID, *, go_on: bool, actor: Person, now: datetime) -> int:
    """Let the files that wait for this look alone go on, or reject them.

    Returns:
        how many; they are taken by ``take_decisions``.

    Raises:
        NotFound: no such submission, or none whose originals ``actor`` may see.
    """
    submission = _submission(key, actor)
    items = [item for item in _held(submission) if item.held_for == (PREVIEW_FIRST,)]
    decision = Decision.RELEASE if go_on else Decision.REJECT
    rows = QuarantinedObject.objects.filter(
        pk__in=[item.pk for item in items], state=ObjectState.HELD, decision=""
    )
    changed = rows.update(decision=decision.value, decided_at=now, decided_by=actor)
    if changed:
        audit.record(
            "submission.previewed",
            subject=submission.key,
            actor=actor.key,
            at=now,
            codes={"decision": decision.value, "files": changed},
        )
    return changed


def _submission(key: UUID, actor: Person) -> Submission:
    """One whose originals ``actor`` may see: the owner and editors of the institution."""
    submission = visible_submissions(actor).filter(key=key).first()
    if submission is None or not (submission.owner_id == actor.pk or may_edit(actor)):
        raise NotFound("Nothing is kept at this address, or it is not open to you.")
    return submission


def _held(submission: Submission) -> Iterator[QuarantinedObject]:
    rows = QuarantinedObject.objects.filter(
        submission=submission, state=ObjectState.HELD, decision=""
    )
    return iter(rows.select_related("patient").order_by("ordinal"))


def _answers(submission: Submission, items: list[QuarantinedObject]) -> list[Answer]:
    keys = secrets()
    setup = Setup(
        deid_secret=keys.deid.hex(),
        patient_secret=keys.patients.hex(),
        institution="",
        memory_bytes=MEMORY_LIMIT_BYTES,
        policy=places().policy(),
    )
    size = min(_READERS, len(items)) or 1
    with PreviewReaders(serve, setup, size=size) as readers:
        found = list(readers.run(_task(submission, item) for item in items))
    return sorted(found, key=lambda answer: answer.ordinal)


def _task(submission: Submission, item: QuarantinedObject) -> Task:
    quarantine = places().quarantine(submission.key)
    digest = item.patient.key_digest if item.patient else ""
    return Task(
        ordinal=item.ordinal,
        original=str(quarantine.original(item.ordinal)),
        facts="",
        prepared="",
        state=item.state,
        until=item.state,
        patient_digest=digest,
        anchor=stated_anchor(item.patient, secret=secrets().anchors),
        identity=str(quarantine.identity(digest)) if quarantine.has_identity(digest) else "",
    )


def _series(answer: Answer) -> str:
    return next((c[2] for c in answer.changes if c[1] == "Series Instance UID"), "")
