"""Words of a case that name a term with an article: they lead there once the case is read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from uuid import UUID

from readingroom.search.articles.gathering import gather_soon, in_force
from readingroom.search.articles.reading import Reader, clause_of, is_open
from readingroom.search.articles.terms import Kind, Term, slug_of_concept, term_of
from readingroom.search.engines.base import Said
from readingroom.search.entries import Entry, make_entry
from readingroom.search.models import Article
from readingroom.search.rows import published_rows
from readingroom.search.texts import plain
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


def case_terms(reader: Reader, key: UUID) -> tuple[Term, ...]:
    """The articles of what a case is; none while its answer is kept from the reader."""
    gather_soon(reader.vocabulary)
    rows = in_force().filter(case__key=key, case__in=reader.cases, is_itself=True).order_by("pk")
    return tuple(Term(row.slug, row.name, Kind.DIAGNOSIS) for row in rows)


def case_mentions(reader: Reader, key: UUID) -> Mentions:
    """What to look for in the text of a case: terms whose articles the reader may open."""
    own = [(term.name, term.slug) for term in case_terms(reader, key)]
    rows = published_rows(list(reader.cases.filter(key=key).values_list("pk", flat=True)))
    entries = [make_entry(row, reader.vocabulary) for row in rows]
    known = [pair for entry in entries for pair in _of_vocabulary(reader, entry)]
    written = Article.objects.exclude(text="").values_list("name", "slug")[:_MOST_ARTICLES]
    return Mentions([*own, *known, *written, *_other_names(reader, written)])


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


def _of_vocabulary(reader: Reader, entry: Entry) -> Iterator[tuple[str, str]]:
    """Names of the vocabulary that the case says: a sign that it shows has one case at least."""
    said = {section: set(tokens) for section, tokens in entry.sections.items()}
    tokens = {t[2:] for all_said in said.values() for t in all_said if t.startswith("c:")}
    concepts = [reader.vocabulary.concepts[key] for key in sorted(tokens)]
    named = in_force().filter(
        slug__in=[slug_of_concept(concept) for concept in concepts], case__in=reader.cases
    )
    opened = set(named.values_list("slug", flat=True))
    for concept in concepts:
        term = term_of(concept, reader.vocabulary)
        clause = clause_of(term) if term and term.kind != Kind.DIAGNOSIS else None
        shows = isinstance(clause, Said) and any(
            concept.token in said[section] for section in clause.sections
        )
        if term and (term.slug in opened or shows):
            yield from ((name, term.slug) for name in (concept.label, *concept.names))


def _other_names(reader: Reader, written: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The vocabulary's other names of what somebody wrote about."""
    concepts: Mapping[str, object] = reader.vocabulary.concepts
    for _name, slug in written:
        if slug.replace("-", "_") in concepts:
            concept = reader.vocabulary.concepts[slug.replace("-", "_")]
            yield from ((name, slug) for name in concept.names)
