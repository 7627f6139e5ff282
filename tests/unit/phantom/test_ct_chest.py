"""The chest before and after the scanner: tissues measure true, lesions lie where told."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pydicom
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

from readingroom.phantom.ct import chest as chest_module
from readingroom.phantom.ct.chest import PIXEL_MM, TOP_MM, Chest, build_chest, expose_slice
from readingroom.phantom.ct.lungs import is_right_upper
from readingroom.phantom.ct.scanner import LUNG, SOFT, Detector
from readingroom.phantom.hounsfield import SOURCES, TISSUES
from tests.factories.simulated import simulated_patient

SLICES = (11, 14, 20, 29, 36, 50, 54)
# A place well inside each tissue: x, y in mm, the slice from 0, the radius of the disc in mm.
PROBES = {
    "air": (-5.0, 16.2, 14, 3.0),
    "liver": (-75.0, 5.0, 50, 12.0),
    "spleen": (104.0, 46.0, 54, 5.0),
    "blood": (26.0, 38.0, 29, 6.0),
    "muscle": (-33.0, 100.0, 29, 6.0),
    "fat": (0.0, -68.0, 29, 2.5),
    "tumour": (-66.0, -6.0, 14, 5.0),
}


@pytest.fixture(scope="module")
def chest() -> Chest:
    return build_chest(seed=1, slices=SLICES)


@pytest.fixture(scope="session")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated_patient(tmp_path_factory)


def disc(x: float, y: float, radius: float) -> np.ndarray:
    axis = (np.arange(512) - 255.5) * PIXEL_MM
    return (axis[None, :] - x) ** 2 + (axis[:, None] - y) ** 2 < radius**2


def stored(patient: Path, series: str, k: int) -> np.ndarray:
    return pydicom.dcmread(patient / f"images/ct/{series}/{k + 1:04d}.dcm").pixel_array


def points_of(mask: np.ndarray, slices: tuple[int, ...]) -> np.ndarray:
    k, row, column = np.nonzero(mask)
    z = TOP_MM - 5.0 * np.asarray(slices)[k]
    return np.column_stack([(column - 255.5) * PIXEL_MM, (row - 255.5) * PIXEL_MM, z])


def test_every_tissue_is_painted_within_its_cited_range() -> None:
    outside = {n for n, t in TISSUES.items() if not t.low <= t.value <= t.high}

    assert outside == set()
    assert {t.source for t in TISSUES.values()} <= set(SOURCES)


@pytest.mark.parametrize("tissue", PROBES)
def test_a_tissue_measures_its_range_without_noise(chest: Chest, tissue: str) -> None:
    x, y, k, radius = PROBES[tissue]

    mean = float(chest.ideal[SLICES.index(k)][disc(x, y, radius)].mean())

    assert TISSUES[tissue].low <= mean <= TISSUES[tissue].high


@pytest.mark.parametrize("series", ["lung", "soft"])
@pytest.mark.parametrize("tissue", PROBES)
def test_a_tissue_measures_its_range_in_the_images(patient: Path, tissue: str, series: str) -> None:
    x, y, k, radius = PROBES[tissue]

    mean = float(stored(patient, series, k)[disc(x, y, radius)].mean()) - 1024

    assert TISSUES[tissue].low - 12 <= mean <= TISSUES[tissue].high + 12


def test_aerated_lung_measures_as_lung(chest: Chest) -> None:
    deep = binary_erosion(chest.lung[SLICES.index(29)], iterations=6)

    median = float(np.median(chest.ideal[SLICES.index(29)][deep]))

    assert TISSUES["lung"].low <= median <= TISSUES["lung"].high


def test_mass_and_satellites_lie_in_the_right_upper_lobe(chest: Chest) -> None:
    lesion = (chest.truth >= 1) & (chest.truth <= 5)

    points = points_of(lesion, SLICES)

    assert len(points) > 1000
    assert is_right_upper(points).all()
    assert (points[:, 0] < 0).all()
    assert chest.lung[lesion].mean() > 0.97


def test_the_mass_is_about_four_centimetres(patient: Path) -> None:
    seg = pydicom.dcmread(patient / "images/ct/seg/truth.dcm")
    frames = [
        k
        for k, f in enumerate(seg.PerFrameFunctionalGroupsSequence)
        if f.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 1
    ]

    widest = max(
        float(np.ptp(np.nonzero(seg.pixel_array[k].any(axis=axis))[0]) * PIXEL_MM)
        for k in frames
        for axis in (0, 1)
    )

    assert 35 <= widest <= 50
    assert 35 <= 5 * len(frames) <= 50


def test_nothing_lies_between_lung_and_chest_wall_as_an_effusion_would(chest: Chest) -> None:
    # Fluid of 0 to 20 HU would fill a rim around the lung at the back; the rim is fat and muscle.
    image, lung = chest.ideal[SLICES.index(36)], chest.lung[SLICES.index(36)]
    rim = binary_dilation(lung, iterations=5) & ~binary_dilation(lung, iterations=2)
    back = rim & (np.arange(512)[:, None] > 330)

    fluid = (image > 0) & (image < 20) & back

    assert fluid.sum() < 0.12 * back.sum()


def test_no_other_nodule_is_marked_outside_the_first_twenty_slices(patient: Path) -> None:
    seg = pydicom.dcmread(patient / "images/ct/seg/truth.dcm")

    heights = [
        float(f.PlanePositionSequence[0].ImagePositionPatient[2])
        for f in seg.PerFrameFunctionalGroupsSequence
        if f.SegmentIdentificationSequence[0].ReferencedSegmentNumber <= 5
    ]

    assert min(heights) > 0


def test_coronary_calcium_is_heavy(patient: Path) -> None:
    seg = pydicom.dcmread(patient / "images/ct/seg/truth.dcm")
    calcium = [
        (frame, f)
        for frame, f in enumerate(seg.PerFrameFunctionalGroupsSequence)
        if f.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 6
    ]
    means = []
    for frame, f in calcium:
        k = round((TOP_MM - float(f.PlanePositionSequence[0].ImagePositionPatient[2])) / 5)
        means.append(stored(patient, "soft", k)[seg.pixel_array[frame] > 0].mean() - 1024)

    assert len(calcium) >= 8
    assert np.mean(means) > 200


def test_the_same_seed_gives_the_same_pixels_in_another_process(
    chest: Chest, patient: Path
) -> None:
    soft, lung = expose_slice(chest.ideal[1], SLICES[1], Detector(PIXEL_MM), seed=1)

    assert np.array_equal(soft, stored(patient, "soft", SLICES[1]))
    assert np.array_equal(lung, stored(patient, "lung", SLICES[1]))


def test_another_seed_gives_another_noise(chest: Chest) -> None:
    detector = Detector(PIXEL_MM)

    first, second = (expose_slice(chest.ideal[0], 11, detector, seed=s)[0] for s in (1, 2))

    assert not np.array_equal(first, second)


def test_kernels_share_their_quanta_but_not_their_noise(chest: Chest) -> None:
    detector, probe = Detector(PIXEL_MM), disc(-75, 5, 14)
    ideal = chest.ideal[SLICES.index(50)]

    spread: Mapping[str, np.ndarray] = {
        name: image[probe].astype(float)
        for name, image in zip(
            ("soft", "lung"), expose_slice(ideal, 50, detector, seed=1), strict=True
        )
    }

    assert spread["lung"].std() > 2.5 * spread["soft"].std()
    assert 0.2 < np.corrcoef(spread["soft"], spread["lung"])[0, 1] < 0.98
    assert SOFT.noise_hu < LUNG.noise_hu


def test_noise_has_no_power_at_rest_and_most_at_middle_frequencies() -> None:
    detector = Detector(PIXEL_MM)
    flat = np.zeros((512, 512), np.float32)
    soft, _ = detector.expose(flat, flat + 1, 0.0, np.random.default_rng(1))

    power = np.abs(np.fft.rfft2(soft)) ** 2
    across = power[:4].mean(axis=0)

    assert across[2:8].mean() < across[70:90].mean()
    assert across[250:].mean() < 0.2 * across[70:90].mean()


def test_slices_number_sixty_from_head_to_feet() -> None:
    heights = chest_module.heights()

    assert chest_module.SLICES == 60
    assert (np.diff(heights) < 0).all()
