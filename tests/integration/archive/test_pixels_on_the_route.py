"""What a reading process does with what it finds in pixels, and with what a person decided."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from readingroom.archive.heads import files_that_show_a_face
from readingroom.archive.places import Places
from readingroom.archive.prepared import read_header, read_prepared
from readingroom.archive.states import ObjectState
from readingroom.archive.steps.messages import Outcome, Setup, Task
from readingroom.archive.steps.run import perform
from readingroom.imaging.datasets import seal_clean
from readingroom.imaging.deid.policy import DEFAULT_POLICY, TOOL_POLICY, Policy
from readingroom.imaging.pixels import burned_in
from readingroom.imaging.pixels.decode import decode_frames
from readingroom.imaging.pixels.examine import PixelVerdict
from readingroom.imaging.pixels.text import TextBox
from tests.factories import dicom
from tests.integration.archive.conftest import put

FOUND = (TextBox(None, 2, 2, 6, 4, "identity", 0.9), TextBox(None, 10, 8, 3, 3, "label", 0.9))
Reader = Callable[..., Outcome]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[bool | None]:
    """Every examination finds ``FOUND``; the list says what each was told of faces."""
    told: list[bool | None] = []

    def find(raw: object, *, policy: Policy, shows_face: bool, **_: object) -> PixelVerdict:
        told.append(shows_face)
        codes = ["identity_in_picture"] if policy.burned_in == "hold" else []
        return PixelVerdict(tuple(map(burned_in.reason, codes)), FOUND)

    monkeypatch.setattr("readingroom.archive.steps.work.examine_pixels", find)
    return told


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Take one object from where it is inspected to where it is prepared."""

    def act(dataset: Dataset, policy: Policy = DEFAULT_POLICY, **fields: Any) -> Outcome:
        (tmp_path / "original").write_bytes(dicom.to_bytes(dataset))
        names = ("original", "facts", "prepared", "findings")
        task = Task(
            ordinal=1,
            **{name: str(tmp_path / name) for name in names},
            state=ObjectState.INSPECTED,
            until=ObjectState.TRANSCODED,
            patient_digest="p",
            **fields,
        )
        return perform(
            Task.from_bytes(task.to_bytes()), Setup("00" * 32, "11" * 32, "", 0, policy=policy)
        )

    return act


def filed_frame(folder: Path) -> npt.NDArray[Any]:
    """The first frame as it would be filed."""
    packed = read_prepared(folder / "prepared").packed
    header = read_header(packed.header).dataset
    whole = dicom.encapsulated(header, packed.transfer_syntax, packed.frames)
    return next(decode_frames(seal_clean(whole, packed.transfer_syntax)))


def clip() -> Dataset:
    return dicom.us_clip(BurnedInAnnotation="NO")


def test_what_was_found_waits_with_its_places_noted_and_nothing_else(
    read: Reader, seen: list[Any], tmp_path: Path
) -> None:
    outcome = read(clip())

    assert outcome.reached[-1] is ObjectState.HELD
    assert outcome.reason_codes == ("identity_in_picture",)
    noted = json.loads((tmp_path / "findings").read_text())["boxes"]
    assert [TextBox.from_json(box) for box in noted] == list(FOUND)


def test_under_the_policy_to_mask_it_is_covered_and_goes_on(
    read: Reader, seen: list[Any], tmp_path: Path
) -> None:
    outcome = read(clip(), TOOL_POLICY)

    assert outcome.reached[-1] is ObjectState.TRANSCODED
    before = next(decode_frames(seal_clean(clip(), "1.2.840.10008.1.2.1")))
    after = filed_frame(tmp_path)
    assert not after[2:6, 2:8].any()
    assert np.array_equal(after[8:11, 10:13], before[8:11, 10:13])  # a label stays
    header = read_header(read_prepared(tmp_path / "prepared").packed.header).dataset
    codes = [item.CodeValue for item in header.DeidentificationMethodCodeSequence]
    assert "113101" in codes


def test_what_a_person_drew_is_covered_and_the_file_is_not_searched_again(
    read: Reader, seen: list[Any], tmp_path: Path
) -> None:
    outcome = read(clip(), released=("identity_in_picture",), mask_boxes=((1, 0, 0, 4, 4),))

    assert outcome.reached[-1] is ObjectState.TRANSCODED
    after = filed_frame(tmp_path)
    assert not after[:4, :4].any()
    assert after[2:6, 4:8].any()
    assert seen == []


def test_one_look_at_a_picture_answers_every_reason_that_asks_for_a_look(
    read: Reader, seen: list[Any]
) -> None:
    outcome = read(dicom.us_clip(), released=("class_often_burned_in",))

    assert outcome.reached[-1] is ObjectState.TRANSCODED


def test_a_look_at_the_picture_does_not_agree_to_a_face(read: Reader, seen: list[Any]) -> None:
    held = read(clip(), released=("identity_in_picture",), shows_face=True)
    agreed = read(clip(), released=("identity_in_picture", "face_possible"), shows_face=True)

    assert held.reason_codes == ("face_possible",)
    assert agreed.reached[-1] is ObjectState.TRANSCODED


def test_an_examination_is_told_whether_the_series_shows_a_face(
    read: Reader, seen: list[Any]
) -> None:
    read(clip(), shows_face=True)
    read(clip())

    assert seen == [True, False]


def test_a_series_of_a_head_waits_as_a_whole_and_a_neck_does_not(
    given: Path, send: Any, data: Places
) -> None:
    def slices(series: int, part: str) -> list[Dataset]:
        return [
            dicom.ct_slice(
                number=i, z=5.0 * i, series=series, BodyPartExamined=part, PixelSpacing=[12, 12]
            )
            for i in range(14)
        ]

    put(given, *slices(1, "HEAD"), *slices(2, "CSPINE"))

    lines = send().lines

    assert {(line.outcome, line.reason_code) for line in lines[:14]} == {("held", "face_possible")}
    assert {line.outcome for line in lines[14:]} == {"filed"}


def test_without_what_inspection_noted_nothing_is_judged(data: Places) -> None:
    assert files_that_show_a_face(data.quarantine(uuid4()), [1, 2]) == frozenset()
