"""Marks of a case: listed on its page, and saved for other viewers by those who may read it."""

import gzip
import html
import io
import json
from pathlib import Path
from typing import Any

import pydicom
import pytest
from django.test import Client
from pytest_django import Settings

from readingroom.cases.models import Case, Visibility
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from readingroom.storage.shelf import STACKS, SeriesShelf
from tests.factories.cases import NOON, make_document, make_series
from tests.factories.people import amara, ben, dev
from tests.factories.shelved import shelve_row

pytestmark = pytest.mark.django_db
MARKS: list[dict[str, Any]] = [
    {"shape": "arrow", "slice": 2, "tip_px": [9, 4], "tail_px": [2, 4], "label": "the lesion"},
    {"shape": "label", "slice": 3, "at_px": [5, 5], "label": "left out"},
]


@pytest.fixture
def marked(settings: Settings, tmp_path: Path) -> Case:
    """A draft of one series of three slices, of which readers are shown two."""
    settings.READINGROOM_DATA = tmp_path
    series = make_series(amara())
    made = shelve_row(tmp_path, series, 3)
    frames = [{"sop": str(ds.SOPInstanceUID), "frame": 1} for ds in made]
    stack = {"rows": made[0].Rows, "columns": made[0].Columns, "frames": frames}
    where = SeriesShelf(tmp_path / "series").folder(
        series.study.study_instance_uid, series.series_instance_uid
    )
    (where / STACKS).write_bytes(gzip.compress(json.dumps({"stacks": [stack]}).encode()))
    shown = {
        "id": "axial", "images": f"series:{series.series_instance_uid}", "plane": "Axial",
        "last_slice": 2, "annotations": MARKS,
    }  # fmt: skip
    study = {"kind": "study", "id": "ct", "modality": "ct", "series": [shown]}
    return create_case(document=make_document(stages=[study]), owner=amara(), now=NOON)


def address(case: Case, series: str = "axial", kind: str = "annotations") -> str:
    return f"/cases/{case.key}/series/{series}/{kind}.dcm"


def test_readers_find_the_marks_listed_and_save_them_for_other_viewers(
    client: Client, marked: Case
) -> None:
    publish_case(case_key=marked.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)

    page = html.unescape(client.get(f"/cases/{marked.key}/").content.decode())
    saved = client.get(address(marked))
    told = client.get(address(marked, kind="measurements"))

    state = pydicom.dcmread(io.BytesIO(saved.content))
    (item,) = state.GraphicAnnotationSequence
    assert 'data-series="axial" data-frame="2" data-marked>The lesion' in page
    assert address(marked) in page
    assert "left out" not in page.partition("viewer-props")[0]
    assert saved["Content-Type"] == "application/dicom"
    assert "-axial-annotations.dcm" in saved["Content-Disposition"]
    assert item.ReferencedImageSequence[0].ReferencedSOPInstanceUID.endswith(".2")
    assert item.GraphicObjectSequence[0].GraphicData[:4] == [2, 4, 9, 4]
    assert item.TextObjectSequence[0].UnformattedTextValue == "the lesion"
    report = pydicom.dcmread(io.BytesIO(told.content))
    (group,) = report.ContentSequence[-1].ContentSequence
    assert address(marked, kind="measurements") in page
    assert "-axial-measurements.dcm" in told["Content-Disposition"]
    assert group.ContentSequence[0].TextValue == "the lesion"
    assert group.ContentSequence[2].GraphicData == [9, 4]


def test_nobody_saves_the_marks_of_a_case_that_they_may_not_read(
    client: Client, marked: Case
) -> None:
    stranger, author = client.get(address(marked)), Client()
    client.force_login(ben())
    author.force_login(amara())

    assert stranger.status_code == 404
    assert client.get(address(marked)).status_code == 404
    assert client.get(address(marked, kind="measurements")).status_code == 404
    assert author.get(address(marked)).status_code == 200
    assert author.get(address(marked, "other")).status_code == 404
