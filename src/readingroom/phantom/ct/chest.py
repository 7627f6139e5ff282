"""The simulated CT of the chest: two reconstructions of one noisy exposure, with its truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from readingroom.phantom.ct.abdomen import abdomen_of, paint_abdomen
from readingroom.phantom.ct.bones import paint_bones
from readingroom.phantom.ct.lungs import LungPainter, grow_lungs, satellites_of, tumour_of
from readingroom.phantom.ct.mediastinum import (
    Mediastinum,
    coronary_calcium,
    mediastinum_of,
    paint_mediastinum,
)
from readingroom.phantom.ct.paint import FINE, Canvas, cover_of
from readingroom.phantom.ct.scanner import (
    COUCH_HU,
    MATTRESS_HU,
    Detector,
    couch_of,
    harden,
    noise_weight,
)
from readingroom.phantom.ct.series import as_series
from readingroom.phantom.ct.shapes import COARSE, Field, Plane, Planes, smooth_common
from readingroom.phantom.ct.wall import Cage, cage_of, paint_wall
from readingroom.phantom.hounsfield import hu
from readingroom.phantom.volumes import SimulatedSeries

SLICES: Final = 60
THICKNESS_MM: Final = 5.0
FIELD_OF_VIEW_MM: Final = 384.0
PIXEL_MM: Final = FIELD_OF_VIEW_MM / FINE
TOP_MM: Final = 105.0
LAYERS: Final = 4  # thin layers averaged into one slice
_COUCH_Y: Final = 128.0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Layer:
    """One thin layer of the patient, measured."""

    plane: Plane
    cage: Cage
    mediastinum: Mediastinum
    abdomen: Field
    lung: Field


@dataclass(frozen=True)
class Chest:
    """The patient before any scanner: HU and what lies where.

    Attributes:
        ideal: (60, 512, 512) HU, float32, averaged over the slice, without blur or noise.
        truth: (60, 512, 512); 1 the mass, 2 to 5 the satellites, 6 coronary calcium.
        lung: (60, 512, 512) bool; air-bearing lung, with the tumour in it.
    """

    ideal: npt.NDArray[np.float32]
    truth: npt.NDArray[np.uint8]
    lung: npt.NDArray[np.bool_]


def heights() -> npt.NDArray[np.float64]:
    """The heights of all thin layers, mm, from the head down."""
    step = THICKNESS_MM / LAYERS
    top = TOP_MM + THICKNESS_MM / 2 - step / 2
    return np.asarray(top - step * np.arange(SLICES * LAYERS), np.float64)


def planes(seed: int) -> Planes:
    """Where the layers of this patient are measured."""
    bottom = TOP_MM - SLICES * THICKNESS_MM
    return Planes(seed=seed, step=2 * PIXEL_MM, top=TOP_MM + 5, bottom=bottom - 5)


def measure(plane: Plane) -> Layer:
    """All that bounds the lungs in a layer, and the lungs."""
    cage, mediastinum, abdomen = cage_of(plane), mediastinum_of(plane), abdomen_of(plane)
    open_side = np.maximum(-mediastinum.envelope, -abdomen)
    lung = smooth_common(cage.d, np.asarray(open_side, np.float32), 5.0)
    apex = np.asarray(plane.h - 90 + 0.010 * (cage.across - 44) ** 2, np.float32)
    return Layer(plane, cage, mediastinum, abdomen, smooth_common(lung, apex, 8.0))


def _spread(maker: Planes, seed: int) -> tuple[npt.NDArray[np.float64], float]:
    """Points spread through the lungs, (n, 3) mm, and the volume in litres."""
    rng = np.random.default_rng([seed, 5])
    found, step = [], 10.0
    for z in np.arange(90, -190, -step):
        plane = maker.at(float(z))
        rows, columns = np.nonzero(measure(plane).lung[::2, ::2] < -2.5)
        axis = (np.arange(0, COARSE, 2) - (COARSE - 1) / 2) * plane.step
        height = z + rng.uniform(-step / 2, step / 2, len(rows))
        found.append(np.column_stack([axis[columns], axis[rows], height]))
    points = np.concatenate(found)
    points[:, :2] += rng.uniform(-1.4, 1.4, (len(points), 2))
    return points, len(points) * (4 * PIXEL_MM) ** 2 * step / 1e6


def build_chest(
    *, seed: int, on_progress: Progress | None = None, slices: Sequence[int] = range(SLICES)
) -> Chest:
    """Make the patient: deterministic by ``seed``. ``slices``: which to make, counted from 0."""
    maker = planes(seed)
    space, litres = _spread(maker, seed)
    trees = grow_lungs(space, litres, heights(), PIXEL_MM, seed)
    noise = np.random.default_rng([seed, 41]).standard_normal((FINE, FINE), dtype=np.float32)
    grain = gaussian_filter(noise, 1.6, mode="wrap")
    painter = LungPainter(trees, seed=seed, fine_noise=np.asarray(grain / grain.std(), np.float32))
    shape = (len(slices), FINE, FINE)
    ideal, truth = np.zeros(shape, np.float32), np.zeros(shape, np.uint8)
    lung = np.zeros(shape, np.bool_)
    for place, k in enumerate(slices):
        found = np.zeros((8, FINE, FINE), np.float32)
        for j in range(LAYERS):
            index = k * LAYERS + j
            layer = measure(maker.at(float(heights()[index])))
            ideal[place] += _paint(layer, painter, index)
            _note(found, layer)
        ideal[place] /= LAYERS
        lung[place] = found[7] > LAYERS / 2
        best = found[:7].argmax(axis=0)
        truth[place] = np.where(found[:7].max(axis=0) >= LAYERS * 0.4, best, 0)
        if on_progress:
            on_progress("ct", place + 1, len(slices))
    return Chest(ideal, truth, lung)


def _paint(layer: Layer, painter: LungPainter, index: int) -> Field:
    canvas, plane, cage = Canvas(hu("air")), layer.plane, layer.cage
    mattress, shell = couch_of(plane, _COUCH_Y)
    canvas.paint(mattress, MATTRESS_HU)
    canvas.paint(shell, COUCH_HU)
    paint_wall(canvas, plane, cage)
    inside = np.asarray(cage.d - 1.2, np.float32)
    canvas.paint(inside, hu("fat"))
    painter.paint(canvas, plane, layer.lung, index)
    paint_abdomen(canvas, plane, layer.abdomen, inside)
    paint_mediastinum(canvas, plane, layer.mediastinum, np.maximum(inside, -layer.abdomen))
    paint_bones(canvas, plane, cage)
    return canvas.hu


def _note(found: npt.NDArray[np.float32], layer: Layer) -> None:
    """Add to what each label covers of this slice; place 7 is the lung."""
    plane, lung = layer.plane, layer.lung
    found[7] += cover_of(lung)
    if -5 < plane.z < 80:
        for place, shape in enumerate([tumour_of(plane), *satellites_of(plane)], start=1):
            found[place] += cover_of(np.maximum(shape, lung - 0.5))
    if -130 < plane.z < -35:
        found[6] += cover_of(coronary_calcium(plane))


def expose_slice(
    ideal: Field, k: int, detector: Detector, *, seed: int
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """The stored values (HU + 1024) of slice ``k``, from 0: soft tissue, then lung.

    ``ideal``: (512, 512) HU.
    """
    height = TOP_MM - k * THICKNESS_MM
    rng = np.random.default_rng([seed, 53, k])
    pair = detector.expose(harden(ideal, height), noise_weight(ideal), height, rng)
    soft, lung = (np.clip(np.rint(image), -1024, 3071).astype(np.int16) + 1024 for image in pair)
    return np.asarray(soft, np.int16), np.asarray(lung, np.int16)


def make_chest(*, seed: int, on_progress: Progress) -> tuple[SimulatedSeries, ...]:
    """The two series of the chest: lung and soft-tissue reconstruction.

    ``seed``: the same seed gives the same bytes. ``on_progress``: called with the key ``ct``, how
    many slices are done, and of how many.
    """
    chest = build_chest(seed=seed, on_progress=on_progress)
    detector = Detector(PIXEL_MM)
    stored = {name: np.zeros(chest.ideal.shape, np.int16) for name in ("soft", "lung")}
    for k, ideal in enumerate(chest.ideal):
        stored["soft"][k], stored["lung"][k] = expose_slice(ideal, k, detector, seed=seed)
    return tuple(
        as_series(name, stored[name], chest.truth, pixel=PIXEL_MM, top=TOP_MM)
        for name in ("lung", "soft")
    )
