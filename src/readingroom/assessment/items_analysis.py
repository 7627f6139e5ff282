"""How items did in a group: hard or easy, telling people apart or not, which options tempted.

Classical test theory over first answers. Every figure is withheld below five others, for with
fewer one could work out who answered what.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.assessment.groups import MIN_OTHERS, TooFew
from readingroom.assessment.intervals import Proportion, correlation_interval, wilson

RARELY: Final = 0.05
"""A distractor that fewer choose does nothing (M. Tarrant, J. Ware and A. M. Mohammed, BMC
Medical Education 9 (2009) 40)."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Response:
    """One person's answer to one item.

    Attributes:
        person: an opaque key.
        score: from 0 to 1.
        chosen: places of the options chosen, counted from 0, where there are options.
        took_s: how long it took, where it is known.
    """

    person: str
    item: str
    score: float
    chosen: tuple[int, ...] = ()
    took_s: float | None = None


@dataclass(frozen=True)
class Discrimination:
    """Whether those who did well elsewhere did well here.

    Attributes:
        correlation: of the score here with the mean score on the other items, from −1 to 1.
        low, high: its 95 % interval.
        people: those who answered other items too.
    """

    correlation: float
    low: float
    high: float
    people: int


@dataclass(frozen=True)
class OptionUse:
    """How one option was used.

    Attributes:
        chosen: by how many of all who answered.
        rest: the mean score on the other items of those who chose it, from 0 to 1; none where
            fewer than five did.
        is_idle: a wrong option that hardly anyone chose.
        is_tempting: a wrong option whose choosers did better elsewhere than those of the key:
            the key may be wrong, or the question unclear.
    """

    is_key: bool
    chosen: Proportion
    rest: float | None
    is_idle: bool
    is_tempting: bool


@dataclass(frozen=True)
class ItemFigures:
    """One item in one group.

    Attributes:
        people: who answered.
        difficulty: the mean score, from 0 to 1: the higher, the easier.
        discrimination: none where everyone scored alike, or fewer than five answered elsewhere.
        options: in their order; empty where the item has none.
        median_s: the median time; none where no time is known.
    """

    people: int
    difficulty: float
    discrimination: Discrimination | None
    options: tuple[OptionUse, ...]
    median_s: float | None


def analyse_items(
    responses: Iterable[Response],
    *,
    keys: Mapping[str, Collection[int]] | None = None,
    option_counts: Mapping[str, int] | None = None,
    leave_out: Collection[str] = (),
) -> dict[str, ItemFigures | TooFew]:
    """Figures for every item that was answered, by its key.

    Discrimination is the correlation of an item with the remainder of the test, the item itself
    left out of it (J. P. Guilford, Educational and Psychological Measurement 13 (1953) 87–93);
    for an item marked right or wrong it is the point-biserial one. The remainder is a mean, so
    that people may have answered different items.

    Args:
        responses: one for each person and item; of several the first counts.
        keys: places of the right options, by item.
        option_counts: how many options there are, by item.
        leave_out: people who are not others: whoever looks, where that is a learner.
    """
    first: dict[tuple[str, str], Response] = {}
    for response in responses:
        if response.person not in leave_out:
            first.setdefault((response.item, response.person), response)
    by_person: dict[str, list[float]] = defaultdict(list)
    by_item: dict[str, list[Response]] = defaultdict(list)
    for response in first.values():
        by_person[response.person].append(response.score)
        by_item[response.item].append(response)
    figures: dict[str, ItemFigures | TooFew] = {}
    for item, given in by_item.items():
        rests = [_rest(by_person[response.person], response.score) for response in given]
        right, count = (keys or {}).get(item, ()), (option_counts or {}).get(item, 0)
        figures[item] = _figures(given, rests, right, count)
    return figures


def lesions_missed(
    found_by_person: Mapping[str, Collection[str]],
    lesions: Sequence[str],
    *,
    leave_out: Collection[str] = (),
) -> dict[str, Proportion] | TooFew:
    """How many others missed each lesion, the most missed first.

    Args:
        found_by_person: keys of the lesions that each person found.
        lesions: keys of all lesions of the item.
        leave_out: as for ``analyse_items``.
    """
    found = [set(keys) for person, keys in found_by_person.items() if person not in leave_out]
    if len(found) < MIN_OTHERS:
        return TooFew(count=len(found), needed=MIN_OTHERS)
    missed = {key: wilson(sum(key not in keys for keys in found), len(found)) for key in lesions}
    return dict(sorted(missed.items(), key=lambda item: (-item[1].hits, item[0])))


def _figures(
    given: Sequence[Response],
    rests: Sequence[float | None],
    keys: Collection[int],
    option_count: int,
) -> ItemFigures | TooFew:
    if len(given) < MIN_OTHERS:
        return TooFew(count=len(given), needed=MIN_OTHERS)
    times = [response.took_s for response in given if response.took_s is not None]
    return ItemFigures(
        people=len(given),
        difficulty=math.fsum(response.score for response in given) / len(given),
        discrimination=_discrimination(given, rests),
        options=_options(given, rests, keys, option_count),
        median_s=statistics.median(times) if times else None,
    )


def _rest(scores: Sequence[float], own: float) -> float | None:
    """The mean over a person's other items."""
    return (math.fsum(scores) - own) / (len(scores) - 1) if len(scores) > 1 else None


def _discrimination(
    given: Sequence[Response], rests: Sequence[float | None]
) -> Discrimination | None:
    pairs = [
        (response.score, rest)
        for response, rest in zip(given, rests, strict=True)
        if rest is not None
    ]
    if len(pairs) < MIN_OTHERS or not all(_differ(values) for values in zip(*pairs, strict=True)):
        return None
    correlation = statistics.correlation(*zip(*pairs, strict=True))
    low, high = correlation_interval(correlation, len(pairs))
    return Discrimination(correlation=correlation, low=low, high=high, people=len(pairs))


def _differ(values: Sequence[float]) -> bool:
    """Whether values vary by more than sums of rounded numbers do."""
    return max(values) - min(values) > _ROUNDING


def _options(
    given: Sequence[Response],
    rests: Sequence[float | None],
    keys: Collection[int],
    option_count: int,
) -> tuple[OptionUse, ...]:
    rest_of_right = _mean(
        rest
        for response, rest in zip(given, rests, strict=True)
        if keys and set(response.chosen) == set(keys)
    )
    uses = []
    for option in range(option_count):
        choosers = [
            rest for response, rest in zip(given, rests, strict=True) if option in response.chosen
        ]
        chosen, rest = wilson(len(choosers), len(given)), _mean(choosers)
        is_key = option in keys
        is_tempting = rest is not None and rest_of_right is not None and rest > rest_of_right
        uses.append(
            OptionUse(
                is_key=is_key,
                chosen=chosen,
                rest=rest,
                is_idle=not is_key and chosen.share < RARELY,
                is_tempting=not is_key and is_tempting,
            )
        )
    return tuple(uses)


def _mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known; none where it would tell of fewer than five."""
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if len(known) >= MIN_OTHERS else None
