"""The library's address: which filters, in what order, which page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from readingroom.search.facets import NAMES, label_of
from readingroom.search.finding import Wish
from readingroom.search.language.parse import MAX_LENGTH
from readingroom.search.ordering import DUE, MOST_READ, OWN, UNREAD

FACETS: Final = tuple(NAMES)
BEST_MATCH: Final = ("relevance", "Best match")
ORDERS: Final = (
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    (MOST_READ, "Most read"),
    (DUE, "Due for me"),
    (UNREAD, "Unread first"),
    ("number", "By number"),
)
DEFAULT_ORDER: Final = ORDERS[0][0]
FINDINGS: Final = "findings"
MAX_VALUES: Final = 20
_MAX_PAGE = 10_000
_MAX_VALUE_LENGTH = 80


@dataclass(frozen=True)
class Query:
    """What the library is asked for. A page's address and its query say the same."""

    pairs: tuple[tuple[str, str], ...]
    order: str = ""
    page: int = 1
    text: str = ""
    in_findings: bool = False

    @property
    def usual_order(self) -> str:
        """How cases are sorted where the address does not say it."""
        return BEST_MATCH[0] if self.text else DEFAULT_ORDER

    @property
    def sorted_by(self) -> str:
        """How cases are sorted."""
        return self.order or self.usual_order

    @property
    def orders(self) -> tuple[tuple[str, str], ...]:
        """The orders there are, each with its words."""
        return (BEST_MATCH, *ORDERS) if self.text else ORDERS

    @property
    def visitors_orders(self) -> tuple[tuple[str, str], ...]:
        """Those of them that need nobody to be signed in."""
        return tuple(pair for pair in self.orders if pair[0] not in OWN)

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The chosen values of each facet that has any."""
        values: dict[str, list[str]] = {}
        for name, value in self.pairs:
            values.setdefault(name, []).append(value)
        return values

    @property
    def address(self) -> str:
        """Where this is shown; what is usual is left out."""
        parts = [("q", self.text)] if self.text else []
        if self.in_findings:
            parts.append(("in", FINDINGS))
        parts += self.pairs
        if self.order not in {"", self.usual_order}:
            parts.append(("order", self.order))
        if self.page > 1:
            parts.append(("page", str(self.page)))
        return reverse("web:library") + (f"?{urlencode(parts)}" if parts else "")


@dataclass(frozen=True)
class Way:
    """One filter that, left out, would leave something to see."""

    name: str
    value: str
    count: int
    address: str


def read_query(sent: QueryDict) -> Query:
    """The query behind an address. What makes no sense in it is as if it were not there."""
    pairs = [(name, value) for name in FACETS for value in _values(sent.getlist(name))]
    text = read_text(sent.get("q", ""))
    order = sent.get("order", "")
    if order not in dict((BEST_MATCH, *ORDERS) if text else ORDERS):
        order = ""
    return Query(
        tuple(pairs[:MAX_VALUES]),
        order,
        _page(sent.get("page", "")),
        text,
        in_findings=bool(text) and sent.get("in") == FINDINGS,
    )


def wish_for(query: Query) -> Wish:
    """What a query asks for, whatever its order and page."""
    chosen = {name: tuple(values) for name, values in query.chosen.items()}
    return Wish(text=query.text, chosen=chosen, in_findings=query.in_findings)


def query_of(wish: Wish) -> Query:
    """The address of a wish."""
    pairs = tuple((name, value) for name in FACETS for value in wish.chosen.get(name, ()))
    return Query(pairs, text=wish.text, in_findings=wish.in_findings)


def in_words(query: Query) -> str:
    """A query as a short name: what was typed, then what was chosen."""
    parts = [f"{query.text} in findings" if query.in_findings else query.text] if query.text else []
    return ", ".join([*parts, *(label_of(name, value) for name, value in query.pairs)])


def read_text(sent: str) -> str:
    """What was typed, without what can't be shown. A space at the end stays: the word is whole."""
    shown = "".join(c if c.isprintable() else " " for c in sent)[:MAX_LENGTH]
    return shown if shown.strip() else ""


def without_filters(query: Query) -> Query:
    """The same words without any filter."""
    return replace(query, pairs=(), page=1)


def with_text(query: Query, text: str) -> Query:
    """Other words, the same filters."""
    return replace(query, text=text, page=1)


def without(query: Query, name: str, value: str) -> Query:
    """The same without one filter, from the first page."""
    pairs = tuple(pair for pair in query.pairs if pair != (name, value))
    return replace(query, pairs=pairs, page=1)


def at_page(query: Query, page: int) -> Query:
    """The same, another page."""
    return replace(query, page=page)


def _values(sent: Iterable[str]) -> list[str]:
    return list(
        dict.fromkeys(
            value for value in sent if 0 < len(value) <= _MAX_VALUE_LENGTH and value.isprintable()
        )
    )


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_PAGE))
    return min(max(int(text), 1), _MAX_PAGE) if is_number else 1
