"""What every engine understands, and what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from readingroom.search.entries import Entry
from readingroom.search.texts import Section


@dataclass(frozen=True)
class Said:
    """A case says one of ``alternatives``, each a row of tokens beside each other."""

    alternatives: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...] = tuple(Section)


@dataclass(frozen=True)
class Held:
    """A field of the entry holds a row of tokens: ``field``, ``denied`` or ``facet``."""

    place: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Within:
    """A number lies within limits, which are included: ``age`` in days, ``year``."""

    name: str
    low: int | None
    high: int | None


@dataclass(frozen=True)
class OneOf:
    """The case is one of these."""

    case_ids: frozenset[int]


@dataclass(frozen=True)
class AllOf:
    """All fit; of nothing, everything does."""

    parts: tuple["Clause", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one fits; of nothing, nothing does."""

    parts: tuple["Clause", ...] = ()


@dataclass(frozen=True)
class Without:
    """It does not fit."""

    part: "Clause"


Clause: TypeAlias = Said | Held | Within | OneOf | AllOf | AnyOf | Without
EVERY = AllOf()
NONE = AnyOf()


@dataclass(frozen=True)
class Scope:
    """Who is asking.

    Attributes:
        reach: what they may have listed; a case fits where it holds any of these.
        pending: cases that are in no answer: they changed since they were indexed, or are closed
            to who is asking.
        seen: cases whose answer may be used; None where that is all.
    """

    reach: frozenset[str]
    pending: frozenset[int] = frozenset()
    seen: frozenset[int] | None = None


@dataclass(frozen=True)
class Ask:
    """One question.

    Attributes:
        clause: what must fit.
        unseen_clause: the same where the answer may not be used; None where nothing fits then.
        filters: chosen values by facet: within one any, across all.
        order: ``relevance``, ``newest``, ``oldest`` or ``number``.
        limit: hits of one page; of none, without counts, only how many fit is told, which is the
            cheapest question there is.
        counts: whether to count facets.
    """

    scope: Scope
    clause: Clause = EVERY
    unseen_clause: Clause | None = EVERY
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = "relevance"
    start: int = 0
    limit: int = 24
    counts: bool = True


@dataclass(frozen=True)
class Answer:
    """What fits.

    Attributes:
        hits: keys of the cases of one page, in order.
        counts: how many cases each value of each facet would leave.
    """

    total: int
    hits: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Like:
    """A wish for cases like one: in what ``sections`` say, among those that fit ``clause``."""

    entry: Entry
    sections: tuple[Section, ...] = tuple(Section)
    clause: Clause = EVERY


class Engine(Protocol):
    """Holds an index of cases and answers questions of it."""

    def answer(self, ask: Ask) -> Answer:
        """What fits, of what the scope allows."""
        ...

    def completions(self, beginning: str, scope: Scope, limit: int) -> tuple[tuple[str, int], ...]:
        """Words that begin so, with how many cases of the scope hold them, the most first."""
        ...

    def alike(self, like: Like, scope: Scope, limit: int) -> tuple[int, ...]:
        """Other cases of the scope most like one, the likest first."""
        ...

    def apply(self, entries: Iterable[Entry], gone: Iterable[int]) -> None:
        """Put entries in or in place of what was there, take ``gone`` out; then answer so."""
        ...

    def stamps(self) -> Mapping[int, int]:
        """The stamp of every case that is in."""
        ...
