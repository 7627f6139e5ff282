"""Which names are one diagnosis, with the words of radiology that the library ships."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.casefile.document import CaseDocument
from readingroom.learning.answers import Row
from readingroom.learning.cells import TRUTH, Cells
from readingroom.learning.review import judge, something_else, tracks
from readingroom.learning.unfolding import Said, Unfolding
from readingroom.search.vocabulary import load_vocabulary
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from tests.unit.web.documents import document

CODED = {"value": "M46.3", "scheme": "I10", "meaning": "Infection of a disc"}


def a_case(*shares: dict[str, int]) -> CaseDocument:
    stages = [
        {"kind": "presentation" if place == 0 else "laboratory", "id": f"stage-{place}",
         "differential": [{"diagnosis": name, "share": share} for name, share in each.items()]}
        for place, each in enumerate(shares)
    ]  # fmt: skip
    accepted = [
        {"diagnosis": "Secondary growth", "synonyms": ["spread from elsewhere"]},
        {"diagnosis": "Neoplasm", "credit": 0.5},
    ]
    item = {"kind": "differential", "id": "ddx", "stage": "stage-0", "stem": "What is it?",
            "accepted": accepted}  # fmt: skip
    codes = [{"value": "94222008", "scheme": "SCT", "meaning": "Secondary malignancy of bone"}]
    return document(
        *stages,
        {"kind": "pathology", "id": "tissue"},
        {"kind": "discussion", "id": "end"},
        title="Metastasis – from the lung",
        diagnosis_codes=codes,
        items=[item],
    )


def cells_of(case: CaseDocument) -> Cells:
    return Cells(case, WordsOfRadiology(load_vocabulary()))


@pytest.mark.parametrize(
    "name",
    [
        "Metastasis – from the lung", "METASTASIS", "mets", "Secondary deposit", "Bone metastases",
        "spread from elsewhere", "Secondary malignancy of bone",
        "vertebral metastasis",  # a kind of it
        "Malignancy",  # what it is a kind of
    ],
)  # fmt: skip
def test_names_of_the_diagnosis_are_the_diagnosis(name: str) -> None:
    assert cells_of(a_case({"Discitis": 50})).cell_of(Row(name, 10)) == TRUTH


def test_either_part_of_what_is_named_together_is_it_unless_it_stands_by_itself() -> None:
    both = "Discitis and osteomyelitis"
    joined, apart = cells_of(a_case({both: 50})), cells_of(a_case({both: 50, "Osteomyelitis": 20}))

    whole = joined.cell_of(Row(both, 10))
    assert {joined.cell_of(Row(name, 10)) for name in ("Discitis", "Osteomyelitis")} == {whole}
    assert apart.cell_of(Row("Osteomyelitis", 10)) != apart.cell_of(Row(both, 10))


@pytest.mark.parametrize("name", ["Discitis", "Lymphoma", "Tumour", "Neoplasm", "My own words"])
def test_other_names_are_not(name: str) -> None:
    assert cells_of(a_case({"Discitis": 50})).cell_of(Row(name, 10)) != TRUTH


def test_a_code_of_the_list_leads_to_the_diagnosis() -> None:
    cells = cells_of(a_case({"Discitis": 50}))

    assert cells.cell_of(Row("As the list has it", 10, "SCT 94222008")) == TRUTH


def test_names_that_are_one_thing_meet_in_one_cell() -> None:
    cells = cells_of(a_case({"Discitis": 50}))

    belief = cells.belief([Row("Spondylodiscitis", 30), Row("Discitis", 20), Row("Mets", 40)])

    assert sorted(belief.values()) == [40, 50]


def test_a_kind_and_the_thing_meet_whatever_the_order() -> None:
    rows = [Row("Glioma", 30), Row("Glioblastoma", 20), Row("Lymphoma", 10)]
    cells = cells_of(a_case({"Discitis": 50}))

    assert sorted(cells.belief(rows).values()) == sorted(cells.belief(rows[::-1]).values())
    assert sorted(cells.belief(rows).values()) == [10, 50]


def test_what_covers_several_diagnoses_of_the_case_is_none_of_them() -> None:
    cells = cells_of(a_case({"Lymphoma": 30, "Discitis": 20}))

    assert cells.cell_of(Row("Malignancy", 10)) not in {
        TRUTH,
        cells.cell_of(Row("Lymphoma", 10)),
    }


def test_kinds_of_one_thing_stay_apart_beside_it() -> None:
    cells = cells_of(a_case({"Discitis": 50}))

    belief = cells.belief([Row("Glioma", 30), Row("Glioblastoma", 20), Row("Astrocytoma", 10)])

    assert sorted(belief.values()) == [10, 20, 30]


def test_what_nobody_knows_is_a_cell_of_its_own_and_said_so() -> None:
    cells = cells_of(a_case({"Discitis": 50, "Wear and tear": 10}))

    assert not cells.is_recognised(Row("Neck gremlins", 10))
    assert all(cells.is_recognised(Row(n, 10)) for n in ("wear AND tear", "Lymphoma", "Mets"))
    assert cells.is_recognised(Row("In other words", 10, "I10 M46.3"))


def said(*beliefs: dict[str, int]) -> list[Said]:
    return [
        Said(place, f"token-{place}", tuple(Row(name, points) for name, points in each.items()))
        for place, each in enumerate(beliefs)
    ]


def test_the_outcome_is_of_the_last_commit_before_tissue_and_apart_from_closeness() -> None:
    case = a_case({"Discitis": 80}, {"Metastasis": 60})
    spoken = said({"Discitis": 100}, {"Mets": 50, "Neoplasm": 50}, {"Metastasis": 100})

    found = judge(Unfolding(case, 3), spoken, cells_of(case))

    assert (found.outcome, found.outcome_place) == (pytest.approx(0.75), 1)
    assert found.near == pytest.approx(0.75)
    assert [(c.place, c.value, c.best) for c in found.closeness] == [
        (0, pytest.approx(0.8), pytest.approx(0.82)),
        (1, pytest.approx(0.55), pytest.approx(0.68)),
    ]


def test_a_case_that_begins_with_tissue_scores_nothing() -> None:
    case = document({"kind": "pathology", "id": "tissue"}, title="Metastasis")

    found = judge(Unfolding(case, 1), said({"Metastasis": 100}), cells_of(case))

    assert (found.outcome, found.closeness) == (None, ())


def test_the_picture_follows_every_diagnosis_over_all_stages() -> None:
    case = a_case({"Discitis": 80}, {})
    spoken = said({"Discitis": 70, "Mets": 10}, {"Spondylodiscitis": 20, "Lymphoma": 30}, {})

    found = tracks(Unfolding(case, 3), spoken, cells_of(case), [[(Row("Mets", 40),)] * 5] * 3)

    assert [(t.name, t.own, t.author) for t in found] == [
        ("Metastasis – from the lung", (10, 0, 0), (0, None, None)),
        ("Discitis", (70, 20, 0), (80, None, None)),
        ("Lymphoma", (0, 30, 0), (0, None, None)),
    ]
    assert found[0].group == (40, 40, 40)
    assert something_else(found, 3).own == (20, 50, 100)


NAMES = ["Metastasis", "Mets", "Discitis", "Lymphoma", "Glioma", "Glioblastoma", "Malignancy",
         "Neoplasm", "Nobody knows"]  # fmt: skip


@given(
    names=st.permutations(NAMES).map(lambda found: found[:5]),
    points=st.lists(st.integers(0, 20), min_size=5, max_size=5),
    order=st.permutations(range(5)),
)
def test_the_score_does_not_depend_on_the_order_of_the_rows(
    names: list[str], points: list[int], order: list[int]
) -> None:
    case = a_case({"Discitis": 50})
    rows = [Row(name, given_) for name, given_ in zip(names, points, strict=True)]
    turned = [rows[at] for at in order]

    scores = [
        judge(Unfolding(case, 2), [Said(0, "t", tuple(each)), Said(1, "u", ())], cells_of(case))
        for each in (rows, turned)
    ]

    assert scores[0].outcome == pytest.approx(scores[1].outcome)
    assert 0 <= (scores[0].outcome or 0) <= 1
