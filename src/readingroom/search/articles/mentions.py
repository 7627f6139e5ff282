"""Words of a case that name a term with an article: they lead there once the case is read."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q, UUIDField, Value

from readingroom.search.analysis import analyse
from readingroom.search.articles.gathering import gathered
from readingroom.search.articles.reading import Reader, clause_of, is_open
from readingroom.search.articles.terms import Kind, Term, slug_of_concept, term_of
from readingroom.search.engines.base import Said
from readingroom.search.models import Article
from readingroom.search.texts import Section, plain, section_texts
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import placed_words, stems

_SHORTEST: Final = 3
_MOST_ARTICLES: Final = 2_000
_MOST_TERMS: Final = 40
Place = tuple[int, int, str]
"""Where a term is named in a text: from, up to but not including, and its slug."""


class Mentions:
    """Finds terms in texts by the stems of their names."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a name and a slug; of the same name the first counts."""
        self._rows: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, slug in terms:
            row = tuple(stems(name))
            if row and len(name) >= _SHORTEST:
                self._rows.setdefault(row[0], []).append((row, slug))
        for rows in self._rows.values():
            rows.sort(key=lambda pair: -len(pair[0]))

    def __bool__(self) -> bool:
        return bool(self._rows)

    def places(self, text: str) -> Iterator[Place]:
        """Where ``text`` names a term, from the left, the longest name first."""
        words = list(placed_words(text))
        at = 0
        while at < len(words):
            found = self._at([word for _start, _end, word in words[at:]])
            if found is None:
                at += 1
                continue
            length, slug = found
            yield words[at][0], words[at + length - 1][1], slug
            at += length

    def _at(self, words: list[str]) -> tuple[int, str] | None:
        for row, slug in self._rows.get(words[0], ()):
            if tuple(words[: len(row)]) == row:
                return len(row), slug
        return None


@dataclass(frozen=True)
class Leads:
    """Where the page of a case leads.

    Attributes:
        terms: articles of what the case is.
        mentions: what to look for in its text.
    """

    terms: tuple[Term, ...] = ()
    mentions: Mentions = field(default_factory=lambda: Mentions(()))


def leads_of(reader: Reader, key: UUID, document: Mapping[str, Any]) -> Leads:
    """The articles that a case leads to and its reader may open; one question of the database.

    None while its answer is kept from the reader, and in the moment before a new revision has been
    gathered. ``document`` is the case's, as stored.
    """
    said = {section: _keys(document, section, reader.vocabulary) for section in Section}
    concepts = {key: reader.vocabulary.concepts[key] for keys in said.values() for key in keys}
    slugs = {slug_of_concept(concept) for concept in concepts.values()}
    rows = _known(reader, key, slugs)
    own = [row for row in rows if row.case == key]
    if not own:
        return Leads()
    # A case that names no diagnosis has a row without a name, which says that it was gathered.
    named_itself = _narrowest([row for row in own if row.is_itself and row.slug], reader.vocabulary)
    terms = tuple(Term(row.slug, row.name, Kind.DIAGNOSIS) for row in named_itself)
    opened = {row.slug for row in rows if row.case}
    written = [(row.name, row.slug) for row in rows if row.case is None]
    named = [(term.name, term.slug) for term in terms]
    known = _of_vocabulary(reader, said, opened)
    return Leads(terms, Mentions([*named, *known, *written, *_other_names(reader, written)]))


class _Row(NamedTuple):
    """An article: of a diagnosis that a case names, or, without a case, of what was written."""

    slug: str
    name: str
    is_itself: bool
    case: UUID | None


def _narrowest(rows: list[_Row], vocabulary: Vocabulary) -> list[_Row]:
    """Those that no other is a kind of: a metastasis of a vertebra is not told to be malignant."""
    keys = {row.slug.replace("-", "_") for row in rows} & vocabulary.concepts.keys()
    wider = {wide for key in keys for wide in vocabulary.closure(key)[1:]}
    return [row for row in rows if row.slug.replace("-", "_") not in wider]


def _known(reader: Reader, key: UUID, slugs: Iterable[str]) -> list[_Row]:
    """What this case and others of the reader's name of ``slugs``, and all that is written."""
    named = gathered().filter(Q(case__key=key) | Q(slug__in=slugs), case__in=reader.cases)
    written = Article.objects.exclude(text="").annotate(
        is_itself=Value(value=False),
        case__key=Value(None, UUIDField()),
    )
    columns = ("slug", "name", "is_itself", "case__key")
    found = named.order_by().values_list(*columns)
    return [_Row(*row) for row in found.union(written.order_by().values_list(*columns), all=True)]


def _keys(document: Mapping[str, Any], section: Section, vocabulary: Vocabulary) -> set[str]:
    """The concepts that a section says, and what they are kinds of."""
    keys = analyse(section_texts(document, section), vocabulary).concepts
    wider = (token for key in keys for token in vocabulary.wider_tokens[key])
    return {*keys, *(token.removeprefix("c:") for token in wider)}


def text_mentions(reader: Reader, text: str, own: Term) -> Mentions:
    """What to look for in the text of an article: other terms that the reader may open."""
    named = (key for found in reader.vocabulary.mentions(stems(plain(text))) for key in found.keys)
    pairs: list[tuple[str, str]] = []
    for key in list(dict.fromkeys(named))[:_MOST_TERMS]:
        concept = reader.vocabulary.concepts[key]
        term = term_of(concept, reader.vocabulary)
        if term is not None and term.slug != own.slug and is_open(reader, term):
            pairs += [(name, term.slug) for name in (concept.label, *concept.names)]
    written = Article.objects.exclude(text="").exclude(slug=own.slug).values_list("name", "slug")
    return Mentions([*pairs, *written[:_MOST_ARTICLES]])


def _of_vocabulary(
    reader: Reader, said: Mapping[Section, Set[str]], opened: Set[str]
) -> Iterator[tuple[str, str]]:
    """Names of the vocabulary that the case says: a sign that it shows has one case at least."""
    for key in sorted(set[str]().union(*said.values())):
        concept = reader.vocabulary.concepts[key]
        term = term_of(concept, reader.vocabulary)
        clause = clause_of(term) if term and term.kind != Kind.DIAGNOSIS else None
        shows = isinstance(clause, Said) and any(key in said[where] for where in clause.sections)
        if term and (term.slug in opened or shows):
            yield from ((name, term.slug) for name in (concept.label, *concept.names))


def _other_names(reader: Reader, written: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The vocabulary's other names of what somebody wrote about."""
    concepts: Mapping[str, object] = reader.vocabulary.concepts
    for _name, slug in written:
        if slug.replace("-", "_") in concepts:
            concept = reader.vocabulary.concepts[slug.replace("-", "_")]
            yield from ((name, slug) for name in concept.names)
