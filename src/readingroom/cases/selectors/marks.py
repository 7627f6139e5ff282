"""What is marked on a series of a case, as a DICOM object."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from readingroom.accounts.actor import Actor
from readingroom.cases.selectors.page import CasePage, case_page
from readingroom.cases.selectors.series import SeriesView
from readingroom.imaging.measured import measurement_report
from readingroom.imaging.softcopy import NEEDED, Mark, StateIdentity, presentation_state
from readingroom.kernel.errors import NotFound
from readingroom.storage.shelf import METADATA, STACKS, SeriesShelf

_TAGS: Final = frozenset(f"{tag_for_keyword(keyword) or 0:08X}" for keyword in NEEDED)


@dataclass(frozen=True)
class MarksFile:
    """A DICOM object that tells of marks, and the name it is saved under."""

    name: str
    content: bytes


@dataclass(frozen=True)
class _Marked:
    page: CasePage
    view: SeriesView
    marks: tuple[Mark, ...]
    headers: Mapping[str, Dataset]


def marks_file(actor: Actor, key: UUID, series_id: str, *, now: datetime) -> MarksFile:
    """The marks that readers see on a series, as a presentation state for other viewers.

    The same revision gives the same bytes.

    Raises:
        NotFound: no such case or series for ``actor``, or its images are not in the library.
        InvalidInput: nothing is marked there, or its images are in colour.
    """
    found = _marked(actor, key, series_id, now)
    identity = _identity(found.page, found.view, "state", "series")
    state = presentation_state(found.marks, found.headers, identity)
    return MarksFile(f"{found.page.number}-{series_id}-annotations.dcm", state)


def report_file(actor: Actor, key: UUID, series_id: str, *, now: datetime) -> MarksFile:
    """The same as a structured report, with lengths and areas where pixels have a size.

    The same revision gives the same bytes.

    Raises:
        NotFound: no such case or series for ``actor``, or its images are not in the library.
        InvalidInput: nothing is marked there.
    """
    found = _marked(actor, key, series_id, now)
    identity = _identity(found.page, found.view, "report", "report series")
    report = measurement_report(
        found.marks, found.headers, identity, spacing_mm=_spacing(found.view)
    )
    return MarksFile(f"{found.page.number}-{series_id}-measurements.dcm", report)


def _marked(actor: Actor, key: UUID, series_id: str, now: datetime) -> _Marked:
    page = case_page(actor, key, now=now)
    view = page.series.get(series_id)
    if view is None or not view.is_available:
        raise NotFound("There is no such series in this case, or it is not open to you.")
    marks = tuple(_mark(annotation, view) for annotation in view.shown_marks)
    headers = _headers(view, frozenset(mark.sop_instance_uid for mark in marks))
    return _Marked(page, view, marks, headers)


def _spacing(view: SeriesView) -> tuple[float, float] | None:
    """Between rows and between columns in the patient, mm; None where it is not known there."""
    packed = _shelf().read(view.study_instance_uid, view.series_instance_uid, STACKS)
    stack = json.loads(gzip.decompress(packed))["stacks"][view.stack]
    spacing = stack.get("pixel_spacing_mm")
    if not spacing or stack.get("spacing_kind") != "patient":
        return None
    down, across = map(float, spacing)
    return down, across


def _shelf() -> SeriesShelf:
    return SeriesShelf(settings.READINGROOM_DATA / "series")


def _mark(drawn: Mapping[str, Any], view: SeriesView) -> Mark:
    points = tuple((float(x), float(y)) for x, y in drawn["points"])
    shape = drawn["kind"]
    sop_instance_uid, frame = view.frames[drawn["frame"] - 1]
    is_arrow = shape == "arrow"  # its tail comes first in the view
    return Mark(
        sop_instance_uid, frame, shape, points[::-1] if is_arrow else points, drawn["label"]
    )


def _headers(view: SeriesView, wanted: frozenset[str]) -> dict[str, Dataset]:
    packed = _shelf().read(view.study_instance_uid, view.series_instance_uid, METADATA)
    all_headers: list[dict[str, Any]] = json.loads(gzip.decompress(packed))
    told = (
        Dataset.from_json({tag: value for tag, value in one.items() if tag in _TAGS})
        for one in all_headers
    )
    return {str(one.SOPInstanceUID): one for one in told if str(one.SOPInstanceUID) in wanted}


def _identity(page: CasePage, view: SeriesView, name: str, series: str) -> StateIdentity:
    origin = [str(page.key), view.id, str(page.revision_number)]
    return StateIdentity(
        sop_instance_uid=generate_uid(None, [*origin, name]),
        series_instance_uid=generate_uid(None, [*origin, series]),
        made_at=page.revision_at,
        window=view.window,
    )
