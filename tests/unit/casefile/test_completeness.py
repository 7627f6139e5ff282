"""The score of a case, and what would better it."""

from typing import Any

import pytest

from readingroom.casefile.completeness import completeness
from readingroom.casefile.document import CaseDocument, dump_document
from readingroom.casefile.folder import read_case_file
from readingroom.casefile.validation import parse_document
from tests.unit.casefile.build import case, series, study
from tests.unit.casefile.demo import DEMO_FILE


def demo_without(change: Any) -> CaseDocument:
    data = dump_document(read_case_file(DEMO_FILE.read_bytes()))
    change(data)
    return parse_document(data)


def test_demo_case_lacks_nothing() -> None:
    found = completeness(read_case_file(DEMO_FILE.read_bytes()))

    assert found.reasons == ()
    assert found.score == 100


def test_bare_title_scores_little_and_says_why() -> None:
    found = completeness(parse_document({"schema_version": 1, "title": "Osteoma"}))

    assert 0 <= found.score < 45
    assert found.reasons[0].message == "Add a study with its images."
    assert [reason.points for reason in found.reasons] == sorted(
        (reason.points for reason in found.reasons), reverse=True
    )


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (lambda d: d.pop("unknown_title"), "unknown_title", "Add a title for before reveal."),
        (lambda d: d.pop("difficulty"), "difficulty", "Say how difficult it is."),
        (lambda d: d.pop("licence"), "licence", "Choose a licence."),
        (lambda d: d.pop("basis"), "basis", "Say what the diagnosis rests on."),
        (lambda d: d.pop("items"), "items", "Add a question."),
        (lambda d: d["patient"].pop("age"), "patient.age", "Give the patient's age."),
        (lambda d: d["stages"][1].pop("findings"), "stages[1].findings", "Describe what each"),
        (lambda d: d["stages"][1].pop("region"), "stages[1].region", "Name the region"),
        (
            lambda d: [d["stages"][3].pop(k, None) for k in ("day", "caption")],
            "stages[3].day",
            "Say when each later study",
        ),
        (
            lambda d: d["stages"][1]["series"][2].pop("key_image"),
            "stages[1].series[2].key_image",
            "Choose a key image",
        ),
        (
            lambda d: d["stages"][1]["differential"][1].pop("against"),
            "stages[1].differential[1].against",
            "Say what speaks for and against",
        ),
        (
            lambda d: d["stages"][4].pop("final_diagnosis"),
            "stages[4].final_diagnosis",
            "State the pathologist's final diagnosis.",
        ),
        (
            lambda d: d.update(unknown_title="Metastatic disease of the neck"),
            "unknown_title",
            "Take the diagnosis out",
        ),
        (lambda d: d["stages"].pop(), "stages", "Write the discussion."),
    ],
)
def test_each_gap_is_named_with_its_place_and_costs_points(
    change: Any, place: str, message: str
) -> None:
    found = completeness(demo_without(change))

    named = [(reason.place, reason.message) for reason in found.reasons]
    assert any(where == place and said.startswith(message) for where, said in named)
    assert found.score < 100
    assert all(reason.why.endswith(".") for reason in found.reasons)


def test_a_question_without_its_reason_and_a_place_that_nobody_sees_are_named() -> None:
    target = {"label": "Here", "first_slice": 2, "last_slice": 3}
    outline = {"outline_px": [[0, 0], [9, 0], [9, 9]]}
    item = {"kind": "hotspot", "id": "q", "stage": "mri", "stem": "?", "series": "sag-t2"}
    trimmed = study(series=[series(first_slice=4)])

    found = completeness(case(stages=[trimmed], items=[item | {"targets": [target | outline]}]))

    places = {reason.place for reason in found.reasons}
    assert {"items[0].rationale", "items[0].targets[0].first_slice"} <= places


def test_series_without_plane_or_sequence_is_named() -> None:
    found = completeness(case(stages=[study()]))

    assert "stages[0].series[0]" in {reason.place for reason in found.reasons}
