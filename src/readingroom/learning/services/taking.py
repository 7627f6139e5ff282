"""Taking a case as an unknown: the server alone decides what is open."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, Revision, State
from readingroom.cases.services.opening import record_opening
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.cells import Cells, Thesaurus
from readingroom.learning.review import judge
from readingroom.learning.services.records import Learner
from readingroom.learning.sitting import Sitting
from readingroom.learning.unfolding import Said, Unfolding, is_new

MOST_TOKEN = 64


def askable_case(actor: Actor, key: UUID) -> Case:
    """A published case that ``actor`` may read.

    Raises:
        NotFound: there is none: absent, hidden and not published answer alike.
    """
    cases = visible_cases(actor).filter(key=key, state=State.PUBLISHED)
    case = cases.select_related("owner", "institution", "published_revision").first()
    if case is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


def askable_revision(case: Case) -> Revision:
    """What a case is asked from when it is begun now.

    Raises:
        NotFound: its author does not offer it as an unknown, or it asks nothing.
    """
    revision = case.published_revision
    if revision is not None:
        document = read_stored(revision.document)
        if document.suitable_for_quiz and Unfolding(document, 0).asked:
            revision.case = case
            return revision
    raise NotFound("This case is not offered as an unknown. You can read it in the library.")


@transaction.atomic
def begin(*, case_key: UUID, learner: Learner, again: bool, now: datetime) -> Sitting:
    """Begin a case, or go on with it.

    Args:
        again: whether a finished attempt is followed by a new one.

    Raises:
        NotFound: it is not open to them, or not offered as an unknown.
    """
    case, records = askable_case(learner.actor, case_key), learner.records
    latest = records.latest(case)
    if latest is not None and not (again and latest.course.is_over):
        return latest
    return records.open(case, askable_revision(case), now=now)


@transaction.atomic
def commit(
    *,
    case_key: UUID,
    attempt_key: UUID,
    said: Said,
    learner: Learner,
    words: Thesaurus,
    now: datetime,
) -> Sitting:
    """Fix what was said at one stage; with the last stage, score all.

    Sending the same again changes nothing and is no error.

    Raises:
        NotFound: the case is not open to them, or the attempt is not theirs.
        StateConflict: the stage was committed already, is not reached yet, or all is over.
        InvalidInput: it came without the token of a page.
    """
    if not 0 < len(said.token) <= MOST_TOKEN:
        raise InvalidInput("The page sent something that can't be read. Load it again.")
    case, records = askable_case(learner.actor, case_key), learner.records
    sitting = records.latest(case)
    if sitting is None or sitting.key != attempt_key:
        raise NotFound("There is no such attempt, or it is not yours. Load the page again.")
    if not is_new(sitting.course, sitting.said, said):
        return sitting
    sitting = records.add(sitting, said, now=now)
    if sitting.course.is_over:
        cells = Cells(sitting.document, words)
        records.close(sitting, judge(sitting.course, sitting.said, cells), now=now)
        record_opening(case_key=case.key, actor=learner.actor, now=now)
    return sitting
