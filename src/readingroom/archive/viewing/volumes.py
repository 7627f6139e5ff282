"""The face in a series of a head: shown to whoever decides, and where it would be cut away."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from readingroom.archive.steps.given import read_given
from readingroom.archive.viewing.messages import Box
from readingroom.imaging.pixels.decode import decode_frames, frame_count
from readingroom.imaging.pixels.defacing import face_of, render_face
from readingroom.imaging.pixels.heads import head_volume

Array = npt.NDArray[Any]


def face_of_series(paths: Sequence[str]) -> bytes:
    """What someone could see who renders the surface; a JPEG.

    Raises:
        CannotDecode: the files are no stack.
    """
    headers, frames, _ = _read(paths)
    return render_face(headers, frames)


def cuts_of_series(paths: Sequence[str]) -> list[list[Box]]:
    """For each file the boxes that cover the front of the face in it, from the brow to the chin.

    Raises:
        CannotDecode: the files are no stack.
    """
    headers, frames, owners = _read(paths)
    volume = head_volume(headers, frames)
    cuts: list[list[Box]] = [[] for _ in paths]
    for gone, (file, number) in zip(volume.to_frames(face_of(volume)), owners, strict=True):
        cuts[file] += [(number, *box) for box in _boxes(gone)]
    return cuts


def _read(paths: Sequence[str]) -> tuple[list[Dataset], list[Array], list[tuple[int, int | None]]]:
    """Headers and frames, and of each frame its file and, in a file of many, its number."""
    headers, frames, owners = [], [], []
    for place, path in enumerate(paths):
        raw = read_given(Path(path))
        is_alone = frame_count(raw) == 1
        headers.append(raw.dataset)
        for number, values in enumerate(decode_frames(raw), start=1):
            frames.append(values)
            owners.append((place, None if is_alone else number))
    return headers, frames, owners


def _boxes(gone: Array) -> Iterator[tuple[int, int, int, int]]:
    """Boxes ``(x, y, width, height)`` that cover exactly what is true in a plane.

    Equal runs of neighbouring rows make one box.
    """
    open_runs: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*gone, np.zeros_like(gone[0])]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        runs = {(int(a), int(b)) for a, b in edges.reshape(-1, 2)}
        for run in [run for run in open_runs if run not in runs]:
            top = open_runs.pop(run)
            yield run[0], top, run[1] - run[0], y - top
        for run in runs:
            open_runs.setdefault(run, y)
