"""Words that the library did not know, assigned by hand by whoever wrote them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.kernel.errors import NotFound, StateConflict
from readingroom.learning.answers import Row, plain, tidy
from readingroom.learning.cells import Cells, Thesaurus
from readingroom.learning.models import Attempt, AttemptJudgement
from readingroom.learning.review import judge
from readingroom.learning.services.records import keep_judgement, sitting_of
from readingroom.learning.services.taking import askable_case
from readingroom.learning.unfolding import Said

MOST_JUDGEMENTS: Final = 20


def with_meant(said: Sequence[Said], meant: Mapping[str, str]) -> tuple[Said, ...]:
    """What was said, with the words that were assigned by hand in the place of those written."""
    by_words = {plain(name): to for name, to in meant.items()}

    def read(row: Row) -> Row:
        to = by_words.get(plain(row.name))
        return row if to is None else Row(to, row.points)

    return tuple(replace(one, rows=tuple(read(row) for row in one.rows)) for one in said)


@transaction.atomic
def assign(
    *,
    person: Person,
    attempt_key: UUID,
    meant: Mapping[str, str],
    words: Thesaurus,
    now: datetime,
) -> AttemptJudgement | None:
    """Judge a finished attempt anew with words assigned; the first judgement stays.

    Args:
        meant: for names as they were written that the library did not know: the name that was
            meant, which it must know; empty to take an assignment back.

    Returns:
        the new judgement; None where nothing is another than before.

    Raises:
        NotFound: there is no such attempt of theirs.
        InvalidAnswer: a name that nobody wrote or that was known, or one that is not.
        StateConflict: it is not finished, was judged too often, or by another tab just now.
    """
    attempt = _own_attempt(person, attempt_key)
    case = askable_case(person, attempt.case_key)
    if attempt.revision is None:
        raise NotFound("There is no such attempt, or its case is not there any more.")
    sitting = sitting_of(attempt, case, attempt.revision)
    if not sitting.course.is_over:
        raise StateConflict("Words can be assigned once the case is at its end. Take it further.")
    cells = Cells(sitting.document, words)
    last = attempt.judgements.order_by("-number").first()
    before = dict(last.meant) if last else {}
    after = _assigned(before, meant, sitting.said, cells)
    if after == before:
        return None
    number = last.number + 1 if last else 1
    if number > MOST_JUDGEMENTS:
        raise StateConflict("These words were assigned many times. They stay as they are now.")
    judgement = judge(sitting.course, with_meant(sitting.said, after), cells)
    try:
        with transaction.atomic():
            return keep_judgement(attempt, judgement, number=number, meant=after, now=now)
    except IntegrityError as error:
        raise StateConflict("This was changed a moment ago. Load the page again.") from error


def _own_attempt(person: Person, key: UUID) -> Attempt:
    rows = Attempt.objects.filter(person=person, key=key).select_related("revision")
    attempt = rows.prefetch_related("commits").first()
    if attempt is None:
        raise NotFound("There is no such attempt, or it is not yours.")
    return attempt


def _assigned(
    before: Mapping[str, str], meant: Mapping[str, str], said: Sequence[Said], cells: Cells
) -> dict[str, str]:
    unknown = {row.name for one in said for row in one.rows if not cells.is_recognised(row)}
    after = dict(before)
    for name, sent in meant.items():
        to = tidy(sent)
        if name not in unknown:
            raise InvalidAnswer("Only words that were not known can be assigned. Load it again.")
        if not to:
            after.pop(name, None)
        elif cells.is_recognised(Row(to, 0)):
            after[name] = to
        else:
            raise InvalidAnswer(f"“{to}” is not known either. Choose a name that is offered.")
    return after
