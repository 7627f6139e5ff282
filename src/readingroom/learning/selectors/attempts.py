"""Every unknown somebody has taken, and any one of them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.cases.access import visible_cases
from readingroom.cases.models import State
from readingroom.kernel.errors import NotFound
from readingroom.learning.models import Attempt, AttemptJudgement
from readingroom.learning.selectors.keeping import Named, named
from readingroom.learning.selectors.taken import Taken, open_page
from readingroom.learning.services.records import sitting_of
from readingroom.learning.services.taking import askable_case

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class AttemptRow:
    """One way through one case.

    Attributes:
        case: None where the case is not there any more, or not for them.
        number: how many times they had begun this case by then.
        finished_at: None while it goes on.
        outcome: from 0 to 1, as the library judged it; None where nothing was scored.
        is_assigned: whether words were assigned by hand afterwards.
    """

    key: UUID
    case: Named | None
    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: float | None
    is_assigned: bool


@dataclass(frozen=True)
class AttemptsPage:
    """Attempts, the newest first."""

    rows: tuple[AttemptRow, ...]
    total: int
    page: int
    page_count: int


def attempts_of(person: Person, *, page: int = 1, size: int = PAGE_SIZE) -> AttemptsPage:
    """One page of them; a page beyond the last is the last."""
    attempts = Attempt.objects.filter(person=person)
    total = attempts.count()
    page_count = max(1, -(-total // size))
    page = min(max(1, page), page_count)
    start = (page - 1) * size
    shown = list(
        attempts.select_related("result").order_by("-started_at", "-pk")[start : start + size]
    )
    readable = visible_cases(person).filter(
        key__in={one.case_key for one in shown}, state=State.PUBLISHED
    )
    cases = {case.key: case for case in readable}
    names = named(person, list(cases.values()))
    assigned = set(
        AttemptJudgement.objects.filter(attempt__in=shown, number__gt=0).values_list(
            "attempt_id", flat=True
        )
    )
    rows = []
    for one in shown:
        case, result = cases.get(one.case_key), getattr(one, "result", None)
        rows.append(
            AttemptRow(
                key=one.key,
                case=names[case.pk] if case else None,
                number=one.number,
                started_at=one.started_at,
                finished_at=result.finished_at if result else None,
                outcome=result.outcome if result else None,
                is_assigned=one.pk in assigned,
            )
        )
    return AttemptsPage(tuple(rows), total, page, page_count)


def taken_again(person: Person, attempt_key: UUID, *, now: datetime) -> Taken:
    """One attempt of ``person``, as far as it came.

    Raises:
        NotFound: there is none, it is another's, or its case is not open to them any more.
    """
    rows = Attempt.objects.filter(person=person, key=attempt_key, revision__isnull=False)
    attempt = rows.select_related("revision").prefetch_related("commits").first()
    if attempt is None or attempt.revision is None:
        raise NotFound("There is no such attempt, or its case is not there any more.")
    case = askable_case(person, attempt.case_key)
    sitting = sitting_of(attempt, case, attempt.revision)
    return Taken(sitting, open_page(person, sitting, now=now))


def meant_in(person: Person, attempt_key: UUID) -> dict[str, str]:
    """What was assigned by hand in an attempt: the words as written, and the name meant."""
    rows = AttemptJudgement.objects.filter(attempt__key=attempt_key, attempt__person=person)
    found = rows.order_by("-number").values_list("meant", flat=True).first()
    return {str(name): str(to) for name, to in (found or {}).items()}
