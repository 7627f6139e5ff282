"""What the entries of a sitting were worth, and what counts when the time runs out."""

import secrets
from datetime import datetime
from typing import Any

from readingroom.assessment.errors import InvalidAnswer
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.kernel.errors import ReadingRoomError
from readingroom.learning.answers import read_rows, rows_from_data, rows_to_data
from readingroom.learning.cells import Cells, Thesaurus
from readingroom.learning.models import ItemAnswer, Source
from readingroom.learning.review import judge
from readingroom.learning.services.answering import answer_item
from readingroom.learning.unfolding import Said, Unfolding
from readingroom.teaching.models import EntryKind, Sitting, SittingCommit, SittingEntry, Unsent
from readingroom.teaching.services.cohorts_said import worth_of

_TOKEN_BYTES = 24


def judge_entries(sitting: Sitting, *, words: Thesaurus) -> None:
    """Score what was asked. In an exam what was not answered is worth nothing, else it is left out.

    An answer in words stays without a score until someone has judged it.
    """
    entries = sitting.entries.select_related("revision__case").prefetch_related("commits")
    for entry in entries:
        entry.score = score_of(entry, sitting, words=words)
        entry.save(update_fields=["score"])


def score_of(entry: SittingEntry, sitting: Sitting, *, words: Thesaurus) -> float | None:
    """From 0 to 1; None where nothing of it is scored, or not yet."""
    if entry.kind == EntryKind.CASE:
        return _score_of_case(entry, sitting, words)
    answer = answer_to(entry, sitting)
    if answer is None:
        return 0.0 if sitting.is_exam else None
    return worth_of(answer) if answer.score is None else answer.score


def answer_to(entry: SittingEntry, sitting: Sitting) -> ItemAnswer | None:
    """What was answered to a question of a sitting."""
    return ItemAnswer.objects.filter(
        person=sitting.person, context=str(sitting.key), case_key=entry.case_key, item=entry.item
    ).first()


def keep_answer(
    entry: SittingEntry,
    revision: Revision,
    answer: tuple[dict[str, Any], int | None],
    *,
    token: str,
    words: Thesaurus,
    now: datetime,
) -> ItemAnswer:
    """Hand an answer to those who keep answers.

    Args:
        answer: what was given, and how sure they are where that is asked for.

    Raises:
        InvalidAnswer: it is no answer to this question.
        StateConflict: another was given before.
    """
    sitting = entry.sitting
    return answer_item(
        actor=sitting.person,
        case_key=entry.case_key,
        item=entry.item,
        given=answer[0],
        certainty=answer[1],
        source=Source.EXAM if sitting.is_exam else Source.PLAYLIST,
        context=str(sitting.key),
        token=token,
        now=now,
        revision=revision,
        words=words,
    )


def take_in_unsent(sitting: Sitting, *, words: Thesaurus, now: datetime) -> None:
    """Commit what was written at the entry that waited; what can't be read is left out."""
    waiting = Unsent.objects.filter(entry__sitting=sitting, entry__done_at__isnull=True)
    for unsent in waiting.select_related("entry__sitting__person", "entry__revision__case"):
        try:
            _take_in(unsent, words, now)
        except (InvalidAnswer, ReadingRoomError):
            continue


def _take_in(unsent: Unsent, words: Thesaurus, now: datetime) -> None:
    entry, fields = unsent.entry, unsent.fields
    if entry.revision is None:
        return
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    if entry.kind == EntryKind.ITEM:
        given, certainty = fields.get("given", {}), fields.get("certainty")
        keep_answer(
            entry,
            entry.revision,
            (given, certainty),
            token=token,
            words=words,
            now=now,
        )
    else:
        rows = read_rows([(str(name), str(points)) for name, points in fields.get("rows", [])])
        place = fields.get("place")
        if not rows or place != entry.commits.count():
            return
        SittingCommit.objects.create(
            entry=entry, place=place, token=token, rows=rows_to_data(rows), committed_at=now
        )
    entry.done_at, entry.token = now, token
    entry.save(update_fields=["done_at", "token"])


def _score_of_case(entry: SittingEntry, sitting: Sitting, words: Thesaurus) -> float | None:
    said = tuple(
        Said(one.place, one.token, rows_from_data(one.rows)) for one in entry.commits.all()
    )
    if not said or entry.revision is None:
        return 0.0 if sitting.is_exam and entry.revision is not None else None
    document = read_stored(entry.revision.document)
    course = Unfolding(document, len(said))
    return judge(course, said, Cells(document, words)).outcome
