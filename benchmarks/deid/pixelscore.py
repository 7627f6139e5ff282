"""Whether text planted in pixels can still be seen, and whether all else is untouched."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.pixels import pixel_array

from benchmarks.deid.truth import Box, Truth

Array = npt.NDArray[Any]
_STILL_SEEN = 0.35
_MARGIN = 16  # a JPEG's block, and what a box may stand around its text
_LETTERS_A_PIECE = 3


def frames_of(dataset: Dataset) -> Array | None:
    """Decoded pixels as (frames, rows, columns[, 3]); ``None`` where there are none."""
    if "PixelData" not in dataset or "Rows" not in dataset:
        return None
    pixels = pixel_array(dataset)
    stored, allocated = int(dataset.BitsStored), pixels.dtype.itemsize * 8
    if pixels.dtype.kind == "u" and stored < allocated:
        pixels = pixels & ((1 << stored) - 1)  # bits that store nothing are not the picture's
    return pixels if int(dataset.get("NumberOfFrames") or 1) > 1 else pixels[None]


def boxes_seen(truth: Truth, source: Array, output: Array) -> list[Box]:
    """The boxes whose text can still be seen."""
    return [b for b in truth.boxes if b.identity and _seen(b, source, output)]


def labels_kept(truth: Truth, source: Array, output: Array) -> list[bool]:
    """For each clinical label, whether it still stands."""
    return [_seen(b, source, output) for b in truth.boxes if not b.identity]


def _seen(box: Box, source: Array, output: Array) -> bool:
    """Whether any stretch of some letters has kept its structure in any frame it stood in."""
    for number in range(*box.frames):
        before, after = (_field(box, pixels, number) for pixels in (source, output))
        if any(
            _alike(a, b) for a, b in zip(_pieces(box, before), _pieces(box, after), strict=True)
        ):
            return True
    return False


def _field(box: Box, pixels: Array, number: int) -> Array:
    frame = pixels[min(number, len(pixels) - 1)]
    field = frame[box.y : box.y + box.height, box.x : box.x + box.width].astype(np.float64)
    return field.mean(axis=-1) if field.ndim == 3 else field


def _pieces(box: Box, field: Array) -> list[Array]:
    """Stretches along the writing, a few letters each."""
    count = max(1, round(len(box.text) / _LETTERS_A_PIECE))
    return np.array_split(field, count, axis=int(box.width >= box.height))


def _alike(before: Array, after: Array) -> bool:
    if before.shape != after.shape or np.ptp(after) == 0 or np.ptp(before) == 0:
        return False
    return bool(np.corrcoef(before.ravel(), after.ravel())[0, 1] > _STILL_SEEN)


def untouched(truth: Truth, source: Array, output: Array) -> float:
    """The share of pixels outside all planted boxes that are what they were."""
    if source.shape != output.shape:
        return 0.0
    outside = np.ones(source.shape[1:3], dtype=bool)
    for box in truth.boxes:
        rows = slice(max(0, box.y - _MARGIN), box.y + box.height + _MARGIN)
        outside[rows, max(0, box.x - _MARGIN) : box.x + box.width + _MARGIN] = False
    same = source == output
    if same.ndim == 4:
        same = same.all(axis=-1)
    return float(same[:, outside].mean()) if outside.any() else 1.0
