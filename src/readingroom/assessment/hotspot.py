"""“Mark any abnormality, or none”: what was found, what was missed, what was marked for nothing.

As in free-response studies (D. P. Chakraborty and L. H. L. Winter, Radiology 174 (1990) 873–881)
a mark is right when it comes near enough to a lesion, several on one lesion count once, and
every other mark is false. There are no ratings, so no curve is drawn of one learner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.places import Place
from readingroom.assessment.regions import Region

MAX_MARKS: Final = 50
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Tolerance:
    """How far outside a region a mark still counts.

    Attributes:
        mm: for regions in millimetres.
        px: for regions of images that don't tell the size of their pixels.
    """

    mm: float = 0.0
    px: float = 0.0


@dataclass(frozen=True)
class Lesion:
    """One thing to be found, in one or several regions: one outline a slice, say."""

    key: str
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class Found:
    """A lesion and the mark that counts for it.

    Attributes:
        mark: place of the mark in the answer, counted from 0.
        distance: how far outside, in mm or px as the region has it; 0 inside.
    """

    lesion: str
    mark: int
    distance: float


@dataclass(frozen=True)
class HotspotResult:
    """Lesions and marks, each in one place. Marks are named by place, counted from 0.

    Attributes:
        repeats: marks on a lesion that another mark has found; neither right nor false.
    """

    found: tuple[Found, ...]
    missed: tuple[str, ...]
    false_marks: tuple[int, ...]
    repeats: tuple[int, ...]

    @property
    def is_right(self) -> bool:
        """Everything found and nothing marked for nothing; “none” where there is none."""
        return not self.missed and not self.false_marks

    @property
    def share(self) -> float:
        """Found of found, missed and false together, from 0 to 1; 1 for a rightful “none”.

        The critical success index of forecasters (J. T. Schaefer, Weather and Forecasting 5
        (1990) 570–575), for where one figure is asked for.
        """
        judged = len(self.found) + len(self.missed) + len(self.false_marks)
        return len(self.found) / judged if judged else 1.0


def judge_marks(
    marks: Sequence[Place], lesions: Sequence[Lesion], tolerance: Tolerance
) -> HotspotResult:
    """Compare marks with what was there to be found.

    One mark counts for one lesion: where regions overlap, marks are given out so that as many
    lesions as can be are found, the nearest first. The order of marks and lesions plays no part.

    Args:
        marks: empty for “none”.
        lesions: empty for a normal case; each key once.
        tolerance: how far outside a region a mark still counts.

    Raises:
        InvalidAnswer: more than ``MAX_MARKS`` marks.
    """
    if len(marks) > MAX_MARKS:
        raise InvalidAnswer(
            f"There are more than {MAX_MARKS} marks. Take away those you are least sure of."
        )
    reach = {lesion.key: _reach(lesion, marks, tolerance) for lesion in lesions}
    mark_of = _give_out(reach, marks)
    used, near = set(mark_of.values()), {mark for within in reach.values() for mark in within}
    return HotspotResult(
        found=tuple(
            Found(lesion=key, mark=mark_of[key], distance=reach[key][mark_of[key]])
            for key in sorted(mark_of)
        ),
        missed=tuple(sorted(key for key in reach if key not in mark_of)),
        false_marks=tuple(mark for mark in range(len(marks)) if mark not in near),
        repeats=tuple(mark for mark in range(len(marks)) if mark in near and mark not in used),
    )


def _reach(lesion: Lesion, marks: Sequence[Place], tolerance: Tolerance) -> dict[int, float]:
    """The marks that come near enough to a lesion, with their distance."""
    within: dict[int, float] = {}
    for place, mark in enumerate(marks):
        for region in lesion.regions:
            distance = region.distance(mark)
            limit = (tolerance.mm if region.is_in_mm else tolerance.px) + _ROUNDING
            if distance is not None and distance <= min(limit, within.get(place, limit)):
                within[place] = distance
    return within


def _give_out(reach: Mapping[str, Mapping[int, float]], marks: Sequence[Place]) -> dict[str, int]:
    """The most lesions that can each have a mark of their own (augmenting paths)."""
    mark_of: dict[str, int] = {}
    owner: dict[int, str] = {}

    def find_mark(lesion: str, tried: set[int]) -> bool:
        near = reach[lesion]
        for mark in sorted(near, key=lambda place: (near[place], repr(marks[place]))):
            if mark not in tried:
                tried.add(mark)
                if mark not in owner or find_mark(owner[mark], tried):
                    owner[mark], mark_of[lesion] = lesion, mark
                    return True
        return False

    for lesion in sorted((key for key in reach if reach[key]), key=lambda key: _rank(reach, key)):
        find_mark(lesion, set())
    return mark_of


def _rank(reach: Mapping[str, Mapping[int, float]], key: str) -> tuple[float, str]:
    return min(reach[key].values()), key
