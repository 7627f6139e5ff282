"""A differential with points out of 100, and what it is worth once the diagnosis is known.

Both scores are quadratic rules (G. W. Brier, Monthly Weather Review 78 (1950) 1–3): whoever gives
the points that they believe in expects the most. Points that are on no diagnosis are on
“something else”, which stands for everything that was not named and is never squared itself: to
name nothing is worth one half, neither the prize for being right nor the loss for being wrong.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from readingroom.assessment.errors import InvalidAnswer

FULL: Final = 100.0
MAX_NAMED: Final = 5
_SLACK = 1e-6  # thirds of a hundred add up to a little more than a hundred

Belief = Mapping[str, float]
"""Points from 0 to 100 by concept key, together at most 100; the rest is “something else”."""


def merge(
    rows: Sequence[tuple[str, float]],
    concept_of: Callable[[str], str],
    *,
    max_named: int = MAX_NAMED,
) -> dict[str, float]:
    """The rows of an answer as one cell for each concept, their points added up.

    Synonyms, and a parent and its child, must meet in one cell before a square is taken:
    30 + 30 on two names of one wrong diagnosis is 60 on it. Cells are in the order of their
    first row.

    Args:
        rows: what was named, and points from 0 to 100.
        concept_of: the key of the cell a name belongs to.
        max_named: how many rows there may be.

    Raises:
        InvalidAnswer: points below 0 or above 100 together, or more rows than may be named.
    """
    _check_count(len(rows), max_named)
    _check_points([points for _, points in rows])
    cells: dict[str, float] = {}
    for name, points in rows:
        key = concept_of(name)
        cells[key] = cells.get(key, 0.0) + points
    return cells


def outcome_score(belief: Belief, truth: str, *, max_named: int = MAX_NAMED) -> float:
    """What a belief is worth when ``truth`` is the diagnosis, from 0 to 1.

    S = 1 − ½ [(1 − p_true)² + Σ p_wrong²]. All on the truth 1, all on “something else” ½, all on
    one wrong diagnosis 0.

    Raises:
        InvalidAnswer: points below 0 or above 100 together, or more rows than may be named.
    """
    _check_count(len(belief), max_named)
    shares = _shares(belief)
    missed = 1 - shares.pop(truth, 0.0)
    return _clamp(1 - (missed**2 + math.fsum(p * p for p in shares.values())) / 2)


def closeness(belief: Belief, author: Belief, *, max_named: int = MAX_NAMED) -> float:
    """How near a belief comes to the author's shares at one stage, from 0 to 1.

    ½ + Σ aᵢpᵢ − ½ Σ pᵢ²: what ``outcome_score`` would give on average were the author's shares
    the frequencies. It is highest where both are equal: see ``best_closeness``.

    Raises:
        InvalidAnswer: points below 0 or above 100 together (either), or more rows than may be
            named (the learner's only).
    """
    _check_count(len(belief), max_named)
    shares, ideal = _shares(belief), _shares(author)
    common = math.fsum(ideal.get(key, 0.0) * p for key, p in shares.items())
    return _clamp(0.5 + common - math.fsum(p * p for p in shares.values()) / 2)


def best_closeness(author: Belief) -> float:
    """The ``closeness`` of someone who believes just what the author does, from ½ to 1.

    Raises:
        InvalidAnswer: points below 0 or above 100 together.
    """
    return _clamp(0.5 + math.fsum(a * a for a in _shares(author).values()) / 2)


def part_credit(belief: Belief, credit: Mapping[str, float]) -> float:
    """Points on the diagnosis and on what lies near it, weighed by the author, from 0 to 1.

    Shown beside the score and never mixed with it: it is no proper rule.

    Args:
        belief: points by concept key.
        credit: from 0 to 1 by concept key; 1 for the diagnosis itself.

    Raises:
        InvalidAnswer: points below 0 or above 100 together.
    """
    return _clamp(math.fsum(credit.get(key, 0.0) * p for key, p in _shares(belief).items()))


def _shares(belief: Belief) -> dict[str, float]:
    _check_points(list(belief.values()))
    return {key: points / FULL for key, points in belief.items()}


def _check_points(points: Sequence[float]) -> None:
    if not all(math.isfinite(given) and given >= 0 for given in points):
        raise InvalidAnswer("A diagnosis has points below 0, or none. Give each from 0 to 100.")
    if math.fsum(points) > FULL + _SLACK:
        raise InvalidAnswer(
            "The diagnoses have more than 100 points together. Take away what is too much; "
            "what is left of 100 counts as “something else”."
        )


def _check_count(named: int, max_named: int) -> None:
    if named > max_named:
        raise InvalidAnswer(
            f"More than {max_named} diagnoses are named. Leave out the least likely; "
            "their points count as “something else”."
        )


def _clamp(score: float) -> float:
    return min(1.0, max(0.0, score))
