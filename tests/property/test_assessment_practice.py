"""Laws of marks on images, of calibration, and of when an item comes back."""

import math
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.assessment.calibration import Answer, Calibration, calibrate
from readingroom.assessment.hotspot import HotspotResult, Lesion, Tolerance, judge_marks
from readingroom.assessment.intervals import wilson
from readingroom.assessment.items_analysis import Response, analyse_items
from readingroom.assessment.places import ImagePlace, PatientPlace, Plane
from readingroom.assessment.regions import ImageOutline, PatientOutline
from readingroom.assessment.review_queue import ReviewCard, Sibling, draw_queue
from readingroom.assessment.spacing import Grade, Memory, recall_probability, review

MANY = settings(max_examples=80, deadline=None)
FEW = settings(max_examples=40, deadline=None)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("a", "b", "c", "d", "e", "f", "g")


POINTS = st.tuples(st.integers(0, 40), st.integers(0, 40))
# Regions overlap here: to find most of them a mark must be given to the right one.
CLOSE = st.tuples(st.integers(0, 8), st.integers(0, 8))


def lesion(place: int, corner: tuple[int, int]) -> Lesion:
    x, y = map(float, corner)
    outline = ((x, y), (x + 9, y), (x + 9, y + 9), (x, y + 9))
    return Lesion(f"lesion {place}", (ImageOutline("1.2", 1, outline),))


def most_found(marks: list[ImagePlace], lesions: list[Lesion], limit: float) -> int:
    """By trying every way of giving marks to lesions."""
    reach = [
        {i for i, mark in enumerate(marks) if (each.regions[0].distance(mark) or 0) <= limit}
        for each in lesions
    ]
    slots = [*range(len(marks)), *[None] * len(lesions)]
    return max(
        sum(mark in near for mark, near in zip(given_out, reach, strict=False))
        for given_out in permutations(slots, len(lesions))
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(POINTS, max_size=4) | st.lists(CLOSE, min_size=2, max_size=4),
    st.lists(POINTS, max_size=3) | st.lists(CLOSE, min_size=2, max_size=3),
    st.sampled_from([0, 3]),
    st.data(),
)
def test_marks_and_lesions_each_have_one_place_whatever_their_order(
    points: list[tuple[int, int]], corners: list[tuple[int, int]], limit: int, data: st.DataObject
) -> None:
    marks = [ImagePlace("1.2", 1, (float(x), float(y))) for x, y in points]
    lesions = [lesion(place, corner) for place, corner in enumerate(corners)]

    result = judge_marks(marks, lesions, Tolerance(px=limit))
    turned = judge_marks(
        data.draw(st.permutations(marks)), data.draw(st.permutations(lesions)), Tolerance(px=limit)
    )

    used = [found.mark for found in result.found]
    assert sorted([*used, *result.false_marks, *result.repeats]) == list(range(len(marks)))
    assert sorted([*(f.lesion for f in result.found), *result.missed]) == sorted(
        each.key for each in lesions
    )
    assert len(used) == most_found(marks, lesions, limit)
    assert summary(turned) == summary(result)
    assert 0 <= result.share <= 1
    assert result.is_right == (result.share == 1)
    further = [*marks, ImagePlace("1.2", 1, (90.0, 90.0))]
    assert judge_marks(further, lesions, Tolerance(px=limit)).share < result.share or not used


def summary(result: HotspotResult) -> tuple[object, ...]:
    found = [(each.lesion, each.distance) for each in result.found]
    return found, result.missed, len(result.false_marks), len(result.repeats)


SPOTS = st.floats(-50, 50).map(lambda number: round(number, 3))
OUTLINES = st.lists(st.tuples(SPOTS, SPOTS), min_size=3, max_size=7).map(tuple)


@MANY
@given(OUTLINES, st.tuples(SPOTS, SPOTS), st.tuples(SPOTS, SPOTS))
def test_two_marks_differ_in_distance_by_no_more_than_lies_between_them(
    corners: tuple[tuple[float, float], ...], one: tuple[float, float], other: tuple[float, float]
) -> None:
    outline = ImageOutline("1.2", 1, corners)

    apart = (
        outline.distance(ImagePlace("1.2", 1, one)),
        outline.distance(ImagePlace("1.2", 1, other)),
    )

    assert None not in apart
    assert abs((apart[0] or 0) - (apart[1] or 0)) <= math.dist(one, other) + 1e-6


@MANY
@given(OUTLINES, st.tuples(SPOTS, SPOTS, SPOTS), st.floats(0, 6.3), st.tuples(SPOTS, SPOTS, SPOTS))
def test_distance_in_the_patient_does_not_depend_on_how_the_slice_lies(
    corners: tuple[tuple[float, float], ...],
    local: tuple[float, float, float],
    turn: float,
    origin: tuple[float, float, float],
) -> None:
    c, s = math.cos(turn), math.sin(turn)
    flat = PatientOutline(Plane("1", (0, 0, 0), (1, 0, 0), (0, 1, 0)), corners, (-2.0, 3.0))
    tilted = PatientOutline(Plane("1", origin, (c, s, 0), (0, 0, 1)), corners, (-2.0, 3.0))
    along, down, off = local
    # row × column = (s, −c, 0)
    there = (
        origin[0] + along * c + off * s, origin[1] + along * s - off * c, origin[2] + down,
    )  # fmt: skip

    assert tilted.distance(PatientPlace("1", there)) == pytest.approx(
        flat.distance(PatientPlace("1", local)), abs=1e-6
    )


@MANY
@given(st.integers(1, 400), st.data())
def test_intervals_hold_the_share_and_rise_with_it(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    here = wilson(hits, count)

    assert 0 <= here.low <= here.share <= here.high <= 1
    if hits < count:
        above = wilson(hits + 1, count)
        assert (above.low, above.high) > (here.low, here.high)


ANSWERS = st.builds(
    lambda said, is_right: Answer(said, said, is_right=is_right), st.floats(0, 1), st.booleans()
)


@FEW
@given(st.lists(ANSWERS, min_size=20, max_size=60), st.data())
def test_every_answer_is_in_one_bin_whatever_their_order(
    answers: list[Answer], data: st.DataObject
) -> None:
    found = calibrate(answers)
    again = calibrate(data.draw(st.permutations(answers)))

    assert isinstance(found, Calibration)
    assert isinstance(again, Calibration)
    assert sum(each.right.count for each in found.bins) == len(answers)
    assert sum(each.right.hits for each in found.bins) == sum(a.is_right for a in answers)
    assert -1 <= found.gap <= 1
    assert again.gap == pytest.approx(found.gap)
    assert [each.right for each in again.bins] == [each.right for each in found.bins]


@FEW
@given(st.lists(st.tuples(st.sampled_from(Grade), st.integers(0, 400)), max_size=6))
def test_a_better_grade_never_brings_an_item_back_sooner(past: list[tuple[Grade, int]]) -> None:
    memory: Memory | None = None
    at = NOW
    for grade, days in past:
        memory = review(memory, grade, at)
        at += timedelta(days=days, hours=1)

    after = [review(memory, grade, at) for grade in Grade]

    dates = [each.due_at for each in after]
    assert dates == sorted(dates)
    for each in after:
        assert timedelta(days=1) <= each.due_at - each.reviewed_at <= timedelta(days=365)
        assert 1 <= each.difficulty <= 10
        known = [recall_probability(each, at + timedelta(days=days)) for days in (0, 1, 30, 999)]
        assert known == sorted(known, reverse=True)
        assert 0 < known[-1] <= known[0] == 1
    assert after == [review(memory, grade, at) for grade in Grade]  # nothing is random


@st.composite
def decks(draw: st.DrawFn) -> tuple[list[ReviewCard], list[Sibling]]:
    """Cards and the items that can be shown for them."""
    siblings = [
        Sibling(
            f"item {place}",
            draw(st.sampled_from(["", "x", "y"])),
            f"case {draw(st.integers(0, 4))}",
            draw(st.none() | st.integers(1, 90).map(lambda days: NOW - timedelta(days=days))),
        )
        for place in range(draw(st.integers(0, 8)))
    ]
    cards = []
    for each in siblings:
        late, stable = draw(st.integers(-3, 9)), draw(st.floats(0.5, 90))
        due = NOW - timedelta(days=late)
        memory = Memory(stable, 5.0, reviewed_at=due - timedelta(days=stable), due_at=due)
        cards.append(
            ReviewCard(each.item, each.concept, memory, due, draw(st.booleans()), each.item)
        )
    return cards, siblings


@FEW
@given(decks(), st.integers(0, 6), st.integers(0, 3), st.data())
def test_a_day_has_no_more_than_its_limit_and_no_case_twice(
    deck: tuple[list[ReviewCard], list[Sibling]], limit: int, done: int, data: st.DataObject
) -> None:
    cards, siblings = deck
    by_item = {sibling.item: sibling for sibling in siblings}

    draws = draw_queue(cards, siblings, until=NOW, limit=limit, done=done)

    assert len(draws) <= max(0, limit - done)
    shown = [by_item[draw.item] for draw in draws]
    assert len({each.case for each in shown}) == len(shown)
    for draw, each in zip(draws, shown, strict=True):
        assert not draw.card.is_paused
        assert draw.card.due_at <= NOW
        assert each.item == draw.card.item or each.concept == draw.card.concept != ""
    mixed = data.draw(st.permutations(cards)), data.draw(st.permutations(siblings))
    assert draw_queue(*mixed, until=NOW, limit=limit, done=done) == draws


@FEW
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(["i", "j", "k"])),
        st.sampled_from([0.0, 0.5, 1.0]),
        min_size=6,
    ),
    st.data(),
)
def test_item_figures_are_in_range_whatever_the_order_of_answers(
    scores: dict[tuple[str, str], float], data: st.DataObject
) -> None:
    responses = [Response(person, item, score) for (person, item), score in scores.items()]

    figures = analyse_items(responses)

    assert analyse_items(data.draw(st.permutations(responses))).keys() == figures.keys()
    for found in figures.values():
        if not hasattr(found, "needed"):
            assert 0 <= found.difficulty <= 1
            told = found.discrimination
            assert told is None or -1 <= told.low <= told.correlation <= told.high <= 1
