"""Problems name their place in words that an author understands."""

import pytest

from readingroom.casefile.errors import MAX_PROBLEMS, InvalidCase
from readingroom.casefile.folder import read_case_file
from readingroom.casefile.validation import MAX_DEPTH, parse_document
from readingroom.kernel.errors import InvalidInput
from tests.unit.casefile.build import case_data, series, study


def problems(data: object) -> list[str]:
    with pytest.raises(InvalidCase) as caught:
        parse_document(data)
    return [str(problem) for problem in caught.value.problems]


def test_a_minimal_document_is_a_title_and_a_version() -> None:
    document = parse_document({"schema_version": 1, "title": "Osteoid osteoma"})

    assert document.title == "Osteoid osteoma"
    assert document.safe_title == "Unknown case"


def test_unknown_field_is_refused_with_the_name_that_was_meant() -> None:
    found = problems(case_data(stages=[study(regon="Cervical spine")]))

    assert found == [
        "stages[0].regon: There is no field “regon” here. Did you mean “region”?",
    ]


def test_a_field_of_another_place_is_not_said_to_mean_itself() -> None:
    assert problems(case_data(stages=[{"kind": "presentation", "id": "p", "text": "Pain."}])) == [
        "stages[0].text: The field “text” exists, but not in this place.",
    ]


def test_unknown_field_of_a_code_is_refused_too() -> None:
    code = {"value": "1", "scheme": "SCT", "meaning": "Metastasis", "version": "2"}

    assert problems(case_data(diagnosis_codes=[code])) == [
        "diagnosis_codes[0].version: There is no field “version” here.",
    ]


def test_the_python_name_of_an_aliased_field_is_no_field() -> None:
    entry = {"diagnosis": "Metastasis", "evidence_for": []}

    (found,) = problems(case_data(stages=[study(differential=[entry])]))

    assert found.startswith("stages[0].differential[0].evidence_for: There is no field")


def test_place_of_nested_evidence_is_named_as_it_is_written() -> None:
    entry = {"diagnosis": "Metastasis", "for": [{"txt": "because"}]}

    found = problems(case_data(stages=[study("a"), study("b", differential=[entry])]))

    assert "stages[1].differential[0].for[0].text: This is required." in found
    assert any(line.startswith("stages[1].differential[0].for[0].txt: There") for line in found)


def test_field_named_like_its_kind_keeps_its_place() -> None:
    (found,) = problems(case_data(stages=[study(study="x")]))

    assert found.startswith("stages[0].study: ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": 7}, "title: Write text here; put it in quotation marks"),
        ({"title": "  "}, "title: This is empty; write something here or leave it out."),
        ({"title": "x" * 301}, "title: The text is too long; it may have 300 characters."),
        ({"title": "a\u202eb"}, "title: This holds a character that can't be shown (U+202E)"),
        ({"title": "a\x07b"}, "title: This holds a character that can't be shown (U+0007)"),
        ({"suitable_for_quiz": 1}, "suitable_for_quiz: Write true or false here."),
        ({"certainty": "sure"}, "certainty: “sure” is not one of possible, probable,"),
        ({"stages": {}}, "stages: Write a list here."),
        ({"stages": [{"id": "a"}]}, "stages[0].kind: Say what kind this is."),
        ({"stages": [{"kind": "scan"}]}, "stages[0].kind: “scan” is not one of presentation,"),
        ({"stages": [study("Big Name")]}, "stages[0].id: Use small letters, digits and hyphens"),
        ({"patient": []}, "patient: Write a group of fields here."),
        ({"patient": {"age": {"value": "80"}}}, "patient.age.value: Write a whole number here."),
        ({"patient": {"age": {"value": -1}}}, "patient.age.value: The number is too small"),
        ({"systems": ["spine", "spine"]}, "systems: This has “spine” twice."),
        ({"contributors": [{"name": "A", "orcid": "1"}]}, "contributors[0].orcid: Write the ORCID"),
        (
            {"diagnosis_codes": [{"value": "1", "scheme": "snomed", "meaning": "x"}]},
            "diagnosis_codes[0]: This names no coding scheme;",
        ),
    ],
)
def test_problem_is_a_sentence_with_its_place(change: dict[str, object], expected: str) -> None:
    (found,) = problems(case_data(**change))

    assert found.startswith(expected)
    assert found.endswith(".")


@pytest.mark.parametrize(
    "images", ["../x", "/x", "a/../b", "a//b", "c:\\x", "series:abc", " a", "a" * 256]
)
def test_images_outside_the_folder_are_refused(images: str) -> None:
    (found,) = problems(case_data(stages=[study(series=[series(images=images)])]))

    assert found.startswith("stages[0].series[0].images: This ")


@pytest.mark.parametrize("data", [None, [], "text", 3, {1: 2}, {"title": object()}, {"a": b"x"}])
def test_anything_but_a_group_of_plain_fields_is_refused(data: object) -> None:
    assert problems(data)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**70, "\ud800"])
def test_values_that_json_can_not_hold_are_refused(value: object) -> None:
    assert problems(case_data(title=value))


def test_deep_nesting_is_refused_before_anything_recurses() -> None:
    nested: object = "end"
    for _ in range(100_000):
        nested = [nested]

    assert problems(case_data(tags=nested)) == ["The document is nested too deeply to be a case."]
    assert MAX_DEPTH < 100


def test_problem_of_a_file_names_its_line() -> None:
    source = b"schema_version: 1\ntitle: x\nstages:\n  - kind: study\n    id: a\n    modality: mr\n"

    with pytest.raises(InvalidCase) as caught:
        read_case_file(source)

    (problem,) = caught.value.problems
    assert problem.line == 6
    assert str(problem).startswith("stages[0].modality (line 6): “mr” is not one of ct, mri,")


def test_missing_field_names_the_line_of_what_lacks_it() -> None:
    source = b"schema_version: 1\ntitle: x\nstages:\n  - kind: study\n    id: a\n"

    with pytest.raises(InvalidCase) as caught:
        read_case_file(source)

    assert str(caught.value.problems[0]) == "stages[0].modality (line 4): This is required."


def test_many_problems_are_counted_and_a_few_are_shown() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_document(case_data(tags=[7] * 300))

    assert caught.value.message.endswith("and 295 more.")
    assert isinstance(caught.value, InvalidCase)
    assert len(caught.value.problems) == MAX_PROBLEMS
    assert caught.value.detail == "problems=300"


def test_hostile_field_names_are_shown_short_and_printable() -> None:
    (found,) = problems(case_data(**{"x]\x00[1." * 100: 1}))

    assert "\x00" not in found
    assert len(found) < 300
