"""A differential of points and what it is worth, with expectations worked out by hand."""

import pytest

from readingroom.assessment.differential import (
    best_closeness,
    closeness,
    merge,
    outcome_score,
    part_credit,
)
from readingroom.assessment.errors import InvalidAnswer
from readingroom.kernel.errors import InvalidInput

SYNONYMS = {"discitis": "spondylodiscitis", "bone secondaries": "metastasis"}


def concept_of(name: str) -> str:
    return SYNONYMS.get(name, name)


@pytest.mark.parametrize(
    ("belief", "score"),
    [
        ({"metastasis": 100}, 1.0),
        ({}, 0.5),
        ({"metastasis": 0}, 0.5),
        ({"infection": 100}, 0.0),
        ({"metastasis": 50}, 0.875),  # 1 − ½ · 0.5²
        ({"metastasis": 60, "infection": 30}, 0.875),  # 1 − ½ (0.4² + 0.3²)
        ({"infection": 50, "lymphoma": 50}, 0.25),  # 1 − ½ (1 + 0.25 + 0.25)
        ({"infection": 10}, 0.495),
    ],
)
def test_outcome_score_is_the_quadratic_rule(belief: dict[str, float], score: float) -> None:
    assert outcome_score(belief, "metastasis") == pytest.approx(score)


def test_two_names_of_one_diagnosis_are_one_cell_before_the_square() -> None:
    belief = merge([("discitis", 30), ("metastasis", 40), ("spondylodiscitis", 30)], concept_of)

    assert belief == {"spondylodiscitis": 60, "metastasis": 40}
    # 1 − ½ (0.6² + 0.6²); in two rows the wrong diagnosis would have cost only 2 · 0.3².
    assert outcome_score(belief, "metastasis") == pytest.approx(0.64)


@pytest.mark.parametrize(
    ("belief", "score"),
    [
        ({"metastasis": 70, "myeloma": 20}, 0.765),  # itself: ½ + ½ (0.49 + 0.04)
        ({"metastasis": 100}, 0.7),  # ½ + 0.7 − ½
        ({}, 0.5),
        ({"infection": 100}, 0.0),
        ({"infection": 40, "metastasis": 20}, 0.54),  # ½ + 0.14 − ½ (0.16 + 0.04)
    ],
)
def test_closeness_is_highest_where_the_author_stands(
    belief: dict[str, float], score: float
) -> None:
    author = {"metastasis": 70, "myeloma": 20}

    assert closeness(belief, author) == pytest.approx(score)
    assert best_closeness(author) == pytest.approx(0.765)


def test_an_author_may_name_more_than_a_learner() -> None:
    author = {f"diagnosis {number}": 10.0 for number in range(10)}

    assert closeness({"diagnosis 1": 10}, author) == pytest.approx(0.505)


def test_part_credit_counts_what_lies_near_the_diagnosis() -> None:
    belief = {"metastasis": 40, "neoplasm": 40, "infection": 20}

    assert part_credit(belief, {"metastasis": 1, "neoplasm": 0.5}) == pytest.approx(0.6)


@pytest.mark.parametrize("points", [-1, float("nan"), float("inf")])
def test_points_below_zero_or_without_a_number_are_refused(points: float) -> None:
    with pytest.raises(InvalidAnswer, match="points below 0"):
        outcome_score({"metastasis": points}, "metastasis")


def test_more_than_a_hundred_points_are_refused_and_three_thirds_are_not() -> None:
    with pytest.raises(InvalidAnswer, match="more than 100 points together"):
        merge([("metastasis", 60), ("infection", 41)], concept_of)

    assert merge([("a", 33.4), ("b", 33.3), ("c", 33.3)], concept_of)["a"] == 33.4


def test_a_sixth_diagnosis_is_refused_unless_the_item_allows_it() -> None:
    rows = [(name, 10.0) for name in "abcdef"]

    with pytest.raises(InvalidInput, match="More than 5 diagnoses"):
        merge(rows, concept_of)
    with pytest.raises(InvalidInput, match="More than 5 diagnoses"):
        outcome_score(dict(rows), "a")
    assert len(merge(rows, concept_of, max_named=10)) == 6
