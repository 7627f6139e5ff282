"""The library's page: what was found, why, and what it can be narrowed by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from readingroom.accounts.actor import Actor
from readingroom.cases.selectors.listing import CaseCard, FacetOption, cards_of
from readingroom.search.engines.base import Engine, Scope
from readingroom.search.facets import NAMES, label_of, position_of
from readingroom.search.finding import Finding, Wish, find, scope_of
from readingroom.search.ordering import apart
from readingroom.search.passages import Passage, passages
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Vocabulary

PAGE_SIZE: Final = 24
OPEN_LISTS: Final = frozenset({"region", "plane", "sequence", "stain", "institution", "group"})
FIRST_FACETS: Final = ("modality", "system", "region", "group", "difficulty")
_SHOWN, _MOST = 8, 40


@dataclass(frozen=True)
class Hit:
    """One case and why it fits."""

    card: CaseCard
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ShownFacet:
    """One thing to narrow by: the values shown at once, and those behind "more"."""

    name: str
    label: str
    options: tuple[FacetOption, ...]
    more: tuple[FacetOption, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether it stands open above the others."""
        return self.name in FIRST_FACETS

    @property
    def is_chosen(self) -> bool:
        """Whether any of its values is ticked."""
        return any(option.is_chosen for option in (*self.options, *self.more))


@dataclass(frozen=True)
class LibraryPage:
    """One page of the library.

    Attributes:
        total: cases the reader could find at all.
        matching: cases that fit.
        page: counted from 1.
        hidden: whether answers of unread cases are kept back.
    """

    hits: tuple[Hit, ...]
    facets: tuple[ShownFacet, ...]
    chosen: tuple[FacetOption, ...]
    total: int
    matching: int
    page: int
    page_count: int
    order: str
    hidden: bool = False
    notes: tuple[str, ...] = ()
    corrected: str = ""
    is_relaxed: bool = False

    @property
    def has_more_filters(self) -> bool:
        """Whether any filter of those below the first is ticked."""
        return any(facet.is_chosen for facet in self.facets if not facet.is_first)


def library_page(
    engine: Engine, vocabulary: Vocabulary, actor: Actor, wish: Wish, *, now: datetime
) -> LibraryPage:
    """What ``actor`` finds; a page beyond the last is the last."""
    scope = scope_of(actor, hide=wish.hide)
    wish = replace(wish, apart=apart(actor, wish.order, now=now))
    found = find(engine, vocabulary, scope, wish)
    matching = found.answer.total
    page_count = max(1, -(-matching // wish.limit))
    if matching and wish.start >= matching:
        last = replace(wish, start=(page_count - 1) * wish.limit)
        return library_page(engine, vocabulary, actor, last, now=now)
    facets = tuple(
        _facet(name, found.answer.counts.get(name, {}), wish.chosen.get(name, ())) for name in NAMES
    )
    return LibraryPage(
        hits=_hits(found, scope, actor, wish, now=now),
        facets=tuple(facet for facet in facets if facet.options),
        chosen=tuple(
            option
            for facet in facets
            for option in (*facet.options, *facet.more)
            if option.is_chosen
        ),
        total=found.total,
        matching=matching,
        page=wish.start // wish.limit + 1,
        page_count=page_count,
        order=wish.order,
        hidden=wish.hide,
        notes=found.notes,
        corrected=found.corrected,
        is_relaxed=found.is_relaxed,
    )


def _hits(
    found: Finding, scope: Scope, actor: Actor, wish: Wish, *, now: datetime
) -> tuple[Hit, ...]:
    case_ids = found.answer.hits
    hits = []
    for card, document in cards_of(actor, case_ids, now=now):
        sections = _sections(card, scope, in_findings=wish.in_findings)
        hits.append(Hit(card, passages(document, found.sought, sections=sections)))
    return tuple(hits)


def _sections(card: CaseCard, scope: Scope, *, in_findings: bool) -> Sequence[Section]:
    """What may be quoted: of an unread case only what anybody sees, where answers are hidden."""
    if scope.seen is not None and not card.opened:
        return (Section.SAFE,)
    return (Section.FINDINGS,) if in_findings else tuple(Section)


def _facet(name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> ShownFacet:
    values = {**dict.fromkeys(chosen, 0), **counts}
    options = [
        FacetOption(name, value, label_of(name, value), count, value in chosen)
        for value, count in values.items()
    ]
    if name in OPEN_LISTS:
        options.sort(key=lambda o: (not o.is_chosen, -o.count, position_of(name, o.value)))
    else:
        options.sort(key=lambda o: position_of(name, o.value))
    shown = _SHOWN if name in OPEN_LISTS else _MOST
    return ShownFacet(name, NAMES[name], tuple(options[:shown]), tuple(options[shown:_MOST]))
