"""What a learner gives to an item, as plain data: checked, and in one form for each kind."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from readingroom.assessment.errors import InvalidAnswer
from readingroom.casefile.items import (
    Item,
    MultipleChoiceItem,
    OrderedListItem,
)

Given = Mapping[str, Any]
MOST_WORDS: Final = 10_000
_UNREADABLE: Final = "The page sent something that can't be read. Load it again."


def read_given(item: Item, given: Given) -> dict[str, Any]:
    """The same in the one form that is kept, with nothing that does not belong to it.

    ``multiple-choice``: ``{"chosen": [places of options]}``. ``ordered-list``: ``{"order":
    [places of entries as the author has them]}``. Places are counted from 0.

    Raises:
        InvalidAnswer: it is no answer to an item of this kind.
    """
    for kind, read in _READERS.items():
        if isinstance(item, kind):
            found: dict[str, Any] = read(item, given)
            return found
    raise InvalidAnswer("Questions of this kind can't be answered here.")


def _choice(item: MultipleChoiceItem, given: Given) -> dict[str, Any]:
    chosen = sorted(set(_places(given.get("chosen"), len(item.options))))
    if not chosen:
        raise InvalidAnswer("Choose an option, then commit.")
    keys = sum(option.is_key for option in item.options)
    if keys == 1 and len(chosen) > 1:
        raise InvalidAnswer("Only one option can be chosen here. Choose one, then commit.")
    return {"chosen": chosen}


def _order(item: OrderedListItem, given: Given) -> dict[str, Any]:
    order = _places(given.get("order"), len(item.entries))
    if sorted(order) != list(range(len(item.entries))):
        raise InvalidAnswer("An entry is missing or there twice. Put each in one place.")
    return {"order": order}


def _places(value: Any, count: int) -> list[int]:
    """A list of places below ``count``."""
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        raise InvalidAnswer(_UNREADABLE)
    if not all(0 <= one < count for one in value):
        raise InvalidAnswer("An option was chosen that is not there. Load the page anew.")
    return list(value)


_READERS: Final[Mapping[type, Callable[[Any, Given], dict[str, Any]]]] = {
    MultipleChoiceItem: _choice,
    OrderedListItem: _order,
}
