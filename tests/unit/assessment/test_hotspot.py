"""Marks against regions, in the patient and on single images."""

from dataclasses import replace

import numpy as np
import pytest

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion
from readingroom.assessment.groups import TooFew
from readingroom.assessment.heatmap import HeatMap, heat_map, marks_on_slice, time_by_slice
from readingroom.assessment.hotspot import (
    MAX_MARKS,
    Found,
    HotspotResult,
    Lesion,
    Tolerance,
    judge_marks,
)
from readingroom.assessment.places import (
    ImagePlace,
    PatientPlace,
    Plane,
    ellipse,
)
from readingroom.assessment.regions import (
    ImageMask,
    ImageOutline,
    PatientMask,
    PatientOutline,
    Region,
    outline_through_slices,
)

SQUARE = ((10.0, 10.0), (20.0, 10.0), (20.0, 20.0), (10.0, 20.0))
# A sagittal plane: rows run backwards (+y), columns downwards (−z), so its normal is −x.
SAGITTAL = Plane("1.2.3", (5.0, -40.0, 80.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
ON_SAGITTAL = PatientOutline(SAGITTAL, SQUARE, (-2.0, 2.0))


def sagittal(along: float, down: float, off: float = 0.0, uid: str = "1.2.3") -> PatientPlace:
    return PatientPlace(uid, (5.0 - off, -40.0 + along, 80.0 - down))


def px(column: float, row: float, frame: int = 1, uid: str = "9.8") -> ImagePlace:
    return ImagePlace(uid, frame, (column, row))


def image_lesion(key: str, left: float, top: float, size: float = 10) -> Lesion:
    corners = (
        (left, top), (left + size, top), (left + size, top + size), (left, top + size),
    )  # fmt: skip
    return Lesion(key, (ImageOutline("9.8", 1, corners),))


@pytest.mark.parametrize(
    ("place", "distance"),
    [
        (sagittal(15, 15), 0.0),
        (sagittal(10, 15), 0.0),  # on the edge
        (sagittal(15, 15, 2), 0.0),  # at the end of its depth
        (sagittal(15, 15, -5), 3.0),  # 3 mm in front of it
        (sagittal(23, 15), 3.0),
        (sagittal(23, 24), 5.0),  # from the corner
        (sagittal(23, 15, 6), 5.0),  # 3 mm beside and 4 mm off
        (sagittal(15, 15, uid="9.9"), None),  # another frame of reference
        (px(15, 15), None),
    ],
)
def test_distance_to_an_outline_in_the_patient(place: PatientPlace, distance: float | None) -> None:
    assert ON_SAGITTAL.distance(place) == pytest.approx(distance)


def test_a_slanted_plane_measures_along_its_own_directions() -> None:
    slanted = Plane("1.2.3", (0.0, 0.0, 0.0), (0.6, 0.8, 0.0), (0.0, 0.0, 1.0))

    # row × column = (0.8, −0.6, 0)
    assert slanted.locate((0.6, 0.8, 7.0)) == pytest.approx((1.0, 7.0, 0.0))
    assert slanted.locate((0.8, -0.6, 0.0)) == pytest.approx((0.0, 0.0, 1.0))


def test_an_outline_in_pixels_counts_for_all_slices_it_was_drawn_for() -> None:
    # The fifth slice lies 12 mm along +x, against the normal; pixels of 0.5 by 2 mm.
    last = Plane("1.2.3", (17.0, -40.0, 80.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))

    region = outline_through_slices(SAGITTAL, last, SQUARE, (0.5, 2.0), thickness_mm=3.0)

    assert region.corners_mm == ((5.0, 20.0), (10.0, 20.0), (10.0, 40.0), (5.0, 40.0))
    assert region.depth_mm == (-13.5, 1.5)
    assert region.distance(last.place(7.5, 30.0)) == 0
    assert region.distance(last.place(14.0, 30.0)) == pytest.approx(4.0)
    with pytest.raises(InvalidQuestion, match="two stacks"):
        outline_through_slices(
            SAGITTAL, replace(last, frame_of_reference_uid="9"), SQUARE, (1, 1), 3
        )


def test_marks_on_a_slice_are_found_again_on_it() -> None:
    marks = [SAGITTAL.place(3.0, 4.0), sagittal(5, 6, 1.5), sagittal(5, 6, -1.6), px(1, 1)]

    found = marks_on_slice([*marks, sagittal(1, 1, uid="9")], SAGITTAL, thickness_mm=3.0)

    assert found == (pytest.approx((3.0, 4.0)), pytest.approx((5.0, 6.0)))


@pytest.mark.parametrize(
    ("place", "distance"),
    [
        (PatientPlace("1.2.3", (0.0, 0.0, 0.0)), 0.0),
        (PatientPlace("1.2.3", (0.9, 0.4, 1.4)), 0.0),  # in a voxel of 2 × 1 × 3 mm
        (PatientPlace("1.2.3", (4.0, 0.0, 0.0)), 3.0),
        (PatientPlace("1.2.3", (0.0, 3.5, 0.0)), 1.0),  # one row on, to the row at 5 ± ½
        (PatientPlace("1.2.3", (0.0, 0.0, -5.5)), 4.0),
        (PatientPlace("9.9", (0.0, 0.0, 0.0)), None),
    ],
)
def test_distance_to_a_segmentation_is_to_the_nearest_voxels_edge(
    place: PatientPlace, distance: float | None
) -> None:
    voxels = np.zeros((2, 6, 4), dtype=bool)
    voxels[0, 0, 0] = voxels[0, 5, 0] = True
    steps = ((0.0, 0.0, 3.0), (0.0, 1.0, 0.0), (2.0, 0.0, 0.0))
    mask = PatientMask("1.2.3", voxels, (0.0, 0.0, 0.0), steps)

    assert mask.distance(place) == pytest.approx(distance)


def test_pixels_with_a_size_are_measured_in_millimetres_and_others_in_pixels() -> None:
    square = ImageOutline("9.8", 1, SQUARE)
    sized = ImageOutline("9.8", 1, SQUARE, spacing_mm=(0.5, 2.0))

    assert (square.is_in_mm, sized.is_in_mm) == (False, True)
    assert square.distance(px(24, 23)) == pytest.approx(5.0)
    assert sized.distance(px(26, 22)) == pytest.approx(5.0)  # 3 mm across and 4 mm down
    assert square.distance(px(15, 15, frame=2)) is None
    assert square.distance(px(15, 15, uid="9.9")) is None
    assert square.distance(sagittal(15, 15)) is None


def test_pixels_of_a_mask_reach_half_a_pixel_around_their_middle() -> None:
    pixels = np.zeros((8, 8), dtype=bool)
    pixels[2, 5] = True
    mask = ImageMask("9.8", 1, pixels)
    sized = ImageMask("9.8", 1, pixels, spacing_mm=(0.5, 2.0))

    assert mask.distance(px(5.4, 2.4)) == 0
    assert mask.distance(px(7.5, 2)) == pytest.approx(2.0)
    assert sized.distance(px(5, 4)) == pytest.approx(3.0)  # two rows are 4 mm, half of one is 1
    assert mask.distance(px(5, 2, frame=3)) is None
    assert (mask.is_in_mm, sized.is_in_mm) == (False, True)


def test_an_ellipse_is_turned_about_its_middle() -> None:
    upright = ImageOutline("9.8", 1, ellipse((50, 50), (20, 10)))
    turned = ImageOutline("9.8", 1, ellipse((50, 50), (20, 10), angle_deg=90))

    assert upright.distance(px(69.9, 50)) == 0
    assert upright.distance(px(50, 65)) == pytest.approx(5.0, abs=1e-2)
    assert turned.distance(px(50, 69.9)) == 0
    assert turned.distance(px(65, 50)) == pytest.approx(5.0, abs=1e-2)


def test_what_lies_in_a_hollow_of_an_outline_is_outside() -> None:
    hook = ((0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (20.0, 30.0), (20.0, 10.0), (0.0, 10.0))

    assert ImageOutline("9.8", 1, hook).distance(px(14, 20)) == pytest.approx(6.0)
    # A corner drawn twice changes nothing.
    assert ImageOutline("9.8", 1, (*hook[:4], *hook[3:])).distance(px(14, 20)) == pytest.approx(6.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ImageOutline("9.8", 1, SQUARE[:2]),
        lambda: ImageOutline("9.8", 1, (*SQUARE[:3], (float("nan"), 0.0))),
        lambda: PatientOutline(SAGITTAL, SQUARE, (2.0, -2.0)),
        lambda: Plane("1.2.3", (0, 0, 0), (1, 0, 0), (0.1, 1, 0)),
        lambda: ellipse((0, 0), (5, 0)),
        lambda: ImageMask("9.8", 1, np.zeros((4, 4), dtype=bool)),
        lambda: PatientMask("1", np.zeros((1, 1, 1), dtype=bool), (0, 0, 0), ((1, 0, 0),) * 3),
        lambda: PatientMask("1", np.ones((1, 1, 1), dtype=bool), (0, 0, 0), ((1, 0, 0),) * 3),
    ],
)
def test_regions_that_enclose_nothing_are_refused(make: object) -> None:
    with pytest.raises(InvalidQuestion):
        make()  # type: ignore[operator]  # each is a function


def test_found_missed_and_false_marks_are_told_apart() -> None:
    lesions = [image_lesion("disc", 0, 0), image_lesion("rib", 100, 0), image_lesion("sac", 0, 100)]
    marks = [px(300, 300), px(5, 5), px(113, 5), px(6, 6)]

    result = judge_marks(marks, lesions, Tolerance(px=3))

    assert result == HotspotResult(
        found=(Found("disc", 1, 0.0), Found("rib", 2, 3.0)),
        missed=("sac",),
        false_marks=(0,),
        repeats=(3,),
    )
    assert not result.is_right
    assert result.share == pytest.approx(2 / 4)


def test_tolerance_is_in_the_unit_of_the_region() -> None:
    beside = [sagittal(23, 15)]
    lesion = [Lesion("disc", (ON_SAGITTAL,))]

    assert judge_marks(beside, lesion, Tolerance(mm=2.9, px=50)).missed == ("disc",)
    assert judge_marks(beside, lesion, Tolerance(mm=3)).is_right


def test_a_lesion_drawn_on_several_slices_is_one() -> None:
    deeper = PatientOutline(SAGITTAL, SQUARE, (6.0, 8.0))
    regions: tuple[Region, ...] = (ON_SAGITTAL, deeper)

    for order in (regions, regions[::-1]):
        result = judge_marks([sagittal(15, 15, 5)], [Lesion("disc", order)], Tolerance(mm=5))

        assert result.found == (Found("disc", 0, 1.0),)  # to the nearer of the two


def test_a_normal_case_is_right_without_a_mark_and_wrong_with_one() -> None:
    silent, marked = judge_marks([], [], Tolerance()), judge_marks([px(1, 1)], [], Tolerance())

    assert (silent.is_right, silent.share) == (True, 1.0)
    assert (marked.is_right, marked.share, marked.false_marks) == (False, 0.0, (0,))


def test_one_mark_where_two_lesions_meet_counts_for_one() -> None:
    lesions = [image_lesion("left", 0, 0), image_lesion("right", 12, 0)]

    result = judge_marks([px(11.5, 5)], lesions, Tolerance(px=2))

    assert [found.lesion for found in result.found] == ["right"]  # the nearer
    assert result.missed == ("left",)


def test_marks_are_given_out_so_that_most_lesions_are_found() -> None:
    lesions = [image_lesion("left", 0, 0), image_lesion("right", 12, 0)]
    # The first is near both and nearest to “left”; the second reaches “left” alone.
    marks = [px(10, 5), px(9, 12)]

    result = judge_marks(marks, lesions, Tolerance(px=2))

    assert {found.lesion: found.mark for found in result.found} == {"left": 1, "right": 0}


def test_marking_everything_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="more than 50 marks"):
        judge_marks([px(1, 1)] * (MAX_MARKS + 1), [], Tolerance())


def test_the_marks_of_others_fall_into_cells_once_for_each_person() -> None:
    people = [[(5.0, 5.0), (6.0, 6.0)], [(5.0, 5.0)], [(99.9, 49.9)], [(100.0, 5.0)], []]

    found = heat_map(people, (100.0, 50.0), cells_across=4)

    assert found == HeatMap(counts=((2, 0, 0, 0), (0, 0, 0, 1)), cell=(25.0, 25.0), people=5)


def test_the_marks_of_four_others_are_withheld() -> None:
    assert heat_map([[(1.0, 1.0)]] * 4, (10.0, 10.0)) == TooFew(count=4, needed=5)


def test_time_on_a_slice_adds_up_and_leaves_out_what_was_left_standing() -> None:
    visits = [(0.0, 7), (2.0, 8), (3.5, 7), (10.0, 9)]

    assert time_by_slice(visits, end_s=500.0) == {7: 8.5, 8: 1.5, 9: 60.0}
    assert time_by_slice([], end_s=5.0) == {}
