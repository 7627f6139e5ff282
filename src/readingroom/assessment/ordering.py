"""Putting entries in order, with credit for what is nearly in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from readingroom.assessment.errors import InvalidAnswer


@dataclass(frozen=True)
class OrderingResult:
    """How well entries were put in order.

    Attributes:
        pairs_right: pairs of entries that stand the right way round.
        pairs: all pairs, n (n − 1) / 2.
        tau: Kendall's τ, from −1 (reversed) to 1.
        share: credit from 0 to 1: τ, and 0 where it is negative.
    """

    pairs_right: int
    pairs: int
    tau: float
    share: float

    @property
    def is_right(self) -> bool:
        """Whether every entry is in its place."""
        return self.pairs_right == self.pairs


def judge_order(given: Sequence[int]) -> OrderingResult:
    """What an order is worth, by the pairs that stand the right way round.

    Kendall's τ is right pairs less wrong pairs over all pairs (M. G. Kendall, Biometrika 30
    (1938) 81–93). One entry far from its place costs only the pairs it is in, where a count of
    entries at their very places might leave nothing. Chance gives τ = 0 on average, so
    credit begins there.

    Args:
        given: for each place of the answer the right place of what was put there, both counted
            from 0; each once.

    Raises:
        InvalidAnswer: an entry is missing or there twice, or there are fewer than two.
    """
    if len(given) <= 1 or sorted(given) != list(range(len(given))):
        raise InvalidAnswer("An entry is missing or there twice. Put each in one place.")
    right = sum(first < second for first, second in combinations(given, 2))
    pairs = len(given) * (len(given) - 1) // 2
    tau = (2 * right - pairs) / pairs
    return OrderingResult(pairs_right=right, pairs=pairs, tau=tau, share=max(0.0, tau))
