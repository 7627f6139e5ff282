"""Orders by pairs, and rubrics by aspect."""

import pytest

from readingroom.assessment.errors import InvalidAnswer, InvalidQuestion
from readingroom.assessment.ordering import judge_order
from readingroom.assessment.rubric import (
    Aspect,
    Criterion,
    Points,
    compare_marking,
    judge_rubric,
)

RUBRIC = (
    Criterion("disc", Aspect.OBSERVATION, points=2),
    Criterion("cord", Aspect.OBSERVATION, points=3, is_critical=True),
    Criterion("infection", Aspect.INTERPRETATION, points=4, is_critical=True),
    Criterion("biopsy", Aspect.INTERPRETATION),
)


@pytest.mark.parametrize(
    ("given", "pairs_right", "tau", "share"),
    [
        ([0, 1, 2, 3], 6, 1.0, 1.0),
        ([1, 0, 2, 3], 5, 2 / 3, 2 / 3),
        ([1, 2, 3, 0], 3, 0.0, 0.0),  # the first put last
        ([3, 2, 1, 0], 0, -1.0, 0.0),
        ([4, 0, 1, 2, 3], 6, 0.2, 0.2),  # no entry in its place, yet four in order
    ],
)
def test_an_order_is_worth_its_pairs(
    given: list[int], pairs_right: int, tau: float, share: float
) -> None:
    result = judge_order(given)

    assert result.pairs_right == pairs_right
    assert (result.tau, result.share) == pytest.approx((tau, share))
    assert result.is_right is (share == 1)


@pytest.mark.parametrize("given", [[], [0], [0, 0], [0, 2], [1, 2]])
def test_an_order_with_gaps_or_twins_is_refused(given: list[int]) -> None:
    with pytest.raises(InvalidAnswer, match="missing or there twice"):
        judge_order(given)


def test_what_was_seen_and_what_was_concluded_are_counted_apart() -> None:
    result = judge_rubric(RUBRIC, {"disc", "cord", "biopsy"})

    assert (result.observation, result.interpretation) == (Points(5, 5), Points(1, 5))
    assert (result.observation.share, result.interpretation.share) == (1.0, 0.2)
    assert result.total == Points(6, 10)
    assert result.missed == result.missed_critical == ("infection",)
    assert not result.is_passed


def test_an_answer_passes_with_all_that_is_critical() -> None:
    result = judge_rubric(RUBRIC, {"cord", "infection"})

    assert result.is_passed
    assert result.missed == ("disc", "biopsy")


def test_an_aspect_the_rubric_does_not_ask_for_has_no_share() -> None:
    assert judge_rubric(RUBRIC[:2], {"disc"}).interpretation.share is None


def test_teacher_and_learner_see_where_they_differ() -> None:
    differ = compare_marking(RUBRIC, {"disc", "biopsy", "cord"}, {"cord", "infection"})

    assert differ.only_first == ("disc", "biopsy")
    assert differ.only_second == ("infection",)


def test_marks_for_lines_that_are_gone_are_refused() -> None:
    with pytest.raises(InvalidAnswer, match="changed since"):
        judge_rubric(RUBRIC, {"gone"})


@pytest.mark.parametrize(
    "rubric",
    [(), (RUBRIC[0], RUBRIC[0]), (Criterion("free", Aspect.OBSERVATION, points=0),)],
)
def test_a_rubric_without_lines_or_with_twins_is_refused(rubric: tuple[Criterion, ...]) -> None:
    with pytest.raises(InvalidQuestion, match="rubric can't be used"):
        judge_rubric(rubric, set())
