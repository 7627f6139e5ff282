"""Notices in words, and where each leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from readingroom.accounts.models import Notice
from readingroom.accounts.news import News
from readingroom.cases.models import Case

# By the code of the news: a sentence about a case, and the page it leads to.
_OF_A_CASE: Final[Mapping[str, tuple[str, str]]] = {
    News.COMMENTED: ("Someone remarked on {case}.", "web:comments"),
    News.SUGGESTED: ("Someone proposed other words for {case}.", "web:comments"),
    News.ANSWERED: ("Someone answered a remark on {case}.", "web:comments"),
    News.PUBLISHED: ("{case} is published.", "web:case"),
    News.RETURNED: ("{case} came back from the editors, with their reasons.", "web:editor"),
    News.RECALLED: ("{case} came back to you after it was published.", "web:editor"),
    News.RETIRED: ("{case} was retired.", "web:case"),
    News.HIDDEN: (
        "{case} is hidden: it could tell who the patient is. An editor looks at it.",
        "web:editor",
    ),
    News.RESTORED: ("{case} is open to its readers again.", "web:case"),
    News.REDRAFTED: (
        "{case} is a draft again: it could tell who the patient is. Put it right.",
        "web:editor",
    ),
    News.PATHOLOGY: ("{case} waits for pathology. Has it come?", "web:editor"),
    News.SUBMITTED: ("{case} waits for an editor.", "web:reviews"),
    News.NOT_PUBLISHED: ("{case} could not be published at the time you chose.", "web:reviews"),
    News.REPORTED: ("{case} is hidden: a reader reported an identity. Judge it.", "web:manage"),
    News.REPORTED_BY_VISITOR: (
        "A visitor reported an identity in {case}. Look at it.",
        "web:manage",
    ),
    News.ERASURE_WANTED: ("An editor asks to have {case} erased.", "web:erase"),
    News.MARKED_IN_CASE: ("A teacher marked what you answered in {case}.", "web:questions"),
    # Its subject is a sitting.
    News.MARKED: ("A teacher marked an answer of yours in a playlist or exam.", "web:sitting"),
}
_WITHOUT_KEY: Final = frozenset({"web:reviews"})
_RECEIVED: Final = "What you sent in is done."


@dataclass(frozen=True)
class NoticeRow:
    """One notice on the page.

    Attributes:
        sentence: what happened, in words that name no more than a number.
    """

    key: UUID
    sentence: str
    at: datetime
    is_new: bool


def notice_rows(notices: Sequence[Notice]) -> tuple[NoticeRow, ...]:
    """The notices in words."""
    keys = {notice.subject for notice in notices}
    numbers = {case.key: case.short_number for case in Case.objects.filter(key__in=keys)}
    return tuple(
        NoticeRow(
            key=notice.key,
            sentence=_sentence(notice, numbers),
            at=notice.at,
            is_new=notice.read_at is None,
        )
        for notice in notices
    )


def address_of(notice: Notice) -> str:
    """The page that a notice leads to."""
    if notice.what not in _OF_A_CASE:
        return reverse("web:received_one", args=[notice.subject])
    name = _OF_A_CASE[notice.what][1]
    return reverse(name) if name in _WITHOUT_KEY else reverse(name, args=[notice.subject])


def _sentence(notice: Notice, numbers: Mapping[UUID, str]) -> str:
    if notice.what not in _OF_A_CASE:
        return _RECEIVED
    return _OF_A_CASE[notice.what][0].format(case=numbers.get(notice.subject, "A case"))
