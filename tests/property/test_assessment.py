"""Laws of scoring: in range, proper, blind to order; and laws of calibration and spacing."""

import math
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from readingroom.assessment.calibration import Answer, Calibration, calibrate
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
from readingroom.assessment.hotspot import HotspotResult, Lesion, Tolerance, judge_marks
from readingroom.assessment.intervals import wilson
from readingroom.assessment.items_analysis import Response, analyse_items
from readingroom.assessment.ordering import judge_order
from readingroom.assessment.places import ImagePlace, PatientPlace, Plane
from readingroom.assessment.regions import ImageOutline, PatientOutline
from readingroom.assessment.review_queue import ReviewCard, Sibling, draw_queue
from readingroom.assessment.rubric import Aspect, Criterion, judge_rubric
from readingroom.assessment.short_answer import Agreement, match_answer, slips_between
from readingroom.assessment.spacing import Grade, Memory, recall_probability, review

MANY = settings(max_examples=80, deadline=None)
FEW = settings(max_examples=40, deadline=None)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
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


POINTS = st.tuples(st.integers(0, 40), st.integers(0, 40))


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


@FEW
@given(
    st.lists(POINTS, max_size=4), st.lists(POINTS, max_size=3), st.sampled_from([0, 3]), st.data()
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
