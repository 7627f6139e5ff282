"""Articles: read by everyone who may open them, written by editors."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query

from readingroom.accounts.actor import may_edit
from readingroom.accounts.models import Person
from readingroom.api.asking import changed_in_between, now, person_of, version_of
from readingroom.api.once import once
from readingroom.api.paging import Cursor, cursor_after, position_of
from readingroom.api.routes import ARTICLES
from readingroom.api.shapes_articles import (
    ArticleIn,
    ArticleKeyOut,
    ArticleOut,
    ArticleRevisionOut,
    ArticleRevisionsOut,
    ArticleRowOut,
    ArticlesOut,
    ArticleTextOut,
    Kinds,
    TermOut,
)
from readingroom.api.shapes_own import NamedOut
from readingroom.api.shapes_reviews import WordOut
from readingroom.kernel.errors import NotFound, NotPermitted
from readingroom.search.articles.reading import Reader, article_page, listing
from readingroom.search.articles.terms import Kind, Term
from readingroom.search.articles.writing import (
    ArticleChanged,
    restore_article,
    term_to_write,
    versions_of,
    write_article,
)
from readingroom.search.index import ready_engine, vocabulary
from readingroom.search.models import Article

_ONE: Final = "/articles/{str:term}"
Words = Annotated[str, Query(max_length=120)]


@ARTICLES.get("/articles", "articles", ArticlesOut)
def list_articles(
    request: HttpRequest,
    *,
    kind: Kinds = "diagnosis",
    q: Words = "",
    hide: bool = False,
    cursor: Cursor = "",
) -> ArticlesOut:
    """The articles of a kind that one may open, by name; with ``q`` those whose name says it.

    With ``hide`` only cases count whose answer one has seen, as on the page.
    """
    reader = _reader(request, hide=hide)
    found = listing(reader, Kind(kind), words=q, page=position_of(cursor) or 1)
    items = [
        ArticleRowOut(term=row.slug, name=row.name, cases=row.count, has_text=row.has_text)
        for row in found.rows
    ]
    more = found.page < found.page_count
    return ArticlesOut(items=items, next=cursor_after(found.page + 1) if more else None)


@ARTICLES.get(_ONE, "article", ArticleOut)
def show(
    request: HttpRequest, term: str, response: HttpResponse, *, hide: bool = False
) -> ArticleOut:
    """What was written of a term, and its newest cases. Its ``ETag`` is for writing it."""
    page = article_page(_reader(request, hide=hide), term, now=now())
    response["ETag"] = _tag(page.version)
    return ArticleOut(
        **_term(page.term).dict(),
        text=page.text,
        version=page.version,
        names=list(page.names),
        cases=page.total,
        newest=[
            NamedOut(
                key=card.key, number=card.number, title=card.diagnosis or card.title,
                is_opened=card.opened,
            )
            for card in page.cards
        ],
        broader=[_term(one) for one in page.broader],
        narrower=[_term(one) for one in page.narrower],
        url=reverse("web:article", args=[page.term.slug]),
    )  # fmt: skip


@ARTICLES.put(_ONE, "write_article", ArticleTextOut, guarded=True)
def write(
    request: HttpRequest, term: str, body: ArticleIn, response: HttpResponse
) -> ArticleTextOut:
    """Have an article say a text. ``If-Match`` is the ``ETag`` it was made from.

    It is ``"v0"`` where nobody wrote of the term. One that the library does not know is named by
    ``name`` and ``kind``, and its address follows from its name.
    """
    person = _editor(request)
    base = version_of(request)
    about = term_to_write(_reader(request), term, name=body.name, kind=body.kind)
    try:
        written = write_article(
            about, body.text, author=person, base=base, note=body.note, now=now()
        )
    except ArticleChanged:
        raise changed_in_between() from None
    response["ETag"] = _tag(written.version)
    return ArticleTextOut(
        **_term(about).dict(), text=written.text, version=written.version
    )  # fmt: skip


@ARTICLES.get(_ONE + "/revisions", "article_revisions", ArticleRevisionsOut)
def list_revisions(request: HttpRequest, term: str, cursor: Cursor = "") -> ArticleRevisionsOut:
    """Every revision of an article, the newest first, for editors."""
    _editor(request)
    rows = versions_of(term, before=position_of(cursor) or 0)
    items = [
        ArticleRevisionOut(
            number=row.number,
            author=row.author,
            at=row.written_at,
            note=row.note,
            words=[WordOut(kind=word.kind, text=word.text) for word in row.words],
        )
        for row in rows
    ]
    last = rows[-1].number if rows else 1
    return ArticleRevisionsOut(items=items, next=cursor_after(last) if last > 1 else None)


@ARTICLES.post(_ONE + "/revisions/{int:number}/restore", "restore_article", ArticleKeyOut)
def restore(request: HttpRequest, term: str, number: int) -> ArticleKeyOut:
    """Go back to a revision, by a new one; 0 is before the first."""
    _editor(request)

    def do(by: Person, at: datetime) -> UUID:
        article = Article.objects.filter(slug=term).first()
        base = article.version if article else 0
        return restore_article(term, number, author=by, base=base, now=at).key

    found = Article.objects.filter(key=once(request, do)).first()
    if found is None:
        raise NotFound("There is no such article any more.")
    return ArticleKeyOut(key=found.key, version=found.version)


def _reader(request: HttpRequest, *, hide: bool = False) -> Reader:
    return Reader(person_of(request), vocabulary(), ready_engine(), hide)


def _editor(request: HttpRequest) -> Person:
    person = person_of(request)
    if not may_edit(person):
        raise NotPermitted("Only editors write articles.")
    return person


def _term(term: Term) -> TermOut:
    return TermOut(term=term.slug, name=term.name, kind=term.kind.value)


def _tag(version: int) -> str:
    return f'"v{version}"'
