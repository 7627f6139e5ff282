"""Multiple choice and certainty, with expectations worked out by hand."""

from fractions import Fraction

import pytest

from readingroom.assessment.choice import (
    SWITCH_POINTS,
    Certainty,
    Fate,
    best_certainty,
    certainty_mark,
    certainty_range,
    expected_mark,
    judge_choice,
    summarise_certainty,
)
from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion


@pytest.mark.parametrize(
    ("certainty", "if_right", "if_wrong"),
    [(None, 0, 0), (Certainty.LOW, 1, 0), (Certainty.MIDDLE, 2, -2), (Certainty.HIGH, 3, -6)],
)
def test_marks_by_certainty(certainty: Certainty | None, if_right: int, if_wrong: int) -> None:
    assert certainty_mark(certainty, is_right=True) == if_right
    assert certainty_mark(certainty, is_right=False) == if_wrong


def test_the_certainties_change_places_at_two_thirds_and_four_fifths() -> None:
    assert list(SWITCH_POINTS) == [Fraction(2, 3), Fraction(4, 5)]
    for point, low in zip(SWITCH_POINTS, (Certainty.LOW, Certainty.MIDDLE), strict=True):
        high = Certainty(low + 1)
        assert expected_mark(float(point), low) == pytest.approx(expected_mark(float(point), high))
        assert best_certainty(float(point) - 0.01) is low
        assert best_certainty(float(point) + 0.01) is high


def test_each_certainty_stands_for_a_range_of_probabilities() -> None:
    assert [certainty_range(certainty) for certainty in Certainty] == [
        pytest.approx((0, 2 / 3)), pytest.approx((2 / 3, 0.8)), pytest.approx((0.8, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "keys", "share", "is_right"),
    [
        ({1}, {1}, 1.0, True),
        ({2}, {1}, 0.0, False),
        (set(), {1}, 0.0, False),
        ({1, 2}, {1}, 0.0, False),
        ({1, 3}, {1, 3}, 1.0, True),
        ({1}, {1, 3}, 0.5, False),
        ({1, 3, 0}, {1, 3}, 2 / 3, False),  # 2/2 less one of the three wrong ones
        ({0, 1, 2, 3, 4}, {1, 3}, 0.0, False),  # all
        ({0, 2}, {1, 3}, 0.0, False),
    ],
)
def test_part_credit_where_several_are_right(
    chosen: set[int], keys: set[int], share: float, is_right: bool
) -> None:
    result = judge_choice(chosen, keys, 5)

    assert result.share == pytest.approx(share)
    assert result.is_right is is_right


def test_every_option_has_its_fate_for_the_feedback() -> None:
    result = judge_choice([0, 2], [2, 3], 4)

    assert result.fates == (Fate.FALSE, Fate.LEFT, Fate.FOUND, Fate.MISSED)


def test_an_option_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="not there"):
        judge_choice([4], [1], 4)


@pytest.mark.parametrize("keys", [set(), {0, 1}, {5}])
def test_a_question_without_right_or_wrong_options_is_refused(keys: set[int]) -> None:
    with pytest.raises(InvalidQuestion, match="Tell its author"):
        judge_choice([0], keys, 2)


def test_accuracy_and_bonus_are_told_apart() -> None:
    high, low = (Certainty.HIGH, True), (Certainty.LOW, False)

    summary = summarise_certainty([high, high, high, low])

    assert summary is not None
    assert (summary.answers, summary.accuracy, summary.mean_mark) == (4, 0.75, 2.25)
    # Three of four right: all at middle certainty would have earned (3 · 2 − 2) / 4 = 1.
    assert summary.bonus == pytest.approx(1.25)


def test_certainties_that_mislead_cost_more_than_saying_nothing() -> None:
    summary = summarise_certainty([(Certainty.LOW, True), (Certainty.HIGH, False)])

    assert summary is not None
    assert summary.bonus == pytest.approx(-3.0)  # −2.5, where low certainty throughout gives ½
    assert summarise_certainty([]) is None
