"""Small documents for tests."""

from typing import Any

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document


def series(series_id: str = "sag-t2", **fields: Any) -> dict[str, Any]:
    return {"id": series_id, "images": f"images/{series_id}"} | fields


def study(stage_id: str = "mri", **fields: Any) -> dict[str, Any]:
    return {"kind": "study", "id": stage_id, "modality": "mri", "series": [series()]} | fields


def case_data(**fields: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "title": "Vertebral metastases",
        "unknown_title": "Neck pain",
        "stages": [study()],
    } | fields


def case(**fields: Any) -> CaseDocument:
    return parse_document(case_data(**fields))
