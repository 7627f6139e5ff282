"""Segmentations as outlines on slices: where they lie, whatever their grid, and to the pixel."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence

from readingroom.assessment.places import distance_to_outline
from readingroom.imaging.contours import MOST_CORNERS, outlines_of
from readingroom.imaging.segmentation import (
    SliceGrid,
    reaches,
    segments_of,
    trace_segment,
)
from readingroom.phantom.patient import write_study_of
from tests.unit.phantom.test_dicom_writer import small_series

FRAME_OF_REFERENCE = "2.25.9"


def filled(outlines: Any, shape: tuple[int, int]) -> np.ndarray:
    """The pixels whose middles lie within."""
    found = np.zeros(shape, bool)
    for row, column in np.ndindex(*shape):
        middle = (column + 0.5, row + 0.5)
        found[row, column] = any(distance_to_outline(one, middle) == 0 for one in outlines)
    return found


def test_an_outline_runs_along_the_edges_of_pixels_and_around_holes() -> None:
    mask = np.zeros((6, 8), bool)
    mask[1:5, 1:5] = True
    mask[2, 2] = False
    mask[5, 5] = True  # touches at a corner alone: another piece

    first, second = sorted(outlines_of(mask))

    assert set(first) == {(1, 1), (5, 1), (5, 5), (1, 5)}
    assert set(second) == {(5, 5), (6, 5), (6, 6), (5, 6)}


@pytest.mark.parametrize("seed", range(4))
def test_small_shapes_are_given_back_to_the_pixel(seed: int) -> None:
    mask = np.random.default_rng(seed).random((5, 5)) < 0.25

    outlines = outlines_of(mask)

    assert not np.any(mask & ~filled(outlines, mask.shape))
    assert all(len(one) >= 3 for one in outlines)


def test_large_shapes_are_thinned_by_less_than_a_pixel() -> None:
    row, column = np.mgrid[:80, :80]
    mask = np.hypot(row - 40, column - 38) < 30

    (outline,) = outlines_of(mask)

    assert len(outline) < 60
    wrong = np.argwhere(filled([outline], mask.shape) != mask)
    off = np.abs(np.hypot(wrong[:, 0] - 40, wrong[:, 1] - 38) - 30)
    assert off.max() < 1
    thread = np.zeros((900, 900), bool)
    thread[np.arange(900), np.arange(900)] = thread[np.arange(899), np.arange(1, 900)] = True
    assert 3 <= len(outlines_of(thread)[0]) <= MOST_CORNERS


def stack(orientation: list[float], positions: list[list[float]], side: int = 8) -> SliceGrid:
    return SliceGrid.of_stack({
        "rows": side, "columns": side, "pixel_spacing_mm": [1.0, 1.0], "spacing_kind": "patient",
        "image_orientation": orientation, "frame_of_reference": FRAME_OF_REFERENCE,
        "frames": [
            {"sop": f"2.25.{n}", "frame": 1, "position_mm": at} for n, at in enumerate(positions)
        ],
    })  # fmt: skip


def sequence(**fields: Any) -> DicomSequence:
    item = Dataset()
    for name, value in fields.items():
        setattr(item, name, value)
    return DicomSequence([item])


def segmentation(frames: list[dict[str, Any]], **fields: Any) -> Dataset:
    """Axial frames of pixels of 1 mm, 5 mm apart."""
    ds = Dataset()
    ds.FrameOfReferenceUID, ds.SegmentationType = FRAME_OF_REFERENCE, "BINARY"
    ds.NumberOfFrames, ds.Rows, ds.Columns = len(frames), 8, 8
    ds.SegmentSequence = sequence(SegmentNumber=1, SegmentLabel="Mass")
    ds.SharedFunctionalGroupsSequence = sequence(
        PixelMeasuresSequence=sequence(PixelSpacing=[1, 1], SpacingBetweenSlices=5),
        PlaneOrientationSequence=sequence(ImageOrientationPatient=[1, 0, 0, 0, 1, 0]),
    )
    ds.PerFrameFunctionalGroupsSequence = DicomSequence(
        item
        for frame in frames
        for item in sequence(
            SegmentIdentificationSequence=sequence(ReferencedSegmentNumber=frame.get("segment", 1)),
            **{name: value for name, value in frame.items() if name != "segment"},
        )
    )
    for name, value in fields.items():
        setattr(ds, name, value)
    return ds


def at(z: float) -> dict[str, Any]:
    return {"PlanePositionSequence": sequence(ImagePositionPatient=[0, 0, z])}


def block() -> np.ndarray:
    """Columns 2 to 4, rows 3 to 4."""
    mask = np.zeros((8, 8), np.uint8)
    mask[3:5, 2:5] = 1
    return mask


def corners(outlines: Any) -> set[tuple[float, float]]:
    ((one,),) = (outlines,)
    return set(one)


def test_each_slice_is_cut_through_the_voxels_whatever_its_plane() -> None:
    header = segmentation([at(0), at(5), {**at(10), "segment": 2}])
    axial = stack([1, 0, 0, 0, 1, 0], [[1, 0, z] for z in (-5, 0, 1, 5, 7, 10)])
    coronal = stack([1, 0, 0, 0, 0, -1], [[0, y, 7] for y in range(8)], side=16)

    cut = trace_segment(header, 1, lambda _: block(), axial)
    across = trace_segment(header, 1, lambda _: block(), coronal)

    assert sorted(cut) == [2, 3, 4, 5]  # voxels are 5 mm deep, and reach to 7.5
    assert corners(cut[2]) == {(1, 3), (4, 3), (4, 5), (1, 5)}  # its first pixel lies 1 mm aside
    assert sorted(across) == [4, 5]
    assert corners(across[4]) == {(2, 0), (5, 0), (5, 10), (2, 10)}  # z from 7 down to -2
    assert reaches(header, axial)


def test_elsewhere_in_the_world_it_says_nothing_of_a_stack() -> None:
    header = segmentation([at(0)], FrameOfReferenceUID="2.25.8")
    grid = stack([1, 0, 0, 0, 1, 0], [[0, 0, 0]])

    assert not reaches(header, grid)
    assert trace_segment(header, 1, lambda _: block(), grid) == {}


def test_without_a_place_it_is_laid_upon_the_image_it_was_drawn_on() -> None:
    drawn_on = {"DerivationImageSequence": sequence(
        SourceImageSequence=sequence(ReferencedSOPInstanceUID="2.25.1")
    )}  # fmt: skip
    header = segmentation([drawn_on], FrameOfReferenceUID="")
    header.ReferencedSeriesSequence = sequence(
        ReferencedInstanceSequence=sequence(ReferencedSOPInstanceUID="2.25.1")
    )
    films = SliceGrid.of_stack({
        "rows": 8, "columns": 8, "pixel_spacing_mm": None,
        "frames": [{"sop": f"2.25.{n}", "frame": 1, "position_mm": None} for n in range(3)],
    })  # fmt: skip

    by_frame = trace_segment(header, 1, lambda _: block(), films)
    del header.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence
    by_object = trace_segment(header, 1, lambda _: block(), films)

    assert by_frame == by_object
    assert sorted(by_frame) == [2]
    assert corners(by_frame[2]) == {(2, 3), (5, 3), (5, 5), (2, 5)}
    assert reaches(header, films)


def test_fractions_count_from_a_half_and_label_maps_by_their_numbers() -> None:
    grid = stack([1, 0, 0, 0, 1, 0], [[0, 0, 0]])
    values = block() * 100
    values[3, 2] = 99
    fractions = segmentation([at(0)], SegmentationType="FRACTIONAL", MaximumFractionalValue=200)
    labels = segmentation([at(0)], SegmentationType="LABELMAP")

    half = trace_segment(fractions, 1, lambda _: values, grid)[1]
    of_two = trace_segment(labels, 2, lambda _: block() * 2, grid)

    assert (2, 3) not in corners(half)
    assert sorted(of_two) == [1]
    assert trace_segment(labels, 1, lambda _: block() * 2, grid) == {}


def test_segments_are_called_by_their_label_or_by_what_they_are() -> None:
    header = segmentation([at(0)])
    kind = sequence(CodeMeaning="Neoplasm")
    header.SegmentSequence[0].SegmentLabel = "Segment1"
    header.SegmentSequence[0].SegmentedPropertyTypeCodeSequence = kind

    assert [one.label for one in segments_of(header)] == ["Neoplasm (1)"]
    assert segments_of(Dataset()) == ()


def test_the_simulated_lesions_are_found_where_they_were_put(tmp_path: Path) -> None:
    series = small_series()
    write_study_of((series,), tmp_path, seed=4)
    seg = pydicom.dcmread(tmp_path / "images/ct/seg/truth.dcm")
    first = pydicom.dcmread(tmp_path / "images/ct/lung/0001.dcm", stop_before_pixels=True)
    grid = SliceGrid.of_stack({
        "rows": 8, "columns": 8, "spacing_kind": "patient",
        "pixel_spacing_mm": [float(n) for n in first.PixelSpacing],
        "image_orientation": [float(n) for n in first.ImageOrientationPatient],
        "frame_of_reference": first.FrameOfReferenceUID,
        "frames": [
            {"sop": str(n), "frame": 1, "position_mm": list(series.geometry.slice_position(n))}
            for n in range(3)
        ],
    })  # fmt: skip

    found = trace_segment(seg, 1, lambda at: seg.pixel_array[at], grid)

    assert segments_of(seg)[0].label == "Mass in the right upper lobe"
    assert {n: filled(lines, (8, 8)).tolist() for n, lines in found.items()} == {
        2: (series.truth[1] == 1).tolist()
    }
