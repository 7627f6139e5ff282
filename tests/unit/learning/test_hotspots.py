"""Marks are judged in the patient where the images say where they lie, else on their own frame."""

from typing import Any

import pytest

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion
from readingroom.learning.hotspots import Ground, judge_hotspot
from tests.unit.learning.asking import ct_stack, film_stack, hotspot, target


def judged(item: Any, *marks: tuple[int, float, float], stack: Any = None) -> Any:
    given = [{"slice": n, "at_px": [x, y]} for n, x, y in marks]
    return judge_hotspot(item, given, Ground(stack or ct_stack(), "2.25.77"))


def test_a_mark_inside_finds_one_beside_is_false_and_what_is_not_marked_is_missed() -> None:
    item = hotspot(target("Mass"), target("Node", 8, 8))

    result = judged(item, (5, 15, 15), (5, 40, 40))

    assert [(one.lesion, one.mark) for one in result.found] == [("0", 0)]
    assert (result.missed, result.false_marks) == (("1",), (1,))
    assert result.share == pytest.approx(1 / 3)


def test_tolerance_is_in_millimetres_of_the_patient() -> None:
    near, item = (5, 22.0, 15.0), hotspot(target(), tolerance_mm=4.0)

    assert judged(item, near).found[0].distance == pytest.approx(4.0)
    assert judged(item, (5, 22.2, 15)).false_marks == (0,)


def test_a_mark_counts_on_every_slice_the_target_is_on_and_half_a_slice_beyond_by_tolerance() -> (
    None
):
    item = hotspot(target(first=4, last=6))

    assert [bool(judged(item, (n, 15, 15)).found) for n in (3, 4, 6, 7)] == [
        False,
        True,
        True,
        False,
    ]
    assert judged(hotspot(target(), tolerance_mm=2.5), (7, 15, 15)).found


def test_outlines_of_one_name_are_one_thing() -> None:
    item = hotspot(target("Mass", 4, 4), target("Mass", 6, 6))

    result = judged(item, (4, 15, 15), (6, 15, 15))

    assert (len(result.found), result.repeats, result.missed) == (1, (1,), ())


def test_on_normal_images_none_is_right_and_a_mark_is_false() -> None:
    assert judged(hotspot()).is_right
    assert judged(hotspot(), (1, 1, 1)).false_marks == (0,)


def test_images_without_a_place_are_judged_on_their_own_frames() -> None:
    item = hotspot(target(first=2, last=3), tolerance_px=2)

    assert judged(item, (3, 21.5, 15), stack=film_stack()).found
    assert not judged(item, (1, 15, 15), stack=film_stack()).found


def test_what_is_on_no_slice_is_refused() -> None:
    with pytest.raises(InvalidAnswer):
        judged(hotspot(), (11, 15, 15))
    with pytest.raises(InvalidQuestion):
        judged(hotspot(target(first=40, last=41)), (5, 15, 15))
