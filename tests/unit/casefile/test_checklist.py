"""What is asked of a case before it is shown, and words that look like a patient's identity."""

import pytest

from readingroom.casefile.checklist import checklist, missing_for_submission
from readingroom.casefile.codes import find_codes
from readingroom.casefile.errors import Problem
from readingroom.casefile.identity import find_identity
from readingroom.casefile.validation import parse_document
from tests.unit.casefile.demo import demo_data


def test_the_demo_case_meets_every_line() -> None:
    assert [line.code for line in checklist(parse_document(demo_data())) if not line.is_met] == []


def test_an_empty_case_is_told_what_it_must_have() -> None:
    empty = parse_document({"schema_version": 1, "title": "Untitled case"})

    assert [line.code for line in missing_for_submission(empty)] == [
        "title", "unknown_title", "presentation", "certainty", "contributors",
    ]  # fmt: skip


def test_a_question_that_can_not_be_asked_is_in_the_way_and_says_where() -> None:
    document = parse_document(demo_data())
    broken = (Problem("stages[0].day", "No."), Problem("items[1].options", "No."))

    (line,) = (line for line in checklist(document, broken) if not line.is_met)

    assert (line.code, line.place, line.is_required) == ("items", "items[1].options", True)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Seen by Dr. Smith today.", "name"), ("Mrs Van-Dyke fell.", "name"),
        ("On 12/03/2021 he fell.", "date"), ("On 3rd March 2021.", "date"),
        ("Reported 2021-03-12.", "date"), ("MRN: 4711-A.", "number"),
        ("No. 943 476 5919.", "number"), ("Write to a.b@example.org.", "address"),
    ],
)  # fmt: skip
def test_what_has_the_shape_of_identity_is_shown_to_its_author(words: str, kind: str) -> None:
    case = parse_document({
        "schema_version": 1, "title": "T", "patient": {"history": words},
    })  # fmt: skip

    assert [(found.place, found.kind) for found in find_identity(case)] == [
        ("patient.history", kind)
    ]


@pytest.mark.parametrize(
    "words",
    ["Mass of 12 x 14 x 9 mm.", "Slice 8 of 15, b800, 5 mm.", "Since 2019.", "C5/6, Th1/2."],
)
def test_measures_and_levels_are_nobodys_identity(words: str) -> None:
    case = parse_document({
        "schema_version": 1, "title": "T", "patient": {"history": words},
    })  # fmt: skip

    assert find_identity(case) == ()


def test_codes_are_found_by_the_beginnings_of_words_in_any_order() -> None:
    found = find_codes("bone metas")

    assert ("I10C", "C79.51") in [(code.scheme, code.value) for code in found]
    assert find_codes("") == ()


def test_an_institutions_own_codes_come_first(tmp_path: object) -> None:
    own = tmp_path / "codes.csv"  # type: ignore[operator]  # a Path
    own.write_text("scheme,value,meaning,also\nLOCAL,B1,Bone metastasis of our list,\nbroken\n")

    assert find_codes("bone", own=own)[0].scheme == "LOCAL"
