"""What the room said, counted: no Django, no people, no order of votes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

CELLS_ACROSS: Final = 24
_FULL: Final = 100


@dataclass(frozen=True)
class Bar:
    """One option.

    Attributes:
        value: votes, or mean points with one decimal.
        share: of the whole, in percent, for the length of the bar.
        is_right: None where nobody said which one is.
    """

    label: str
    value: float
    share: float
    is_right: bool | None = None


@dataclass(frozen=True)
class Heat:
    """Marks on one picture.

    Attributes:
        cells: (column, row, marks) of each cell with a mark, counted from the top left.
        across: cells side by side; they are square in image pixels.
        most: marks in the fullest cell.
        slice: which picture, from 1.
        here: marks on this slice or beside it.
        elsewhere: marks on other slices.
        none: phones that said there is nothing.
        found: marks inside what the author outlined; None where nothing is.
    """

    cells: tuple[tuple[int, int, int], ...]
    across: int
    most: int
    slice: int
    here: int
    elsewhere: int
    none: int
    found: int | None


def choice_bars(
    options: Sequence[str], ballots: Sequence[Mapping[str, Any]], right: Sequence[int] | None
) -> tuple[Bar, ...]:
    """Votes for each option, in the order of the options."""
    counts = Counter(ballot["option"] for ballot in ballots)
    return tuple(
        Bar(label, counts[at], _percent(counts[at], len(ballots)), _is_right(at, right))
        for at, label in enumerate(options)
    )


def points_bars(options: Sequence[str], ballots: Sequence[Mapping[str, Any]]) -> tuple[Bar, ...]:
    """Mean points of each diagnosis, and of something else, which comes last."""
    count = max(1, len(ballots))
    sums = [sum(ballot["points"][at] for ballot in ballots) for at in range(len(options))]
    rest = sum(_FULL - sum(ballot["points"]) for ballot in ballots)
    pairs = [*zip(options, sums, strict=True), ("Something else", rest)]
    return tuple(Bar(label, round(total / count, 1), total / count) for label, total in pairs)


def heat_of(
    ballots: Sequence[Mapping[str, Any]], columns: int, targets: Sequence[Mapping[str, Any]]
) -> Heat:
    """Where the room has marked.

    Args:
        columns: width of the picture in image pixels.
        targets: places to be found, each with ``first`` and ``last`` slice and ``outline``.
    """
    marks = [(ballot["slice"], *ballot["at"]) for ballot in ballots if "at" in ballot]
    first, last = _around(marks, targets)
    side = max(columns, 1) / CELLS_ACROSS
    here = [(x, y) for number, x, y in marks if first <= number <= last]
    cells = Counter((int(x / side), int(y / side)) for x, y in here)
    found = sum(_hits(mark, targets) for mark in marks) if targets else None
    return Heat(
        cells=tuple((x, y, count) for (x, y), count in sorted(cells.items())),
        across=CELLS_ACROSS,
        most=max(cells.values(), default=0),
        slice=(first + last) // 2,
        here=len(here),
        elsewhere=len(marks) - len(here),
        none=len(ballots) - len(marks),
        found=found,
    )


def is_inside(x: float, y: float, outline: Sequence[Sequence[float]]) -> bool:
    """Whether a point lies within a closed outline: a ray from it crosses an odd number of sides.

    Source: M. Shimrat, Algorithm 112, Communications of the ACM 5 (1962) 434.
    """
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _hits(mark: tuple[Any, ...], targets: Sequence[Mapping[str, Any]]) -> bool:
    number, x, y = mark
    return any(t["first"] <= number <= t["last"] and is_inside(x, y, t["outline"]) for t in targets)


def _around(
    marks: Sequence[tuple[Any, ...]], targets: Sequence[Mapping[str, Any]]
) -> tuple[int, int]:
    """The slices whose marks are drawn on one picture: the target's, or those about the usual."""
    if targets:  # of which several may be outlines of one thing
        same = [one for one in targets if one.get("label") == targets[0].get("label")]
        return min(one["first"] for one in same), max(one["last"] for one in same)
    usual = Counter(number for number, _, _ in marks).most_common(1)
    middle = usual[0][0] if usual else 1
    return middle - 1, middle + 1


def _percent(part: float, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _is_right(at: int, right: Sequence[int] | None) -> bool | None:
    return at in right if right else None
