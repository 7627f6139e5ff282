"""Figures of a group: shown only where no single person can be read out of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MIN_OTHERS: Final = 5
"""From how many others up a figure of the group may be shown."""


@dataclass(frozen=True)
class TooFew:
    """There is a figure, and it is withheld.

    Attributes:
        count: answers, or other people, that there are.
        needed: how many there must be.
    """

    count: int
    needed: int


def mean_belief(beliefs: Sequence[Mapping[str, float]]) -> dict[str, float] | TooFew:
    """The mean points of others by concept key, the most first; what one did not name has 0.

    Args:
        beliefs: one for each other person, in points from 0 to 100, already merged by concept.
    """
    if len(beliefs) < MIN_OTHERS:
        return TooFew(count=len(beliefs), needed=MIN_OTHERS)
    keys = {key for belief in beliefs for key in belief}
    means = {
        key: math.fsum(belief.get(key, 0.0) for belief in beliefs) / len(beliefs) for key in keys
    }
    return dict(sorted(means.items(), key=lambda item: (-item[1], item[0])))
