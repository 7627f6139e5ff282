"""Item analysis, with expectations worked out by hand or by NumPy."""

import numpy as np
import pytest

from readingroom.assessment.groups import TooFew
from readingroom.assessment.intervals import wilson
from readingroom.assessment.items_analysis import (
    ItemFigures,
    Response,
    analyse_items,
    lesions_missed,
)

# Scores of six people on three items.
SCORES = {
    "ana": (1.0, 1.0, 0.8),
    "ben": (1.0, 0.0, 0.9),
    "chiara": (1.0, 1.0, 0.6),
    "dev": (0.0, 0.0, 0.5),
    "eva": (0.0, 1.0, 0.2),
    "finn": (0.0, 0.0, 0.1),
}
RESPONSES = [
    Response(person, f"item {place}", score, took_s=10.0 * place + len(person))
    for person, scores in SCORES.items()
    for place, score in enumerate(scores)
]


def shown(found: object) -> ItemFigures:
    assert isinstance(found, ItemFigures)
    return found


def test_difficulty_and_time_are_those_of_all_who_answered() -> None:
    figures = shown(analyse_items(RESPONSES)["item 2"])

    assert figures.people == 6
    assert figures.difficulty == pytest.approx(3.1 / 6)
    assert figures.median_s == 23.0  # lengths 3 3 6 3 3 4


def test_discrimination_leaves_the_item_out_of_the_total() -> None:
    for place in range(3):
        own = [scores[place] for scores in SCORES.values()]
        rest = [(sum(scores) - scores[place]) / 2 for scores in SCORES.values()]
        found = shown(analyse_items(RESPONSES)[f"item {place}"]).discrimination
        assert found is not None
        assert found.correlation == pytest.approx(np.corrcoef(own, rest)[0, 1])
        assert found.low < found.correlation < found.high
        assert found.people == 6


def test_people_may_have_answered_different_items() -> None:
    alone = [Response("gita", "item 0", 0.0)]

    figures = shown(analyse_items(RESPONSES + alone)["item 0"])

    assert figures.people == 7
    assert figures.discrimination is not None
    assert figures.discrimination.people == 6  # her score has no remainder


def test_an_item_all_answered_alike_tells_nobody_apart() -> None:
    alike = [Response(person, "alike", 1.0) for person in SCORES]

    assert shown(analyse_items(RESPONSES + alike)["alike"]).discrimination is None


def test_an_item_alone_has_no_remainder_to_compare_with() -> None:
    alone = [Response(person, "alone", float(person > "c")) for person in SCORES]

    assert shown(analyse_items(alone)["alone"]).discrimination is None


def test_figures_of_four_others_are_withheld() -> None:
    found = analyse_items(RESPONSES, leave_out={"ana", "ben"})

    assert set(found.values()) == {TooFew(count=4, needed=5)}
    assert shown(analyse_items(RESPONSES, leave_out={"ana"})["item 0"]).people == 5


def test_only_the_first_answer_counts() -> None:
    again = [Response("finn", "item 0", 1.0)]

    assert shown(analyse_items(RESPONSES + again)["item 0"]).difficulty == 0.5


def test_options_show_what_tempted_and_what_did_nothing() -> None:
    # Twelve choose the key and do badly elsewhere, seven option 1 and do well, one option 3.
    groups = [(0, 12, 0.2), (1, 7, 0.9), (3, 1, 0.5)]
    responses = []
    for option, count, elsewhere in groups:
        for number in range(count):
            person = f"{option}-{number}"
            score = float(option == 0)
            responses.append(Response(person, "asked", score, chosen=(option,)))
            responses.append(Response(person, "other", elsewhere))

    figures = shown(
        analyse_items(responses, keys={"asked": {0}}, option_counts={"asked": 4})["asked"]
    )

    assert [use.chosen for use in figures.options] == [
        wilson(12, 20), wilson(7, 20), wilson(0, 20), wilson(1, 20),
    ]  # fmt: skip
    assert [use.rest for use in figures.options] == [
        pytest.approx(0.2), pytest.approx(0.9), None, None,
    ]  # fmt: skip
    assert [use.is_key for use in figures.options] == [True, False, False, False]
    assert [use.is_idle for use in figures.options] == [False, False, True, False]
    assert [use.is_tempting for use in figures.options] == [False, True, False, False]
    assert figures.discrimination is not None
    assert figures.discrimination.correlation < 0
    assert figures.median_s is None


def test_where_several_options_are_right_those_who_chose_just_these_are_the_measure() -> None:
    responses = []
    for number in range(18):
        chosen, elsewhere = [((0, 1), 0.6), ((0, 2), 0.4), ((1,), 0.9)][number // 6]
        responses.append(Response(str(number), "asked", float(number < 6), chosen=chosen))
        responses.append(Response(str(number), "other", elsewhere))

    figures = shown(
        analyse_items(responses, keys={"asked": {0, 1}}, option_counts={"asked": 3})["asked"]
    )

    assert [use.is_tempting for use in figures.options] == [False, False, False]
    # The second did better elsewhere than who chose both keys, and yet it is a key.
    assert [use.rest for use in figures.options] == pytest.approx([0.5, 0.75, 0.4])


def test_lesions_most_often_missed_come_first() -> None:
    found = {"ana": {"a", "b"}, "ben": {"a"}, "chiara": {"a"}, "dev": set(), "eva": {"a", "c"}}

    assert lesions_missed(found, ["a", "b", "c"]) == {
        "b": wilson(4, 5), "c": wilson(4, 5), "a": wilson(1, 5),
    }  # fmt: skip
    assert next(iter(lesions_missed(found, ["a", "b"]))) == "b"
    assert lesions_missed(found, ["a"], leave_out={"ana"}) == TooFew(count=4, needed=5)
