"""What an editor decides about a case that readers have: reports, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import check_may_publish
from readingroom.cases.models import (
    Case,
    IdentityReport,
    Judgement,
    SeenIn,
    State,
    Visibility,
)
from readingroom.cases.services.drafting import find_case
from readingroom.kernel.errors import NotFound, NotPermitted


@dataclass(frozen=True)
class ReportRow:
    """One report of an identity. By whom it was made only an editor is told."""

    at: datetime
    who: str
    hides: bool
    where: str
    series: str
    slice: int | None
    judgement: str
    judged_by: str
    judged_at: datetime | None
    because: str
    is_open: bool


@dataclass(frozen=True)
class Managed:
    """A case as its editors decide about it.

    Attributes:
        reports: the newest first.
        is_to_judge: whether a report waits, or the case is hidden.
    """

    key: UUID
    number: str
    title: str
    state: State
    visibility: Visibility
    readers: str
    published_at: datetime | None
    reports: tuple[ReportRow, ...]
    is_to_judge: bool


@dataclass(frozen=True)
class HiddenRow:
    """A case that waits to be judged."""

    key: UUID
    number: str
    is_hidden: bool
    reports: int
    since: datetime


def managed(editor: Person, key: UUID) -> Managed:
    """A case that ``editor`` decides about.

    Raises:
        NotFound: the case is not theirs to decide about.
    """
    case = find_case(editor, key)
    try:
        check_may_publish(editor, case)
    except NotPermitted:
        raise NotFound("There is no such case, or it is not open to you.") from None
    revision = case.published_revision or case.draft_revision
    document = read_stored(revision.document) if revision else None
    names = {series.id: series.label for series in document.all_series()} if document else {}
    rows = case.identity_reports.select_related("reporter", "judged_by")
    reports = tuple(_report(row, names) for row in rows)
    return Managed(
        key=case.key,
        number=case.short_number,
        title=document.title if document else case.short_number,
        state=State(case.state),
        visibility=Visibility(case.visibility),
        readers=Visibility(case.visibility).label,
        published_at=case.published_at,
        reports=reports,
        is_to_judge=case.state == State.HIDDEN or any(one.is_open for one in reports),
    )


def cases_to_judge(editor: Person) -> Sequence[HiddenRow]:
    """Cases of the editor's institution with a report that waits, or that are hidden."""
    if editor.institution_id is None:
        return ()
    own = Case.objects.filter(institution=editor.institution_id)
    waiting = IdentityReport.objects.filter(judgement=Judgement.OPEN).values("case")
    rows = own.filter(pk__in=waiting) | own.filter(state=State.HIDDEN)
    found = []
    for case in rows.order_by("number").prefetch_related("identity_reports"):
        reports = case.identity_reports.all()
        since = min((one.at for one in reports), default=case.created_at)
        open_reports = sum(one.judgement == Judgement.OPEN for one in reports)
        hidden = case.state == State.HIDDEN
        found.append(HiddenRow(case.key, case.short_number, hidden, open_reports, since))
    return found


def _report(row: IdentityReport, names: Mapping[str, str]) -> ReportRow:
    who = row.reporter.display_name if row.reporter else ""
    return ReportRow(
        at=row.at,
        who=who or ("Someone who has left" if row.hides else "A visitor"),
        hides=row.hides,
        where=SeenIn(row.seen_in).label,
        series=names.get(row.series, row.series),
        slice=row.slice,
        judgement=Judgement(row.judgement).label,
        judged_by=row.judged_by.display_name if row.judged_by else "",
        judged_at=row.judged_at,
        because=row.because,
        is_open=row.judgement == Judgement.OPEN,
    )
