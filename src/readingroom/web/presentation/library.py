"""The library's address: which filters, in what order, which page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

FACETS: Final = ("modality", "system", "region", "difficulty", "certainty")
ORDERS: Final = (
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("number", "By number"),
)
DEFAULT_ORDER: Final = ORDERS[0][0]
MAX_VALUES: Final = 20
_MAX_PAGE = 10_000
_MAX_VALUE_LENGTH = 80


@dataclass(frozen=True)
class Query:
    """What the library is asked for. A page's address and its query say the same."""

    pairs: tuple[tuple[str, str], ...]
    order: str = DEFAULT_ORDER
    page: int = 1

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
        parts = list(self.pairs)
        if self.order != DEFAULT_ORDER:
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
    order = sent.get("order", DEFAULT_ORDER)
    if order not in dict(ORDERS):
        order = DEFAULT_ORDER
    return Query(tuple(pairs[:MAX_VALUES]), order, _page(sent.get("page", "")))


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
