"""What the cases of an article tell beside each other: what else was thought of, and what it was.

Only of the cases that the page shows to its reader anyway.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from readingroom.cases.selectors.listing import CaseCard, cards_of
from readingroom.search.articles.gathering import in_force
from readingroom.search.articles.reading import ArticlePage, Reader
from readingroom.search.articles.terms import Kind, Named, Term, diagnosis_called
from readingroom.search.engines.base import AnyOf, Like, Said, Without
from readingroom.search.entries import make_entry
from readingroom.search.rows import published_rows
from readingroom.search.texts import Section, plain
from readingroom.search.vocabulary import Vocabulary
from readingroom.search.words import stems

_MOST: Final = 12
_MOST_REASONS: Final = 4
_LOOKED_FROM: Final = 3
_ALIKE: Final = 12
_SHOWN_ALIKE: Final = 6


@dataclass(frozen=True)
class Reason:
    """A sentence for or against a diagnosis, with the case it was written of."""

    text: str
    case: UUID
    number: str


@dataclass(frozen=True)
class Alternative:
    """A diagnosis that authors of these cases weighed, with their reasons.

    Attributes:
        cases: in how many of them.
        has_article: whether the reader may open one of it.
    """

    slug: str
    name: str
    cases: int
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    has_article: bool = False


@dataclass(frozen=True)
class LookAlike:
    """Another diagnosis with cases that look like these."""

    slug: str
    name: str
    cards: tuple[CaseCard, ...]


@dataclass(frozen=True)
class Counted:
    """A diagnosis, and how many of the article's cases have it."""

    slug: str
    name: str
    cases: int


def alternatives(reader: Reader, page: ArticlePage) -> tuple[Alternative, ...]:
    """What authors of the cases weighed against the diagnosis, the most often named first."""
    gathered: dict[str, _Weighed] = {}
    for found in page.cases:
        for entry, called in _entries(found[1], reader.vocabulary):
            is_another = called.slug not in {"", page.term.slug}
            if is_another and not _is_of(called, page.term, reader.vocabulary):
                gathered.setdefault(called.slug, _Weighed(called.name)).take(found[0], entry)
    most = sorted(gathered.items(), key=lambda item: (-len(item[1].cases), item[1].name))[:_MOST]
    opened = _open_slugs(reader, [slug for slug, _weighed in most])
    return tuple(
        Alternative(
            slug, one.name, len(one.cases), _told(one.reasons_for), _told(one.against),
            has_article=slug in opened,
        )
        for slug, one in most
    )  # fmt: skip


def what_it_was(reader: Reader, page: ArticlePage) -> tuple[Counted, ...]:
    """For a sign or a part of the body: the diagnoses of its cases, the most frequent first."""
    keys = [card.key for card, _document in page.cases]
    rows = in_force().filter(case__key__in=keys, is_itself=True, case__in=reader.cases)
    named = list(rows.values_list("slug", "name"))
    names, counts = dict(named), Counter(slug for slug, _name in named)
    return tuple(Counted(slug, names[slug], count) for slug, count in counts.most_common(_MOST))


def look_alikes(reader: Reader, page: ArticlePage, *, now: datetime) -> tuple[LookAlike, ...]:
    """Cases of other diagnoses with findings like the newest of these, by what they are of."""
    if reader.engine is None or page.term.kind != Kind.DIAGNOSIS:
        return ()
    keys = [card.key for card, _document in page.cases[:_LOOKED_FROM]]
    ids = list(reader.cases.filter(key__in=keys).values_list("pk", flat=True))
    others, scope = Without(_of_term(page.term)), reader.scope
    near: Counter[int] = Counter()
    for row in published_rows(ids):
        like = Like(make_entry(row, reader.vocabulary), (Section.FINDINGS,), others)
        for place, case_id in enumerate(reader.engine.alike(like, scope, _ALIKE)):
            near[case_id] += _ALIKE - place
    own = set(
        in_force().filter(slug=page.term.slug, case__in=near).values_list("case_id", flat=True)
    )
    best = [case_id for case_id, _score in near.most_common() if case_id not in own]
    return _by_diagnosis(reader, best[:_SHOWN_ALIKE], now)


def _by_diagnosis(reader: Reader, case_ids: Sequence[int], now: datetime) -> tuple[LookAlike, ...]:
    ids = dict(reader.cases.filter(pk__in=case_ids).values_list("key", "pk"))
    rows = in_force().filter(case__in=case_ids, is_itself=True).order_by("pk")
    named: dict[int, Named] = {}
    for case_id, slug, name in rows.values_list("case_id", "slug", "name"):
        named.setdefault(case_id, Named(slug, name))
    grouped: dict[Named, list[CaseCard]] = {}
    for card, _document in cards_of(reader.actor, case_ids, now=now):
        one = named.get(ids.get(card.key, 0))
        if one is not None:
            grouped.setdefault(one, []).append(card)
    return tuple(LookAlike(one.slug, one.name, tuple(cards)) for one, cards in grouped.items())


def _of_term(term: Term) -> Said | AnyOf:
    """Whatever says in its title or by its codes that it is of ``term``."""
    if term.concept:
        return Said(((f"c:{term.concept}",),), (Section.TITLE,))
    words = tuple(stems(term.name))
    return Said((words,), (Section.TITLE,)) if words else AnyOf()


def _is_of(called: Named, term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a diagnosis is said to be ``term``, a kind of it, or what it is a kind of."""
    if not term.concept:
        return False
    own = {key for key in vocabulary.closure(term.concept) if not vocabulary.concepts[key].mark}
    keys = {key for found in vocabulary.mentions(stems(called.name)) for key in found.keys}
    return bool(own & keys) or any(term.concept in vocabulary.closure(key) for key in keys)


def _entries(
    document: Mapping[str, Any], vocabulary: Vocabulary
) -> Iterator[tuple[Mapping[str, Any], Named]]:
    for stage in document.get("stages", ()):
        for entry in stage.get("differential", ()):
            yield entry, diagnosis_called(plain(entry["diagnosis"]), vocabulary)


class _Weighed:
    """A diagnosis while its reasons are gathered: each sentence once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cases: set[UUID] = set()
        self.reasons_for: dict[str, Reason] = {}
        self.against: dict[str, Reason] = {}

    def take(self, card: CaseCard, entry: Mapping[str, Any]) -> None:
        self.cases.add(card.key)
        for name, reasons in (("for", self.reasons_for), ("against", self.against)):
            for reason in entry.get(name, ()):
                text = plain(reason["text"]).strip()
                reasons.setdefault(text.casefold(), Reason(text, card.key, card.number))


def _told(reasons: Mapping[str, Reason]) -> tuple[Reason, ...]:
    return tuple(reasons.values())[:_MOST_REASONS]


def _open_slugs(reader: Reader, slugs: Iterable[str]) -> set[str]:
    named = in_force().filter(slug__in=list(slugs), case__in=reader.cases)
    return set(named.values_list("slug", flat=True))
