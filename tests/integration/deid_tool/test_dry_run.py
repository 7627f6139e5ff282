"""A dry run shows what would happen, side by side, and writes nothing."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from readingroom.archive import pool
from readingroom.archive.deid_tool.preview import Row, SeriesPreview, as_json, series_previews
from readingroom.archive.deid_tool.run import Options, Result, deidentify_all
from readingroom.archive.deid_tool.sidebyside import show
from tests.factories.dicom import ct_slice, enhanced_mr, mr_slice
from tests.integration.deid_tool.test_folder import STATED, put


@pytest.fixture
def tried(given: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(pool, "START_METHOD", "fork")

    def act() -> Result:
        return deidentify_all(Options(given=given, workers=1), on_progress=lambda *_: None)

    return act


def row_of(preview: SeriesPreview, name: str) -> Row:
    (found,) = [row for row in preview.rows if row.name == name]
    return found


def shown(previews: list[SeriesPreview], *, everything: bool = False) -> str:
    stream = io.StringIO()
    show(previews, stream, everything=everything)
    return stream.getvalue()


def test_slices_of_a_series_are_shown_as_one(given: Path, tried: Any) -> None:
    put(given, **{f"f{n}": ct_slice(number=n) for n in range(4)}, other=mr_slice())

    previews = series_previews(tried())

    assert [preview.files for preview in previews] == [4, 1]
    assert row_of(previews[0], "Patient's Name").files == 4
    assert row_of(previews[0], "SOP Instance UID").before.endswith("4 values")


def test_before_and_after_stand_side_by_side_with_the_rule(given: Path, tried: Any) -> None:
    put(given, a=ct_slice(StationName="Nora's own", SeriesDescription="Thorax Nora"))

    (preview,) = series_previews(tried())

    assert row_of(preview, "Patient's Name").before == "Nobody^Nora"
    assert row_of(preview, "Study Date").after == "20000101"
    station = row_of(preview, "Station Name")
    assert (station.after, station.what in {"changed", "removed"}) == ("", True)
    assert station.rule
    assert row_of(preview, "Rows").what == "kept"
    assert row_of(preview, "Patient Identity Removed").what == "added"


def test_private_attributes_are_shown_as_such(given: Path, tried: Any) -> None:
    dataset = ct_slice()
    dataset.private_block(0x0011, "NOBODY KNOWS", create=True).add_new(1, "LO", "Nora")
    put(given, a=dataset)

    rows = series_previews(tried())[0].rows

    assert [row.what for row in rows if row.name == "private"] == ["removed", "removed"]


def test_frames_of_one_file_do_not_scroll_by(given: Path, tried: Any) -> None:
    put(given, a=enhanced_mr(frames=9))

    rows = series_previews(tried())[0].rows

    positions = [row for row in rows if row.name == "Image Position (Patient)"]
    assert [row.files for row in positions] == [9]


def test_the_terminal_shows_what_changes_and_what_is_held(given: Path, tried: Any) -> None:
    put(given, a=mr_slice(), b=ct_slice(**STATED))

    text = shown(series_previews(tried()))

    assert "Nobody^Nora" in text
    assert "would be held: The file says that text" in text
    assert "attributes stay as they are" in text
    assert "Repetition" not in text


def test_all_shows_what_stays_too(given: Path, tried: Any) -> None:
    put(given, a=mr_slice())

    assert "Repetition" in shown(series_previews(tried()), everything=True)


def test_a_value_can_not_command_the_terminal(given: Path, tried: Any) -> None:
    put(given, a=mr_slice(PatientComments="a\x1b[2Jb\u202ec"))

    text = shown(series_previews(tried()))

    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_program_is_told_the_same(given: Path, tried: Any) -> None:
    put(given, a=mr_slice(), b=b"a letter")

    result = tried()
    told = json.loads(as_json(result, series_previews(result)))

    assert told["files"][1] == {"source": "b", "outcome": "rejected", "reasons": ["not_dicom"]}
    names = {row["name"]: row["before"] for row in told["series"][0]["rows"]}
    assert names["Patient's Name"] == "Nobody^Nora"


def test_nothing_is_written(given: Path, tried: Any, tmp_path: Path) -> None:
    put(given, a=ct_slice(), b=mr_slice(**STATED))

    tried()

    assert [path.name for path in tmp_path.iterdir()] == ["given"]
