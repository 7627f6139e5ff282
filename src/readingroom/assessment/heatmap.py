"""Where a group has marked, and where one has looked."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.assessment.groups import MIN_OTHERS, TooFew
from readingroom.assessment.places import PatientPlace, Place, Plane, Point

CELLS_ACROSS: Final = 32
LONGEST_LOOK_S: Final = 60.0
"""A slice that stands longer than this was left standing."""


@dataclass(frozen=True)
class HeatMap:
    """People who marked each cell of a picture.

    Attributes:
        counts: (rows, columns) of cells, from the top left; whoever marked a cell twice counts
            once in it.
        cell: width and height of a cell, in the unit of the picture.
        people: all who were asked, with a mark or without.
    """

    counts: tuple[tuple[int, ...], ...]
    cell: Point
    people: int


def heat_map(
    marks_by_person: Sequence[Sequence[Point]], size: Point, *, cells_across: int = CELLS_ACROSS
) -> HeatMap | TooFew:
    """Count the marks of others on one picture, in cells that are nearly square.

    Args:
        marks_by_person: one entry for each other person, empty for “none”; each mark across and
            down from the top left corner, in px or mm. Marks outside the picture don't count.
        size: width and height of the picture in the same unit.
        cells_across: how many cells stand side by side.
    """
    if len(marks_by_person) < MIN_OTHERS:
        return TooFew(count=len(marks_by_person), needed=MIN_OTHERS)
    width = size[0] / cells_across
    rows = max(1, math.ceil(size[1] / width))
    height = size[1] / rows
    people: Counter[tuple[int, int]] = Counter()

    def cell_of(mark: Point) -> tuple[int, int]:
        # The last cell takes what rounding would put beyond it.
        return min(rows - 1, int(mark[1] / height)), min(cells_across - 1, int(mark[0] / width))

    for marks in marks_by_person:
        people.update({cell_of(mark) for mark in marks if _is_within(mark, size)})
    counts = tuple(
        tuple(people[row, column] for column in range(cells_across)) for row in range(rows)
    )
    return HeatMap(counts=counts, cell=(width, height), people=len(marks_by_person))


def marks_on_slice(
    marks: Iterable[Place], plane: Plane, *, thickness_mm: float
) -> tuple[Point, ...]:
    """The marks that lie on one slice, along its row and down its column, in mm from its origin.

    Args:
        marks: of one person; those elsewhere, or on images without a place, are left out.
        plane: of the slice.
        thickness_mm: marks up to half of it before or behind the plane belong to the slice.
    """
    located = (
        plane.locate(mark.point_mm)
        for mark in marks
        if isinstance(mark, PatientPlace)
        and mark.frame_of_reference_uid == plane.frame_of_reference_uid
    )
    return tuple((along, down) for along, down, off in located if abs(off) <= thickness_mm / 2)


def time_by_slice(visits: Sequence[tuple[float, int]], end_s: float) -> dict[int, float]:
    """How long each slice stood on the screen, in seconds, by slice.

    Args:
        visits: when a slice came up, in seconds, and which; in order of time.
        end_s: when the last one went.
    """
    times: dict[int, float] = {}
    ends = [at_s for at_s, _ in visits[1:]] + [end_s]
    for (at_s, place), until_s in zip(visits, ends, strict=False):
        stood_s = min(max(0.0, until_s - at_s), LONGEST_LOOK_S)
        times[place] = times.get(place, 0.0) + stood_s
    return dict(sorted(times.items()))


def _is_within(mark: Point, size: Point) -> bool:
    return 0 <= mark[0] < size[0] and 0 <= mark[1] < size[1]
