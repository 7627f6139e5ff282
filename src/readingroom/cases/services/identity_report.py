"""Someone saw who the patient could be: hide the case at once, and have an editor judge.

Where it was seen is asked, what was seen never: a report must not say it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from readingroom.accounts.actor import Actor, key_of
from readingroom.accounts.models import Person
from readingroom.accounts.news import News
from readingroom.cases.access import check_may_publish, visible_cases
from readingroom.cases.models import Case, IdentityReport, Judgement, SeenIn, State
from readingroom.cases.services.drafting import find_case
from readingroom.cases.services.notify import tell_administrators, tell_author, tell_editors
from readingroom.cases.services.recall import note_recall, take_from_readers
from readingroom.infra import audit, events
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict

REPORTS_A_DAY: Final = 10
"""How many cases one person can hide within a day."""
VISITORS_AN_HOUR: Final = 20
"""How many cases visitors can report within an hour, all of them together."""
_ABSENT: Final = "There is no such case, or it is not open to you."
_MOST_SLICES: Final = 99_999
_MAX_WORDS: Final = 1000


class TooOften(StateConflict):
    """Asked more often than anyone needs to."""

    code = "too_often"


@dataclass(frozen=True)
class Seen:
    """Where it was seen.

    Attributes:
        within: a value of ``SeenIn``.
        series: id of a series of the case; empty where it is not said.
        slice: from 1; ``None`` where it is not said.
    """

    within: str
    series: str = ""
    slice: int | None = None


@transaction.atomic
def report_identity(*, case_key: UUID, actor: Actor, seen: Seen, now: datetime) -> IdentityReport:
    """Report an identity. Whoever is signed in hides the case by it; a visitor calls an editor.

    A visitor's report of what another visitor reported is the same report.

    Raises:
        NotFound: no published case that ``actor`` may read.
        InvalidInput: it is not said where.
        TooOften: the limit is reached.
    """
    case = _reported(case_key, actor)
    _check_seen(seen, case)
    reporter = actor if isinstance(actor, Person) else None
    if reporter is None:
        known = case.identity_reports.filter(hides=False, judgement=Judgement.OPEN).first()
        if known is not None:
            return known
    _check_rate(reporter, now)
    report = IdentityReport.objects.create(
        case=case, reporter=reporter, hides=reporter is not None, seen_in=seen.within,
        series=seen.series, slice=seen.slice, at=now,
    )  # fmt: skip
    if reporter is not None:
        _hide(case)
        tell_author(case, News.HIDDEN, now=now, but=reporter)
    news = News.REPORTED if reporter else News.REPORTED_BY_VISITOR
    tell_editors(case, news, now=now, but=reporter)
    audit.record(
        "case.identity_reported", actor=key_of(actor), subject=case.key, at=now,
        codes={"report": report.key, "hides": report.hides},
    )  # fmt: skip
    return report


@transaction.atomic
def judge_identity(
    *, case_key: UUID, editor: Person, judgement: str, because: str, now: datetime
) -> Case:
    """Decide what becomes of a reported case.

    ``restored`` opens it to its readers again, and says why; ``redrafted`` makes it a draft that
    its author puts right; ``erasure`` leaves it hidden and asks the administrators to erase it.

    Raises:
        NotFound: the case is not there for ``editor``.
        NotPermitted: they are no editor of its institution.
        StateConflict: nothing is to be judged any more.
        InvalidInput: the decision is none, or it is restored without a reason.
    """
    case = find_case(editor, case_key)
    check_may_publish(editor, case)
    if judgement not in _ACTS:
        raise InvalidInput("Choose what is to become of the case.")
    said = because.strip()[:_MAX_WORDS]
    if judgement == Judgement.RESTORED and not said:
        raise InvalidInput("Say why nothing in it tells who the patient is.")
    case = Case.objects.select_for_update(of=("self",)).select_related("owner").get(pk=case.pk)
    waiting = case.identity_reports.filter(judgement=Judgement.OPEN)
    if case.state != State.HIDDEN and not waiting.exists():
        raise StateConflict("Someone has judged this report already. Load the page again.")
    waiting.update(judgement=judgement, judged_by=editor, judged_at=now, because=said)
    _ACTS[Judgement(judgement)](case, editor, now)
    audit.record(
        "case.identity_judged", actor=editor.key, subject=case.key, at=now,
        codes={"judgement": judgement},
    )  # fmt: skip
    return case


def _reported(case_key: UUID, actor: Actor) -> Case:
    rows = visible_cases(actor).select_related("owner", "published_revision")
    case = rows.select_for_update(of=("self",)).filter(key=case_key, state=State.PUBLISHED).first()
    if case is None:
        raise NotFound(_ABSENT)
    return case


def _check_seen(seen: Seen, case: Case) -> None:
    if seen.within not in SeenIn.values:
        raise InvalidInput("Say whether you saw it in the images or in the words.")
    shown = case.published_revision.series.all() if case.published_revision else []
    if seen.series and seen.series not in {row.local_id for row in shown}:
        raise InvalidInput("This case has no such series. Choose one, or leave it open.")
    if seen.slice is not None and not 1 <= seen.slice <= _MOST_SLICES:
        raise InvalidInput("A slice is a number from 1. Leave it out if you don't know it.")


def _check_rate(reporter: Person | None, now: datetime) -> None:
    if reporter is not None:
        recent = IdentityReport.objects.filter(reporter=reporter, at__gt=now - timedelta(days=1))
        if recent.count() >= REPORTS_A_DAY:
            raise TooOften(
                "You have reported many cases today. Tell an editor of your institution about "
                "this one: they can hide it."
            )
        return
    recent = IdentityReport.objects.filter(hides=False, at__gt=now - timedelta(hours=1))
    if recent.count() >= VISITORS_AN_HOUR:
        raise TooOften(
            "Many reports came in this hour. Try again later, or write to the institution that "
            "the case names."
        )


def _hide(case: Case) -> None:
    case.state = State.HIDDEN
    case.save(update_fields=["state"])
    events.publish(events.CaseChanged(case.key))


def _restore(case: Case, editor: Person, now: datetime) -> None:
    if case.state == State.HIDDEN:
        case.state = State.PUBLISHED
        case.save(update_fields=["state"])
        events.publish(events.CaseChanged(case.key))
        tell_author(case, News.RESTORED, now=now, but=editor)


def _redraft(case: Case, editor: Person, now: datetime) -> None:
    if case.published_revision is None:
        raise StateConflict("This case is a draft already.")
    note_recall(case, case.published_revision, editor, ["identity"], "", now)
    take_from_readers(case)
    tell_author(case, News.REDRAFTED, now=now, but=editor)


def _ask_for_erasure(case: Case, _editor: Person, now: datetime) -> None:
    if case.state == State.PUBLISHED:
        _hide(case)
    tell_administrators(case, News.ERASURE_WANTED, now=now)


_ACTS: Final = {
    Judgement.RESTORED: _restore,
    Judgement.REDRAFTED: _redraft,
    Judgement.ERASURE: _ask_for_erasure,
}
