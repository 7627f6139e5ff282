"""Moving files from state to state: compare-and-set, in batches, one audit line for each move.

A batch of files that makes the same step is moved by one statement that names the state they
must still be in. Whoever comes second moves none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.states import ENDS, ObjectState
from readingroom.archive.steps.messages import Outcome
from readingroom.infra import audit, faults


@dataclass(frozen=True)
class Move:
    """One step of a file: from where, to where, why (of several reasons the first, then all),
    and into which series."""

    before: ObjectState
    after: ObjectState
    reason_code: str = ""
    series_instance_uid: str = ""
    reason_codes: tuple[str, ...] = ()


def plan_moves(
    outcomes: Iterable[Outcome], standing: Mapping[int, ObjectState]
) -> dict[Move, list[int]]:
    """Ordinals by the step they make, steps in the order of the route.

    Args:
        outcomes: what became of the files.
        standing: where each file stood before.
    """
    planned: dict[Move, list[int]] = defaultdict(list)
    for outcome in outcomes:
        before = standing[outcome.ordinal]
        for after in outcome.reached:
            is_in_series = after in {ObjectState.TRANSCODED, ObjectState.HELD}
            move = Move(
                before,
                after,
                outcome.reason_code if after in ENDS else "",
                outcome.series_instance_uid if is_in_series else "",
                outcome.reason_codes if after is ObjectState.HELD else (),
            )
            planned[move].append(outcome.ordinal)
            before = after
    order = list(ObjectState)
    return {m: planned[m] for m in sorted(planned, key=lambda move: order.index(move.before))}


def make_moves(
    submission: Submission, planned: Mapping[Move, Sequence[int]], *, now: datetime
) -> None:
    """Make each step in a transaction of its own."""
    for step, ordinals in planned.items():
        with transaction.atomic():
            move(submission, step, ordinals, now=now)
        faults.reach(step.after.value)


def move(submission: Submission, step: Move, ordinals: Sequence[int], *, now: datetime) -> int:
    """Make one step, inside the caller's transaction; how many files made it."""
    changes: dict[str, object] = {"state": step.after, "moved_at": now}
    if step.reason_code or step.before is ObjectState.HELD:
        changes["reason_code"] = step.reason_code
    if step.reason_codes:
        changes["reason_codes"] = list(step.reason_codes)
    if step.series_instance_uid:
        changes["series_instance_uid"] = step.series_instance_uid
    moved = objects_at(submission, ordinals, step.before).update(**changes)
    if moved:
        codes: dict[str, audit.Code] = {"from": step.before.value, "files": moved}
        if step.reason_code:
            codes["reason"] = step.reason_code
        audit.record(f"file.{step.after}", subject=submission.key, at=now, codes=codes)
    return moved


def objects_at(
    submission: Submission, ordinals: Sequence[int], state: ObjectState
) -> QuerySet[QuarantinedObject]:
    """Those of the files that stand there."""
    return QuarantinedObject.objects.filter(
        submission=submission, ordinal__in=ordinals, state=state
    )
