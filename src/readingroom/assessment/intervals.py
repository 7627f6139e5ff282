"""How far a share of few answers may lie from what it would be over many."""

import math
from dataclasses import dataclass
from typing import Final

Z_95: Final = 1.959963984540054
"""The normal quantile that leaves 2.5 % on either side."""


@dataclass(frozen=True)
class Proportion:
    """``hits`` of ``count``, with the 95 % interval by Wilson's score method.

    Attributes:
        share: from 0 to 1.
        low, high: the ends of the interval, from 0 to 1.
    """

    hits: int
    count: int
    share: float
    low: float
    high: float


def proportion(hits: int, count: int) -> Proportion | None:
    """``wilson``, and none where nothing was counted."""
    return wilson(hits, count) if count else None


def wilson(hits: int, count: int) -> Proportion:
    """A share and its interval.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; recommended for small counts by
    L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16 (2001) 101–133.

    Args:
        hits: from 0 to ``count``.
        count: 1 or more.
    """
    share = hits / count
    spread = Z_95 * math.sqrt(share * (1 - share) / count + Z_95**2 / (4 * count**2))
    middle, width = share + Z_95**2 / (2 * count), 1 + Z_95**2 / count
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if hits == 0 else (middle - spread) / width
    high = 1.0 if hits == count else (middle + spread) / width
    return Proportion(hits=hits, count=count, share=share, low=low, high=high)


def correlation_interval(correlation: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a correlation over ``count`` pairs, four or more.

    By the inverse hyperbolic tangent, which is near normal with variance 1/(n − 3):
    R. A. Fisher, Metron 1 (1921) 3–32.
    """
    if abs(correlation) >= 1:
        return correlation, correlation
    middle, spread = math.atanh(correlation), Z_95 / math.sqrt(count - 3)
    return math.tanh(middle - spread), math.tanh(middle + spread)
