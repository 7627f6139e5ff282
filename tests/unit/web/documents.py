"""Documents for tests of what a page shows."""

from typing import Any

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.cases.selectors import SeriesView


def document(*stages: dict[str, Any], **fields: Any) -> CaseDocument:
    return parse_document(
        {"schema_version": 1, "title": "Vertebral metastases", "stages": list(stages), **fields}
    )


def study(stage_id: str, *series: str, modality: str = "mri", **fields: Any) -> dict[str, Any]:
    shown = [{"id": one, "images": f"images/{one}"} for one in series]
    return {"kind": "study", "id": stage_id, "modality": modality, "series": shown, **fields}


def believing(stage_id: str, **shares: int) -> dict[str, Any]:
    entries = [{"diagnosis": name, "share": share} for name, share in shares.items()]
    return study(stage_id, differential=entries)


def view(series_id: str, *, plane: str = "Sagittal", frame_count: int = 15) -> SeriesView:
    return SeriesView(
        id=series_id,
        label=f"{plane} {series_id}",
        technique="",
        plane=plane,
        modality="MR",
        study_instance_uid="2.25.1",
        series_instance_uid="2.25.2",
        stack=0,
        frame_count=frame_count,
        rows=512,
        columns=512,
        initial_frame=8,
        window=None,
        simulated=True,
        is_available=frame_count > 0,
        root_url="/dicomweb/studies/2.25.1/series/2.25.2",
        annotations=(),
        frames=tuple(("2.25.3", number + 1) for number in range(frame_count)),
    )
