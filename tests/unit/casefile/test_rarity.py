"""What is so rare that it could tell who the patient is, without any name."""

import pytest

from readingroom.casefile.rarity import find_rarity
from readingroom.casefile.validation import parse_document


def rarities(presentation: str, **patient: object) -> list[str]:
    document = parse_document(
        {
            "schema_version": 1,
            "title": "A case",
            "patient": {"presentation": presentation, **patient},
            "contributors": [{"name": "The mayor of the town"}],
        }
    )
    return [rarity.place for rarity in find_rarity(document)]


@pytest.mark.parametrize(
    "words",
    [
        "An extremely rare tumour.", "The first reported case in this country.",
        "The only survivor of the accident.", "A professional footballer with knee pain.",
        "Injured in a train crash.", "Struck by lightning.", "One of triplets.",
    ],
)  # fmt: skip
def test_it_is_pointed_out_where_it_stands(words: str) -> None:
    assert rarities(words) == ["patient.presentation"]


@pytest.mark.parametrize(
    "words",
    [
        "Neck pain for two weeks.", "A rare cause of a common complaint.", "Fell off a bicycle.",
        "Fracture in a car accident.", "The only abnormality is a nodule.",
    ],
)  # fmt: skip
def test_what_many_have_is_not(words: str) -> None:
    assert rarities(words) == []


def test_a_great_age_is_rare_and_who_made_the_case_is_no_patient() -> None:
    old = {"value": 104, "unit": "years"}

    assert rarities("Pain.", age=old) == ["patient.age"]
    assert rarities("Pain.", age={"value": 80, "unit": "years"}) == []
