"""Reading cases."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query

from readingroom.api.answers import case_out, changes_of, document_answer, the_case
from readingroom.api.asking import now, person_of
from readingroom.api.finding import cases_of, found, unread_among
from readingroom.api.paging import USUAL, Cursor, Limit, cursor_after, position_of
from readingroom.api.routes import ANYONE, CASES, router
from readingroom.api.shapes import (
    CaseOut,
    CasesOut,
    CitationOut,
    DifferenceOut,
    MeOut,
    RevisionOut,
    RevisionsOut,
)
from readingroom.casefile.schema import case_schema
from readingroom.cases.selectors.citation import citable_case
from readingroom.cases.selectors.history import history_of
from readingroom.cases.services.opening import record_opening
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.search.finding import Wish

Order = Literal["", "relevance", "newest", "oldest", "read", "due", "unread", "number"]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@ANYONE.get("/me", "me", MeOut)
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
    "/schema", auth=None, response={200: dict[str, Any]}, tags=["about"], operation_id="schema"
)
def schema(request: HttpRequest) -> dict[str, Any]:
    """The JSON Schema of a case document."""
    return case_schema()


@CASES.get("/cases", "list_cases", CasesOut)
def list_cases(  # noqa: PLR0913  # each is a word of the query
    request: HttpRequest,
    *,
    q: Annotated[str, Query(max_length=500)] = "",
    which: Literal["library", "mine"] = "library",
    order: Order = "",
    hide: bool = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> CasesOut:
    """Cases of the library, or one's own with its drafts; with ``q`` those that the search finds.

    Without ``q`` the newest come first, with it the best, unless an ``order`` is given: ``read``
    is what most people have opened first, ``due`` what is due for review first, ``unread`` what
    one has not opened first. With ``hide`` the answers of cases that one has not read are kept
    back, as on the page of the library: no title tells a diagnosis, and no search finds one.
    """
    person, start = person_of(request), position_of(cursor)
    if q.strip() or order:
        if which == "mine":
            raise InvalidInput(
                "The search finds what is published: leave out `which`, or `q` and `order`."
            )
        wish = Wish(text=q, order=order or "relevance", start=start or 0, limit=limit, hide=hide)
        rows, after = found(person, wish)
    else:
        rows, after = cases_of(person, which, start, limit)
    unread = unread_among(person, rows) if hide else frozenset()
    items = [case_out(row, person, is_unread=row.pk in unread) for row in rows]
    return CasesOut(items=items, next=cursor_after(after) if after is not None else None)


@CASES.get("/cases/{uuid:key}", "case", CaseOut)
def show_case(request: HttpRequest, key: UUID) -> CaseOut:
    """One case, but for its document."""
    person = person_of(request)
    return case_out(the_case(person, key), person)


@CASES.get("/cases/{uuid:key}/document", "document", dict[str, Any])
def show_document(
    request: HttpRequest, key: UUID, revision: Literal["published", "draft"] = "published"
) -> HttpResponse:
    """The document that readers see, or with ``revision=draft`` the newest, for who may write.

    Its ``ETag`` names the revision: send it as ``If-Match`` with a new document. Whoever gets what
    readers see has read the case from then on, as on its page.
    """
    person = person_of(request)
    case = the_case(person, key, to_write=revision == "draft")
    chosen = case.draft_revision if revision == "draft" else case.published_revision
    if chosen is None:
        raise NotFound("There is no such revision of this case.")
    if revision == "published":
        record_opening(case_key=key, actor=person, now=now())
    return document_answer(chosen)


@CASES.get("/cases/{uuid:key}/revisions", "revisions", RevisionsOut)
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


@CASES.get("/cases/{uuid:key}/difference", "difference", DifferenceOut)
def show_difference(request: HttpRequest, key: UUID, old: Number, new: Number) -> DifferenceOut:
    """How two revisions differ, in sentences."""
    return changes_of(history_of(person_of(request), key, compared=(old, new)))


@CASES.get("/cases/{uuid:key}/citation", "citation", CitationOut)
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
