"""Normal is what the document says is."""

from typing import Any

import pytest

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.teaching.normals import is_normal

TARGET = {
    "label": "Here", "first_slice": 1, "last_slice": 2,
    "outline_px": [[0, 0], [4, 0], [4, 4]],
}  # fmt: skip


def document(targets: list[list[dict[str, Any]]], **changed: Any) -> CaseDocument:
    """A case with a question about places for each list of targets."""
    items = [
        {"kind": "hotspot", "id": f"spot-{at}", "stage": "mri", "stem": "Mark it.",
         "series": "sag", "targets": one}
        for at, one in enumerate(targets)
    ]  # fmt: skip
    return parse_document(
        {
            "schema_version": 1,
            "title": "A case",
            "stages": [
                {"kind": "study", "id": "mri", "modality": "mri", "region": "Spine",
                 "series": [{"id": "sag", "images": "images/sag"}]}
            ],
            "items": items,
            **changed,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "normal"),
    [
        (document([]), False),
        (document([], tags=["Normal"]), True),
        (document([], diagnosis_codes=[
            {"value": "17621005", "scheme": "SCT", "meaning": "Normal"}]), True),
        (document([[]]), True),
        (document([[TARGET]]), False),
        (document([[], [TARGET]]), False),
        (document([], tags=["normal pressure hydrocephalus"]), False),
    ],
)  # fmt: skip
def test_a_case_is_normal_by_tag_by_code_or_where_no_place_is_to_be_found(
    made: CaseDocument, normal: bool
) -> None:
    assert is_normal(made) is normal


def test_a_question_goes_by_its_own_places() -> None:
    made = document([[], [TARGET]])

    assert is_normal(made, "spot-0")
    assert not is_normal(made, "spot-1")
