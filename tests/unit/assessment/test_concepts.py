"""Which names share a cell, on a small tree of infections and tumours."""

from collections.abc import Iterable

import pytest

from readingroom.assessment.concepts import cells
from readingroom.assessment.differential import merge, outcome_score

BROADER = {
    "pyogenic": ["spinal infection"],
    "tuberculous": ["spinal infection"],
    "spinal infection": ["infection"],
    "staphylococcal": ["pyogenic"],
    "lung metastasis": ["metastasis"],
    "renal metastasis": ["metastasis"],
    "metastasis": ["tumour"],
    "chicken": ["egg"],
    "egg": ["chicken"],
}


def broader(key: str) -> Iterable[str]:
    return BROADER.get(key, [])


@pytest.mark.parametrize(
    ("anchors", "name", "cell"),
    [
        (["pyogenic"], "pyogenic", "pyogenic"),
        (["pyogenic"], "spinal infection", "pyogenic"),  # the parent of one
        (["pyogenic"], "infection", "infection"),  # no parent, only an ancestor
        (["pyogenic"], "staphylococcal", "pyogenic"),  # a kind of it
        (["pyogenic"], "tuberculous", "tuberculous"),  # a sibling
        (["pyogenic", "tuberculous"], "spinal infection", "spinal infection"),  # of two
        (["spinal infection"], "staphylococcal", "spinal infection"),  # two levels down
        (["pyogenic", "spinal infection"], "spinal infection", "pyogenic"),  # both told apart
        (["pyogenic", "spinal infection"], "tuberculous", "pyogenic"),  # by way of the parent
        (["pyogenic", "spinal infection"], "staphylococcal", "pyogenic"),  # the nearest above
        (["pyogenic", "tuberculous", "spinal infection"], "spinal infection", "spinal infection"),
        (["pyogenic", "tuberculous", "infection"], "spinal infection", "infection"),
    ],
)
def test_names_join_what_the_item_tells_apart(anchors: list[str], name: str, cell: str) -> None:
    assert cells(anchors, broader)(name) == cell


def test_a_parent_and_its_child_in_a_wrong_answer_are_one_cell() -> None:
    named = ["metastasis", "lung metastasis", "pyogenic"]

    cell_of = cells(["pyogenic"], broader, named)

    assert cell_of("metastasis") == cell_of("lung metastasis") == "lung metastasis"


def test_a_parent_of_two_wrong_names_keeps_its_own_cell() -> None:
    named = ["metastasis", "lung metastasis", "renal metastasis"]

    cell_of = cells(["pyogenic"], broader, named)

    assert [cell_of(name) for name in named] == named


def test_a_vocabulary_that_runs_in_a_circle_still_gives_cells() -> None:
    assert cells(["pyogenic"], broader, ["chicken", "egg"])("chicken") == "egg"
    assert cells(["chicken", "egg"], broader)("egg") == "chicken"


def test_splitting_a_wrong_belief_between_parent_and_child_is_no_cheaper() -> None:
    rows = [("metastasis", 30.0), ("lung metastasis", 30.0)]
    cell_of = cells(["pyogenic"], broader, [name for name, _ in rows])

    split = outcome_score(merge(rows, cell_of), "pyogenic")

    assert split == outcome_score({"metastasis": 60}, "pyogenic")
