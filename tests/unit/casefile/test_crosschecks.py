"""What one field can't know of another."""

from typing import Any

import pytest

from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.order import series_seen_by
from readingroom.casefile.validation import parse_document
from tests.unit.casefile.build import case, case_data, series, study

DISCUSSION = {"kind": "discussion", "id": "end"}
PRESENTATION = {"kind": "presentation", "id": "start"}


def problems(**fields: Any) -> list[str]:
    with pytest.raises(InvalidCase) as caught:
        parse_document(case_data(**fields))
    return [str(problem) for problem in caught.value.problems]


def differential(*entries: tuple[str, int | None]) -> list[dict[str, Any]]:
    return [
        {"diagnosis": name} | ({} if share is None else {"share": share}) for name, share in entries
    ]


def test_shares_may_add_up_to_a_hundred_and_no_further() -> None:
    case(stages=[study(differential=differential(("Infection", 60), ("Metastasis", 40)))])

    assert problems(
        stages=[study(differential=differential(("Infection", 60), ("Metastasis", 41)))]
    ) == ["stages[0].differential: The shares add up to 101; together they can't exceed 100."]


def test_the_likelier_diagnosis_ranks_first() -> None:
    (found,) = problems(
        stages=[study(differential=differential(("A", 20), ("B", None), ("C", 30)))]
    )

    assert found.startswith("stages[0].differential[2].share: A share of 30 ranks below one of 20.")


def test_a_diagnosis_stands_in_a_differential_once() -> None:
    (found,) = problems(stages=[study(differential=differential(("Sarcoid", 5), ("sarcoid", 5)))])

    assert found.startswith("stages[0].differential[1].diagnosis: Two diagnoses are called")


def test_names_of_series_differ_over_the_whole_case() -> None:
    (found,) = problems(stages=[study("a"), study("b")])

    assert found.startswith("stages[1].series[0].id: Two series are called “sag-t2”.")


def test_names_of_stages_differ() -> None:
    (found,) = problems(stages=[study("a"), study("a", series=[])])

    assert found.startswith("stages[1].id: Two stages are called “a”.")


def test_a_marker_stands_in_a_panel_once() -> None:
    stains = [{"marker": "CK7", "result": "positive"}, {"marker": "ck7", "result": "negative"}]

    (found,) = problems(stages=[{"kind": "pathology", "id": "p", "stains": stains}])

    assert found.startswith("stages[0].stains[1].marker: Two stains are called “ck7”.")


def test_link_to_a_series_that_is_not_there_is_named() -> None:
    (found,) = problems(stages=[study(findings="See [here](image:sag-t1/3).")])

    assert found == (
        "stages[0].findings: No series of this case is called “sag-t1” (there are: sag-t2)."
    )


@pytest.mark.parametrize("target", ["image:sag-t2", "image:sag-t2/0", "image:sag-t2/x", "image:"])
def test_link_that_can_not_be_followed_is_refused(target: str) -> None:
    (found,) = problems(stages=[study(findings=f"See [here]({target}).")])

    assert found.startswith(f"stages[0].findings: The link “{target}” can't be followed.")


def test_link_to_a_series_of_a_later_stage_is_refused() -> None:
    early = study("a", series=[], findings="See [here](image:sag-t2/3).")

    (found,) = problems(stages=[early, study("b")])

    assert found.startswith("stages[0].findings: The series “sag-t2” is first shown at a later")


def test_evidence_that_points_at_no_series_is_refused() -> None:
    reason = {"text": "It enhances.", "image": {"series": "gone", "slice": 3}}

    (found,) = problems(stages=[study(differential=[{"diagnosis": "A", "against": [reason]}])])

    assert found.startswith("stages[0].differential[0].against[0].image.series: No series")


def test_presentation_does_not_link_to_images() -> None:
    (found,) = problems(patient={"presentation": "Pain [here](image:sag-t2/1)."})

    assert found.startswith("patient.presentation: “here” links to an image before any is shown.")


def test_presentation_comes_first_and_discussion_last() -> None:
    found = problems(stages=[DISCUSSION, study(), PRESENTATION])

    assert [line.split(":")[0] for line in found] == ["stages[0].kind", "stages[2].kind"]


def test_days_never_run_backwards() -> None:
    (found,) = problems(
        stages=[study("a", day=3), study("b", series=[]), study("c", day=2, series=[])]
    )

    assert found.startswith("stages[2].day: Day 2 comes after a stage of day 3.")


def test_item_belongs_to_a_stage_of_the_case() -> None:
    item = {"kind": "free-text", "id": "q", "stage": "gone", "stem": "?", "rubric": [{"text": "x"}]}

    assert problems(items=[item]) == ["items[0].stage: No stage of this case is called “gone”."]


def test_hotspot_is_asked_where_its_series_is_shown() -> None:
    target = {
        "label": "Lesion", "first_slice": 1, "last_slice": 2,
        "outline_px": [[0, 0], [1, 0], [1, 1]],
    }  # fmt: skip
    item = {
        "kind": "hotspot", "id": "q", "stage": "a", "stem": "Where?", "series": "late",
        "targets": [target],
    }  # fmt: skip
    later = study("b", series=[series("late")])

    (found,) = problems(stages=[study("a"), later], items=[item])

    assert found.startswith("items[0].series: The series “late” is first shown at a later stage")
    case(stages=[study("a"), later], items=[item | {"stage": "b"}])


def test_stem_links_only_to_what_is_shown_by_then() -> None:
    item = {
        "kind": "ordered-list", "id": "q", "stage": "mri", "stem": "[x](image:nope/1)",
        "entries": ["a", "b"],
    }  # fmt: skip

    (found,) = problems(items=[item])

    assert found.startswith("items[0].stem: No series of this case is called “nope”")


def test_series_seen_grow_with_the_stages() -> None:
    document = case(stages=[study("a"), study("b", series=[series("ct")])])

    assert series_seen_by(document, "a") == {"sag-t2"}
    assert series_seen_by(document, "b") == {"sag-t2", "ct"}
    assert series_seen_by(document, "z") == frozenset()


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"kind": "multiple-choice", "options": [{"text": "a"}, {"text": "b"}]}, "Mark at least"),
        (
            {"kind": "multiple-choice", "options": [{"text": "a", "is_key": True}, {"text": "A"}]},
            "This has the option “A” twice",
        ),
        (
            {"kind": "differential", "accepted": [{"diagnosis": "a", "credit": 0.5}]},
            "Give one diagnosis the full credit",
        ),
        ({"kind": "ordered-list", "entries": ["a", "a"]}, "This has the entry “a” twice"),
    ],
)
def test_item_that_can_not_be_answered_is_refused(item: dict[str, Any], reason: str) -> None:
    (found,) = problems(items=[{"id": "q", "stage": "mri", "stem": "?"} | item])

    assert found.startswith(f"items[0]: {reason}")


def test_only_nuclear_medicine_has_a_label_of_its_own() -> None:
    pet = case(stages=[study(modality="nuclear-medicine", modality_label="PET-CT")])

    (found,) = problems(stages=[study(modality_label="PET-CT")])

    assert pet.studies[0].heading == "PET-CT"
    assert found == "stages[0]: Only nuclear medicine has a modality_label, such as PET-CT."


TRIMMED = {"first_slice": 4, "last_slice": 10, "every": 3}


def test_readers_are_shown_every_nth_slice_from_the_first_to_the_last() -> None:
    (trimmed,) = case(stages=[study(series=[series(**TRIMMED)])]).all_series()
    (whole,) = case().all_series()

    assert [number for number in range(1, 13) if trimmed.shows(number)] == [4, 7, 10]
    assert whole.shows(1)
    assert whole.shows(500)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"findings": "[here](image:sag-t2/5)"}, "stages[0].findings"),
        ({"series": [series(**TRIMMED, key_image=5)]}, "stages[0].series[0].key_image"),
        (
            {"series": [series(first_slice=9, last_slice=8, key_image=5)]},
            "stages[0].series[0].last_slice",
        ),
    ],
)
def test_what_a_trim_keeps_from_readers_is_pointed_at_by_nothing(
    fields: dict[str, Any], place: str
) -> None:
    (found,) = problems(stages=[study(**{"series": [series(**TRIMMED)]} | fields)])

    assert found.startswith(place)
