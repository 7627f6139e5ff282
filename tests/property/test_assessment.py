"""Laws of scoring: in range, proper, blind to order."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from readingroom.assessment.choice import (
    Certainty,
    best_certainty,
    certainty_mark,
    expected_mark,
    judge_choice,
)
from readingroom.assessment.concepts import cells
from readingroom.assessment.differential import (
    best_closeness,
    closeness,
    merge,
    outcome_score,
    part_credit,
)
from readingroom.assessment.ordering import judge_order
from readingroom.assessment.rubric import Aspect, Criterion, judge_rubric
from readingroom.assessment.short_answer import Agreement, match_answer, slips_between

MANY = settings(max_examples=80, deadline=None)
NAMES = ("a", "b", "c", "d", "e", "f", "g")


@st.composite
def beliefs(draw: st.DrawFn, most: int = 5) -> dict[str, float]:
    """Points by name, together at most 100."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=most))
    weights = [draw(st.integers(0, 100)) for _ in names]
    rest = draw(st.integers(0, 100))
    total = sum(weights) + rest
    return {
        name: 100 * weight / total if total else 0.0
        for name, weight in zip(names, weights, strict=True)
    }


def expected_score(given_points: dict[str, float], honest: dict[str, float]) -> float:
    """The mean outcome score where ``honest`` are the chances, the rest thinly spread."""
    chances = {name: points / 100 for name, points in honest.items()}
    unnamed = 1 - math.fsum(chances.values())
    known = math.fsum(
        chance * outcome_score(given_points, name) for name, chance in chances.items()
    )
    return known + unnamed * outcome_score(given_points, "something nobody named")


def squares(one: dict[str, float], other: dict[str, float]) -> float:
    names = {*one, *other}
    return math.fsum(((one.get(n, 0) - other.get(n, 0)) / 100) ** 2 for n in names)


@MANY
@given(beliefs(), beliefs(), st.sampled_from(NAMES))
def test_scores_of_a_differential_are_in_range_and_blind_to_order(
    belief: dict[str, float], author: dict[str, float], truth: str
) -> None:
    turned = dict(sorted(belief.items(), reverse=True))

    for score in (
        outcome_score(belief, truth), closeness(belief, author), best_closeness(author),
        part_credit(belief, {"a": 1.0, "b": 0.5}),
    ):  # fmt: skip
        assert 0 <= score <= 1
    assert outcome_score(turned, truth) == pytest.approx(outcome_score(belief, truth))
    assert closeness(turned, author) == pytest.approx(closeness(belief, author))


@MANY
@given(beliefs(), beliefs())
def test_honest_probabilities_maximise_the_expected_outcome_score(
    other: dict[str, float], honest: dict[str, float]
) -> None:
    lost = expected_score(honest, honest) - expected_score(other, honest)

    assert lost == pytest.approx(squares(other, honest) / 2, abs=1e-9)


@MANY
@given(beliefs(), beliefs(most=7))
def test_closeness_is_highest_where_one_believes_what_the_author_does(
    belief: dict[str, float], author: dict[str, float]
) -> None:
    lost = best_closeness(author) - closeness(belief, author)

    assert lost == pytest.approx(squares(belief, author) / 2, abs=1e-9)


@MANY
@given(beliefs(), st.sampled_from(NAMES))
def test_being_wrong_never_beats_not_knowing(belief: dict[str, float], truth: str) -> None:
    wrong = {name: points for name, points in belief.items() if name != truth}

    assert outcome_score(wrong, truth) <= outcome_score({}, truth) == 0.5
    assert outcome_score({"wrong": 100}, truth) == 0
    assert outcome_score({truth: 100}, truth) == 1


@MANY
@given(beliefs(), st.sampled_from(NAMES), st.floats(0, 1))
def test_points_moved_from_a_wrong_diagnosis_to_the_right_one_raise_the_score(
    belief: dict[str, float], truth: str, part: float
) -> None:
    wrong = [name for name in belief if name != truth]
    assume(wrong and len({*belief, truth}) <= 5)
    moved = part * belief[wrong[0]]
    better = {
        **belief, wrong[0]: belief[wrong[0]] - moved, truth: belief.get(truth, 0.0) + moved,
    }  # fmt: skip

    assert outcome_score(better, truth) >= outcome_score(belief, truth) - 1e-12


@MANY
@given(beliefs(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from("xyz")))
def test_names_of_one_concept_add_up_whatever_their_order(
    belief: dict[str, float], concepts: dict[str, str]
) -> None:
    rows = list(belief.items())

    cells_of = merge(rows, lambda name: concepts.get(name, name))
    turned = merge(rows[::-1], lambda name: concepts.get(name, name))

    assert turned == pytest.approx(cells_of)
    assert math.fsum(cells_of.values()) == pytest.approx(math.fsum(belief.values()))
    # To split a wrong diagnosis over names of it is no cheaper than to name it once.
    assert outcome_score(cells_of, "truth") <= outcome_score(belief, "truth") + 1e-12


TREES = st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3))


@MANY
@given(TREES, st.sets(st.sampled_from(NAMES), min_size=1), st.sets(st.sampled_from(NAMES)))
def test_an_answer_cannot_move_what_the_item_tells_apart(
    tree: dict[str, set[str]], anchors: set[str], named: set[str]
) -> None:
    def broader(key: str) -> set[str]:
        return tree.get(key, set())

    alone, among = cells(anchors, broader), cells(anchors, broader, named)

    for name in NAMES:
        assert among(name) in {*NAMES}
        if name in anchors or alone(name) in anchors:
            assert among(name) == alone(name)


@MANY
@given(st.data(), st.integers(2, 8))
def test_choices_are_judged_in_range_and_whatever_the_order_of_options(
    data: st.DataObject, count: int
) -> None:
    places = st.integers(0, count - 1)
    keys = data.draw(st.sets(places, min_size=1, max_size=count - 1))
    chosen = data.draw(st.sets(places))
    order = data.draw(st.permutations(range(count)))

    result = judge_choice(chosen, keys, count)
    shuffled = judge_choice({order[c] for c in chosen}, {order[k] for k in keys}, count)

    assert 0 <= result.share <= 1
    assert (result.share == 1) == result.is_right == (chosen == keys)
    assert (shuffled.share, shuffled.is_right) == (result.share, result.is_right)
    assert [shuffled.fates[order[place]] for place in range(count)] == list(result.fates)
    assert judge_choice(set(range(count)), keys, count).share == 0


@MANY
@given(st.floats(0, 1))
def test_no_certainty_pays_better_than_the_best_one(probability: float) -> None:
    best = expected_mark(probability, best_certainty(probability))

    assert best >= max(expected_mark(probability, certainty) for certainty in Certainty) - 1e-12
    assert all(certainty_mark(certainty, is_right=False) <= 0 for certainty in Certainty)


@MANY
@given(st.integers(2, 9).flatmap(lambda count: st.permutations(range(count))))
def test_orders_are_worth_kendalls_tau(order: list[int]) -> None:
    result = judge_order(order)

    assert result.tau == pytest.approx(kendalltau(range(len(order)), order).statistic)
    assert 0 <= result.share <= 1
    assert result.is_right == (order == sorted(order)) == (result.share == 1)


WORDS = st.text("abcdeinorst", min_size=9, max_size=14)


@MANY
@given(WORDS, WORDS, st.integers(0, 4))
def test_slips_are_the_same_both_ways(one: str, other: str, limit: int) -> None:
    slips = slips_between(one, other, limit)

    assert slips == slips_between(other, one, limit)
    assert (slips == 0) == (one == other)
    assert slips is None or abs(len(one) - len(other)) <= slips <= limit


@MANY
@given(WORDS, st.data())
def test_case_plays_no_part_and_one_letter_left_out_of_a_long_word_is_a_slip(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(word) - 1))

    same = match_answer(word.upper(), [word])
    short = match_answer(word[:at] + word[at + 1 :], [word])

    assert same is not None
    assert same.agreement is Agreement.SAME
    assert short is None or short.slips <= 2


CRITERIA = [
    Criterion(name, aspect, points, is_critical=points == 3)
    for name, aspect, points in zip(
        NAMES, [*Aspect] * 3 + [Aspect.OBSERVATION], (1, 2, 3, 1, 2, 3, 1), strict=True
    )
]


@MANY
@given(st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES), st.permutations(CRITERIA))
def test_meeting_one_more_criterion_never_costs(
    met: set[str], more: str, order: list[Criterion]
) -> None:
    less, full = judge_rubric(CRITERIA, met), judge_rubric(CRITERIA, {*met, more})
    turned = judge_rubric(order, met)

    assert 0 <= less.total.earned <= full.total.earned <= full.total.possible == 13
    assert full.is_passed or not less.is_passed
    assert (turned.observation, turned.interpretation) == (less.observation, less.interpretation)
