"""What a form of one item sends, read by its kind."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from readingroom.assessment.differential import MAX_NAMED
from readingroom.casefile.items import (
    DifferentialItem,
    HotspotItem,
    Item,
    MultipleChoiceItem,
    OrderedListItem,
    ReportItem,
)
from readingroom.learning.given import report_parts
from readingroom.learning.selectors.questions import places_of, shuffled

_LONGEST: Final = 100_000


def read_answer(item: Item, post: QueryDict) -> tuple[dict[str, Any], int | None]:
    """What was given, for ``answer_item``, and how sure; what can't be read is judged there."""
    return _given(item, post), _number(post.get("certainty", ""))


def typed_of(item: Item, post: QueryDict) -> Mapping[str, Any]:
    """What was sent, for a form that comes back."""
    given, certainty = read_answer(item, post)
    typed: dict[str, Any] = {**given, "certainty": certainty or 0}
    if isinstance(item, OrderedListItem):
        texts = {choice.value: choice for choice in shuffled(item)}
        typed["entries"] = [texts[key] for key in _keys(item, post) if key in texts]
    if isinstance(item, MultipleChoiceItem):
        typed["chosen"] = [str(place) for place in given["chosen"]]
    return typed


def _given(item: Item, post: QueryDict) -> dict[str, Any]:
    if isinstance(item, MultipleChoiceItem):
        chosen = (_number(value) for value in post.getlist("option"))
        return {"chosen": [-1 if place is None else place for place in chosen]}
    if isinstance(item, OrderedListItem):
        return {"order": places_of(item, _keys(item, post))}
    if isinstance(item, ReportItem):
        return {name: post.get(name, "") for name in report_parts(item)}
    if isinstance(item, DifferentialItem):
        pairs = ((post.get(f"name-{n}", ""), post.get(f"points-{n}", "")) for n in _rows())
        return {"rows": [{"name": name, "points": points} for name, points in pairs]}
    if isinstance(item, HotspotItem):
        return {
            "marks": _json(post.get("marks", "")),
            "none": post.get("none") == "1",
            "seen": _json(post.get("seen", "")),
        }
    return {"text": post.get("text", "")}


def _keys(item: OrderedListItem, post: QueryDict) -> list[str]:
    """The keys of the entries in the order they were put.

    Where no script sorts the list, each entry has the number of its place beside it.
    """
    keys = post.getlist("entry")
    numbers = {key: _number(post.get(f"place-{key}", "")) for key in keys}
    if len(set(numbers.values())) == len(item.entries) and None not in numbers.values():
        return sorted(keys, key=lambda key: numbers[key] or 0)
    return keys if all(number is None for number in numbers.values()) else []


def _rows() -> range:
    return range(1, MAX_NAMED + 1)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= len("1000000")
    return int(text) if is_number else None


def _json(text: str) -> list[Any]:
    """A list that a script wrote into a field; anything else is an empty one."""
    if not 0 < len(text) <= _LONGEST:
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
