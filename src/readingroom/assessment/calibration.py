"""Is one right as often as one says?

What was said is compared with what came of it, in bins, each with its 95 % interval; a word on
it is given only where the interval leaves no room for agreement. Nothing is shown of fewer than
twenty answers: in a study of 234 films read in turn the first twenty were noise (M. V. Pusic and
others, Academic Medicine 86 (2011) 731–736).
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeVar

from readingroom.assessment.choice import SWITCH_POINTS, Certainty, certainty_range
from readingroom.assessment.differential import FULL, Belief
from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.groups import TooFew
from readingroom.assessment.intervals import Proportion, proportion, wilson

MIN_ANSWERS: Final = 20
"""Below this many answers, in whatever filter is on, nothing is shown."""
MIN_FOR_VERDICT: Final = 5
"""A bin with fewer answers gets no verdict: one answer that is wrong at 90 % would."""
EDGES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
CERTAINTY_EDGES: Final = (0.0, *(float(point) for point in SWITCH_POINTS), 1.0)
"""Edges that put each certainty in a bin of its own, for answers that have one."""

Group = TypeVar("Group", bound=Hashable)


class Verdict(StrEnum):
    """How what was said lies to what came of it."""

    OVERCONFIDENT = "overconfident"
    """Right less often than said."""
    UNDERCONFIDENT = "underconfident"
    """Right more often than said."""


@dataclass(frozen=True)
class Answer:
    """One answer: how sure, and whether it was right.

    Attributes:
        low, high: the probability of being right that was said, from 0 to 1; one number twice
            for points, a range for a certainty.
        is_settled: whether the diagnosis of its case is certain or almost certain; no other
            answer counts.
    """

    low: float
    high: float
    is_right: bool
    is_settled: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise InvalidAnswer("How sure an answer was must be from 0 to 100 %.")

    @property
    def middle(self) -> float:
        """The middle of what was said, which places it in a bin."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Bin:
    """Answers that were about as sure.

    Attributes:
        from_, to: the edges, from 0 to 1.
        said_low, said_high: the mean of what was said; the same number twice for points.
        right: how many were right, with the interval.
        verdict: none where the interval and what was said can both be true, or of too few.
    """

    from_: float
    to: float
    said_low: float
    said_high: float
    right: Proportion
    verdict: Verdict | None


@dataclass(frozen=True)
class Calibration:
    """All answers together, and by bins; bins without an answer are left out.

    Attributes:
        gap: mean of what was said less the share that was right, from −1 to 1: above 0 for
            overconfidence. Of a range its nearer end counts, and nothing within it.
    """

    bins: tuple[Bin, ...]
    said_low: float
    said_high: float
    right: Proportion
    gap: float
    verdict: Verdict | None


@dataclass(frozen=True)
class Span:
    """Answers that were given one after another.

    Attributes:
        first_at, last_at: when the first and the last of them were given.
    """

    first_at: datetime
    last_at: datetime
    calibration: Calibration


@dataclass(frozen=True)
class Reading:
    """One case read for an abnormality.

    Attributes:
        is_abnormal: whether there was one.
        was_called: whether one was marked or named.
        is_settled: as for ``Answer``.
    """

    is_abnormal: bool
    was_called: bool
    is_settled: bool = True


@dataclass(frozen=True)
class Detection:
    """How well abnormal and normal cases were told apart.

    Attributes:
        sensitivity: of the abnormal cases, those called so.
        specificity: of the normal cases, those not called abnormal.
        abnormal: of all cases, those abnormal; readers call more where there are more.
    """

    sensitivity: Proportion
    specificity: Proportion
    abnormal: Proportion


def answer_by_points(belief: Belief, truth: str, *, is_settled: bool = True) -> Answer | None:
    """The leading diagnosis of a differential as an answer; none where nothing has points.

    Of several with the same points the first by key leads, which knows nothing of the truth.
    """
    leader = min(belief, key=lambda key: (-belief[key], key), default=None)
    if leader is None or belief[leader] <= 0:
        return None
    said = min(1.0, belief[leader] / FULL)
    return Answer(said, said, is_right=leader == truth, is_settled=is_settled)


def answer_by_certainty(certainty: Certainty, *, is_right: bool, is_settled: bool = True) -> Answer:
    """An answer with a certainty: the range of probabilities in which that certainty pays best."""
    low, high = certainty_range(certainty)
    return Answer(low, high, is_right=is_right, is_settled=is_settled)


def calibrate(answers: Iterable[Answer], *, edges: Sequence[float] = EDGES) -> Calibration | TooFew:
    """Compare what was said with what came of it.

    Intervals are Wilson's (see ``intervals.wilson``). Where the answers of a bin differ in
    how sure they were, the spread is a little smaller than the interval takes it to be
    (W. Hoeffding, Annals of Mathematical Statistics 27 (1956) 713–721): verdicts err to silence.

    Args:
        answers: those in the filter; unsettled ones are left out and not counted.
        edges: of the bins, rising from 0 to 1; an answer on an edge belongs above it.
    """
    counted = [answer for answer in answers if answer.is_settled]
    if len(counted) < MIN_ANSWERS:
        return TooFew(count=len(counted), needed=MIN_ANSWERS)
    bins = []
    for low, high in pairwise(edges):
        within = [a for a in counted if low <= a.middle < high or a.middle == high == edges[-1]]
        if within:
            said_low, said_high, right, verdict = _compare(within)
            bins.append(Bin(low, high, said_low, said_high, right, verdict))
    said_low, said_high, right, verdict = _compare(counted)
    gap = max(0.0, said_low - right.share) + min(0.0, said_high - right.share)
    return Calibration(tuple(bins), said_low, said_high, right, gap, verdict)


def calibrate_groups(
    answers: Iterable[tuple[Group, Answer]],
) -> dict[Group, Calibration | TooFew]:
    """``calibrate`` for each system, modality, difficulty or month, as the caller groups them.

    An answer may come in several groups. Groups keep the order in which they first came.
    """
    groups: dict[Group, list[Answer]] = {}
    for group, answer in answers:
        groups.setdefault(group, []).append(answer)
    return {group: calibrate(within) for group, within in groups.items()}


def calibrate_over_time(
    answers: Iterable[tuple[datetime, Answer]], *, size: int = MIN_ANSWERS
) -> tuple[Span, ...]:
    """``calibrate`` for each so many answers in turn, the oldest first.

    Answers that are left over at the end wait until there are enough of them: no figure is made
    of fewer. Calendar months would hold many answers or few, and be noise.

    Args:
        answers: when each was given, and what it was; unsettled ones are left out.
        size: answers in each, no fewer than ``MIN_ANSWERS``.
    """
    size = max(size, MIN_ANSWERS)
    counted = sorted((pair for pair in answers if pair[1].is_settled), key=lambda pair: pair[0])
    spans = []
    for start in range(0, len(counted) - size + 1, size):
        within = counted[start : start + size]
        found = calibrate(answer for _, answer in within)
        if isinstance(found, Calibration):
            spans.append(Span(within[0][0], within[-1][0], found))
    return tuple(spans)


def detect(readings: Iterable[Reading]) -> Detection | TooFew | None:
    """Sensitivity and specificity; none where not both normal and abnormal cases are in the mix."""
    counted = [reading for reading in readings if reading.is_settled]
    called = [reading.was_called for reading in counted if reading.is_abnormal]
    left = [not reading.was_called for reading in counted if not reading.is_abnormal]
    sensitivity = proportion(sum(called), len(called))
    specificity = proportion(sum(left), len(left))
    abnormal = proportion(len(called), len(counted))
    if sensitivity is None or specificity is None or abnormal is None:
        return None
    if len(counted) < MIN_ANSWERS:
        return TooFew(count=len(counted), needed=MIN_ANSWERS)
    return Detection(sensitivity, specificity, abnormal)


def _compare(answers: Sequence[Answer]) -> tuple[float, float, Proportion, Verdict | None]:
    count = len(answers)
    said_low = math.fsum(answer.low for answer in answers) / count
    said_high = math.fsum(answer.high for answer in answers) / count
    right = wilson(sum(answer.is_right for answer in answers), count)
    verdict = None
    if count >= MIN_FOR_VERDICT and right.high < said_low:
        verdict = Verdict.OVERCONFIDENT
    elif count >= MIN_FOR_VERDICT and right.low > said_high:
        verdict = Verdict.UNDERCONFIDENT
    return said_low, said_high, right, verdict
