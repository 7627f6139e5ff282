"""Classes, for those who teach them and those who are in them.

Joining is not here: whoever joins agrees on a page to who sees what.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.responses import Status

from readingroom.accounts.models import Person
from readingroom.api.asking import now, person_of
from readingroom.api.once import once
from readingroom.api.paging import USUAL, Cursor, Limit, piece_of
from readingroom.api.routes import TEACHING
from readingroom.api.shapes_teaching import (
    ClassesOut,
    ClassOut,
    ClassRowOut,
    ColleagueIn,
    MemberOut,
    NameIn,
    ResultOut,
    ResultsOut,
    SetIn,
    SetOut,
    StandingOut,
    TeacherOut,
    WorkOut,
)
from readingroom.infra import audit
from readingroom.teaching.models import Cohort
from readingroom.teaching.selectors import cohorts as seen
from readingroom.teaching.selectors.analysis import Work, standings_of, work_of, works_of
from readingroom.teaching.selectors.analysis_xapi import Export
from readingroom.teaching.selectors.cohorts_member import tasks_of
from readingroom.teaching.services import cohorts, cohorts_work
from readingroom.teaching.services.analysis_sittings import note_playlists, take_in_sittings
from readingroom.teaching.services.entries import find_case

_ONE: Final = "/classes/{uuid:key}"
_SECRET_BYTES: Final = 32
Act = Callable[[Person, datetime], object]


@TEACHING.get("/classes", "classes", ClassesOut)
def list_classes(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = "") -> ClassesOut:
    """The classes one teaches, then those one has joined."""
    person = person_of(request)
    taught = [(one, True) for one in seen.with_counts(seen.classes_taught(person))]
    joined = [(one, False) for one in seen.with_counts(seen.classes_joined(person))]
    rows, after = piece_of(taught + joined, cursor, limit)
    return ClassesOut(items=[_row(one, is_taught=is_taught) for one, is_taught in rows], next=after)


@TEACHING.post("/classes", "make_class", ClassOut, status=201)
def make(request: HttpRequest, body: NameIn) -> Status[ClassOut]:
    """Make a class."""

    def do(by: Person, at: datetime) -> UUID:
        return cohorts.make_class(actor=by, name=body.name, now=at).key

    return Status(201, _told(request, once(request, do)))


@TEACHING.get(_ONE, "class", ClassOut)
def show(request: HttpRequest, key: UUID) -> ClassOut:
    """A class as its teacher sees it, or as its member does."""
    return _told(request, key)


@TEACHING.put(_ONE, "rename_class", ClassOut)
def rename(request: HttpRequest, key: UUID, body: NameIn) -> ClassOut:
    """Call a class something else."""
    cohorts.rename_class(actor=person_of(request), key=key, name=body.name)
    return _told(request, key)


@TEACHING.post(_ONE + "/close", "close_class", ClassOut)
def close(request: HttpRequest, key: UUID) -> ClassOut:
    """Close a class: nobody joins it, and nothing new is begun."""
    return _on(
        request,
        key,
        lambda by, at: cohorts.close_class(actor=by, key=key, is_closed=True, now=at),
    )


@TEACHING.post(_ONE + "/reopen", "reopen_class", ClassOut)
def reopen(request: HttpRequest, key: UUID) -> ClassOut:
    """Open it again."""
    return _on(
        request,
        key,
        lambda by, at: cohorts.close_class(actor=by, key=key, is_closed=False, now=at),
    )


@TEACHING.post(_ONE + "/link", "renew_class_link", ClassOut)
def renew_link(request: HttpRequest, key: UUID) -> ClassOut:
    """Make the link to join anew; the one before leads nowhere."""
    return _on(request, key, lambda by, at: cohorts.renew_link(actor=by, key=key, now=at))


@TEACHING.post(_ONE + "/cases", "set_case", SetOut, status=201)
def set_case(request: HttpRequest, key: UUID, body: SetIn) -> Status[SetOut]:
    """Set a case for a class. Setting it again changes nothing."""
    made: list[UUID] = []

    def do(by: Person, at: datetime) -> UUID:
        seen.class_taught(by, key)
        case = find_case(by, body.case)
        made.append(case.key)
        return cohorts_work.set_case(actor=by, key=key, case_key=case.key, now=at).key

    setting = once(request, do)
    case_key = made[0] if made else find_case(person_of(request), body.case).key
    return Status(201, SetOut(key=setting, case=case_key))


@TEACHING.delete("/classes/set/{uuid:key}", "unset_case")
def unset_case(request: HttpRequest, key: UUID) -> Status[None]:
    """Take back what was set, while nobody has begun it."""
    person = person_of(request)
    work_of(person, key)
    cohorts_work.unset_case(actor=person, set_key=key, now=now())
    return Status(204, None)


@TEACHING.post(_ONE + "/teachers", "add_teacher", ClassOut)
def add_teacher(request: HttpRequest, key: UUID, body: ColleagueIn) -> ClassOut:
    """Have someone else teach the class too."""
    return _on(
        request,
        key,
        lambda by, at: cohorts.add_teacher(actor=by, key=key, username=body.username, now=at),
    )


@TEACHING.delete(_ONE + "/teachers/{uuid:teacher}", "remove_teacher")
def remove_teacher(request: HttpRequest, key: UUID, teacher: UUID) -> Status[None]:
    """Have someone teach it no longer; whoever made it stays."""
    cohorts.remove_teacher(actor=person_of(request), key=key, teacher=teacher, now=now())
    return Status(204, None)


@TEACHING.delete(_ONE + "/members/{uuid:member}", "remove_member")
def remove_member(request: HttpRequest, key: UUID, member: UUID) -> Status[None]:
    """Take someone out of a class."""
    cohorts.remove_member(actor=person_of(request), key=key, member=member, now=now())
    return Status(204, None)


@TEACHING.delete(_ONE + "/membership", "leave_class")
def leave(request: HttpRequest, key: UUID) -> Status[None]:
    """Leave a class: its teachers see nothing of one by name from now on."""
    cohorts.leave_class(actor=person_of(request), key=key, now=now())
    return Status(204, None)


@TEACHING.get(_ONE + "/results", "class_results", ResultsOut)
def results(request: HttpRequest, key: UUID) -> ResultsOut:
    """Who has done what, by pseudonyms of this answer alone; noted in the audit log."""
    person, moment = person_of(request), now()
    cohort = seen.class_taught(person, key)
    take_in_sittings(cohort, now=moment)
    codes: dict[str, audit.Code] = {"what": "results"}
    audit.record("class.exported", subject=key, actor=person.key, at=moment, codes=codes)
    export = Export(secrets.token_bytes(_SECRET_BYTES), settings.READINGROOM_ADDRESS, moment)
    works = works_of(cohort)
    rows = [
        ResultOut(
            pseudonym=export.pseudonym(row.key),
            standings=[
                StandingOut(
                    work=work.key, state=one.state, day=one.day, score=one.score,
                    questions=one.questions,
                )
                for work, one in zip(works, row.standings, strict=True)
            ],
        )
        for row in standings_of(cohort, works)
    ]  # fmt: skip
    rows.sort(key=lambda row: row.pseudonym)
    return ResultsOut(works=[_work(one, None) for one in works], rows=rows)


def _on(request: HttpRequest, key: UUID, act: Act) -> ClassOut:
    def do(person: Person, at: datetime) -> UUID:
        act(person, at)
        return key

    return _told(request, once(request, do))


def _told(request: HttpRequest, key: UUID) -> ClassOut:
    person = person_of(request)
    cohort = seen.classes_taught(person).filter(key=key).first()
    if cohort is None:
        return _as_member(person, seen.class_joined(person, key))
    take_in_sittings(cohort, now=now())
    members, teachers = seen.members_of(cohort), seen.teachers_of(cohort)
    return ClassOut(
        key=cohort.key,
        name=cohort.name,
        is_taught=True,
        members=len(members),
        closed_at=cohort.closed_at,
        teachers=list(seen.teacher_names(cohort)),
        works=[_work(one, None) for one in works_of(cohort)],
        join_code=UUID(cohort.join_code),
        members_list=[
            MemberOut(key=one.person.key, name=one.name, joined_at=one.joined_at)
            for one in members
        ],
        teachers_list=[TeacherOut(key=one.key, name=one.display_name) for one in teachers],
    )  # fmt: skip


def _as_member(person: Person, cohort: Cohort) -> ClassOut:
    note_playlists(cohort, now=now())
    return ClassOut(
        key=cohort.key,
        name=cohort.name,
        is_taught=False,
        members=cohort.memberships.count(),
        closed_at=cohort.closed_at,
        teachers=list(seen.teacher_names(cohort)),
        works=[_work(task.work, task.state) for task in tasks_of(cohort, person)],
        join_code=None,
        members_list=[],
        teachers_list=[],
    )


def _row(cohort: Cohort, *, is_taught: bool) -> ClassRowOut:
    return ClassRowOut(
        key=cohort.key,
        name=cohort.name,
        is_taught=is_taught,
        members=cohort.member_count,  # type: ignore[attr-defined]  # counted by the selector
        closed_at=cohort.closed_at,
    )


def _work(work: Work, state: str | None) -> WorkOut:
    return WorkOut(
        key=work.key,
        subject=work.subject,
        origin=work.origin.value,
        title=work.title,
        set_at=work.set_at,
        is_set=work.is_set,
        state=state,
    )
