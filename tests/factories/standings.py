"""Cases wherever a case can stand, each brought there the way people do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.erase import erase_case
from readingroom.cases.services.identity_report import Seen, report_identity
from readingroom.cases.services.pathology_wait import wait_for_pathology
from readingroom.cases.services.publish import retire_case
from readingroom.cases.services.recall import return_to_draft
from readingroom.cases.services.reviewing import return_case, submit_case
from readingroom.cases.services.schedule import schedule_publication
from tests.factories.cases import NOON, make_case
from tests.factories.people import amara, ben, dev


def _submit(case: Case) -> None:
    submit_case(case_key=case.key, author=amara(), basis="no-patient", is_clear=True, now=NOON)


def _schedule(case: Case) -> None:
    _submit(case)
    now = timezone.now()
    schedule_publication(
        case_key=case.key, editor=dev(), visibility=Visibility.PUBLIC,
        due_at=now + timedelta(days=1), now=now,
    )  # fmt: skip


def _return(case: Case) -> None:
    _submit(case)
    return_case(case_key=case.key, editor=dev(), reasons=["proof"], words="", now=NOON)


def _wait(case: Case) -> None:
    now = timezone.now()
    wait_for_pathology(
        case_key=case.key, author=amara(), remind_at=now + timedelta(days=7), every_days=0, now=now
    )


def _recall(case: Case, *, keeps_readers: bool) -> None:
    return_to_draft(
        case_key=case.key, editor=dev(), reasons=["proof"], words="", keeps_readers=keeps_readers,
        now=NOON,
    )  # fmt: skip


def _report(case: Case) -> None:
    report_identity(case_key=case.key, actor=ben(), seen=Seen("images"), now=NOON)


def _nothing(_: Case) -> None:
    pass


_D, _P = State.DRAFT, State.PUBLISHED
_PUBLIC: Final = Visibility.PUBLIC
STANDINGS: Final[Mapping[str, tuple[State, Visibility, Callable[[Case], object]]]] = {
    "draft": (_D, Visibility.PRIVATE, _nothing),
    "waiting for pathology": (_D, Visibility.PRIVATE, _wait),
    "in review": (_D, Visibility.PRIVATE, _submit),
    "scheduled": (_D, Visibility.PRIVATE, _schedule),
    "returned": (_D, Visibility.PRIVATE, _return),
    "private": (_P, Visibility.PRIVATE, _nothing),
    "institution": (_P, Visibility.INSTITUTION, _nothing),
    "unlisted": (_P, Visibility.UNLISTED, _nothing),
    "public": (_P, _PUBLIC, _nothing),
    "given back, kept by readers": (_P, _PUBLIC, lambda one: _recall(one, keeps_readers=True)),
    "given back, taken from readers": (_P, _PUBLIC, lambda one: _recall(one, keeps_readers=False)),
    "hidden": (_P, _PUBLIC, _report),
    "retired": (
        _P, _PUBLIC, lambda one: retire_case(case_key=one.key, actor=dev(), now=NOON),
    ),
    "erased": (
        _P, _PUBLIC,
        lambda one: erase_case(case_key=one.key, actor=None, reason="request", now=NOON),
    ),
}  # fmt: skip
"""How a case is begun, and what brings it to where it stands, by what that is called."""


def make_standing_case(
    standing: str, prepare: Callable[[Case], object] = _nothing, **fields: Any
) -> Case:
    """A case of Amara's; ``prepare`` is called with it before it is brought anywhere."""
    state, visibility, bring = STANDINGS[standing]
    case = make_case(state=state, visibility=visibility, **fields)
    prepare(case)
    bring(case)
    if standing != "erased":
        case.refresh_from_db()
    return case
