"""What a sitting asks: drawn from a list and put in order, the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Candidate(Generic[Thing]):
    """One thing that may be drawn.

    Attributes:
        section: its section's place in the list; whatever is drawn stays with its section.
        is_normal: whether there is nothing to be found in it.
    """

    thing: Thing
    section: int
    is_normal: bool


@dataclass(frozen=True)
class Draw:
    """How many are drawn.

    Attributes:
        count: of all; None takes everything.
        abnormal_percent: from 0 to 100, of those drawn; None leaves it to chance.
    """

    count: int | None = None
    abnormal_percent: int | None = None

    def split(self, of: int) -> tuple[int, int]:
        """How many abnormal and how many normal ones, of ``of`` that are drawn."""
        abnormal = round(of * (self.abnormal_percent or 0) / 100)
        return abnormal, of - abnormal


def shortfall(pool: Sequence[Candidate[Thing]], draw: Draw) -> tuple[int, int, int]:
    """How many are missing for a draw: of all, of the abnormal, of the normal; 0 is none."""
    if draw.count is None:
        return 0, 0, 0
    of_all = max(0, draw.count - len(pool))
    if draw.abnormal_percent is None:
        return of_all, 0, 0
    normal = sum(one.is_normal for one in pool)
    abnormal_wanted, normal_wanted = draw.split(draw.count)
    return of_all, max(0, abnormal_wanted - (len(pool) - normal)), max(0, normal_wanted - normal)


def drawn(
    pool: Sequence[Candidate[Thing]], draw: Draw, *, is_shuffled: bool, seed: int
) -> tuple[Thing, ...]:
    """What is asked, in order: as listed, or shuffled within each section.

    Where the pool has too few of a kind, all of it are drawn and no more.

    Args:
        pool: in the order of the list.
        seed: any whole number; the same gives the same.
    """
    chance = random.Random(seed)  # noqa: S311  # no secret: fair and the same again is what is asked
    chosen = _chosen(pool, draw, chance)
    order = list(range(len(chosen)))
    if is_shuffled:
        chance.shuffle(order)
    order.sort(key=lambda at: chosen[at].section)
    return tuple(chosen[at].thing for at in order)


def _chosen(
    pool: Sequence[Candidate[Thing]], draw: Draw, chance: random.Random
) -> list[Candidate[Thing]]:
    """In the order of the list."""
    places = list(range(len(pool)))
    if draw.count is None:
        return list(pool)
    if draw.abnormal_percent is None:
        taken = chance.sample(places, min(draw.count, len(places)))
    else:
        abnormal, normal = draw.split(draw.count)
        sick = [at for at in places if not pool[at].is_normal]
        well = [at for at in places if pool[at].is_normal]
        taken = chance.sample(sick, min(abnormal, len(sick)))
        taken += chance.sample(well, min(normal, len(well)))
    return [pool[at] for at in sorted(taken)]
