"""Remarks on places of a case, answers to them, and proposals that become edits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.accounts.services.telling import tell
from readingroom.casefile.anchors import Spot, find_spot, replace_passage
from readingroom.casefile.edits import parse_edits
from readingroom.casefile.validation import field_names
from readingroom.cases.models import Case, Comment
from readingroom.cases.services.drafting import find_case, open_draft, save_edits
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

MAX_WORDS: Final = 4000
MAX_TEXT: Final = 40_000
MOST: Final = 1000
_MOST_SLICES: Final = 99_999
_MAX_NAME: Final = 64
_ABSENT: Final = "This remark is not there any more. Load the page again."
_MOVED_ON: Final = (
    "The text has changed since this was proposed, so that it does not fit any more. Take over "
    "by hand what you want of it."
)


@dataclass(frozen=True)
class Place:
    """What a remark is about.

    Attributes:
        path: an address of the working copy, such as ``stages/e2/findings``; empty for the case.
        passage: the words that are meant, or the whole text of the field.
        series: id of a series in the document, where it is about its images.
        slice: from 1.
    """

    path: str = ""
    passage: str = ""
    series: str = ""
    slice: int | None = None


@dataclass(frozen=True)
class Written:
    """What accepting a proposal wrote, and what stood there before."""

    path: str
    before: str
    after: str


@transaction.atomic
def add_comment(
    *,
    case_key: UUID,
    author: Person,
    place: Place,
    words: str,
    proposal: str | None = None,
    now: datetime,
) -> Comment:
    """Say something of a place in the case, or propose other words for a passage.

    Raises:
        NotFound: the case is not there for ``author``.
        InvalidInput: nothing is said, the place is none, or what is proposed fits nowhere.
        StateConflict: the passage is not there any more.
    """
    case = find_case(author, case_key)
    said = words.strip()[:MAX_WORDS]
    _check_place(place)
    if proposal is not None:
        proposal = proposal.replace("\r\n", "\n")
        _check_proposal(_spot(case, place.path, place.passage, now), place, proposal)
    if not said and proposal is None:
        raise InvalidInput("Write what you want to say.")
    if case.comments.count() >= MOST:
        raise StateConflict("This case has as many remarks as it can hold. Settle some of them.")
    made = Comment.objects.create(
        case=case, author=author, at=now, words=said, path=place.path, passage=place.passage,
        series=place.series, slice=place.slice, proposal=proposal,
    )  # fmt: skip
    _tell(case, author, News.COMMENTED if proposal is None else News.SUGGESTED, now)
    return made


@transaction.atomic
def answer_comment(
    *, case_key: UUID, comment: UUID, author: Person, words: str, now: datetime
) -> Comment:
    """Answer a remark.

    Raises:
        NotFound: it is not there for ``author``.
        InvalidInput: nothing is said.
    """
    thread = _thread(case_key, comment, author)
    if not words.strip():
        raise InvalidInput("Write what you want to say.")
    made = Comment.objects.create(
        case=thread.case, thread=thread, author=author, at=now, words=words.strip()[:MAX_WORDS]
    )
    _tell(thread.case, author, News.ANSWERED, now)
    return made


@transaction.atomic
def settle_comment(
    *, case_key: UUID, comment: UUID, author: Person, is_settled: bool, now: datetime
) -> None:
    """Call a remark settled, or take it up again. One that was accepted stays settled.

    Raises:
        NotFound: it is not there for ``author``.
    """
    thread = _thread(case_key, comment, author)
    if thread.verdict:
        return
    thread.resolved_at = (thread.resolved_at or now) if is_settled else None
    thread.resolved_by = (thread.resolved_by or author) if is_settled else None
    thread.save(update_fields=["resolved_at", "resolved_by"])


@transaction.atomic
def accept_proposal(
    *, case_key: UUID, comment: UUID, author: Person, now: datetime
) -> Written | None:
    """Write what is proposed into the working copy, as an edit of ``author``, which they can undo.

    Accepting again changes nothing, and gives ``None``.

    Raises:
        NotFound: it is not there for ``author``.
        StateConflict: the passage is not there any more, or it was declined.
    """
    thread = _proposal(case_key, comment, author)
    if thread.verdict == Comment.Verdict.ACCEPTED:
        return None
    if thread.verdict == Comment.Verdict.DECLINED:
        raise StateConflict(
            "This proposal was declined. Write the words yourself if you want them."
        )
    draft = open_draft(thread.case, now=now)
    spot = find_spot(draft.copy, thread.path, thread.passage)
    text = replace_passage(spot.text, thread.passage, thread.proposal or "")
    if spot.standing == "gone" or text is None:
        raise StateConflict(_MOVED_ON)
    edit = {"kind": "set", "path": spot.path, "base": spot.text or None, "value": text}
    saved = save_edits(
        case=thread.case, author=author, batch=f"proposal-{thread.key}", version=draft.version,
        edits=[edit], now=now,
    )  # fmt: skip
    if saved.clashes:
        raise StateConflict(_MOVED_ON)
    _decide(thread, Comment.Verdict.ACCEPTED, author, now)
    return Written(spot.path, spot.text, text)


@transaction.atomic
def decline_proposal(*, case_key: UUID, comment: UUID, author: Person, now: datetime) -> None:
    """Leave the words as they are. Declining again changes nothing.

    Raises:
        NotFound: it is not there for ``author``.
        StateConflict: it was accepted.
    """
    thread = _proposal(case_key, comment, author)
    if thread.verdict == Comment.Verdict.ACCEPTED:
        raise StateConflict("This proposal was accepted. Undo in the editor takes it back.")
    if not thread.verdict:
        _decide(thread, Comment.Verdict.DECLINED, author, now)


def _decide(thread: Comment, verdict: Comment.Verdict, author: Person, now: datetime) -> None:
    thread.verdict, thread.resolved_by, thread.resolved_at = verdict, author, now
    thread.save(update_fields=["verdict", "resolved_by", "resolved_at"])


def _thread(case_key: UUID, comment: UUID, author: Person) -> Comment:
    case = find_case(author, case_key)
    rows = case.comments.select_for_update(of=("self",)).select_related("case__owner")
    found = rows.filter(key=comment, thread=None).first()
    if found is None:
        raise NotFound(_ABSENT)
    return found


def _proposal(case_key: UUID, comment: UUID, author: Person) -> Comment:
    found = _thread(case_key, comment, author)
    if found.proposal is None:
        raise NotFound(_ABSENT)
    return found


def _spot(case: Case, path: str, passage: str, now: datetime) -> Spot:
    return find_spot(open_draft(case, now=now).copy, path, passage)


def _check_place(place: Place) -> None:
    if len(place.passage) > MAX_TEXT or len(place.series) > _MAX_NAME:
        raise InvalidInput("The page sent a place that no case has. Load it again.")
    if place.slice is not None and not 1 <= place.slice <= _MOST_SLICES:
        raise InvalidInput("A slice is a number from 1.")
    if place.path:
        edit = {"kind": "set", "path": place.path, "base": None, "value": ""}
        parse_edits([edit], known=frozenset(field_names()))


def _check_proposal(spot: Spot, place: Place, proposal: str) -> None:
    if len(proposal) > MAX_TEXT or not place.path:
        raise InvalidInput("Propose words for one field of the case.")
    if proposal == place.passage:
        raise InvalidInput("What you propose is what stands there already.")
    if spot.standing != "here" or replace_passage(spot.text, place.passage, proposal) is None:
        raise StateConflict(
            "This passage is not there any more, or more than once. Mark a longer one."
        )


def _tell(case: Case, author: Person, news: News, now: datetime) -> None:
    """The author, and whoever took part in talking of the case."""
    part = Person.objects.filter(pk__in=case.comments.values("author")).exclude(pk=author.pk)
    still = [one for one in part if _may_still_write(one, case)]
    tell([case.owner, *still], news, subject=case.key, now=now, but=author)


def _may_still_write(person: Person, case: Case) -> bool:
    try:
        return bool(find_case(person, case.key))
    except NotFound:
        return False
