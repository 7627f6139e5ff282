"""Showing the face that sections of a head hold, and taking it away from a copy of them."""

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydicom.dataset import Dataset

from readingroom.imaging.pixels.heads import Volume, head_volume, inside

Array = npt.NDArray[Any]

_SIDE_PX: Final = 320
_QUALITY: Final = 85
_BACKGROUND: Final = 24
_LIGHT: Final = (0.35, -0.35, 0.87)  # across, down, towards the viewer
_SMOOTHING_PX: Final = 1.2

_BROW_MM: Final = 95.0  # below the top of the head
_FACE_MM: Final = 140.0  # from brow to chin
_HALF_WIDTH_MM: Final = 65.0
_DEPTH_MM: Final = 9.0  # skin and the air in front of it, down to the bone
_NOSE_WIDTH_MM, _SOCKET_WIDTH_MM = 40.0, 36.0
_DEEPEST_MM: Final = 42.0  # behind the tip of the nose, or what is foremost in a section
_TOP_SHARE: Final = 0.5  # of the largest section: a first section larger than that is not the top
_MOST_BACK: Final = 0.45  # of the head's depth: nothing behind this is touched


def render_face(headers: Sequence[Dataset], frames: Sequence[Array]) -> bytes:
    """What someone could see who renders the surface: from the front and from both sides.

    Args:
        headers, frames: of one series, as for ``heads.head_volume``.

    Returns:
        A JPEG, three pictures side by side, each at most 320 pixels wide and high.

    Raises:
        CannotDecode: the frames are no stack.
    """
    volume = head_volume(headers, frames)
    body = inside(volume)
    dz, dy, dx = volume.spacing_mm
    views = (
        _shaded(body, axis=1, spacing=(dz, dx), step=dy),
        _shaded(body[:, :, ::-1].transpose(0, 2, 1), axis=1, spacing=(dz, dy), step=dx),
        _shaded(body.transpose(0, 2, 1), axis=1, spacing=(dz, dy), step=dx),
    )
    canvas = Image.new("L", (_SIDE_PX * len(views), _SIDE_PX), _BACKGROUND)
    for place, view in enumerate(views):
        picture = Image.fromarray(view)
        picture.thumbnail((_SIDE_PX, _SIDE_PX))
        left = place * _SIDE_PX + (_SIDE_PX - picture.width) // 2
        canvas.paste(picture, (left, (_SIDE_PX - picture.height) // 2))
    target = io.BytesIO()
    canvas.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _shaded(body: Array, *, axis: int, spacing: tuple[float, float], step: float) -> Array:
    """The surface as seen along ``axis``, lit from above, with square pixels; the head is up."""
    from scipy import ndimage  # noqa: PLC0415  # 13 MB, only for heads

    hit = body.any(axis=axis)
    depth = np.where(hit, body.argmax(axis=axis) * step, body.shape[axis] * step)
    finest = max(min(spacing), max(s * n for s, n in zip(spacing, hit.shape, strict=True)) / 320)
    zoom = [s / finest for s in spacing]
    depth = ndimage.zoom(depth.astype(np.float32), zoom, order=1)[::-1]
    seen = ndimage.zoom(hit.astype(np.float32), zoom, order=1)[::-1] > _TOP_SHARE
    smooth = ndimage.gaussian_filter(depth, _SMOOTHING_PX)
    down, across = np.gradient(smooth / finest)
    length = np.sqrt(down**2 + across**2 + 1)
    light = (-across * _LIGHT[0] - down * _LIGHT[1] + _LIGHT[2]) / length
    shown: Array = np.where(seen, 40 + 215 * np.clip(light, 0, 1), _BACKGROUND).astype(np.uint8)
    return shown


def deface(headers: Sequence[Dataset], frames: Sequence[Array]) -> list[Array]:
    """Copies of the frames without the front of the face.

    From the brow to the chin, within 65 mm of the middle, the skin and what lies up to 9 mm
    behind it become air, and the nose is cut off at the level of the cheeks. The brain, the
    skull base and everything above the brow or behind the front of the head keep every value.

    What is left can still tell people apart to someone who has another picture of them: a
    defaced volume is harder to recognise, not anonymous.

    Args:
        headers, frames: of one series, as for ``heads.head_volume``.

    Returns:
        Stored values, shape and type of each frame as given.

    Raises:
        CannotDecode: the frames are no stack.
    """
    volume = head_volume(headers, frames)
    cut = volume.to_frames(face_of(volume))
    air = min(int(frame.min()) for frame in frames)
    defaced = []
    for frame, gone in zip(frames, cut, strict=True):
        values = frame.copy()
        values[gone] = air
        defaced.append(values)
    return defaced


def face_of(volume: Volume) -> Array:
    """Which voxels are the front of the face, and the air before it."""
    body = inside(volume)
    dz, dy, dx = volume.spacing_mm
    gone = np.zeros(body.shape, dtype=bool)
    sections = body.sum(axis=(1, 2))
    if not sections.any():
        return gone
    low, high = _between_chin_and_brow(sections, dz)
    columns = np.asarray(body.any(axis=1))
    front = np.where(columns, body.argmax(axis=1) * dy, np.nan)
    middle, width = _middle(columns[low:high], dx)
    x = (np.arange(body.shape[2]) - middle) * dx
    reach = min(_HALF_WIDTH_MM, 0.45 * width)
    depth = np.arange(body.shape[1]) * dy
    back = float(np.nanmin(front)) + _MOST_BACK * _depth_of(body, dy)
    surface = np.minimum(_cut_surface(front[low:high], (dz, dx)), back)
    part = np.less(depth[np.newaxis, :, np.newaxis], surface[:, np.newaxis, :])
    gone[low:high] = part & np.less_equal(np.abs(x), reach)
    return gone


def _between_chin_and_brow(sections: Array, dz: float) -> tuple[int, int]:
    """Sections from the chin up to the brow; where the top is not there, up to the last."""
    there = np.flatnonzero(sections)
    top, largest = int(there[-1]), int(sections.max())
    has_top = sections[top] < _TOP_SHARE * largest
    high = top - round(_BROW_MM / dz) if has_top else top + 1
    high = max(high, int(there[0]) + 1)
    return max(int(there[0]), high - round(_FACE_MM / dz)), high


def _middle(columns: Array, dx: float) -> tuple[float, float]:
    """Middle column and width in mm of the head."""
    used = np.flatnonzero(columns.any(axis=0))
    if not used.size:
        return columns.shape[1] / 2, 0.0
    return float(used.mean()), float((used[-1] - used[0] + 1) * dx)


def _cut_surface(front: Array, spacing: tuple[float, float]) -> Array:
    """How far back to cut, in mm: a little behind the skin's level from cheek to cheek.

    Noses are filled up to that level, for they are shallow; eye sockets are bridged.
    """
    from scipy import ndimage  # noqa: PLC0415  # 13 MB, only for heads

    known = np.where(np.isnan(front), np.nanmax(front), front)
    noses, sockets = (
        [max(1, round(mm / s)) for s in spacing] for mm in (_NOSE_WIDTH_MM, _SOCKET_WIDTH_MM)
    )
    level = ndimage.grey_opening(ndimage.grey_closing(known, size=noses), size=sockets)
    smooth = ndimage.gaussian_filter(level, [n / 4 for n in noses])
    limit = np.nanmin(known, axis=1, keepdims=True) + _DEEPEST_MM
    cut: Array = np.minimum(smooth + _DEPTH_MM, limit)
    return cut


def _depth_of(body: Array, dy: float) -> float:
    used = np.flatnonzero(body.any(axis=(0, 2)))
    return float((used[-1] - used[0] + 1) * dy)
