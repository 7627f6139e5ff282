"""Which of a group's answers may be counted, so that no two figures differ by one person.

A figure that is shown after each new answer tells what each new person said: the one after, less
the one before. So people enter a figure in batches of five and more, which are fixed once and for
all, and what can be had by subtracting figures from each other is always of five people or more.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from readingroom.assessment.groups import MIN_OTHERS

Part = TypeVar("Part")


def counted(batches: Iterable[Sequence[Part]], *, has: Callable[[Part], bool]) -> list[Part]:
    """What of the batches counts for a figure to which only some of each have anything to say.

    Batches are joined in their order until those of them that ``has`` is true of are five; what
    does not come to five waits. A later batch never changes what an earlier one added.

    Args:
        batches: in the order in which they were closed, each of one part a person.
        has: whether a part says anything that the figure is made of.
    """
    found: list[Part] = []
    waiting: list[Part] = []
    for batch in batches:
        waiting.extend(part for part in batch if has(part))
        if len(waiting) >= MIN_OTHERS:
            found.extend(waiting)
            waiting = []
    return found
