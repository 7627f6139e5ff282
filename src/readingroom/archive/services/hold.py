"""Held files: what waits for a person, and what the person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive import access
from readingroom.archive.models import QuarantinedObject
from readingroom.archive.places import places
from readingroom.archive.reasons import sentence_for
from readingroom.archive.states import ObjectState, SubmissionState
from readingroom.infra import audit, faults
from readingroom.kernel.errors import NotFound, StateConflict


@dataclass(frozen=True)
class HeldObject:
    """One held file, as a list shows it.

    Attributes:
        ordinal: its place in its submission.
        sentence: why it is held.
        held_at: since when; thirty days later it is rejected.
    """

    key: UUID
    submission_key: UUID
    ordinal: int
    reason_code: str
    sentence: str
    held_at: datetime
    size_bytes: int


def held_objects(actor: Actor | None) -> Sequence[HeldObject]:
    """What ``actor`` may decide about (``None``: whoever is at the machine), oldest first."""
    rows = access.decidable_objects(actor).select_related("submission")
    return [
        HeldObject(
            key=item.key,
            submission_key=item.submission.key,
            ordinal=item.ordinal,
            reason_code=item.reason_code,
            sentence=sentence_for(item.reason_code),
            held_at=item.moved_at,
            size_bytes=item.size_bytes,
        )
        for item in rows.order_by("moved_at", "submission_id", "ordinal")
    ]


@transaction.atomic
def release_object(key: UUID, *, actor: Actor | None, now: datetime) -> None:
    """Let a held file go on, past the reason it was held for. Another reason may hold it again.

    Its submission waits then for ``process_submission`` or the job that runs it.

    Raises:
        NotPermitted: ``actor`` is no editor.
        NotFound: no such held file, or not one that ``actor`` may decide about.
        StateConflict: someone decided meanwhile.
    """
    item = _held(key, actor)
    _decide(
        item,
        actor,
        now,
        state=ObjectState.INSPECTED,
        reason_code="",
        released_codes=[*item.released_codes, item.reason_code],
    )
    submission = item.submission
    submission.state, submission.finished_at = SubmissionState.WAITING, None
    submission.done_count = max(0, submission.done_count - 1)
    submission.moved_at = now
    submission.save(update_fields=["state", "finished_at", "done_count", "moved_at"])
    _record("file.released", item, actor, now)


def reject_object(key: UUID, *, actor: Actor | None, now: datetime) -> None:
    """Decide that a held file is not kept. Its bytes are erased at once.

    Raises:
        NotPermitted, NotFound, StateConflict: as for ``release_object``.
    """
    with transaction.atomic():
        item = _held(key, actor)
        _decide(item, actor, now, state=ObjectState.REJECTED, reason_code="not_wanted")
        _record("file.refused", item, actor, now)
    faults.reach("refused")
    erase_undecided(item)


def erase_undecided(item: QuarantinedObject) -> None:
    """Remove a file that waits no longer from quarantine, and the folder with the last one."""
    quarantine = places().quarantine(item.submission.key)
    quarantine.erase(item.ordinal)
    is_finished = item.submission.state == SubmissionState.FINISHED
    if is_finished and not quarantine.ordinals():
        quarantine.erase_all()


def _held(key: UUID, actor: Actor | None) -> QuarantinedObject:
    access.check_may_decide(actor)
    rows = access.decidable_objects(actor).select_related("submission")
    item = rows.filter(key=key).first()
    if item is None:
        raise NotFound("There is no such held file. It may have been decided already.")
    return item


def _decide(item: QuarantinedObject, actor: Actor | None, now: datetime, **changes: object) -> None:
    changed = QuarantinedObject.objects.filter(pk=item.pk, state=ObjectState.HELD).update(
        moved_at=now, decided_by=actor if isinstance(actor, Person) else None, **changes
    )
    if not changed:
        raise StateConflict("Someone decided about this file a moment ago.")


def _record(action: str, item: QuarantinedObject, actor: Actor | None, now: datetime) -> None:
    audit.record(
        action,
        subject=item.key,
        actor=actor.key if isinstance(actor, Person) else None,
        at=now,
        codes={"reason": item.reason_code, "submission": item.submission.key},
    )
