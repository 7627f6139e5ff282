"""The page of one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.casefile.completeness import Completeness, completeness
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import read_stored
from readingroom.cases.access import (
    may_leave_the_house,
    may_publish,
    may_revise,
    visible_cases,
)
from readingroom.cases.models import Case, Revision, State, Visibility
from readingroom.cases.pixels import GrantCookie, grant_cookies
from readingroom.cases.selectors.series import SeriesView, series_view
from readingroom.kernel.errors import NotFound


@dataclass(frozen=True)
class CasePage:
    """All that the page of a case shows.

    Attributes:
        series: by their id in the document, in its order.
        grants: what the reader's browser must hold to be given the pixels.
    """

    key: UUID
    number: str
    document: CaseDocument
    series: Mapping[str, SeriesView]
    revision_number: int
    revision_at: datetime
    author_name: str
    institution: str
    state: State
    visibility: Visibility
    is_author: bool
    can_publish: bool
    can_revise: bool
    completeness: Completeness
    grants: tuple[GrantCookie, ...]

    @property
    def stays_inside(self) -> bool:
        """Whether its images may not be shown beyond the institution."""
        return not may_leave_the_house(are_simulated=self.is_simulated)

    @property
    def is_simulated(self) -> bool:
        """Whether every image is simulated."""
        return all(series.simulated for series in self.series.values())


def case_page(actor: Actor, key: UUID, *, now: datetime) -> CasePage:
    """What ``actor`` may read at this address: the published revision, or their own draft.

    Raises:
        NotFound: no such case, or hidden from ``actor``: both answer alike.
    """
    case = _visible(actor, key)
    revision = _revision_for(case)
    document = read_stored(revision.document)
    return page_of(actor, revision, document, _series(revision, document), now=now)


def page_of(
    actor: Actor,
    revision: Revision,
    document: CaseDocument,
    series: Mapping[str, SeriesView],
    *,
    now: datetime,
) -> CasePage:
    """The page of a revision's case that says what ``document`` says."""
    case = revision.case
    return CasePage(
        key=case.key,
        number=case.short_number,
        document=document,
        series=series,
        revision_number=revision.number,
        revision_at=revision.created_at,
        author_name=case.owner.display_name,
        institution=case.institution.name if case.institution else "",
        state=State(case.state),
        visibility=Visibility(case.visibility),
        is_author=case.owner_id == actor.pk,
        can_publish=may_publish(actor, case),
        can_revise=may_revise(actor, case),
        completeness=completeness(document),
        grants=grant_cookies((view.address for view in series.values()), now=now),
    )


def case_grants(actor: Actor, key: UUID, *, now: datetime) -> tuple[GrantCookie, ...]:
    """The grants of a page that is still open, made anew.

    Raises:
        NotFound: the case is not there for ``actor``, perhaps any more.
    """
    return case_page(actor, key, now=now).grants


def _visible(actor: Actor, key: UUID) -> Case:
    case = (
        visible_cases(actor)
        .select_related("owner", "institution", "draft_revision", "published_revision")
        .filter(key=key)
        .first()
    )
    if case is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


def _revision_for(case: Case) -> Revision:
    revision = case.published_revision if case.state != State.DRAFT else case.draft_revision
    if revision is None:
        raise NotFound("There is nothing in this case yet.")
    return revision


def _series(revision: Revision, document: CaseDocument) -> dict[str, SeriesView]:
    rows = {row.local_id: row for row in revision.series.select_related("series__study")}
    return {
        series.id: series_view(series, rows[series.id])
        for series in document.all_series()
        if series.id in rows
    }
