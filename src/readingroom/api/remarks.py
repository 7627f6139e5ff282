"""Remarks on places of a case, answers to them, and proposals that become edits."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.responses import Status

from readingroom.accounts.models import Person
from readingroom.api.asking import now, person_of
from readingroom.api.once import once
from readingroom.api.paging import USUAL, Cursor, Limit, piece_of
from readingroom.api.routes import REVIEWS
from readingroom.api.shapes_reviews import AnswerIn, DoneOut, RemarkIn, RemarksOut
from readingroom.cases.selectors.comments import comments_of
from readingroom.cases.services.commenting import (
    Place,
    accept_proposal,
    add_comment,
    answer_comment,
    decline_proposal,
    settle_comment,
)

_ALL = "/cases/{uuid:key}/remarks"
_ONE = _ALL + "/{uuid:remark}"


@REVIEWS.get(_ALL, "remarks", RemarksOut)
def list_remarks(request: HttpRequest, key: UUID, limit: Limit = USUAL, cursor: Cursor = "") -> Any:
    """What was said of a case, each remark where it stands now; those that are open come first."""
    said = comments_of(person_of(request), key, now=now())
    rows, after = piece_of((*said.open, *said.settled), cursor, limit)
    return {
        "key": said.key,
        "number": said.number,
        "title": said.title,
        "open": [one for one in rows if one.settled_at is None],
        "settled": [one for one in rows if one.settled_at is not None],
        "next": after,
    }


@REVIEWS.post(_ALL, "remark", DoneOut, status=201)
def remark(request: HttpRequest, key: UUID, body: RemarkIn) -> Status[DoneOut]:
    """Say something of a place in the case, or propose other words for a passage."""
    place = Place(body.path, body.passage, body.series, body.slice)

    def do(by: Person, at: datetime) -> UUID:
        made = add_comment(
            case_key=key, author=by, place=place, words=body.words, proposal=body.proposal, now=at
        )
        return made.key

    return Status(201, DoneOut(key=once(request, do)))


@REVIEWS.post(_ONE + "/answers", "answer_remark", DoneOut, status=201)
def answer(request: HttpRequest, key: UUID, remark: UUID, body: AnswerIn) -> Status[DoneOut]:
    """Answer a remark."""

    def do(by: Person, at: datetime) -> UUID:
        made = answer_comment(case_key=key, comment=remark, author=by, words=body.words, now=at)
        return made.key

    return Status(201, DoneOut(key=once(request, do)))


@REVIEWS.post(_ONE + "/settle", "settle_remark", DoneOut)
def settle(request: HttpRequest, key: UUID, remark: UUID) -> DoneOut:
    """Call a remark settled."""
    return _on(
        request,
        remark,
        lambda by, at: settle_comment(
            case_key=key, comment=remark, author=by, is_settled=True, now=at
        ),
    )


@REVIEWS.post(_ONE + "/reopen", "reopen_remark", DoneOut)
def reopen(request: HttpRequest, key: UUID, remark: UUID) -> DoneOut:
    """Take a settled remark up again."""
    return _on(
        request,
        remark,
        lambda by, at: settle_comment(
            case_key=key, comment=remark, author=by, is_settled=False, now=at
        ),
    )


@REVIEWS.post(_ONE + "/accept", "accept_proposal", DoneOut)
def accept(request: HttpRequest, key: UUID, remark: UUID) -> DoneOut:
    """Write what is proposed into the working copy, as one's own edit."""
    return _on(
        request,
        remark,
        lambda by, at: accept_proposal(case_key=key, comment=remark, author=by, now=at),
    )


@REVIEWS.post(_ONE + "/decline", "decline_proposal", DoneOut)
def decline(request: HttpRequest, key: UUID, remark: UUID) -> DoneOut:
    """Leave the words as they are."""
    return _on(
        request,
        remark,
        lambda by, at: decline_proposal(case_key=key, comment=remark, author=by, now=at),
    )


def _on(request: HttpRequest, remark: UUID, act: Callable[[Person, datetime], object]) -> DoneOut:
    def do(person: Person, at: datetime) -> UUID:
        act(person, at)
        return remark

    return DoneOut(key=once(request, do))
