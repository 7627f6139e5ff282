"""What the editor's page needs: the working copy, its images, and what is still to be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.archive.models import Series, Study
from readingroom.archive.models.series import ABOUT_IMAGES
from readingroom.casefile.checklist import Check, checklist
from readingroom.casefile.completeness import completeness
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.errors import InvalidCase, Problem
from readingroom.casefile.identity import find_identity
from readingroom.casefile.rarity import find_rarity
from readingroom.casefile.spoiler import find_spoilers
from readingroom.casefile.validation import parse_document
from readingroom.casefile.working import Closed, close_copy, lenient_document
from readingroom.cases.access import usable_series
from readingroom.cases.models import Case, Draft, Outcome, Review, RevisionSeries
from readingroom.cases.pixels import GrantCookie, SeriesAddress, grant_cookies
from readingroom.cases.selectors.page import CasePage, page_of
from readingroom.cases.selectors.series import SeriesView, series_view
from readingroom.cases.services.draft import series_entry
from readingroom.cases.services.drafting import find_case, open_draft, redoable, undoable
from readingroom.cases.services.reviewing import last_review


@dataclass(frozen=True)
class Remark:
    """Something to look at, at an address of the working copy."""

    address: str
    message: str
    why: str = ""
    points: int = 0


@dataclass(frozen=True)
class Standing:
    """How far a working copy is.

    Attributes:
        problems: what is wrong and can't be kept as a revision.
        reasons: what would make it better, the weightiest first.
        warnings: what looks like identity, is rare enough to be one, or gives the answer away.
        checks: the publication checklist, each line with its address.
    """

    score: int
    problems: tuple[Remark, ...]
    reasons: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    checks: tuple[tuple[Check, str], ...]


@dataclass(frozen=True)
class Desk:
    """A working copy on the desk of someone who writes in it.

    Attributes:
        page: the case page as it would be now; wrong values are left out of it.
        review: the newest submission, if there was one.
    """

    case: Case
    draft: Draft
    page: CasePage
    standing: Standing
    review: Review | None

    @property
    def is_in_review(self) -> bool:
        """Whether an editor has it."""
        return self.review is not None and self.review.outcome == Outcome.OPEN

    @property
    def is_returned(self) -> bool:
        """Whether an editor gave it back last, before or after it was published."""
        given_back = {Outcome.RETURNED, Outcome.RECALLED}
        return self.review is not None and self.review.outcome in given_back


@dataclass(frozen=True)
class LeftOut:
    """A series of the case's studies that the case does not show.

    Attributes:
        stage: id of the study that shows others of it; empty where none does any more.
        entry: what to add to that study, in plain data.
        count: how many images it has.
    """

    stage: str
    entry: Mapping[str, Any]
    count: int

    @property
    def label(self) -> str:
        """What it is called."""
        said = (self.entry.get("plane", ""), self.entry.get("sequence", ""))
        return " · ".join(filter(None, said)) or str(self.entry["id"])


def desk_of(person: Person, key: UUID, *, now: datetime) -> Desk:
    """The editor's page of a case.

    Raises:
        NotFound: no such case, or not one that ``person`` may write to: both answer alike.
    """
    case = find_case(person, key)
    draft = open_draft(case, now=now)
    closed = close_copy(draft.copy)
    document = lenient_document(closed.data)
    revision = draft.revision
    revision.case = case
    page = page_of(person, revision, document, _series(case, document, person), now=now)
    return Desk(case, draft, page, standing_of(closed, document), last_review(case))


def standing_of(closed: Closed, document: CaseDocument | None = None) -> Standing:
    """How far a working copy is, with every address in it."""
    document = document or lenient_document(closed.data)
    found = completeness(document)
    at, problems = closed.address_of, _problems(closed.data)
    return Standing(
        score=found.score,
        problems=tuple(Remark(at(p.place), p.message) for p in problems),
        reasons=tuple(Remark(at(r.place), r.message, r.why, r.points) for r in found.reasons),
        warnings=(
            *(Remark(at(like.place), like.message) for like in find_identity(document)),
            *(Remark(at(rare.place), rare.message) for rare in find_rarity(document)),
            *(Remark(at(spoiler.place), spoiler.message) for spoiler in find_spoilers(document)),
        ),
        checks=tuple((check, at(check.place)) for check in checklist(document, problems)),
    )


def left_out(desk: Desk) -> tuple[LeftOut, ...]:
    """Series that the case showed once, or could, since others of their study are or were in it.

    Of those that its author may use alone: they are asked for by whoever goes on writing.
    """
    author = desk.case.owner
    document = desk.page.document
    uids = _uids(document)
    studies = Study.objects.filter(series__revisions__revision__case=desk.case).distinct()
    rows = usable_series(desk.case, author).filter(study__in=studies, stack_count__gt=0)
    rows = rows.exclude(modality__in=ABOUT_IMAGES)
    names, homes = {series.id for series in document.all_series()}, _homes(desk.case, document)
    return tuple(
        LeftOut(homes.get(row.study_id, ""), series_entry(row, names), row.frame_count)
        for row in rows.exclude(series_instance_uid__in=list(uids.values()))
    )


def _homes(case: Case, document: CaseDocument) -> dict[int, str]:
    """The stage that shows a study, by the study's row."""
    rows = _rows(case, _uids(document).values(), case.owner)
    return {
        rows[series.series_instance_uid].study_id: stage.id
        for stage in document.studies
        for series in stage.series
        if series.series_instance_uid in rows
    }


def editor_grants(person: Person, key: UUID, *, now: datetime) -> tuple[GrantCookie, ...]:
    """The grants of an editor's page that is still open, made anew.

    Raises:
        NotFound: the case is not theirs to write to, perhaps any more.
    """
    case = find_case(person, key)
    document = lenient_document(close_copy(open_draft(case, now=now).copy).data)
    rows = _rows(case, _uids(document).values(), person)
    return grant_cookies((_address(row) for row in rows.values()), now=now)


def steps_of(draft: Draft, actor: Actor) -> tuple[bool, bool]:
    """Whether ``actor`` can undo, and redo."""
    if not isinstance(actor, Person):
        return False, False
    return bool(undoable(draft, actor)), bool(redoable(draft, actor))


def _problems(data: Mapping[str, Any]) -> Sequence[Problem]:
    try:
        parse_document(dict(data))
    except InvalidCase as refusal:
        return refusal.problems
    return ()


def _series(case: Case, document: CaseDocument, person: Person) -> dict[str, SeriesView]:
    wanted = _uids(document)
    rows = _rows(case, wanted.values(), person)
    return {
        series.id: series_view(series, RevisionSeries(series=rows[uid], local_id=series.id))
        for series in document.all_series()
        if (uid := wanted.get(series.id, "")) in rows
    }


def _uids(document: CaseDocument) -> dict[str, str]:
    return {
        series.id: series.series_instance_uid
        for series in document.all_series()
        if series.series_instance_uid
    }


def _rows(case: Case, uids: Iterable[str], person: Person) -> dict[str, Series]:
    rows = usable_series(case, person).filter(series_instance_uid__in=list(uids))
    return {row.series_instance_uid: row for row in rows.select_related("study")}


def _address(row: Series) -> SeriesAddress:
    return SeriesAddress(row.study.study_instance_uid, row.series_instance_uid)
