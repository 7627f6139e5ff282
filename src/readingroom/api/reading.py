"""Reading cases."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query

from readingroom.accounts.models import Person
from readingroom.api.answers import case_out, changes_of, document_answer, person_of
from readingroom.api.bearers import READING
from readingroom.api.finding import cases_of, found
from readingroom.api.paging import MOST, USUAL, cursor_after, position_of
from readingroom.api.routes import FAILURES, router
from readingroom.api.shapes import (
    CaseOut,
    CasesOut,
    CitationOut,
    DifferenceOut,
    MeOut,
    ProblemOut,
    RevisionOut,
    RevisionsOut,
)
from readingroom.casefile.schema import case_schema
from readingroom.cases.access import editable_cases, visible_cases
from readingroom.cases.models import Case
from readingroom.cases.selectors.citation import citable_case
from readingroom.cases.selectors.history import history_of
from readingroom.kernel.errors import InvalidInput, NotFound

Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=100)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get(
    "/me",
    response={200: MeOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="me",
)
def me(request: HttpRequest) -> MeOut:
    """Whom the token speaks for, and what it may be used for."""
    person = person_of(request)
    return MeOut(
        key=person.key,
        name=person.display_name,
        role=person.role,
        institution=person.institution.name if person.institution else "",
        scopes=sorted(request.scopes),  # type: ignore[attr-defined]  # bearers put it there
    )


@router.get(
    "/schema", auth=None, response={200: dict[str, Any]}, tags=["reading"], operation_id="schema"
)
def schema(request: HttpRequest) -> dict[str, Any]:
    """The JSON Schema of a case document."""
    return case_schema()


@router.get(
    "/cases",
    response={200: CasesOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="list_cases",
)
def list_cases(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=500)] = "",
    which: Literal["library", "mine"] = "library",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> CasesOut:
    """Cases of the library, or one's own with its drafts; with ``q`` those that the search finds.

    Without ``q`` the newest come first, with it the best.
    """
    person, start = person_of(request), position_of(cursor)
    if q.strip():
        if which == "mine":
            raise InvalidInput("The search finds what is published: leave out `which`, or `q`.")
        rows, after = found(person, q, start or 0, limit)
    else:
        rows, after = cases_of(person, which, start, limit)
    items = [case_out(row, person) for row in rows]
    return CasesOut(items=items, next=cursor_after(after) if after is not None else None)


@router.get(
    "/cases/{uuid:key}",
    response={200: CaseOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="case",
)
def show_case(request: HttpRequest, key: UUID) -> CaseOut:
    """One case, but for its document."""
    person = person_of(request)
    return case_out(the_case(person, key), person)


@router.get(
    "/cases/{uuid:key}/document",
    response={200: dict[str, Any], FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="document",
)
def show_document(
    request: HttpRequest, key: UUID, revision: Literal["published", "draft"] = "published"
) -> HttpResponse:
    """The document that readers see, or with ``revision=draft`` the newest, for who may write.

    Its ``ETag`` names the revision: send it as ``If-Match`` with a new document.
    """
    person = person_of(request)
    case = the_case(person, key, to_write=revision == "draft")
    chosen = case.draft_revision if revision == "draft" else case.published_revision
    if chosen is None:
        raise NotFound("There is no such revision of this case.")
    return document_answer(chosen)


@router.get(
    "/cases/{uuid:key}/revisions",
    response={200: RevisionsOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="revisions",
)
def list_revisions(request: HttpRequest, key: UUID, cursor: Cursor = "") -> RevisionsOut:
    """Every revision, the newest first, for who may write in the case."""
    history = history_of(person_of(request), key, before=position_of(cursor) or 0)
    items = [
        RevisionOut(
            number=row.number,
            author=row.author,
            contributors=list(row.contributors),
            at=row.at,
            note=row.note,
            changes=list(row.told),
            published_at=row.published_at,
        )
        for row in history.rows
    ]
    return RevisionsOut(items=items, next=cursor_after(history.older) if history.older else None)


@router.get(
    "/cases/{uuid:key}/difference",
    response={200: DifferenceOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="difference",
)
def show_difference(request: HttpRequest, key: UUID, old: Number, new: Number) -> DifferenceOut:
    """How two revisions differ, in sentences."""
    return changes_of(history_of(person_of(request), key, compared=(old, new)))


@router.get(
    "/cases/{uuid:key}/citation",
    response={200: CitationOut, FAILURES: ProblemOut},
    auth=READING,
    tags=["reading"],
    operation_id="citation",
)
def cite(request: HttpRequest, key: UUID) -> CitationOut:
    """How a published case is cited."""
    cited = citable_case(person_of(request), key)
    return CitationOut(
        number=cited.number,
        title=cited.title,
        authors=list(cited.authors),
        institution=cited.institution,
        revision=cited.revision,
        published_at=cited.at,
        licence=cited.licence,
        url=reverse("web:case", args=[key]),
        bibtex_url=reverse("web:cite_bibtex", args=[key]),
        ris_url=reverse("web:cite_ris", args=[key]),
    )


def the_case(person: Person, key: UUID, *, to_write: bool = False) -> Case:
    """The case that ``person`` may read, or write in.

    Raises:
        NotFound: there is none, or it is not open to them.
    """
    reach = editable_cases(person) if to_write else visible_cases(person)
    case = (
        reach.select_related("draft_revision", "published_revision", "institution")
        .filter(key=key)
        .first()
    )
    if case is None:
        raise NotFound("There is no such case, or it is not open to you.")
    return case


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)
