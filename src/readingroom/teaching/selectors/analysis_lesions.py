"""Lesions that a group missed most often, and where its marks lie."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readingroom.assessment.groups import TooFew
from readingroom.assessment.heatmap import HeatMap, heat_map
from readingroom.assessment.intervals import Proportion
from readingroom.assessment.items_analysis import lesions_missed
from readingroom.assessment.places import Point
from readingroom.assessment.release import counted
from readingroom.casefile.items import HotspotItem
from readingroom.learning.hotspots import lesions_of
from readingroom.teaching.selectors.analysis_figures import Batches, Part, Question


@dataclass(frozen=True)
class Missed:
    """One lesion, and how many missed it."""

    label: str
    missed: Proportion


@dataclass(frozen=True)
class SliceMarks:
    """How many people marked a slice, by its number from 1."""

    number: int
    people: int


@dataclass(frozen=True)
class LesionFigures:
    """What a group did with one hotspot.

    Attributes:
        people: who answered it.
        missed: the most missed first; empty where the images are normal.
        said_none: how many said that there is nothing to mark.
        slices: those that were marked, in their order.
        marks: of each person, the slice and the place in px of every mark.
    """

    people: int
    missed: tuple[Missed, ...]
    said_none: int
    slices: tuple[SliceMarks, ...]
    marks: tuple[tuple[tuple[int, Point], ...], ...]

    @property
    def most_marked(self) -> int | None:
        """The slice that most people marked, the first of several."""
        best = max(self.slices, key=lambda one: (one.people, -one.number), default=None)
        return best.number if best else None


def lesion_figures(
    batches: Batches, question: Question, item: HotspotItem
) -> LesionFigures | TooFew:
    """Figures of one hotspot, where five people have answered it."""
    parts = counted(batches, has=lambda part: _judged(part, question) is not None)
    answers = [answer for part in parts if (answer := _judged(part, question))]
    lesions = lesions_of(item)
    labels = [targets[0].label for targets in lesions]
    found = {
        str(number): [str(lesion) for lesion, *_ in answer["detail"]["found"]]
        for number, answer in enumerate(answers)
    }
    missed = lesions_missed(found, [str(number) for number in range(len(labels))])
    if isinstance(missed, TooFew):
        return missed
    marks = tuple(_marks(answer) for answer in answers)
    return LesionFigures(
        people=len(answers),
        missed=tuple(Missed(labels[int(key)], share) for key, share in missed.items()),
        said_none=sum(not own for own in marks),
        slices=_slices(marks),
        marks=marks,
    )


def heat_on(figures: LesionFigures, number: int, size_px: Point) -> HeatMap | TooFew:
    """The marks on one slice, counted in cells; whoever marked a cell twice counts once.

    Args:
        number: of the slice, from 1.
        size_px: columns and rows of the images.
    """
    own = [[at for slice_, at in marks if slice_ == number] for marks in figures.marks]
    return heat_map(own, size_px)


def _judged(part: Part, question: Question) -> Mapping[str, Any] | None:
    answer = part.answer(question)
    return answer if answer is not None and "found" in answer["detail"] else None


def _marks(answer: Mapping[str, Any]) -> tuple[tuple[int, Point], ...]:
    return tuple(
        (mark["slice"], (float(mark["at_px"][0]), float(mark["at_px"][1])))
        for mark in answer["given"].get("marks", ())
    )


def _slices(marks: Sequence[Sequence[tuple[int, Point]]]) -> tuple[SliceMarks, ...]:
    people: Counter[int] = Counter()
    for own in marks:
        people.update({number for number, _ in own})
    return tuple(SliceMarks(number, count) for number, count in sorted(people.items()))
