"""Differences read as sentences, and matter only where something changed."""

from typing import Any

import pytest

from readingroom.casefile.diff import Word, diff_documents, diff_words
from tests.unit.casefile.build import case, series, study


def sentences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [change.sentence for change in diff_documents(case(**old), case(**new))]


def panel(*stains: tuple[str, str]) -> dict[str, Any]:
    entries = [{"marker": marker, "result": result} for marker, result in stains]
    return {"stages": [{"kind": "pathology", "id": "p", "stains": entries}]}


def test_result_of_a_stain_is_told_by_its_marker() -> None:
    found = diff_documents(
        case(**panel(("CK7", "positive"), ("TTF-1", "negative"))),
        case(**panel(("p40", "negative"), ("CK7", "positive"), ("TTF-1", "positive"))),
    )

    assert [(change.place, change.kind, change.sentence) for change in found] == [
        ("stages[0].stains[0]", "added", "Stain p40: added"),
        ("stages[0].stains[2].result", "changed", "Stain TTF-1: negative → positive"),
    ]


def test_inserting_a_series_changes_nothing_else() -> None:
    old = {"stages": [study(series=[series("a"), series("b")])]}
    new = {"stages": [study(series=[series("new"), series("a"), series("b")])]}

    assert sentences(old, new) == ["Series new: added"]
    assert sentences(new, old) == ["Series new: removed"]


def test_a_series_is_told_by_what_readers_see_it_called() -> None:
    named = series("ax-2", plane="Axial", sequence="T1", phase="After contrast")
    old = {"stages": [study()]}
    new = {"stages": [study(series=[series(), named])]}
    keyed = {"stages": [study(series=[series(), named | {"key_image": 4}])]}

    assert sentences(old, new) == ["Series Axial T1, After contrast: added"]
    assert sentences(new, keyed) == ["Series Axial T1, After contrast · Key image: 4 added"]


def test_swapped_entries_are_moved() -> None:
    old = {"stages": [study(series=[series("a"), series("b"), series("c")])]}
    new = {"stages": [study(series=[series("b"), series("c"), series("a")])]}

    assert sentences(old, new) == ["Series a: moved from place 1 to 3"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"certainty": "probable"}, {"certainty": "certain"}, "Certainty: probable → certain"),
        ({}, {"difficulty": "primary"}, "Difficulty: primary added"),
        ({"basis": "Histology."}, {}, "Basis: “Histology.” removed"),
        ({"suitable_for_quiz": True}, {}, "Suitable for quiz: yes → no"),
        ({"tags": ["a"]}, {"tags": ["a", "b"]}, "Tag “b”: added"),
        ({"systems": ["spine"]}, {"systems": ["chest"]}, "System Spine: removed"),
        (
            {"patient": {"age": {"value": 80}}},
            {"patient": {"age": {"value": 85, "until": 89}}},
            "Patient · Age: 80 years → 85–89 years",
        ),
        ({"title": "A"}, {"title": "B"}, "Title: “A” → “B”"),
    ],
)
def test_change_of_a_field_reads_as_a_sentence(
    old: dict[str, Any], new: dict[str, Any], expected: str
) -> None:
    assert sentences(old, new)[0] == expected


def test_share_of_a_diagnosis_speaks_for_it() -> None:
    old = {"stages": [study(differential=[{"diagnosis": "Infection", "share": 60}])]}
    new = {"stages": [study(differential=[{"diagnosis": "Infection", "share": 40}])]}

    assert sentences(old, new) == ["Stage “MRI” · Diagnosis Infection: 60 → 40"]


def test_long_text_is_compared_word_by_word() -> None:
    before = "The marrow of the C5 and C6 vertebral bodies is abnormal and bright on STIR images."
    after = before.replace("bright", "very bright").replace("abnormal and ", "")

    (change,) = diff_documents(
        case(stages=[study(findings=before)]), case(stages=[study(findings=after)])
    )

    assert change.sentence == "Stage “MRI” · Findings: text changed (1 word added, 2 words removed)"
    assert "".join(word.text for word in change.words if word.kind != "removed") == after
    assert "".join(word.text for word in change.words if word.kind != "added") == before


def test_reworded_evidence_is_changed_not_replaced() -> None:
    def told(text: str) -> dict[str, Any]:
        entry = {"diagnosis": "Infection", "for": [{"text": text}]}
        return {"stages": [study(differential=[entry])]}

    (found,) = sentences(
        told("The whole disc is affected"), told("Nearly the whole disc is affected")
    )

    assert "The whole disc is affected” → “Nearly the whole disc" in found


def test_reordered_annotation_corners_are_told_as_redrawn() -> None:
    def marked(corner: float) -> dict[str, Any]:
        outline = [[0, 0], [9, 0], [9, corner]]
        region = {"shape": "region", "slice": 1, "outline_px": outline, "label": "Mass"}
        return {"stages": [study(series=[series(annotations=[region])])]}

    assert sentences(marked(8), marked(9)) == ["Series sag-t2 · Annotation Mass · Outline: redrawn"]


def test_a_mark_without_words_is_known_again_by_its_shape_and_slice() -> None:
    def marked(*marks: dict[str, Any]) -> dict[str, Any]:
        return {"stages": [study(series=[series(annotations=list(marks))])]}

    arrow = {"shape": "arrow", "slice": 8, "tip_px": [1, 2], "tail_px": [5, 6]}
    label = {"shape": "label", "slice": 8, "at_px": [3, 4], "label": "C5"}

    assert sentences(marked(arrow), marked(arrow | {"tip_px": [1, 3]}, label)) == [
        "Series sag-t2 · Annotation arrow on slice 8 · Tip: 1, 2 → 1, 3",
        "Series sag-t2 · Annotation C5: added",
    ]


def test_words_of_a_text_are_told_apart() -> None:
    assert diff_words("one two three", "one 2 three") == (
        Word("same", "one "),
        Word("removed", "two"),
        Word("added", "2"),
        Word("same", " three"),
    )
