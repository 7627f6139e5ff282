"""A frame of a held file as a person sees it: eight bits, at a window they chose, masks on it."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from readingroom.archive.viewing.messages import Box, Levels, Window
from readingroom.imaging.datasets import RawDataset
from readingroom.imaging.limits import DEFAULT_LIMITS
from readingroom.imaging.pixels.decode import (
    decode_frame,
    decode_frames,
    encoded_frames,
    is_encapsulated,
)
from readingroom.imaging.pixels.layout import read_layout
from readingroom.imaging.pixels.look import DisplayParameters, display_parameters
from readingroom.imaging.pixels.preview import render_preview
from readingroom.imaging.pixels.window import (
    apply_window,
    suggest_window,
    to_display,
    to_modality,
)
from readingroom.imaging.presets import presets_for
from readingroom.imaging.refusals import CannotDecode

THUMBNAIL_SIDE_PX: Final = 192
MOST_SIDE_PX: Final = 2560
_LEVELS: Final = 256
_SHADOWS: Final = 1 / 8
_PLANE: Final = 2
_WHITE: Final = 255.0
_EXACT: Final = "LINEAR_EXACT"

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]


def frame_of(raw: RawDataset, number: int) -> Array:
    """Stored values of frame ``number``, from 1. Earlier frames are not decoded.

    Raises:
        CannotDecode: there is no such frame, or it can't be decoded.
    """
    if is_encapsulated(raw.transfer_syntax_uid):
        layout = read_layout(raw.dataset, limits=DEFAULT_LIMITS)
        frames = encoded_frames(raw.dataset, layout, syntax=raw.transfer_syntax_uid)
        for encoded in islice(frames, number - 1, number):
            return decode_frame(encoded, layout, syntax=raw.transfer_syntax_uid)
    for values in islice(decode_frames(raw), number - 1, number):
        return values
    raise CannotDecode(detail="no such frame")


def shown(
    raw: RawDataset, number: int, window: Window | Levels, boxes: Iterable[Box] = ()
) -> Bytes:
    """Frame ``number`` as uint8, ``(rows, columns)`` or ``(rows, columns, 3)``; 0 is black."""
    values = frame_of(raw, number)
    look = display_parameters(raw.dataset, frame_number=number)
    display = _windowed(values, look, window).copy()
    for frame, x, y, width, height in boxes:
        if frame in (None, number):
            display[y : y + height, x : x + width] = 0
    return display


def windows_of(raw: RawDataset) -> tuple[list[float], list[list[str | float]]]:
    """Where a window begins: centre and width of the first frame, and presets by name.

    Raises:
        CannotDecode: the frame can't be decoded.
    """
    look = display_parameters(raw.dataset)
    if look.photometric == "RGB" or look.palette is not None:
        return [_WHITE / 2, _WHITE], []
    window = look.window or suggest_window(frame_of(raw, 1), look)
    modality = str(raw.dataset.get("Modality") or "").strip(" \0")
    named = presets_for(modality=modality, region="", window=window)
    return list(window), [[preset.label, preset.center, preset.width] for preset in named]


def digest_of(display: Bytes) -> str:
    """SHA-256 in hex over shape and values."""
    made = hashlib.sha256(repr(display.shape).encode())
    made.update(display.tobytes())
    return made.hexdigest()


def as_png(display: Bytes, *, is_whole: bool = False) -> bytes:
    """A PNG; frames beyond ``MOST_SIDE_PX`` are made smaller, unless every pixel is asked for."""
    picture = Image.fromarray(np.ascontiguousarray(display))
    longer = max(picture.size)
    if longer > MOST_SIDE_PX and not is_whole:
        scale = MOST_SIDE_PX / longer
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.BOX)
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return target.getvalue()


def thumbnail(raw: RawDataset, number: int) -> bytes:
    """A small JPEG of frame ``number``."""
    look = display_parameters(raw.dataset, frame_number=number)
    return render_preview(frame_of(raw, number), look=look, max_side_px=THUMBNAIL_SIDE_PX)


def _windowed(values: Array, look: DisplayParameters, window: Window | Levels) -> Bytes:
    if window is Window.STATED:
        return to_display(values, look)
    if isinstance(window, Levels):
        return _leveled(values, look, window)
    if values.ndim > _PLANE or look.palette is not None:
        return _stretched(to_display(values, look), window)
    modality = to_modality(values, look)
    finite = modality[np.isfinite(modality)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if window is Window.SHADOWS:
        high = low + (high - low) * _SHADOWS
    whole = (low + high) / 2, (high - low) or 1.0
    plain = replace(look, window=whole, voi_lut=None, voi_function=_EXACT, padding=None)
    grey = to_display(values, plain)
    return _equalised(_ranked(modality)) if window is Window.EVEN else grey


def _leveled(values: Array, look: DisplayParameters, levels: Levels) -> Bytes:
    center, width = levels.center, levels.width
    if values.ndim > _PLANE or look.palette is not None:
        colour = to_display(values, look)
        return apply_window(colour, center=center, width=width, function=_EXACT)
    own = (center, width)
    plain = replace(look, window=own, voi_lut=None, voi_function=_EXACT, padding=None)
    return to_display(values, plain)


def _ranked(modality: Array) -> Bytes:
    """Values to 256 levels that hold equally many pixels each, however far apart they lie."""
    flat = np.nan_to_num(modality).reshape(-1)
    levels, inverse = np.unique(flat, return_inverse=True)
    ranks = np.cumsum(np.bincount(inverse, minlength=len(levels))) / flat.size
    ranked: Bytes = np.rint(ranks * (_LEVELS - 1)).astype(np.uint8)[inverse]
    return ranked.reshape(modality.shape)


def _stretched(display: Bytes, window: Window) -> Bytes:
    if window is Window.SHADOWS:
        lighter: Bytes = np.minimum(display.astype(np.uint16) * int(1 / _SHADOWS), 255).astype(
            np.uint8
        )
        return lighter
    return _equalised(display) if window is Window.EVEN else display


def _equalised(display: Bytes) -> Bytes:
    counts = np.bincount(display.reshape(-1), minlength=_LEVELS)
    table: Bytes = np.rint(np.cumsum(counts) / display.size * (_LEVELS - 1)).astype(np.uint8)
    return table[display]
