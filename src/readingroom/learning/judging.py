"""What an answer to an item is worth, where a rule can say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from readingroom.assessment.choice import judge_choice
from readingroom.assessment.ordering import judge_order
from readingroom.casefile.items import (
    Item,
    MultipleChoiceItem,
    OrderedListItem,
)

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Worth:
    """What an answer is worth.

    Attributes:
        score: from 0 to 1; None where a person must judge.
        is_right: whether it is wholly right; None where that can't be said.
        detail: what was found, in numbers and places and no words of the case.
    """

    score: float | None = None
    is_right: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def judge_given(item: Item, given: Given) -> Worth:
    """Judge what ``given.read_given`` returned for this item."""
    for kind, judge in _JUDGES.items():
        if isinstance(item, kind):
            worth: Worth = judge(item, given)
            return worth
    return Worth()


def _choice(item: MultipleChoiceItem, given: Given) -> Worth:
    keys = [place for place, option in enumerate(item.options) if option.is_key]
    result = judge_choice(given["chosen"], keys, len(item.options))
    return Worth(result.share, result.is_right)


def _order(_: OrderedListItem, given: Given) -> Worth:
    result = judge_order(given["order"])
    return Worth(result.share, result.is_right, {"pairs": [result.pairs_right, result.pairs]})


_JUDGES: Final[Mapping[type, Callable[[Any, Given], Worth]]] = {
    MultipleChoiceItem: _choice,
    OrderedListItem: _order,
}
