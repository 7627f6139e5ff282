"""What people are told of: each piece of news by a code, under the kind that they choose by."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from readingroom.accounts.models import NoticeKind
from readingroom.infra.events import Event


class News(StrEnum):
    """A piece of news. Its words are the pages'; here it is a code, so that none can leak."""

    RECEIVED = "received"
    COMMENTED = "commented"
    SUGGESTED = "suggested"
    ANSWERED = "answered"
    PUBLISHED = "published"
    RETURNED = "returned"
    RECALLED = "recalled"
    RETIRED = "retired"
    HIDDEN = "hidden"
    RESTORED = "restored"
    REDRAFTED = "redrafted"
    PATHOLOGY = "pathology"
    SUBMITTED = "submitted"
    NOT_PUBLISHED = "not-published"
    REPORTED = "reported"
    REPORTED_BY_VISITOR = "reported-by-visitor"
    ERASURE_WANTED = "erasure-wanted"
    MARKED = "marked"
    MARKED_IN_CASE = "marked-in-case"


KIND_OF: Final = {
    News.RECEIVED: NoticeKind.RECEIVED,
    News.COMMENTED: NoticeKind.COMMENT,
    News.SUGGESTED: NoticeKind.COMMENT,
    News.ANSWERED: NoticeKind.COMMENT,
    News.PUBLISHED: NoticeKind.DECISION,
    News.RETURNED: NoticeKind.DECISION,
    News.RECALLED: NoticeKind.DECISION,
    News.RETIRED: NoticeKind.DECISION,
    News.HIDDEN: NoticeKind.DECISION,
    News.RESTORED: NoticeKind.DECISION,
    News.REDRAFTED: NoticeKind.DECISION,
    News.PATHOLOGY: NoticeKind.REMINDER,
    News.SUBMITTED: NoticeKind.SUBMITTED,
    News.NOT_PUBLISHED: NoticeKind.SUBMITTED,
    News.REPORTED: NoticeKind.REPORTED,
    News.REPORTED_BY_VISITOR: NoticeKind.REPORTED,
    News.ERASURE_WANTED: NoticeKind.REPORTED,
    News.MARKED: NoticeKind.MARKED,
    News.MARKED_IN_CASE: NoticeKind.MARKED,
}


@dataclass(frozen=True)
class NoticeWanted(Event):
    """Someone wants a notice by mail: told in the transaction that makes it."""

    notice_key: UUID
