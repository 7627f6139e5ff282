"""What a teacher is told of an item, in words."""

import pytest

from readingroom.assessment.items_analysis import Discrimination
from readingroom.web.presentation.analysis import discrimination_words


@pytest.mark.parametrize(
    ("correlation", "low", "high", "words"),
    [
        (0.98, 0.76, 1.0, "0.98 (0.76 to 1.00): tells well apart"),
        (0.1, -0.05, 0.24, "0.10 (−0.05 to 0.24): tells little apart"),
        (-0.6, -0.8, -0.2, "−0.60 (−0.80 to −0.20): those who did better elsewhere did worse here"),
        (-0.06, -0.89, 0.87, "−0.06 (−0.89 to 0.87): too few people to say more"),
        (0.6, -0.2, 0.9, "0.60 (−0.20 to 0.90): too few people to say more"),
    ],
)  # fmt: skip
def test_a_word_on_discrimination_is_given_where_the_interval_leaves_no_other(
    correlation: float, low: float, high: float, words: str
) -> None:
    assert discrimination_words(Discrimination(correlation, low, high, people=9)) == words
