"""Order and stacks come from geometry."""

import math
import random

import pytest
from pydicom.dataset import Dataset

from readingroom.imaging.geometry.orientation import edge_letters, plane_of, usable_orientation
from readingroom.imaging.geometry.stacks import Stack, build_stacks
from tests.factories import dicom
from tests.factories.dicom import AXIAL, CORONAL, SAGITTAL

RAW = tuple(float(v) for v in AXIAL)


def numbers_of(stack: Stack) -> list[int]:
    return [frame.instance_number for frame in stack.frames]


def shuffled(headers: list[Dataset]) -> list[Dataset]:
    random.Random(4).shuffle(headers)  # noqa: S311  # not a secret
    return headers


def test_axial_slices_run_from_head_to_feet_whatever_their_numbers() -> None:
    (stack,) = build_stacks(
        shuffled([dicom.ct_slice(number=n, z=z) for n, z in ((1, 0), (2, 10), (3, -5), (4, 5))])
    )

    assert [f.position_mm[2] for f in stack.frames if f.position_mm] == [10, 5, 0, -5]
    assert (stack.plane, stack.label, stack.slice_spacing_mm) == ("axial", "", 5)


def test_sagittal_slices_run_from_the_patients_right_to_left() -> None:
    (stack,) = build_stacks(shuffled(dicom.mr_series(5)))

    assert numbers_of(stack) == [1, 2, 3, 4, 5]
    assert stack.slice_spacing_mm == pytest.approx(3.3)


def test_coronal_slices_run_from_front_to_back() -> None:
    slices = [
        dicom.mr_slice(number=n, position=(0, y, 0), orientation=CORONAL)
        for n, y in ((1, 20), (2, -20), (3, 0))
    ]

    (stack,) = build_stacks(slices)

    assert numbers_of(stack) == [2, 3, 1]
    assert stack.plane == "coronal"


def test_a_gantry_tilt_neither_splits_nor_stretches() -> None:
    # Gantry tilted by 20°: the table moves 5 mm along z, slices lie 5·cos 20° apart.
    tilt = math.radians(20)
    tilted = [1, 0, 0, 0, math.cos(tilt), math.sin(tilt)]

    (stack,) = build_stacks(
        [dicom.ct_slice(number=n, z=5 * n, orientation=tilted) for n in range(1, 6)]
    )

    assert numbers_of(stack) == [5, 4, 3, 2, 1]
    assert stack.slice_spacing_mm == pytest.approx(5 * math.cos(tilt), abs=1e-3)
    assert stack.plane == "axial"


def test_missing_slices_are_named() -> None:
    (stack,) = build_stacks([dicom.ct_slice(number=n, z=-5 * n) for n in (1, 2, 3, 5, 6)])

    assert stack.gaps_after == (3,)
    assert stack.slice_spacing_mm == 5


def test_a_localiser_is_split_by_plane() -> None:
    slices = [
        dicom.mr_slice(number=1, orientation=SAGITTAL),
        dicom.mr_slice(number=2, orientation=CORONAL),
        dicom.mr_slice(number=3, orientation=AXIAL),
    ]

    stacks = build_stacks(shuffled(slices))

    assert [s.label for s in stacks] == ["sagittal", "coronal", "axial"]


def test_a_projection_turning_around_its_axis_is_one_stack() -> None:
    angles = [math.radians(10 * n) for n in range(12)]
    turning = [
        dicom.mr_slice(number=n + 1, orientation=[math.cos(a), math.sin(a), 0, 0, 0, -1])
        for n, a in enumerate(angles)
    ]

    (stack,) = build_stacks(shuffled(turning))

    assert numbers_of(stack) == list(range(1, 13))
    assert stack.plane is None


def test_echoes_at_the_same_places_are_split_and_named() -> None:
    slices = [
        dicom.mr_slice(number=2 * place + echo, position=(place * 3, 0, 0), EchoTime=te)
        for place in range(4)
        for echo, te in enumerate((14, 90))
    ]

    stacks = build_stacks(shuffled(slices))

    assert [(s.label, len(s.frames)) for s in stacks] == [("TE 14 ms", 4), ("TE 90 ms", 4)]


def test_diffusion_weights_are_split_and_named() -> None:
    slices = [
        dicom.mr_slice(number=place + 10 * n, position=(place * 3, 0, 0), DiffusionBValue=b)
        for place in range(3)
        for n, b in enumerate((0.0, 800.0))
    ]

    assert [s.label for s in build_stacks(slices)] == ["b 0", "b 800"]


def test_echoes_within_phases_are_split_twice() -> None:
    slices = [
        dicom.mr_slice(
            number=100 * te + 10 * phase + place, position=(place * 3, 0, 0), EchoTime=te,
            TemporalPositionIdentifier=phase,
        )
        for te in (1, 2) for phase in (1, 2) for place in range(3)
    ]  # fmt: skip

    labels = [s.label for s in build_stacks(shuffled(slices))]

    assert labels == [
        "TE 1 ms, phase 1", "TE 1 ms, phase 2", "TE 2 ms, phase 1", "TE 2 ms, phase 2"
    ]  # fmt: skip


def test_a_cine_at_one_place_is_one_stack_in_time() -> None:
    slices = [dicom.mr_slice(number=n, TriggerTime=n * 40.0) for n in range(1, 11)]

    (stack,) = build_stacks(shuffled(slices))

    assert numbers_of(stack) == list(range(1, 11))


def test_a_slice_that_is_there_twice_is_set_apart() -> None:
    slices = [dicom.ct_slice(number=n, z=-5 * min(n, 4)) for n in range(1, 6)]

    stacks = build_stacks(slices)

    assert [(s.label, numbers_of(s)) for s in stacks] == [("", [1, 2, 3, 4]), ("repeat 2", [5])]


def test_other_matrix_sizes_are_other_stacks() -> None:
    small = dicom.ct_slice(number=9, values=dicom.noise((8, 4), low=0, high=9, dtype="int16"))

    stacks = build_stacks([dicom.ct_slice(number=1), small])

    assert [s.label for s in stacks] == ["16 × 16", "4 × 8"]


def test_without_geometry_the_instance_numbers_decide() -> None:
    slices = [
        dicom.ct_slice(number=n, ImagePositionPatient=None, ImageOrientationPatient=None)
        for n in (3, 1, 2)
    ]

    (stack,) = build_stacks(slices)

    assert numbers_of(stack) == [1, 2, 3]
    assert stack.plane is None


def test_frames_of_enhanced_objects_are_sorted_by_their_own_positions() -> None:
    (stack,) = build_stacks([dicom.enhanced_mr(frames=4)])

    assert [f.frame_number for f in stack.frames] == [4, 3, 2, 1]
    assert stack.slice_spacing_mm == 4


def test_other_transfer_syntaxes_are_other_stacks() -> None:
    slices = [dicom.ct_slice(number=1), dicom.ct_slice(number=2, z=5)]

    stacks = build_stacks(slices, transfer_syntaxes={dicom.uid(1, 1, 1): "1.2"})

    assert len(stacks) == 2


def test_objects_without_an_image_are_passed_over() -> None:
    assert build_stacks([dicom.secondary_capture(Rows=None)]) == ()


@pytest.mark.parametrize(
    ("orientation", "letters"),
    [(AXIAL, "RLAP"), (SAGITTAL, "APHF"), (CORONAL, "RLHF"), ([0.8, 0.6, 0, 0, 0, -1], None)],
)
def test_edges_are_lettered(orientation: list[float], letters: str | None) -> None:
    a, b, c, d, e, f = orientation

    edges = edge_letters((a, b, c, d, e, f))

    assert "".join(edges) == (letters or "RA" + "LP" + "H" + "F")


def test_planes_take_the_nearest_name_or_are_oblique() -> None:
    def tilted(degrees: float) -> str:
        angle = math.radians(degrees)
        return plane_of((1, 0, 0, 0, math.cos(angle), math.sin(angle)))

    assert [tilted(25), tilted(45), tilted(70)] == ["axial", "oblique", "coronal"]


@pytest.mark.parametrize("bad", [(0,) * 6, (1, 0, 0, 1, 0, 0), (2, 0, 0, 0, 2, 0), (1, 0, 0), None])
def test_orientations_that_are_none_are_not_used(bad: tuple[float, ...] | None) -> None:
    assert usable_orientation(bad) is None
