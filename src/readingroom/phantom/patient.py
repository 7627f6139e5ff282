"""The whole simulated patient: both studies as DICOM files, and the truth about them."""

import json
import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from queue import Empty
from typing import Any, Final

import numpy as np

from readingroom.phantom.dicom_writer import write_series
from readingroom.phantom.segmentation import write_truth
from readingroom.phantom.volumes import Geometry, SimulatedSeries

STUDIES: Final = ("mri", "ct")
TRUTH_FILE: Final = "truth.json"
_POLL_SECONDS: Final = 0.2
_MR_STEPS: Final = 9  # what the MR tells of: two models, six sequences, diffusion

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class LesionTruth:
    """Where one lesion shows in one series.

    Attributes:
        slices: in canonical order, counted from 1.
        centroid_mm: its middle in patient coordinates (LPS).
        volume_mm3: of its labelled voxels, slice spacing taken as their depth.
    """

    slices: tuple[int, ...]
    centroid_mm: tuple[float, float, float]
    volume_mm3: float


@dataclass(frozen=True)
class PatientTruth:
    """What is where.

    Attributes:
        series: by folder below ``images`` (``ct/lung``), then by name of the lesion.
        segmentations: by the same folder, the path of the SEG on its grid, below ``images``.
    """

    series: Mapping[str, Mapping[str, LesionTruth]]
    segmentations: Mapping[str, str]


def lesions_of(series: SimulatedSeries) -> dict[str, LesionTruth]:
    """Where each lesion of a series shows; lesions that show nowhere are left out."""
    found = {}
    for value, label in sorted(series.truth_labels.items()):
        places = np.argwhere(series.truth == value)
        if len(places):
            found[label.name] = LesionTruth(
                tuple(int(k) + 1 for k in np.unique(places[:, 0])),
                _to_patient(series.geometry, places.mean(axis=0)),
                round(len(places) * _voxel_mm3(series.geometry), 1),
            )
    return found


def _voxel_mm3(geometry: Geometry) -> float:
    return float(np.prod(geometry.pixel_spacing_mm)) * geometry.slice_spacing_mm


def _to_patient(geometry: Geometry, place: Any) -> tuple[float, float, float]:
    k, row, column = (float(v) for v in place)
    along, down = np.reshape(geometry.image_orientation, (2, 3))
    point = (
        np.asarray(geometry.first_position_mm)
        + k * geometry.slice_spacing_mm * np.asarray(geometry.slice_direction)
        + row * geometry.pixel_spacing_mm[0] * down
        + column * geometry.pixel_spacing_mm[1] * along
    )
    x, y, z = (round(float(v), 2) for v in point)
    return (x, y, z)


def write_patient(folder: Path, *, seed: int = 1, on_progress: Progress) -> PatientTruth:
    """Write the patient to ``folder``: ``images/<study>/<series>/0001.dcm`` … and ``truth.json``.

    The same seed writes the same bytes. The studies are made side by side, each in a process of
    its own. ``on_progress``: called with ``mri`` or ``ct``, steps done, steps in all.
    """
    context = multiprocessing.get_context("spawn")
    with (
        context.Manager() as manager,
        ProcessPoolExecutor(max_workers=len(STUDIES), mp_context=context) as pool,
    ):
        news = manager.Queue()
        jobs = [pool.submit(write_study, folder, study, seed, news.put) for study in STUDIES]
        while True:
            done = all(job.done() for job in jobs)
            try:
                on_progress(*news.get(timeout=0 if done else _POLL_SECONDS))
            except Empty:
                if done:
                    break
        parts = [job.result() for job in jobs]
    truth = PatientTruth(
        {k: v for part in parts for k, v in part.series.items()},
        {k: v for part in parts for k, v in part.segmentations.items()},
    )
    text = json.dumps(asdict(truth), indent=1, sort_keys=True) + "\n"
    (folder / TRUTH_FILE).write_text(text, encoding="utf-8")
    return truth


def write_study(
    folder: Path, study: str, seed: int, tell: Callable[[tuple[str, int, int]], None]
) -> PatientTruth:
    """Make and write one study, ``mri`` or ``ct``; runs in a process of its own.

    ``tell``: takes (study, steps done, steps in all).
    """

    def on_progress(_stage: str, done: int, total: int) -> None:
        tell((study, done, total))

    return write_study_of(_make(study, seed, on_progress), folder, seed=seed)


def _make(study: str, seed: int, on_progress: Progress) -> tuple[SimulatedSeries, ...]:
    # Imported here so that neither process loads the other's anatomy.
    if study == "ct":
        from readingroom.phantom.ct import make_chest  # noqa: PLC0415 - see above

        return make_chest(seed=seed, on_progress=on_progress)
    from readingroom.phantom.mr import make_cervical_spine  # noqa: PLC0415 - see above

    steps = count(1)
    return make_cervical_spine(
        seed=seed,
        on_progress=lambda words: on_progress(words, min(next(steps), _MR_STEPS), _MR_STEPS),
    )


def write_study_of(made: tuple[SimulatedSeries, ...], folder: Path, *, seed: int) -> PatientTruth:
    """Write these series of one study, and one segmentation for every grid of voxels."""
    images = folder / "images"
    grids: dict[Geometry, str] = {}
    series_truth, segmentations = {}, {}
    for number, series in enumerate(made, start=1):
        written = write_series(series, images / series.folder, number=number, seed=seed)
        lesions = lesions_of(series)
        series_truth[series.folder] = lesions
        if lesions and series.geometry not in grids:
            name = "truth.dcm" if not grids else f"truth-{series.id}.dcm"
            grids[series.geometry] = f"{series.study}/seg/{name}"
            path = images / grids[series.geometry]
            write_truth(series, written, path, number=100 + number, seed=seed)
        if lesions:
            segmentations[series.folder] = grids[series.geometry]
    return PatientTruth(series_truth, segmentations)
