"""The simulated images: noise, truth, places, repeatability. A few slices stand for all."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from readingroom.phantom.mr import series
from readingroom.phantom.mr.acquisition import Matrix, acquire
from readingroom.phantom.mr.anatomy import Neck
from readingroom.phantom.mr.block import Part
from readingroom.phantom.mr.lattice import AXIAL_PLANE, SAGITTAL_PLANE, Slab, sample_slab
from readingroom.phantom.mr.protocol import ANATOMICAL
from readingroom.phantom.mr.truth import TRUTH_LABELS, truth_of

SEED = 20
COARSE = replace(SAGITTAL_PLANE, samples=160)


@pytest.fixture(scope="module")
def neck() -> Neck:
    return Neck(SEED)


@pytest.fixture(scope="module")
def middle(neck: Neck) -> list[Slab]:
    """Sagittal slices 7 to 9, counted from 1."""
    return [sample_slab(neck, SAGITTAL_PLANE, k) for k in (6, 7, 8)]


@pytest.fixture(scope="module")
def truth_by_slice(neck: Neck) -> dict[int, dict[int, int]]:
    """Voxels of each label on each sagittal slice, counted from 1."""
    found = {}
    for k in range(SAGITTAL_PLANE.slices):
        truth = truth_of(sample_slab(neck, COARSE, k), COARSE, 160)
        found[k + 1] = {label: int((truth == label).sum()) for label in TRUTH_LABELS}
    return found


def mean_within(frame: np.ndarray, slab: Slab, *parts: Part) -> float:
    """Mean of a frame well inside some parts."""
    n, shown = slab.labels.shape[1], frame.shape[0]
    inside = np.isin(slab.labels, [int(p) for p in parts]).all(axis=0)
    near = np.round(np.arange(shown) * n / shown).astype(int)
    mask = ndimage.binary_erosion(inside[np.ix_(near, near)], iterations=1)
    assert mask.sum() >= 6, "nothing to measure"
    return float(frame[mask].mean())


def acquired(identity: str, slabs: list[Slab]) -> np.ndarray:
    protocol = next(p for p in ANATOMICAL if p.id == identity)
    return series._acquired(slabs, protocol, SEED).frames


def test_noisy_t2_shows_csf_over_cord_over_disc_and_muscle(middle: list[Slab]) -> None:
    frame = acquired("sag-t2", middle)[1]

    csf, cord = (mean_within(frame, middle[1], part) for part in (Part.CSF, Part.CORD))
    muscle = mean_within(frame, middle[1], Part.MUSCLE)

    assert 1.8 < csf / cord < 4.5
    assert cord > 1.5 * muscle


def test_noisy_t1_shows_csf_darker_than_cord_and_deposits_darker_than_marrow(
    middle: list[Slab],
) -> None:
    frame = acquired("sag-t1", middle)[1]

    assert mean_within(frame, middle[1], Part.CSF) < 0.75 * mean_within(frame, middle[1], Part.CORD)
    assert mean_within(frame, middle[1], Part.LESION_C5) < 0.9 * mean_within(
        frame, middle[1], Part.MARROW
    )


@pytest.mark.parametrize("identity", ["sag-stir", "sag-t1-c"])
def test_deposits_shine_where_fat_is_suppressed(middle: list[Slab], identity: str) -> None:
    frame = acquired(identity, middle)[1]

    for part in (Part.LESION_C5, Part.LESION_C6):
        assert mean_within(frame, middle[1], part) > 1.8 * mean_within(
            frame, middle[1], Part.MARROW
        )


def test_the_measured_adc_ranks_marrow_lesion_and_csf(middle: list[Slab]) -> None:
    b0, weighted, adc = (made.frames[1] for made in series._diffusion(middle, SEED))

    lesion = mean_within(adc, middle[1], Part.LESION_C5)
    assert mean_within(adc, middle[1], Part.MARROW, Part.ENDPLATE_FAT) < lesion
    assert 750 < lesion < 1400
    assert lesion < mean_within(adc, middle[1], Part.CSF)
    assert mean_within(weighted, middle[1], Part.LESION_C5) < mean_within(
        b0, middle[1], Part.LESION_C5
    )


def test_stored_values_fit_twelve_bits_and_use_them(middle: list[Slab]) -> None:
    frames = acquired("sag-t2", middle)

    assert frames.dtype == np.uint16
    assert 1500 < frames.max() <= 4095


def test_both_bodies_are_diseased_on_sagittal_6_to_10(
    truth_by_slice: dict[int, dict[int, int]],
) -> None:
    for label in (1, 2):
        seen = [k for k, counts in truth_by_slice.items() if counts[label] > 8]
        assert seen == [6, 7, 8, 9, 10]


def test_left_sided_parts_lie_on_sagittal_10_and_11(
    truth_by_slice: dict[int, dict[int, int]],
) -> None:
    for label in (3, 4, 5):
        total = sum(counts[label] for counts in truth_by_slice.values())
        on_both = truth_by_slice[10][label] + truth_by_slice[11][label]
        right = sum(truth_by_slice[k][label] for k in range(1, 8))
        assert on_both > 0.55 * total
        assert right == 0


def test_axial_slices_run_from_c2_to_t1_and_meet_the_lesion(neck: Neck) -> None:
    plane = replace(AXIAL_PLANE, samples=160)

    def labels(k: int) -> set[int]:
        return set(np.unique(truth_of(sample_slab(neck, plane, k), plane, 160)).tolist()) - {0}

    assert labels(0) == set()
    assert labels(27) == set()
    assert 1 in labels(13)
    assert {3, 4, 5} <= labels(16)


def test_the_cord_is_whole_at_the_lesion_and_pushed_back(neck: Neck) -> None:
    plane = replace(AXIAL_PLANE, samples=320)
    above, at_lesion = (sample_slab(neck, plane, k).labels[0] for k in (4, 16))

    cord = np.isin(at_lesion, [Part.CORD, Part.CORD_GREY])
    filled = ndimage.binary_closing(cord, iterations=3)

    assert filled.sum() - cord.sum() < 0.08 * cord.sum()
    assert _room_behind(at_lesion) < 0.75 * _room_behind(above)


def _room_behind(labels: np.ndarray) -> int:
    """Samples of CSF behind the cord, in the middle columns."""
    centre = labels.shape[1] // 2
    strip = labels[:, centre - 6 : centre + 7]
    rows = np.nonzero(np.isin(strip, [Part.CORD, Part.CORD_GREY]).any(axis=1))[0]
    return int((strip[int(rows.mean()) :] == Part.CSF).sum())


def test_equal_seeds_give_equal_pixels_and_others_do_not() -> None:
    first, again, other = (sample_slab(Neck(seed), COARSE, 7) for seed in (3, 3, 4))

    assert np.array_equal(first.labels, again.labels)
    assert np.array_equal(first.texture, again.texture)
    assert not np.array_equal(first.labels, other.labels)


def test_slices_lie_where_the_protocol_says() -> None:
    sagittal, axial = SAGITTAL_PLANE.geometry(384), AXIAL_PLANE.geometry(384)

    assert sagittal.slice_position(7)[0] == pytest.approx(0.0)
    assert (sagittal.slices, axial.slices) == (15, 28)
    assert {sagittal.slice_thickness_mm, axial.slice_thickness_mm} == {3.0}
    assert {sagittal.slice_spacing_mm, axial.slice_spacing_mm} == {3.3}
    assert sagittal.slice_position(1)[0] > sagittal.slice_position(0)[0]
    assert axial.slice_position(1)[2] < axial.slice_position(0)[2]


def test_a_flat_object_keeps_its_signal_and_noise_follows_rice() -> None:
    matrix = Matrix(
        rows=96, columns=96, shown=96, frequency_is_row=True, bandwidth_hz=200, apodisation=0.0
    )
    nothing = np.zeros((128, 128), np.float32)
    rng = np.random.default_rng(1)

    flat = acquire(nothing + 1, nothing, matrix, sigma=0.01, rng=rng)
    empty = acquire(nothing, nothing, matrix, sigma=0.01, rng=rng)

    assert flat.mean() == pytest.approx(1.0, rel=0.03)
    # Without signal Rice becomes Rayleigh: mean of sigma times root of half pi.
    assert empty.mean() == pytest.approx(0.01 * np.sqrt(np.pi / 2), rel=0.03)


def test_fat_is_shifted_along_the_frequency_axis() -> None:
    matrix = Matrix(rows=128, columns=128, shown=128, frequency_is_row=True, bandwidth_hz=100.0)
    block = np.zeros((128, 128), np.float32)
    block[50:70, 50:70] = 1
    rng = np.random.default_rng(1)

    water = acquire(block, block * 0, matrix, sigma=0.0, rng=rng)
    fat = acquire(block * 0, block, matrix, sigma=0.0, rng=rng)

    moved = [
        float(ndimage.center_of_mass(fat)[k] - ndimage.center_of_mass(water)[k]) for k in (0, 1)
    ]
    assert moved[0] == pytest.approx(0.0, abs=0.15)
    assert moved[1] == pytest.approx(-2.2, abs=0.3)
