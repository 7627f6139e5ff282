"""Editors write articles: every text is a revision, and going back makes another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from pydantic import TypeAdapter, ValidationError

from readingroom.accounts.actor import Actor, may_edit
from readingroom.accounts.models import Person
from readingroom.casefile.base import OptionalProse
from readingroom.casefile.diff import Word, diff_words
from readingroom.infra import audit
from readingroom.kernel.errors import InvalidInput, NotFound, NotPermitted, StateConflict
from readingroom.search.articles.reading import Reader, term_at
from readingroom.search.articles.terms import Kind, Term, concept_of, slug_of, term_of
from readingroom.search.models import Article, ArticleRevision
from readingroom.search.vocabulary import Vocabulary

LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 200
MOST_SHOWN: Final = 50
RESERVED: Final = frozenset({"new"})
_PROSE: Final[TypeAdapter[str]] = TypeAdapter(OptionalProse)


class ArticleChanged(StateConflict):
    """Someone else saved the article meanwhile."""


@dataclass(frozen=True)
class Version:
    """A revision of an article, with what it changed of the one before."""

    number: int
    author: str
    written_at: datetime
    note: str
    words: tuple[Word, ...]
    is_newest: bool


def write_article(
    term: Term, text: str, *, author: Actor, base: int, note: str = "", now: datetime
) -> Article:
    """Have the article of ``term`` say ``text``; where it says so already, nothing is done.

    Args:
        base: the version that was changed; 0 where there was no text yet.

    Raises:
        NotPermitted: ``author`` is no editor.
        InvalidInput: the text is too long or holds what can't be shown.
        ArticleChanged: it has another version by now.
    """
    person = _editor(author)
    text, note = _tidied(text), " ".join(note.split())[:LONGEST_NOTE]
    try:
        with transaction.atomic():
            return _write(term, text, person, base, note, now)
    except IntegrityError as error:  # two at the same moment
        raise _changed() from error


def restore_article(slug: str, number: int, *, author: Actor, base: int, now: datetime) -> Article:
    """Go back to what revision ``number`` said, by a new revision; 0 is before the first.

    Raises:
        NotFound: there is no such article or revision.
        NotPermitted: ``author`` is no editor.
        ArticleChanged: it has another version by now.
    """
    person = _editor(author)
    article = Article.objects.filter(slug=slug).first()
    revision = ArticleRevision.objects.filter(article=article, number=number).first()
    if article is None or (revision is None and number):
        raise NotFound("There is no such revision of this article.")
    note = f"Went back to revision {number}" if number else "Went back to no text"
    return write_article(
        Term(article.slug, article.name, Kind(article.kind)),
        revision.text if revision else "",
        author=person, base=base, note=note, now=now,
    )  # fmt: skip


def new_term(name: str, kind: str, vocabulary: Vocabulary) -> Term:
    """The term that an editor wants to write about.

    Raises:
        InvalidInput: it has no name, one that makes no address, or no kind.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"Give the term a name of up to {LONGEST_NAME} letters.")
    if kind not in Kind.values:
        raise InvalidInput("Choose what the term is: a diagnosis, a sign, or a part of the body.")
    concept = concept_of(name, vocabulary)
    known = term_of(concept, vocabulary) if concept else None
    slug = slug_of(name)
    if known is None and (not slug or slug in RESERVED):
        raise InvalidInput("This name makes no address. Give the term another.")
    return known or Term(slug, name, Kind(kind))


def term_to_write(reader: Reader, slug: str, *, name: str, kind: str) -> Term:
    """The term at an address: one there is, or one that is named just now.

    Raises:
        NotFound: it is neither.
    """
    known = term_at(reader, slug, Article.objects.filter(slug=slug).first())
    if known is not None:
        return known
    try:
        named = new_term(name, kind, reader.vocabulary)
    except InvalidInput:
        named = None
    if named is None or named.slug != slug:
        raise NotFound("There is no such article, or none of its cases is open to you.")
    return named


def versions_of(slug: str, *, before: int = 0) -> tuple[Version, ...]:
    """The newest revisions of an article, the last first, at most fifty.

    Args:
        before: only those before this revision; 0 for all.

    Raises:
        NotFound: nobody wrote it yet.
    """
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        raise NotFound("Nobody has written this article yet.")
    wanted = article.revisions.select_related("author")
    if before:
        wanted = wanted.filter(number__lt=before)
    rows = list(wanted[: MOST_SHOWN + 1])
    olds = [row.text for row in rows[1:]] + [""]
    return tuple(
        Version(
            number=row.number,
            author=row.author.display_name,
            written_at=row.written_at,
            note=row.note,
            words=diff_words(old, row.text),
            is_newest=row.number == article.version,
        )
        for row, old in list(zip(rows, olds, strict=True))[:MOST_SHOWN]
    )


def _write(
    term: Term, text: str, person: Person, base: int, note: str, now: datetime
) -> Article:  # fmt: skip
    article = Article.objects.select_for_update().filter(slug=term.slug).first()
    if article is None:
        if base:
            raise _changed()
        article = Article(slug=term.slug, name=term.name, kind=term.kind)
        if not text:
            return article
        article.save()
    elif article.text == text:  # sent twice, or nothing to do
        return article
    elif article.version != base:
        raise _changed()
    article.text, article.version = text, base + 1
    article.save(update_fields=["text", "version"])
    ArticleRevision.objects.create(
        article=article, number=article.version, text=text, author=person, note=note,
        written_at=now,
    )  # fmt: skip
    audit.record(
        "article.written", subject=article.key, actor=person.key, at=now,
        codes={"revision": article.version},
    )  # fmt: skip
    return article


def _changed() -> ArticleChanged:
    return ArticleChanged(
        "Someone else saved this article meanwhile. Your text is kept below, theirs beside it: "
        "bring the two together and save again."
    )


def _editor(actor: Actor) -> Person:
    if not isinstance(actor, Person) or not may_edit(actor):
        raise NotPermitted("Only editors write articles.")
    return actor


def _tidied(text: str) -> str:
    try:
        return _PROSE.validate_python(text)
    except ValidationError as error:
        raise InvalidInput(
            "The text is longer than 40,000 characters, or holds a character that can't be shown. "
            "Shorten it, or type it again."
        ) from error
