"""Free text and reports against a rubric: what was seen and what was made of it, apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion


class Aspect(StrEnum):
    """What a line of a rubric asks for. Most points are lost to the first."""

    OBSERVATION = "observation"
    """That it was seen and described."""
    INTERPRETATION = "interpretation"
    """That the right thing was concluded."""


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric.

    Attributes:
        points: what it is worth, 1 or more.
        is_critical: whether the answer fails without it.
    """

    key: str
    aspect: Aspect
    points: int = 1
    is_critical: bool = False


@dataclass(frozen=True)
class Points:
    """``earned`` of ``possible``."""

    earned: int
    possible: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; none where nothing could be earned."""
        return self.earned / self.possible if self.possible else None


@dataclass(frozen=True)
class RubricResult:
    """What an answer earned; the two aspects are never added up silently.

    Attributes:
        missed: keys of what the answer lacks, in the order of the rubric.
        missed_critical: those of them without which it fails.
    """

    observation: Points
    interpretation: Points
    missed: tuple[str, ...]
    missed_critical: tuple[str, ...]

    @property
    def total(self) -> Points:
        """Both aspects together, for where one figure is asked for."""
        return Points(
            self.observation.earned + self.interpretation.earned,
            self.observation.possible + self.interpretation.possible,
        )

    @property
    def is_passed(self) -> bool:
        """Whether nothing critical is missing."""
        return not self.missed_critical


@dataclass(frozen=True)
class Disagreement:
    """Where two people marked one answer differently.

    Attributes:
        only_first, only_second: keys that only one of them gave.
    """

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def judge_rubric(rubric: Sequence[Criterion], met: Collection[str]) -> RubricResult:
    """Count the criteria that a teacher, or the learner, found met.

    Args:
        rubric: its lines, each key once.
        met: keys of the criteria that are met.

    Raises:
        InvalidAnswer: a criterion was marked that the rubric does not have.
        InvalidQuestion: the rubric is empty, has a key twice, or points below 1.
    """
    _check(rubric, met)
    missed = [line for line in rubric if line.key not in met]
    return RubricResult(
        observation=_points(rubric, met, Aspect.OBSERVATION),
        interpretation=_points(rubric, met, Aspect.INTERPRETATION),
        missed=tuple(line.key for line in missed),
        missed_critical=tuple(line.key for line in missed if line.is_critical),
    )


def compare_marking(
    rubric: Sequence[Criterion], first: Collection[str], second: Collection[str]
) -> Disagreement:
    """Where the learner's own marking and the teacher's differ, in the order of the rubric.

    Raises:
        InvalidAnswer, InvalidQuestion: as ``judge_rubric``.
    """
    _check(rubric, {*first, *second})
    return Disagreement(
        only_first=tuple(x.key for x in rubric if x.key in first and x.key not in second),
        only_second=tuple(x.key for x in rubric if x.key in second and x.key not in first),
    )


def _points(rubric: Sequence[Criterion], met: Collection[str], aspect: Aspect) -> Points:
    lines = [line for line in rubric if line.aspect is aspect]
    return Points(
        earned=sum(line.points for line in lines if line.key in met),
        possible=sum(line.points for line in lines),
    )


def _check(rubric: Sequence[Criterion], met: Collection[str]) -> None:
    keys = {line.key for line in rubric}
    if not rubric or len(keys) < len(rubric) or any(line.points < 1 for line in rubric):
        raise InvalidQuestion(
            "This rubric can't be used: it needs lines that differ, each worth a point or more. "
            "Tell its author."
        )
    if not keys >= set(met):
        raise InvalidAnswer(
            "The rubric has changed since this page was loaded. Load it anew and mark again."
        )
