"""Small JPEG pictures of a frame, for lists and for readers without JavaScript."""

import io

import numpy as np
from PIL import Image

from readingroom.imaging.pixels.look import DisplayParameters
from readingroom.imaging.pixels.window import Array, to_display

_QUALITY = 85


def render_preview(values: Array, *, look: DisplayParameters, max_side_px: int) -> bytes:
    """Render one frame as a JPEG.

    Args:
        values: stored values, ``(rows, columns)`` or ``(rows, columns, 3)``.
        look: how they are shown.
        max_side_px: the longer side is no longer than this; small frames keep their size.

    Returns:
        A baseline JPEG, grey or RGB, with square pixels: where the frame's are not, the picture
        is stretched to the true shape.
    """
    display = to_display(_thinned(values, look, max_side_px), look)
    width, height = true_size(values.shape[0], values.shape[1], look.pixel_aspect)
    scale = min(1.0, max_side_px / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = Image.fromarray(np.ascontiguousarray(display))
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def true_size(rows: int, columns: int, pixel_aspect: float) -> tuple[float, float]:
    """Width and height in square pixels, as many as the finer of the two spacings gives."""
    if pixel_aspect >= 1:
        return float(columns), rows * pixel_aspect
    return columns / pixel_aspect, float(rows)


def _thinned(values: Array, look: DisplayParameters, max_side_px: int) -> Array:
    """Every n-th pixel of a frame that is far larger than its picture, but for palettes, whose
    lines are thin: windowing what nobody will see takes most of the time."""
    step = max(1, min(values.shape[:2]) // (4 * max_side_px))
    return values if look.palette is not None else values[::step, ::step]
