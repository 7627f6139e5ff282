"""Marks on a stack and what they were to find, as places: in the patient where the images say so.

A stack is what the shelf says of it (``stacks.json``). Pixels of documents and of marks are
counted from the outer corner of the first; in DICOM, and here, the middle of the first pixel is
(0, 0) (PS3.3 C.7.6.2.1.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion
from readingroom.assessment.hotspot import HotspotResult, Lesion, Tolerance, judge_marks
from readingroom.assessment.places import ImagePlace, Place, Plane, Point
from readingroom.assessment.regions import ImageOutline, Region, outline_through_slices
from readingroom.casefile.items import HotspotItem, HotspotTarget

_HALF: Final = 0.5
_THIN_MM: Final = 1.0
_SIZED: Final = frozenset({"patient", "imager"})


@dataclass(frozen=True)
class Ground:
    """What a stack says of where its slices lie.

    Attributes:
        stack: one entry of the shelf's ``stacks``.
        series_uid: stands for the frame of reference of images that name none.
    """

    stack: Mapping[str, Any]
    series_uid: str

    @property
    def count(self) -> int:
        """How many slices there are."""
        return len(self.stack.get("frames", ()))

    def place(self, number: int, at_px: Sequence[float]) -> Place:
        """Where a mark lies.

        Raises:
            InvalidAnswer: there is no such slice.
        """
        if not 1 <= number <= self.count:
            raise InvalidAnswer("A mark is on a slice that is not there. Load the page again.")
        spot = _centred(at_px)
        plane, spacing = self.plane(number), self.spacing
        if plane is not None and spacing is not None:
            return plane.place(spot[0] * spacing[0], spot[1] * spacing[1])
        frame = self.stack["frames"][number - 1]
        return ImagePlace(frame["sop"], frame["frame"], spot)

    def regions(self, target: HotspotTarget) -> tuple[Region, ...]:
        """Where a mark counts for a target.

        Raises:
            InvalidQuestion: it lies on no slice of the stack, or encloses nothing.
        """
        outlines = [one for one in target.outlines() if one[0] <= self.count]
        if not outlines:
            raise InvalidQuestion(
                "This question asks for a place on slices that are not there. Tell its author."
            )
        return tuple(
            region
            for first, last, corners in outlines
            for region in self._through(first, min(last, self.count), corners)
        )

    def _through(
        self, first: int, last: int, outline_px: Sequence[Sequence[float]]
    ) -> tuple[Region, ...]:
        """An outline through slices: in the patient where they say where they lie."""
        corners = [_centred(corner) for corner in outline_px]
        ends, spacing = (self.plane(first), self.plane(last)), self.spacing
        if ends[0] is not None and ends[1] is not None and spacing is not None:
            return (outline_through_slices(ends[0], ends[1], corners, spacing, self.thickness_mm),)
        return tuple(
            ImageOutline(frame["sop"], frame["frame"], tuple(corners), spacing)
            for frame in self.stack["frames"][first - 1 : last]
        )

    def plane(self, number: int) -> Plane | None:
        """The plane of a slice in the patient; None where the images don't say it."""
        directions = self.stack.get("image_orientation")
        position = self.stack["frames"][number - 1].get("position_mm")
        if not directions or not position or self.spacing is None:
            return None
        rx, ry, rz, cx, cy, cz = (float(part) for part in directions)
        x, y, z = (float(part) for part in position)
        reference = self.stack.get("frame_of_reference") or self.series_uid
        return Plane(reference, (x, y, z), (rx, ry, rz), (cx, cy, cz))

    @property
    def spacing(self) -> Point | None:
        """From one column and one row to the next, in mm; None where that is not known."""
        spacing = self.stack.get("pixel_spacing_mm")
        if not spacing or self.stack.get("spacing_kind") not in _SIZED:
            return None
        return float(spacing[1]), float(spacing[0])

    @property
    def thickness_mm(self) -> float:
        """From one slice to the next, or as thick as a slice is."""
        known = self.stack.get("slice_spacing_mm") or self.stack.get("slice_thickness_mm")
        return float(known or _THIN_MM)


def judge_hotspot(
    item: HotspotItem, marks: Sequence[Mapping[str, Any]], ground: Ground
) -> HotspotResult:
    """Compare marks with the item's targets; lesions are called by the place of their first target.

    Args:
        marks: as ``given.read_given`` has them.

    Raises:
        InvalidAnswer: a mark is on no slice of the stack.
        InvalidQuestion: a target is.
    """
    places = [ground.place(mark["slice"], mark["at_px"]) for mark in marks]
    lesions = [
        Lesion(str(number), tuple(r for one in targets for r in ground.regions(one)))
        for number, targets in enumerate(lesions_of(item))
    ]
    return judge_marks(places, lesions, Tolerance(item.tolerance_mm, item.tolerance_px))


def lesions_of(item: HotspotItem) -> tuple[tuple[HotspotTarget, ...], ...]:
    """The targets of one label together, in the order in which the labels come."""
    by_label: dict[str, list[HotspotTarget]] = {}
    for target in item.targets:
        by_label.setdefault(target.label, []).append(target)
    return tuple(tuple(targets) for targets in by_label.values())


def _centred(corner: Sequence[float]) -> Point:
    return float(corner[0]) - _HALF, float(corner[1]) - _HALF
