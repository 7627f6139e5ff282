"""Calibration: bins, intervals, and when a word is said about them."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from readingroom.assessment.calibration import (
    CERTAINTY_EDGES,
    MIN_ANSWERS,
    MIN_FOR_VERDICT,
    Answer,
    Calibration,
    Detection,
    Reading,
    Verdict,
    answer_by_certainty,
    answer_by_points,
    calibrate,
    calibrate_groups,
    calibrate_over_time,
    detect,
)
from readingroom.assessment.choice import Certainty
from readingroom.assessment.errors import InvalidAnswer
from readingroom.assessment.groups import TooFew
from readingroom.assessment.intervals import wilson


def answers(said: float, right: int, wrong: int) -> list[Answer]:
    return [Answer(said, said, is_right=place < right) for place in range(right + wrong)]


def shown(found: object) -> Calibration:
    assert isinstance(found, Calibration)
    return found


def test_bins_hold_counts_and_intervals() -> None:
    found = shown(calibrate(answers(0.9, 12, 8) + answers(0.65, 5, 2) + answers(0.75, 2, 1)))

    assert [(b.from_, b.to, b.right.count, b.right.hits) for b in found.bins] == [
        (0.6, 0.8, 10, 7), (0.8, 1.0, 20, 12),
    ]  # fmt: skip
    assert found.bins[0].said_low == pytest.approx((7 * 0.65 + 3 * 0.75) / 10)
    assert found.bins[1].right == wilson(12, 20)
    assert found.right == wilson(19, 30)
    assert found.gap == pytest.approx((20 * 0.9 + 7 * 0.65 + 3 * 0.75) / 30 - 19 / 30)


def test_a_verdict_is_given_where_the_interval_excludes_agreement() -> None:
    # 12 of 20: 39 to 78 %.
    assert shown(calibrate(answers(0.79, 12, 8))).verdict is Verdict.OVERCONFIDENT
    assert shown(calibrate(answers(0.78, 12, 8))).verdict is None
    assert shown(calibrate(answers(0.39, 12, 8))).verdict is None
    assert shown(calibrate(answers(0.38, 12, 8))).verdict is Verdict.UNDERCONFIDENT


def test_a_few_answers_in_a_bin_get_no_verdict() -> None:
    found = shown(calibrate(answers(0.9, 0, 4) + answers(0.5, 8, 8)))

    assert [b.verdict for b in found.bins] == [None, None]
    assert found.bins[1].right.high < 0.9  # and yet


def test_certainty_is_checked_against_its_range() -> None:
    high = [answer_by_certainty(Certainty.HIGH, is_right=place < 13) for place in range(20)]
    low = [answer_by_certainty(Certainty.LOW, is_right=place < 13) for place in range(20)]

    assert shown(calibrate(low)).verdict is None  # 13 of 20 lie in 0 to 67 %
    assert shown(calibrate(high)).verdict is None  # 43 to 82 % reaches 80
    high[0] = answer_by_certainty(Certainty.HIGH, is_right=False)
    assert shown(calibrate(high)).verdict is Verdict.OVERCONFIDENT
    both = shown(calibrate(high + low, edges=CERTAINTY_EDGES))
    assert [(b.from_, b.to) for b in both.bins] == [(b.said_low, b.said_high) for b in both.bins]
    assert [(b.from_, b.to) for b in both.bins] == [pytest.approx((0, 2 / 3)), (0.8, 1.0)]


def test_the_gap_is_to_the_nearer_end_of_what_was_said() -> None:
    def gap(certainty: Certainty, right: int) -> float:
        return shown(
            calibrate(answer_by_certainty(certainty, is_right=n < right) for n in range(20))
        ).gap

    assert gap(Certainty.HIGH, 10) == pytest.approx(0.3)
    assert gap(Certainty.HIGH, 18) == 0
    assert gap(Certainty.LOW, 18) == pytest.approx(2 / 3 - 0.9)


def test_nineteen_answers_are_withheld_also_in_a_filter() -> None:
    few = answers(0.7, 10, 9)

    assert calibrate(few) == TooFew(count=19, needed=MIN_ANSWERS)
    groups = calibrate_groups([("chest", a) for a in answers(0.7, 14, 6)] + [("bone", few[0])])
    assert list(groups) == ["chest", "bone"]
    assert shown(groups["chest"]).right.count == 20
    assert groups["bone"] == TooFew(count=1, needed=20)


def test_cases_whose_diagnosis_is_not_certain_do_not_count() -> None:
    doubtful = [Answer(0.9, 0.9, is_right=False, is_settled=False)] * 30

    assert calibrate(answers(0.7, 10, 9) + doubtful) == TooFew(count=19, needed=20)
    assert shown(calibrate(answers(0.7, 14, 6) + doubtful)).right == wilson(14, 20)


@pytest.mark.parametrize(
    ("said", "bin_from"), [(0.0, 0.0), (0.2, 0.2), (0.799, 0.6), (0.8, 0.8), (1.0, 0.8)]
)
def test_answers_on_an_edge_belong_above_it_and_certainty_to_the_last(
    said: float, bin_from: float
) -> None:
    assert [b.from_ for b in shown(calibrate(answers(said, 10, 10))).bins] == [bin_from]


@pytest.mark.parametrize(
    ("belief", "answer"),
    [
        ({"infection": 30.0, "metastasis": 60.0}, Answer(0.6, 0.6, is_right=True)),
        ({"infection": 60.0, "metastasis": 30.0}, Answer(0.6, 0.6, is_right=False)),
        ({"infection": 40.0, "metastasis": 40.0}, Answer(0.4, 0.4, is_right=False)),
        ({"infection": 0.0}, None),
        ({}, None),
    ],
)
def test_the_leading_diagnosis_is_what_one_says(
    belief: dict[str, float], answer: Answer | None
) -> None:
    assert answer_by_points(belief, "metastasis") == answer


@pytest.mark.parametrize(("low", "high"), [(-0.1, 0.5), (0.5, 1.1), (0.6, 0.5)])
def test_a_probability_beyond_its_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(InvalidAnswer, match="from 0 to 100 %"):
        Answer(low, high, is_right=True)


def test_an_honest_learner_is_seldom_told_otherwise() -> None:
    """At 95 % by Wilson it is 5 in 100 on average, and at the worst count and chance 10."""

    def risk(chance: float, count: int) -> float:
        told = (
            hits
            for hits in range(count + 1)
            if not wilson(hits, count).low <= chance <= wilson(hits, count).high
        )
        return sum(
            math.comb(count, hits) * chance**hits * (1 - chance) ** (count - hits) for hits in told
        )

    chances = [step / 20 for step in range(1, 20)]
    bins = [risk(chance, count) for count in range(MIN_FOR_VERDICT, 41) for chance in chances]
    wholes = [risk(chance, count) for count in range(MIN_ANSWERS, 61, 4) for chance in chances]
    assert max(bins) < 0.103
    assert max(wholes) < 0.08
    assert sum(bins) / len(bins) < 0.055
    assert risk(0.8, 1) > 0.19  # which is why a single answer gets none


def readings(found: int, lost: int, left: int, called: int) -> list[Reading]:
    return (
        [Reading(is_abnormal=True, was_called=True)] * found
        + [Reading(is_abnormal=True, was_called=False)] * lost
        + [Reading(is_abnormal=False, was_called=False)] * left
        + [Reading(is_abnormal=False, was_called=True)] * called
    )


def test_sensitivity_and_specificity_are_given_where_normals_are_in_the_mix() -> None:
    doubtful = [Reading(is_abnormal=True, was_called=False, is_settled=False)] * 9

    assert detect(readings(12, 3, 4, 1) + doubtful) == Detection(
        sensitivity=wilson(12, 15), specificity=wilson(4, 5), abnormal=wilson(15, 20)
    )
    assert detect(readings(30, 3, 0, 0)) is None
    assert detect(readings(0, 0, 20, 3)) is None
    assert detect([]) is None
    assert detect(readings(12, 3, 3, 1)) == TooFew(count=19, needed=20)


def test_over_time_each_twenty_answers_are_a_step_and_the_rest_waits() -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    answers = [
        (begin + timedelta(days=day), Answer(0.9, 0.9, is_right=day >= 20, is_settled=day != 3))
        for day in range(50)
    ]

    spans = calibrate_over_time(reversed(answers))

    assert [span.calibration.right.hits for span in spans] == [1, 20]
    assert [(span.first_at.day, span.last_at.day) for span in spans] == [(1, 21), (22, 10)]
    assert spans[0].calibration.verdict == Verdict.OVERCONFIDENT
    assert calibrate_over_time(answers[:20]) == ()
    assert len(calibrate_over_time(answers, size=2)) == 2
