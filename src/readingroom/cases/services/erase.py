"""Erasing a case for good: every row, file, index entry and copy of it, step by step.

What was asked for is noted first. Then one transaction takes the rows away, and from there on the
case answers like one that never was. What follows destroys what lies outside the database; each
step is repeated until the next is noted, whoever dies meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor, key_of
from readingroom.archive.models import Instance, Series, Study
from readingroom.archive.services.erase import Leftovers, destroy_files, take_rows
from readingroom.cases.access import may_erase
from readingroom.cases.models import Case, Erasure, ErasureReason, ErasureStage
from readingroom.cases.services.erase_ledger import CASE, SERIES, append_lines, lines_for
from readingroom.cases.services.erase_rows import (
    delete_case,
    series_to_destroy,
    studies_of_case,
)
from readingroom.infra import audit, events, faults
from readingroom.infra.scrub import scrub_database
from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable

CHOSEN_REASONS: Final = tuple(r for r in ErasureReason if r != ErasureReason.RESTORED)
_ABSENT: Final = "There is no such case, or it was erased already."


@dataclass(frozen=True)
class Reach:
    """What erasing a case would destroy, in numbers.

    Attributes:
        number: such as ``RR-00001``.
        shared: series of the same studies that stay, because another case shows them.
        beside: other studies of the same patients, which stay.
    """

    key: UUID
    number: str
    state: str
    revisions: int
    series: int
    instances: int
    shared: int
    beside: int


def reach_of(case_key: UUID, *, actor: Actor | None) -> Reach:
    """What would go, and what would stay.

    Raises:
        NotFound: no such case, or ``actor`` may not erase any.
    """
    case = Case.objects.filter(key=case_key).first() if may_erase(actor) else None
    if case is None:
        raise NotFound(_ABSENT)
    going = series_to_destroy(case)
    studies = studies_of_case(case)
    beside = Study.objects.filter(patient__in=studies.values("patient"))
    return Reach(
        key=case.key,
        number=case.short_number,
        state=case.get_state_display(),
        revisions=case.revisions.count(),
        series=len(going),
        instances=Instance.objects.filter(series__in=going).count(),
        shared=Series.objects.filter(study__in=studies.values("pk")).count() - len(going),
        beside=beside.exclude(pk__in=studies.values("pk")).count(),
    )


def erase_case(*, case_key: UUID, actor: Actor | None, reason: str, now: datetime) -> Erasure:
    """Take a case out of the library at once; ``finish_erasures`` destroys the rest of it.

    Erasing what was erased before changes nothing.

    Raises:
        NotFound: no such case, or ``actor`` may not erase any.
        InvalidInput: the reason is none of ``ErasureReason``.
    """
    if not may_erase(actor):
        raise NotFound(_ABSENT)
    if reason not in ErasureReason.values:
        raise InvalidInput("Choose why the case is erased.")
    erasure = _ask(case_key, actor, reason, now)
    faults.reach("erasure_asked")
    _take(erasure, now)
    return erasure


def finish_erasures(*, now: datetime) -> int:
    """Bring every erasure that is not done to its end; how many those were.

    Raises:
        Unavailable: something could not be destroyed now; all else was. Ask again later.
    """
    refused: list[Unavailable] = []
    for erasure in Erasure.objects.exclude(stage=ErasureStage.DONE).order_by("pk"):
        try:
            _advance(erasure, now)
        except Unavailable as error:
            refused.append(error)
    done = _destroy_copies(now)
    if refused:
        raise refused[0]
    return done


@transaction.atomic
def _ask(case_key: UUID, actor: Actor | None, reason: str, now: datetime) -> Erasure:
    known = Erasure.objects.filter(case_key=case_key).first()
    if known is not None:
        return known
    case = Case.objects.select_for_update().filter(key=case_key).first()
    if case is None:
        raise NotFound(_ABSENT)
    who = key_of(actor) if actor is not None else None
    audit.record(
        "case.erasure_asked", actor=who, subject=case.key, at=now, codes={"reason": reason}
    )
    return Erasure.objects.create(
        case_key=case.key,
        number=case.number,
        reason=reason,
        actor=str(who or ""),
        asked_at=now,
    )


def _advance(erasure: Erasure, now: datetime) -> None:
    """Take one erasure as far as it goes alone."""
    while step := _STEPS.get(erasure.stage):
        step(erasure, now)
        erasure.refresh_from_db()


@transaction.atomic
def _take(erasure: Erasure, now: datetime) -> None:
    """Take every row away, in one transaction with the note of what is left to destroy."""
    row = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if row.stage != ErasureStage.ASKED:
        return
    case = Case.objects.select_for_update().filter(key=row.case_key).first()
    if case is not None:
        going = series_to_destroy(case)
        events.publish(events.CaseErased(case.key))
        delete_case(case)
        row.leftovers = take_rows(going, case_key=row.case_key, now=now).plain()
    row.stage = ErasureStage.TAKEN
    row.save(update_fields=["stage", "leftovers"])
    audit.record("case.taken_out", subject=row.case_key, at=now)


def _note(erasure: Erasure, now: datetime) -> None:
    """Write it into the ledger, against its coming back with a backup."""
    gone = Leftovers.of_plain(erasure.leftovers)
    series = [uid for _, uid in gone.series]
    append_lines(
        [
            *lines_for(CASE, [erasure.case_key], at=erasure.asked_at),
            *lines_for(SERIES, series, at=erasure.asked_at),
        ]
    )
    faults.reach("ledger_written")
    _stand(erasure, ErasureStage.NOTED)


def _destroy(erasure: Erasure, now: datetime) -> None:
    destroy_files(Leftovers.of_plain(erasure.leftovers))
    faults.reach("files_destroyed")
    erasure.leftovers = {}
    _stand(erasure, ErasureStage.DESTROYED)


_STEPS: Final[Mapping[str, Callable[[Erasure, datetime], None]]] = {
    ErasureStage.ASKED: _take,
    ErasureStage.TAKEN: _note,
    ErasureStage.NOTED: _destroy,
}


def _stand(erasure: Erasure, stage: ErasureStage) -> None:
    erasure.stage = stage
    erasure.save(update_fields=["stage", "leftovers"])


def _destroy_copies(now: datetime) -> int:
    """What is done once for all that came so far: indexes are made anew, then the database."""
    rows = Erasure.objects.filter(stage__in=[ErasureStage.DESTROYED, ErasureStage.COPIED])
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        return 0
    events.publish(events.EraseCopies())
    faults.reach("copies_destroyed")
    Erasure.objects.filter(pk__in=pks).update(stage=ErasureStage.COPIED)
    scrub_database()
    faults.reach("scrubbed")
    done = 0
    with transaction.atomic():
        for row in Erasure.objects.filter(pk__in=pks, stage=ErasureStage.COPIED):
            row.stage, row.finished_at = ErasureStage.DONE, now
            row.save(update_fields=["stage", "finished_at"])
            audit.record("case.erased", subject=row.case_key, at=now, codes={"reason": row.reason})
            done += 1
    return done
