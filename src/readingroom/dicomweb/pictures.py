"""Pictures of frames: the previews that were made at ingest, or made anew as asked for.

Source: PS3.18 (2024b) section 8.3.5 (rendering parameters).
"""

import io
import math
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image

from readingroom.archive.objects import Read
from readingroom.dicomweb.negotiation import EXPLICIT_LITTLE_ENDIAN, JPEG, wishes
from readingroom.imaging.limits import DEFAULT_LIMITS
from readingroom.imaging.part10 import read_part10
from readingroom.imaging.pixels.decode import decode_frame
from readingroom.imaging.pixels.layout import PixelLayout, read_layout
from readingroom.imaging.pixels.look import display_parameters
from readingroom.imaging.pixels.native import native_frame
from readingroom.imaging.pixels.preview import render_preview
from readingroom.imaging.pixels.window import Array
from readingroom.kernel.errors import InvalidInput
from readingroom.storage.series_index import InstanceEntry

PNG: Final = "image/png"
THUMBNAIL_SIDE_PX: Final = 256
_MOST_SIDE_PX: Final = 4096
_FUNCTIONS: Final = {"linear": "LINEAR", "linear-exact": "LINEAR_EXACT", "sigmoid": "SIGMOID"}
_VIEWPORT_SIZES, _WINDOW_PARTS = 2, 3


@dataclass(frozen=True)
class Rendering:
    """How a picture is asked for.

    Attributes:
        side_px: its longer side is no longer; 0 leaves it as it is kept.
        window: centre and width in modality units and the function; ``None`` is the object's own.
        media_type: ``image/jpeg`` or ``image/png``.
    """

    side_px: int = 0
    window: tuple[float, float, str] | None = None
    media_type: str = JPEG

    @property
    def name(self) -> str:
        """Different for what looks different."""
        return f"{self.side_px}-{self.window}-{self.media_type}"


def parse_rendering(parameters: dict[str, str], accept: str) -> Rendering:
    """Read ``viewport`` and ``window``, and the kind of picture that is accepted.

    Raises:
        InvalidInput: a parameter is not what section 8.3.5 says.
    """
    kinds = [wish.kind for wish in wishes(accept)]
    is_png = PNG in kinds and JPEG not in kinds and not {"*/*", "image/*"} & set(kinds)
    return Rendering(
        _side(parameters["viewport"]) if "viewport" in parameters else 0,
        _window(parameters["window"]) if "window" in parameters else None,
        PNG if is_png else JPEG,
    )


def picture(entry: InstanceEntry, number: int, asked: Rendering, read: Read) -> bytes:
    """A picture of frame ``number`` (from 1) of an instance."""
    if asked.window is None:
        return _fitted(read(entry.previews[number - 1]), asked)
    dataset = read_part10(read(entry.header)).dataset
    # A layout is read with the pixels' place, which a header on its own does not show.
    dataset.PixelData = b""
    layout = read_layout(dataset, limits=DEFAULT_LIMITS)
    values = _decoded(read(entry.frames[number - 1]), layout, entry.transfer_syntax)
    center, width, function = asked.window
    look = replace(
        display_parameters(dataset, frame_number=number),
        window=(center, width),
        voi_function=function,
        voi_lut=None,
    )
    made = render_preview(values, look=look, max_side_px=asked.side_px or _MOST_SIDE_PX)
    return _fitted(made, replace(asked, side_px=0))


def _decoded(frame: bytes, layout: PixelLayout, syntax: str) -> Array:
    if syntax == EXPLICIT_LITTLE_ENDIAN:
        return native_frame(frame, 0, layout, is_little=True)
    return decode_frame(frame, layout, syntax=syntax)


def smaller(jpeg: bytes, side_px: int = THUMBNAIL_SIDE_PX) -> bytes:
    """A JPEG whose longer side is no longer than ``side_px``."""
    return _fitted(jpeg, Rendering(side_px))


def _fitted(jpeg: bytes, asked: Rendering) -> bytes:
    if not asked.side_px and asked.media_type == JPEG:
        return jpeg
    image: Image.Image = Image.open(io.BytesIO(jpeg))
    if asked.side_px:
        image.thumbnail((asked.side_px, asked.side_px), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    image.save(target, "PNG" if asked.media_type == PNG else "JPEG", quality=85)
    return target.getvalue()


def _side(text: str) -> int:
    """The smaller of ``vw,vh``; what part of the source is shown can't be chosen here."""
    sizes = text.split(",")[:_VIEWPORT_SIZES]
    if len(sizes) < _VIEWPORT_SIZES or not all(size.isascii() and size.isdigit() for size in sizes):
        raise InvalidInput("The viewport must be a width and a height, such as viewport=512,512.")
    side = min(int(size) for size in sizes)
    if not 1 <= side <= _MOST_SIDE_PX:
        raise InvalidInput(f"A viewport is 1 to {_MOST_SIDE_PX} pixels wide and high.")
    return side


def _window(text: str) -> tuple[float, float, str]:
    parts = text.split(",")
    try:
        center, width = float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        center, width = math.nan, math.nan
    function = _FUNCTIONS.get(parts[-1] if len(parts) == _WINDOW_PARTS else "linear", "")
    if not (math.isfinite(center) and math.isfinite(width) and width >= 1 and function):
        raise InvalidInput(
            "The window must be a centre, a width of at least 1 and linear, linear-exact or "
            "sigmoid, such as window=40,400,linear."
        )
    return center, width, function
