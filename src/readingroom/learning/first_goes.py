"""First goes at a case: of one that was read meanwhile, as of a second, one knows the answer."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from readingroom.accounts.models import Person
from readingroom.cases.models import CaseOpening
from readingroom.learning.models import Attempt


def was_read(to: str = "", *, by: str = "result__finished_at") -> Exists:
    """Whether whoever took a case had its page for reading open before they were at the end.

    Args:
        to: the way from the rows to their attempt, such as ``attempt__``; empty from attempts,
            and from answers.
        by: when they were at the end; of an answer, when it was given.
    """
    openings = CaseOpening.objects.filter(
        person=OuterRef(f"{to}person"),
        case__key=OuterRef(f"{to}case_key"),
        opened_at__lt=OuterRef(f"{to}{by}"),
    )
    return Exists(openings)


def knew_the_answer(person: Person, attempt_key: UUID) -> bool:
    """Whether a finished attempt of ``person`` was at a case that they had read by then."""
    return Attempt.objects.filter(was_read(), person=person, key=attempt_key).exists()
