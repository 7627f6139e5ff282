"""Multiple choice: what was chosen, and the mark for how sure one was.

Certainty-based marking: A. R. Gardner-Medwin, “Confidence-based marking”, in Bryan and Clegg
(eds.), Innovative Assessment in Higher Education, Routledge 2006, 141–149. One says before the
answer is shown how sure one is (1, 2 or 3); a right answer earns as much, a wrong one costs 0, 2
or 6. Which certainty pays best changes where two lines of expected marks cross.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion


class Certainty(IntEnum):
    """How sure one is, before the answer is shown."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3


MARK_IF_RIGHT: Final = {Certainty.LOW: 1, Certainty.MIDDLE: 2, Certainty.HIGH: 3}
MARK_IF_WRONG: Final = {Certainty.LOW: 0, Certainty.MIDDLE: -2, Certainty.HIGH: -6}


class Fate(StrEnum):
    """What became of one option."""

    FOUND = "found"
    """Right, and chosen."""
    MISSED = "missed"
    """Right, and not chosen."""
    FALSE = "false"
    """Wrong, and chosen."""
    LEFT = "left"
    """Wrong, and not chosen."""


@dataclass(frozen=True)
class ChoiceResult:
    """What an answer to a multiple-choice item is worth.

    Attributes:
        fates: one for each option, in the order of the options.
        is_right: whether just the right options were chosen.
        share: part credit from 0 to 1 where several are right; see ``judge_choice``.
    """

    fates: tuple[Fate, ...]
    is_right: bool
    share: float


@dataclass(frozen=True)
class CertaintySummary:
    """Many marked answers: accuracy and marks apart, for raw marks look low.

    Attributes:
        accuracy: share of right answers, from 0 to 1.
        mean_mark: from −6 to 3.
        bonus: how far ``mean_mark`` lies above the best that one certainty for all of these
            answers would have earned; below 0 where the certainties misled.
    """

    answers: int
    accuracy: float
    mean_mark: float
    bonus: float


def judge_choice(chosen: Collection[int], keys: Collection[int], option_count: int) -> ChoiceResult:
    """Compare the options chosen with those that are right.

    Part credit is the share of right options that were chosen less the share of wrong options
    that were, but not less than 0 (sensitivity + specificity − 1: W. J. Youden, Cancer 3 (1950)
    32–35): to choose all, or none, earns nothing. With one right option it is 1 or 0.

    Args:
        chosen: places of the options chosen, counted from 0; empty is an answer too.
        keys: places of the right options.
        option_count: how many options there are.

    Raises:
        InvalidAnswer: an option was chosen that there is not.
        InvalidQuestion: no option is right, or none is wrong.
    """
    picked, right = set(chosen), set(keys)
    wrong = set(range(option_count)) - right
    if not right or not wrong or not right <= set(range(option_count)):
        raise InvalidQuestion(
            "This question can't be scored: it needs at least one right and one wrong option. "
            "Tell its author."
        )
    if not picked <= right | wrong:
        raise InvalidAnswer("An option was chosen that is not there. Load the page anew.")
    is_right = picked == right
    advantage = Fraction(len(picked & right), len(right)) - Fraction(
        len(picked & wrong), len(wrong)
    )
    share = float(is_right) if len(right) == 1 else max(0.0, float(advantage))
    fates = tuple(
        _fate(is_chosen=place in picked, is_key=place in right) for place in range(option_count)
    )
    return ChoiceResult(fates=fates, is_right=is_right, share=share)


def certainty_mark(certainty: Certainty | None, *, is_right: bool) -> int:
    """1, 2 or 3 for a right answer, 0, −2 or −6 for a wrong one, 0 for none at all."""
    if certainty is None:
        return 0
    return (MARK_IF_RIGHT if is_right else MARK_IF_WRONG)[certainty]


def expected_mark(probability: float, certainty: Certainty) -> float:
    """The mark to expect of an answer that is right with ``probability`` (0 to 1)."""
    return probability * MARK_IF_RIGHT[certainty] + (1 - probability) * MARK_IF_WRONG[certainty]


def best_certainty(probability: float) -> Certainty:
    """The certainty that pays best at a probability of being right (0 to 1); the lower at a tie."""
    above = sum(probability > point for point in SWITCH_POINTS)
    return tuple(Certainty)[above]


def certainty_range(certainty: Certainty) -> tuple[float, float]:
    """The probabilities of being right, low and high, at which a certainty pays best."""
    ends = (0.0, *(float(point) for point in SWITCH_POINTS), 1.0)
    return ends[certainty - 1], ends[certainty]


def summarise_certainty(answers: Sequence[tuple[Certainty, bool]]) -> CertaintySummary | None:
    """Accuracy, mean mark and bonus of answers (certainty, whether right); none without answers."""
    if not answers:
        return None
    count = len(answers)
    accuracy = sum(is_right for _, is_right in answers) / count
    mean = math.fsum(certainty_mark(sure, is_right=is_right) for sure, is_right in answers) / count
    best = max(expected_mark(accuracy, certainty) for certainty in Certainty)
    return CertaintySummary(answers=count, accuracy=accuracy, mean_mark=mean, bonus=mean - best)


def _fate(*, is_chosen: bool, is_key: bool) -> Fate:
    if is_key:
        return Fate.FOUND if is_chosen else Fate.MISSED
    return Fate.FALSE if is_chosen else Fate.LEFT


def _crossing(low: Certainty, high: Certainty) -> Fraction:
    """Where p·right + (1 − p)·wrong is the same for both."""
    loss = MARK_IF_WRONG[low] - MARK_IF_WRONG[high]
    gain = MARK_IF_RIGHT[high] - MARK_IF_RIGHT[low]
    return Fraction(loss, loss + gain)


SWITCH_POINTS: Final = tuple(_crossing(low, high) for low, high in pairwise(Certainty))
"""Probabilities from which the next certainty pays better: 2/3 and 4/5."""
