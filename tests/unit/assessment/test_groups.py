"""Figures of a group, and intervals checked against published ones."""

import pytest

from readingroom.assessment.groups import TooFew, mean_belief
from readingroom.assessment.intervals import correlation_interval, proportion


def test_the_mean_belief_of_five_others_is_shown_and_of_four_withheld() -> None:
    beliefs = [{"infection": 50.0}, {"infection": 25.0, "metastasis": 75.0}, {}, {}, {}]

    assert mean_belief(beliefs) == {"infection": 15, "metastasis": 15}
    assert repr(mean_belief([*beliefs, {"metastasis": 60.0}])) == (
        "{'metastasis': 22.5, 'infection': 12.5}"
    )
    assert mean_belief(beliefs[:4]) == TooFew(count=4, needed=5)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_intervals_are_the_published_ones(
    hits: int, count: int, low: float, high: float
) -> None:
    found = proportion(hits, count)

    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.share == hits / count


def test_nothing_counted_has_no_share() -> None:
    assert proportion(0, 0) is None


def test_the_interval_of_a_correlation_is_fishers() -> None:
    assert correlation_interval(1.0, 10) == (1.0, 1.0)
    # atanh(0.5) = 0.5493, 1.96 / √25 = 0.3920; tanh of 0.1573 and 0.9413
    assert correlation_interval(0.5, 28) == pytest.approx((0.1560, 0.7358), abs=1e-4)
