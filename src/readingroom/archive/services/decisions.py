"""What a person decides about held files: noted first, undone at will, then taken by the route.

A decision waits for ``UNDO_FOR``, or until its maker says that they are done. Whoever takes it
holds the submission, so that no file is moved under a process that is at work on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive import access
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.moves import Move, move
from readingroom.archive.places import places
from readingroom.archive.services.hold import erase_undecided, held_row
from readingroom.archive.states import (
    DEFACED,
    REDACTED,
    Decision,
    ObjectState,
    SubmissionState,
)
from readingroom.infra import audit, faults
from readingroom.kernel.errors import InvalidInput, StateConflict

UNDO_FOR: Final = timedelta(seconds=60)
MOST_BOXES: Final = 200
_MOST_PIXELS: Final = 65_535
_MOST_FRAMES: Final = 1_000_000
_REASONS_NOTED: Final = 8

Box = tuple[int | None, int, int, int, int]


@dataclass(frozen=True)
class Choice:
    """What a person chose for a file.

    Attributes:
        decision: release, release without the face or with a redacted copy, or reject.
        boxes: what to blacken before it is filed: ``(frame, x, y, width, height)`` in pixels from
            the top left; a frame of ``None`` stands for all, frames count from 1.
        seen: keyed digest of the picture that was shown and of the boxes; empty where none was.
    """

    decision: Decision
    boxes: tuple[Box, ...] = ()
    seen: str = ""


def read_boxes(stated: object) -> tuple[Box, ...]:
    """Boxes as they came in, checked.

    Raises:
        InvalidInput: they are none, or beyond any image.
    """
    if not isinstance(stated, list) or len(stated) > MOST_BOXES:
        raise InvalidInput(f"Draw at most {MOST_BOXES} boxes on an image.")
    return tuple(_box(each) for each in stated)


def decide(key: UUID, choice: Choice, *, actor: Actor | None, now: datetime) -> None:
    """Note what was decided about a held file; it can be undone until it is taken.

    Raises:
        NotPermitted: ``actor`` is no editor.
        NotFound: no such held file, or not one that ``actor`` may decide about.
        StateConflict: someone decided meanwhile.
    """
    access.check_may_decide(actor)
    with transaction.atomic():
        item = held_row(key, actor)
        undecided = QuarantinedObject.objects.filter(
            pk=item.pk, state=ObjectState.HELD, decision=""
        )
        changed = undecided.update(
            decision=choice.decision.value,
            decided_at=now,
            decided_by=actor if isinstance(actor, Person) else None,
            mask_boxes=[list(box) for box in choice.boxes],
            seen_digest=choice.seen,
        )
        if not changed:
            raise StateConflict("Someone decided about this file a moment ago.")
        released = choice.decision is not Decision.REJECT
        codes: dict[str, audit.Code] = {**_facts(item), "boxes": len(choice.boxes)}
        if choice.seen:
            codes["seen"] = choice.seen
        _record("file.released" if released else "file.refused", item, actor, now, codes)


def undo(key: UUID, *, actor: Actor | None, now: datetime) -> None:
    """Take a decision back.

    Raises:
        NotPermitted: ``actor`` is no editor.
        NotFound: it is not held any more: the decision was taken, or was never theirs to make.
    """
    access.check_may_decide(actor)
    with transaction.atomic():
        item = held_row(key, actor)
        changed = QuarantinedObject.objects.filter(
            pk=item.pk, state=ObjectState.HELD, decision=item.decision
        ).exclude(decision="")
        if changed.update(
            decision="", decided_at=None, decided_by=None, mask_boxes=[], seen_digest=""
        ):
            _record("file.decision_undone", item, actor, now, _facts(item))


def take_decided(submission_key: UUID, *, before: datetime, now: datetime) -> datetime | None:
    """Send on what was decided until ``before``, and erase what was rejected.

    Returns:
        when the earliest decision that is left was made; ``None`` where none is.

    Raises:
        StateConflict: another process is at the submission.
    """
    quarantine = places().quarantine(submission_key)
    with quarantine.locked():
        submission = Submission.objects.get(key=submission_key)
        decided = QuarantinedObject.objects.filter(
            submission=submission, state=ObjectState.HELD
        ).exclude(decision="")
        ripe = list(decided.filter(decided_at__lte=before))
        refused = [item for item in ripe if item.decision == Decision.REJECT]
        with transaction.atomic():
            _send_on(submission, [i for i in ripe if i.decision != Decision.REJECT], now)
            _refuse(submission, refused, now)
        faults.reach("refused")
        for item in refused:
            erase_undecided(item)
        return decided.order_by("decided_at").values_list("decided_at", flat=True).first()


def with_decisions(*, before: datetime | None = None) -> Sequence[UUID]:
    """Submissions in which decisions wait; only those made until ``before``, where it is given."""
    rows = QuarantinedObject.objects.filter(state=ObjectState.HELD).exclude(decision="")
    if before:
        rows = rows.filter(decided_at__lte=before)
    return list(rows.values_list("submission__key", flat=True).distinct().order_by("submission"))


def with_decisions_of(actor: Actor | None) -> list[tuple[UUID, int]]:
    """Submissions in which decisions wait that ``actor`` could make, and how many in each."""
    rows = access.decidable_objects(actor).exclude(decision="")
    counted = rows.values("submission__key").annotate(number=Count("id")).order_by("submission")
    return [(row["submission__key"], row["number"]) for row in counted]


def release_object(key: UUID, *, actor: Actor | None, now: datetime) -> None:
    """Let a held file go on at once, past all the reasons it is held for.

    Its submission waits then for ``process_submission`` or the job that runs it.

    Raises:
        NotPermitted, NotFound, StateConflict: as ``decide`` and ``take_decided``.
    """
    _at_once(key, Choice(Decision.RELEASE), actor, now)


def reject_object(key: UUID, *, actor: Actor | None, now: datetime) -> None:
    """Decide that a held file is not kept. Its bytes are erased at once.

    Raises:
        NotPermitted, NotFound, StateConflict: as for ``release_object``.
    """
    _at_once(key, Choice(Decision.REJECT), actor, now)


def _at_once(key: UUID, choice: Choice, actor: Actor | None, now: datetime) -> None:
    decide(key, choice, actor=actor, now=now)
    take_decided(held_row(key, actor).submission.key, before=now, now=now)


def _send_on(submission: Submission, items: Sequence[QuarantinedObject], now: datetime) -> None:
    if not items:
        return
    for item in items:
        codes = [*item.released_codes, *item.held_for, *_done_to(item)]
        item.released_codes = list(dict.fromkeys(codes))
        item.reason_codes, item.decision = [], ""
    QuarantinedObject.objects.bulk_update(items, ["released_codes", "reason_codes", "decision"])
    step = Move(ObjectState.HELD, ObjectState.INSPECTED)
    moved = move(submission, step, [item.ordinal for item in items], now=now)
    if submission.state == SubmissionState.FINISHED:
        submission.state, submission.finished_at = SubmissionState.WAITING, None
    submission.done_count = max(0, submission.done_count - moved)
    submission.moved_at = now
    submission.save(update_fields=["state", "finished_at", "done_count", "moved_at"])


def _done_to(item: QuarantinedObject) -> list[str]:
    if item.decision == Decision.DEFACE and item.mask_boxes:
        return [DEFACED]
    return [REDACTED] if item.decision == Decision.REDACT else []


def _refuse(submission: Submission, items: Sequence[QuarantinedObject], now: datetime) -> None:
    if not items:
        return
    ordinals = [item.ordinal for item in items]
    QuarantinedObject.objects.filter(pk__in=[item.pk for item in items]).update(decision="")
    move(submission, Move(ObjectState.HELD, ObjectState.REJECTED, "not_wanted"), ordinals, now=now)


def _facts(item: QuarantinedObject) -> dict[str, audit.Code]:
    noted = item.held_for[:_REASONS_NOTED]
    names = ("reason", *(f"reason_{number}" for number in range(2, len(noted) + 1)))
    return {"submission": item.submission.key, **dict(zip(names, noted, strict=True))}


def _record(
    action: str,
    item: QuarantinedObject,
    actor: Actor | None,
    now: datetime,
    codes: dict[str, audit.Code],
) -> None:
    who = actor.key if isinstance(actor, Person) else None
    audit.record(action, subject=item.key, actor=who, at=now, codes=codes)


def _box(stated: object) -> Box:
    if not isinstance(stated, list) or len(stated) != len(("frame", "x", "y", "width", "height")):
        raise InvalidInput("A box on an image has a frame, a place and a size.")
    frame, x, y, width, height = stated
    in_frame = frame is None or _whole(frame, 1, _MOST_FRAMES)
    place = _whole(x, 0, _MOST_PIXELS) and _whole(y, 0, _MOST_PIXELS)
    size = _whole(width, 1, _MOST_PIXELS) and _whole(height, 1, _MOST_PIXELS)
    if not (in_frame and place and size):
        raise InvalidInput("A box on an image has a frame, a place and a size, in whole pixels.")
    return frame, x, y, width, height


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
