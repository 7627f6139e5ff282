"""What an answer to an item is worth, where a rule can say it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from readingroom.assessment.choice import judge_choice
from readingroom.assessment.differential import outcome_score, part_credit
from readingroom.assessment.ordering import judge_order
from readingroom.assessment.short_answer import match_answer
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.items import (
    DifferentialItem,
    HotspotItem,
    Item,
    MultipleChoiceItem,
    OrderedListItem,
    ShortAnswerItem,
)
from readingroom.learning.answers import rows_from_data
from readingroom.learning.cells import TRUTH, Cells, Thesaurus
from readingroom.learning.given import Given
from readingroom.learning.hotspots import Ground, judge_hotspot


class NoWords:
    """A thesaurus that knows nothing: names mean what they say, and codes what they stand for."""

    def whole(self, text: str) -> str:
        """Nothing."""
        del text
        return ""

    def first(self, text: str) -> str:
        """Nothing."""
        del text
        return ""

    def broader(self, key: str) -> Iterable[str]:
        """Nothing."""
        del key
        return ()


@dataclass(frozen=True)
class Aid:
    """What judging needs besides the item.

    Attributes:
        document: the case that asks.
        words: what is known of diagnoses.
        ground: of the series with this ``id`` in the case, where its slices lie.
    """

    document: CaseDocument
    words: Thesaurus
    ground: Callable[[str], Ground]


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


def judge_given(item: Item, given: Given, aid: Aid) -> Worth:
    """Judge what ``given.read_given`` returned for this item.

    The detail is, for ``ordered-list``, ``{"pairs": [right, all]}``; for ``short-answer``
    ``{"accepted": place}`` of the name that was accepted; for ``differential`` ``{"truth": points,
    "near": share}``; for ``hotspot`` ``{"found": [[lesion, mark, distance]], "missed": [lesions],
    "false": [marks], "repeats": [marks]}``, lesions and marks by place from 0.

    Raises:
        InvalidAnswer: it can't be judged as it stands.
        InvalidQuestion: the item can't be.
        Unavailable: the images of the item are not there.
    """
    for kind, judge in _JUDGES.items():
        if isinstance(item, kind):
            worth: Worth = judge(item, given, aid)
            return worth
    return Worth()


def _choice(item: MultipleChoiceItem, given: Given, _: Aid) -> Worth:
    keys = [place for place, option in enumerate(item.options) if option.is_key]
    result = judge_choice(given["chosen"], keys, len(item.options))
    return Worth(result.share, result.is_right)


def _order(_: OrderedListItem, given: Given, __: Aid) -> Worth:
    result = judge_order(given["order"])
    return Worth(result.share, result.is_right, {"pairs": [result.pairs_right, result.pairs]})


def _short(item: ShortAnswerItem, given: Given, _: Aid) -> Worth:
    match = match_answer(given["text"], item.accepted, other_terms=item.not_accepted)
    if match is None:
        return Worth(0.0, is_right=False)
    return Worth(1.0, is_right=True, detail={"accepted": item.accepted.index(match.accepted)})


def _differential(_: DifferentialItem, given: Given, aid: Aid) -> Worth:
    cells = Cells(aid.document, aid.words)
    belief = cells.belief(rows_from_data(given["rows"]))
    leader = max(belief, key=lambda cell: belief[cell], default="")
    detail: dict[str, Any] = {"truth": belief.get(TRUTH, 0.0)}
    if len(cells.credit) > 1:
        detail["near"] = part_credit(belief, cells.credit)
    is_right = leader == TRUTH and belief[TRUTH] > 0
    return Worth(outcome_score(belief, TRUTH), is_right, detail)


def _hotspot(item: HotspotItem, given: Given, aid: Aid) -> Worth:
    result = judge_hotspot(item, given["marks"], aid.ground(item.series))
    detail = {
        "found": [[int(one.lesion), one.mark, round(one.distance, 1)] for one in result.found],
        "missed": sorted(int(lesion) for lesion in result.missed),
        "false": list(result.false_marks),
        "repeats": list(result.repeats),
    }
    return Worth(result.share, result.is_right, detail)


_JUDGES: Final[Mapping[type, Callable[[Any, Given, Aid], Worth]]] = {
    MultipleChoiceItem: _choice,
    OrderedListItem: _order,
    ShortAnswerItem: _short,
    DifferentialItem: _differential,
    HotspotItem: _hotspot,
}
