"""Text written into pixels: fonts, sizes, turned, faint, inverted, other scripts."""

import random
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset
from tests.factories.dicom import set_pixels

from benchmarks.deid.truth import Box

Array = npt.NDArray[Any]
_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
_FACES: Final = (
    "DejaVuSans.ttf", "DejaVuSansMono.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf",
    "LiberationSans-Regular.ttf", "LiberationMono-Regular.ttf", "LiberationSansNarrow-Regular.ttf",
)  # fmt: skip
STYLES: Final = (
    "plain",
    "plain",
    "plain",
    "small",
    "large",
    "inverted",
    "faint",
    "rotated",
    "upright",
    "shadow",
)
LABELS: Final = ("L", "R", "5 cm", "PA", "SUPINE")
_SIZES: Final = {"small": (11, 13), "large": (28, 40), "faint": (18, 26), "rotated": (18, 26)}


@cache
def faces() -> tuple[str, ...]:
    """Paths of the fonts that are installed here."""
    found = [str(path) for folder in _FOLDERS for path in sorted(Path(folder).rglob("*.ttf"))]
    return tuple(path for path in found if Path(path).name in _FACES)


def _font(source: random.Random, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(source.choice(faces()), size)


def bitmap(text: str, shape: tuple[int, int]) -> Array:
    """``text`` as ones in a field of noughts."""
    canvas = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(canvas).text((4, 8), text, fill=255, font=ImageFont.truetype(faces()[0], 30))
    return (np.asarray(canvas) > 127).astype(np.uint8)


def glyphs(source: random.Random, text: str, style: str) -> Array:
    """How much of each pixel ``text`` covers in that style, 0 … 1, cropped to it."""
    low, high = _SIZES.get(style, (14, 24))
    font = _font(source, source.randrange(low, high))
    left, top, right, bottom = (int(v) for v in font.getbbox(text))
    canvas = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(canvas).text((1 - left, 1 - top), text, fill=255, font=font)
    if style == "rotated":
        canvas = canvas.rotate(source.choice((-12, 10, 18, -25)), expand=True)
    if style == "upright":
        canvas = canvas.rotate(source.choice((90, 270)), expand=True)
    return np.asarray(canvas, dtype=np.float32) / 255


class Writer:
    """Writes texts into the native pixels of one object, none over another."""

    def __init__(self, ds: Dataset, source: random.Random) -> None:
        self._ds, self._random = ds, source
        self._taken: list[tuple[int, int, int, int]] = []

    def burn(self, text: str, *, style: str, identity: bool) -> Box | None:
        """Write ``text``; ``None`` when there is no room for it."""
        ds, source = self._ds, self._random
        pixels, frames = _pixels(ds)
        drawn = glyphs(source, text, style)
        height, width = drawn.shape
        place = self._room(pixels.shape[1:3], (height, width))
        if place is None:
            return None
        (x, y), (first, last) = place, _span(source, frames)
        top = int(pixels.max()) if ds.PixelRepresentation else (1 << ds.BitsStored) - 1
        for frame in pixels[first:last]:
            _blend(frame[y : y + height, x : x + width], drawn, top=top, style=style)
        many = "NumberOfFrames" in ds
        set_pixels(ds, pixels if many else pixels[0], bits_stored=ds.BitsStored)
        self._taken.append((x, y, width, height))
        return Box(x, y, width, height, (first, last), identity, style, text)

    def _room(self, field: tuple[int, ...], size: tuple[int, int]) -> tuple[int, int] | None:
        """A place near an edge, as devices write, clear of other text."""
        (rows, columns), (height, width) = field, size
        if height + 6 > rows or width + 6 > columns:
            return None
        for _ in range(80):
            x = self._random.randrange(2, columns - width - 1)
            y = self._random.randrange(2, rows - height - 1)
            inner = rows // 5 < y < rows * 4 // 5 - height
            if not inner and all(_apart((x, y, width, height), t) for t in self._taken):
                return x, y
        return None


def _apart(a: tuple[int, int, int, int], b: tuple[int, int, int, int], gap: int = 8) -> bool:
    beside = a[0] > b[0] + b[2] + gap or b[0] > a[0] + a[2] + gap
    return beside or a[1] > b[1] + b[3] + gap or b[1] > a[1] + a[3] + gap


def _span(source: random.Random, frames: int) -> tuple[int, int]:
    if frames == 1 or source.random() < 0.5:
        return 0, frames
    first = source.randrange(frames - 1)
    return first, source.randrange(first + 1, frames + 1)


def _pixels(ds: Dataset) -> tuple[Array, int]:
    """A copy of the native pixels, (frames, rows, columns[, 3]), and how many frames."""
    kind = ("i" if ds.PixelRepresentation else "u") + str(ds.BitsAllocated // 8)
    frames = int(ds.get("NumberOfFrames") or 1)
    shape = [frames, ds.Rows, ds.Columns] + ([3] if ds.SamplesPerPixel == 3 else [])
    count = int(np.prod(shape))
    return np.frombuffer(ds.PixelData, dtype=f"<{kind}", count=count).reshape(shape).copy(), frames


def _blend(field: Array, drawn: Array, *, top: int, style: str) -> None:
    """Write over ``field``: white, black on white, or hardly lighter than what is there."""
    cover = drawn[..., None] if field.ndim == 3 else drawn
    under = field.astype(np.float32)
    if style == "inverted":
        made = top * 0.94 * (1 - cover)
    elif style == "faint":
        made = under + cover * top * 0.22
    elif style == "shadow":
        shade = np.roll(np.roll(cover, 1, 0), 1, 1)
        made = np.maximum(under * (1 - shade), 0) * (1 - cover) + cover * top * 0.9
    else:
        made = under * (1 - cover) + cover * top * 0.97
    field[...] = np.clip(made, 0, top).astype(field.dtype)
