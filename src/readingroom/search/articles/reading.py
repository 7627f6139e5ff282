"""Articles as one reader sees them: of the cases they may see, and of nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, QuerySet

from readingroom.accounts.actor import Actor
from readingroom.accounts.models import Person
from readingroom.cases.access import listed_cases
from readingroom.cases.models import Case, CaseOpening
from readingroom.cases.selectors.listing import CaseCard, cards_of
from readingroom.kernel.errors import NotFound
from readingroom.search.articles.gathering import gather_soon, in_force
from readingroom.search.articles.terms import (
    Kind,
    Term,
    concept_at,
    shown_name,
    slug_of,
    slug_of_concept,
    slugs_of_names,
    term_of,
)
from readingroom.search.engines.base import Ask, Clause, Engine, Said, Scope
from readingroom.search.finding import scope_of
from readingroom.search.models import Article
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Concept, Vocabulary
from readingroom.search.words import stems

MOST_CASES: Final = 100  # of which the newest are looked at for what they tell
SHOWN_CASES: Final = 12
PAGE_SIZE: Final = 60
_MOST_FOUND, _MOST_TRIED = 3, 8
_SHORTEST: Final = 3
# Where a term must be said for a case to be one of it.
_SECTIONS: Final = {
    Kind.SIGN: (Section.FINDINGS,),
    Kind.ANATOMY: (Section.SAFE, Section.FINDINGS),
}
Found = tuple[CaseCard, Mapping[str, Any]]


@dataclass(frozen=True)
class Reader:
    """Who reads articles.

    Attributes:
        engine: None while there is no index: then signs and parts of the body have no cases.
        hide: only cases whose answer they have seen count.
    """

    actor: Actor
    vocabulary: Vocabulary
    engine: Engine | None
    hide: bool

    @property
    def scope(self) -> Scope:
        """What they may find."""
        return scope_of(self.actor, hide=self.hide)

    @property
    def cases(self) -> QuerySet[Case]:
        """The cases that articles may be made of for them."""
        listed = listed_cases(self.actor)
        if not self.hide:
            return listed
        if not isinstance(self.actor, Person):
            return listed.none()
        opened = CaseOpening.objects.filter(person=self.actor)
        return listed.filter(pk__in=opened.values("case_id"))


@dataclass(frozen=True)
class Listed:
    """An article in the list of all."""

    slug: str
    name: str
    count: int
    has_text: bool


@dataclass(frozen=True)
class Listing:
    """One page of the list of articles of a kind; ``page`` is counted from 1."""

    kind: Kind
    rows: tuple[Listed, ...]
    total: int
    page: int
    page_count: int


@dataclass(frozen=True)
class ArticlePage:
    """One article.

    Attributes:
        version: of the text; 0 where nobody wrote any.
        total: how many cases the reader sees of it.
        cases: the newest of them, with their stored documents.
    """

    term: Term
    text: str
    version: int
    total: int
    cases: tuple[Found, ...]
    broader: tuple[Term, ...] = ()
    narrower: tuple[Term, ...] = ()
    names: tuple[str, ...] = field(default_factory=tuple)

    @property
    def cards(self) -> tuple[CaseCard, ...]:
        """The cases that are shown as pictures."""
        return tuple(card for card, _document in self.cases[:SHOWN_CASES])


def article_page(reader: Reader, slug: str, *, now: datetime) -> ArticlePage:
    """The article at ``slug``.

    Raises:
        NotFound: the reader sees no case of it, and nobody wrote it.
    """
    gather_soon(reader.vocabulary)
    article = Article.objects.filter(slug=slug).first()
    term = term_at(reader, slug, article)
    case_ids, total = cases_named(reader, term) if term else ((), 0)
    if term is None or not (total or (article and article.text)):
        raise NotFound("There is no such article, or none of its cases is open to you.")
    concept = reader.vocabulary.concepts.get(term.concept)
    return ArticlePage(
        term=term,
        text=article.text if article else "",
        version=article.version if article else 0,
        total=total,
        cases=cards_of(reader.actor, case_ids, now=now),
        broader=_terms(reader, concept.broader) if concept else (),
        narrower=_narrower(reader, concept) if concept else (),
        names=concept.names if concept else (),
    )


def term_at(reader: Reader, slug: str, article: Article | None) -> Term | None:
    """The term behind an address: of the vocabulary, of what was written, or of a visible case."""
    concept = concept_at(slug, reader.vocabulary)
    term = term_of(concept, reader.vocabulary) if concept else None
    if term is not None:
        return term
    key = concept.key if concept else ""
    if article is not None:
        return Term(article.slug, article.name, Kind(article.kind), key)
    row = in_force().filter(slug=slug, case__in=reader.cases).order_by("pk").first()
    return Term(row.slug, row.name, Kind.DIAGNOSIS, key) if row else None


def cases_named(reader: Reader, term: Term) -> tuple[Sequence[int], int]:
    """The newest cases of a term that the reader may see, and how many there are."""
    if term.kind == Kind.DIAGNOSIS:
        named = in_force().filter(slug=term.slug)
        cases = reader.cases.filter(pk__in=named.values("case_id"))
        newest = cases.order_by("-published_at", "-pk").values_list("pk", flat=True)
        return list(newest[:MOST_CASES]), cases.count()
    clause = clause_of(term)
    if reader.engine is None or clause is None:
        return (), 0
    answer = reader.engine.answer(
        Ask(reader.scope, clause, None, order="newest", limit=MOST_CASES, counts=False)
    )
    return answer.hits, answer.total


def clause_of(term: Term) -> Clause | None:
    """What a case of a sign or a part of the body says; None for a term of no concept."""
    if not term.concept:
        return None
    return Said(((f"c:{term.concept}",),), _SECTIONS[term.kind])


def listing(reader: Reader, kind: Kind, *, words: str = "", page: int = 1) -> Listing:
    """The articles of a kind that the reader may open, by name; with ``words`` those named so."""
    gather_soon(reader.vocabulary)
    made = _diagnoses(reader) if kind == Kind.DIAGNOSIS else _seen(reader, kind)
    found = {one.slug: one for one in made}
    for article in Article.objects.filter(kind=kind).exclude(text=""):
        known = found.get(article.slug)
        count = known.count if known else 0
        found[article.slug] = Listed(article.slug, article.name, count, has_text=True)
    wanted = slug_of(words)
    rows = sorted(
        (one for one in found.values() if wanted in one.slug), key=lambda one: one.name.casefold()
    )
    page_count = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, page), page_count)
    start = (page - 1) * PAGE_SIZE
    return Listing(kind, tuple(rows[start : start + PAGE_SIZE]), len(rows), page, page_count)


def found_by(reader: Reader, text: str) -> tuple[Term, ...]:
    """Articles that what was typed into the search box begins to name or names, at most three."""
    wanted = slug_of(text)
    if len(wanted) < _SHORTEST:
        return ()
    gather_soon(reader.vocabulary)
    known = reader.vocabulary.concepts
    concepts = sorted(
        (c for c in known.values() if _is_called(c, wanted)),
        key=lambda c: (slug_of_concept(c) != wanted, len(c.key)),
    )
    said = [key for found in reader.vocabulary.mentions(stems(text)) for key in found.keys]
    concepts += [known[key] for key in dict.fromkeys(said) if known[key] not in concepts]
    terms = [term for c in concepts if (term := term_of(c, reader.vocabulary))]
    found = {term.slug: term for term in terms[:_MOST_TRIED] if is_open(reader, term)}
    begun = Article.objects.filter(slug__startswith=wanted).exclude(text="")[:_MOST_FOUND]
    named = _visible(reader).filter(slug__startswith=wanted).values_list("slug", "name")
    for slug, name, kind in [
        *((one.slug, one.name, Kind(one.kind)) for one in begun),
        *((slug, name, Kind.DIAGNOSIS) for slug, name in named.distinct()[:_MOST_FOUND]),
    ]:
        found.setdefault(slug, Term(slug, name, kind))
    return tuple(found.values())[:_MOST_FOUND]


def is_open(reader: Reader, term: Term) -> bool:
    """Whether the reader may open the article of a term."""
    if Article.objects.filter(slug=term.slug).exclude(text="").exists():
        return True
    if term.kind == Kind.DIAGNOSIS:
        return _visible(reader).filter(slug=term.slug).exists()
    clause = clause_of(term)
    if reader.engine is None or clause is None:
        return False
    return reader.engine.answer(Ask(reader.scope, clause, None, limit=0, counts=False)).total > 0


def _visible(reader: Reader) -> QuerySet[Any]:
    return in_force().filter(case__in=reader.cases)


def _diagnoses(reader: Reader) -> list[Listed]:
    rows = _visible(reader).values("slug").annotate(name=Min("name"), cases=Count("case_id"))
    return [Listed(row["slug"], row["name"], row["cases"], has_text=False) for row in rows]


def _seen(reader: Reader, kind: Kind) -> list[Listed]:
    """Signs or parts of the body, each with its cases. One question of the index for each."""
    if reader.engine is None:
        return []
    scope, found = reader.scope, []
    for concept in reader.vocabulary.concepts.values():
        term = term_of(concept, reader.vocabulary) if concept.mark == kind.value else None
        clause = clause_of(term) if term else None
        if term is None or clause is None:
            continue
        total = reader.engine.answer(Ask(scope, clause, None, limit=0, counts=False)).total
        if total:
            found.append(Listed(term.slug, term.name, total, has_text=False))
    return found


def _terms(reader: Reader, keys: Sequence[str]) -> tuple[Term, ...]:
    """Of these concepts the terms whose articles the reader may open."""
    concepts = (reader.vocabulary.concepts[key] for key in keys)
    terms = (term_of(concept, reader.vocabulary) for concept in concepts)
    return tuple(term for term in terms if term is not None and is_open(reader, term))


def _narrower(reader: Reader, concept: Concept) -> tuple[Term, ...]:
    below = [c for c in reader.vocabulary.below(concept.key) if concept.key in c.broader]
    slugs = {slug_of_concept(c): c for c in below if not c.mark}
    named = _visible(reader).filter(slug__in=slugs).values_list("slug", flat=True).distinct()
    return tuple(
        Term(slug, shown_name(slugs[slug]), Kind.DIAGNOSIS, slugs[slug].key)
        for slug in sorted(named)
    )


def _is_called(concept: Concept, wanted: str) -> bool:
    return any(slug.startswith(wanted) for slug in slugs_of_names(concept))
