"""What was said of a case, each remark where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.casefile.anchors import (
    Standing,
    find_spot,
    replace_passage,
    spot_label,
    written_places,
)
from readingroom.casefile.diff import Word, diff_words
from readingroom.casefile.working import Copy
from readingroom.cases.models import Comment
from readingroom.cases.services.drafting import find_case, open_draft


@dataclass(frozen=True)
class Said:
    """One remark or answer."""

    key: UUID
    author: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Thread:
    """A remark with its answers.

    Attributes:
        path: the address of its field in the copy as it is now; empty for the whole case.
        label: that place in words.
        standing: whether its passage is as it was.
        difference: of a proposal, what it takes out and puts in, word by word.
        fits: whether a proposal can be accepted as the text is now.
        verdict: what was decided of a proposal; empty while nothing was.
    """

    first: Said
    answers: tuple[Said, ...]
    path: str
    label: str
    passage: str
    series: str
    slice: int | None
    standing: Standing
    is_proposal: bool
    difference: tuple[Word, ...]
    fits: bool
    verdict: str
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True)
class Written:
    """A text of the case that can be remarked on."""

    path: str
    label: str
    text: str


@dataclass(frozen=True)
class Comments:
    """Everything that was said of a case, what is open first."""

    key: UUID
    number: str
    title: str
    open: tuple[Thread, ...]
    settled: tuple[Thread, ...]


def comments_of(person: Person, key: UUID, *, now: datetime) -> Comments:
    """What was said of a case that ``person`` may write in.

    Raises:
        NotFound: there is none, or it is not theirs to write to.
    """
    case = find_case(person, key)
    copy = open_draft(case, now=now).copy
    rows = list(case.comments.select_related("author", "resolved_by"))
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        if row.thread_id is not None:
            answers.setdefault(row.thread_id, []).append(row)
    threads = [_thread(row, answers.get(row.pk, []), copy) for row in rows if row.thread_id is None]
    return Comments(
        key=case.key,
        number=case.short_number,
        title=str(copy.get("title") or case.short_number),
        open=tuple(one for one in threads if one.settled_at is None),
        settled=tuple(one for one in threads if one.settled_at is not None),
    )


def places_of(person: Person, key: UUID, *, now: datetime) -> tuple[Written, ...]:
    """Every text of a case that ``person`` may write in.

    Raises:
        NotFound: there is none, or it is not theirs to write to.
    """
    copy = open_draft(find_case(person, key), now=now).copy
    return tuple(Written(path, spot_label(copy, path), text) for path, text in written_places(copy))


def open_count(case_id: int) -> int:
    """How many remarks on a case are not settled."""
    return Comment.objects.filter(case=case_id, thread=None, resolved_at=None).count()


def _thread(row: Comment, answers: Sequence[Comment], copy: Copy) -> Thread:
    spot = find_spot(copy, row.path, row.passage)
    proposal = row.proposal
    fits = proposal is not None and spot.standing != "gone"
    return Thread(
        first=_said(row),
        answers=tuple(map(_said, answers)),
        path=spot.path,
        label=spot_label(copy, spot.path),
        passage=row.passage,
        series=row.series,
        slice=row.slice,
        standing=spot.standing,
        is_proposal=proposal is not None,
        difference=diff_words(row.passage, proposal) if proposal is not None else (),
        fits=fits and replace_passage(spot.text, row.passage, proposal or "") is not None,
        verdict=Comment.Verdict(row.verdict).label if row.verdict else "",
        settled_by=row.resolved_by.display_name if row.resolved_by else "",
        settled_at=row.resolved_at,
    )


def _said(row: Comment) -> Said:
    return Said(row.key, row.author.display_name, row.at, row.words)
