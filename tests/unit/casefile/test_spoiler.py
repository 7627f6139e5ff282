"""What is shown before reveal must not tell the diagnosis."""

from typing import Any

import pytest

from readingroom.casefile.spoiler import find_spoilers
from tests.unit.casefile.build import case, series, study


def spoilers(**fields: Any) -> list[tuple[str, str]]:
    return [(spoiler.place, spoiler.word) for spoiler in find_spoilers(case(**fields))]


@pytest.mark.parametrize("title", ["Metastasis?", "Metastatic deposit", "Neck: METASTASES"])
def test_word_of_the_diagnosis_is_found_whatever_its_ending(title: str) -> None:
    (found,) = spoilers(unknown_title=title)

    assert found[0] == "unknown_title"
    assert found[1].casefold().startswith("metast")


@pytest.mark.parametrize("title", ["Neck pain", "Vertebral lesion in an older man", "Mass", "Back"])
def test_words_that_only_say_where_are_no_spoilers(title: str) -> None:
    assert spoilers(unknown_title=title) == []


def test_codes_and_pathology_are_part_of_the_answer() -> None:
    pathology = {"kind": "pathology", "id": "p", "final_diagnosis": "Chordoma of the clivus."}
    code = {"value": "1", "scheme": "SCT", "meaning": "Plasmacytoma"}

    assert spoilers(
        unknown_title="Chordoma or plasmacytoma", stages=[pathology], diagnosis_codes=[code]
    ) == [("unknown_title", "Chordoma"), ("unknown_title", "plasmacytoma")]


def test_presentation_headings_and_captions_are_read_too() -> None:
    stage = study(
        title="Metastases", caption="For metastases", series=[series(caption="A metastasis")]
    )

    found = spoilers(stages=[stage], patient={"presentation": "metastases"})

    assert [place for place, _ in found] == [
        "patient.presentation",
        "stages[0].title",
        "stages[0].caption",
        "stages[0].series[0].caption",
    ]  # fmt: skip


def test_accents_do_not_hide_a_spoiler() -> None:
    assert spoilers(title="Sjögren syndrome", unknown_title="Sjogren") == [
        ("unknown_title", "Sjogren")
    ]


def test_a_question_is_read_until_the_diagnosis_is_told() -> None:
    options = [{"text": "Metastasis", "is_key": True}, {"text": "Discitis"}]
    question = {"kind": "multiple-choice", "stem": "Which metastasis is it?", "options": options}
    items = [{**question, "id": "a", "stage": "mri"}, {**question, "id": "b", "stage": "p"}]
    stages = [study(), {"kind": "pathology", "id": "p"}, study("later", series=[])]

    found = find_spoilers(case(stages=stages, items=items))

    assert [(one.place, one.word) for one in found] == [("items[0].stem", "metastasis")]
    assert found[0].message.endswith("asked before it is told.")
