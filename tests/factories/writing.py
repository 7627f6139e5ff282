"""Pictures with writing burned into them, of every kind a device or a person makes.

The same picture for the same seed and kind. ``ink`` says which pixels are writing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Array = npt.NDArray[Any]

FAMILY: Final = ("DOE", "MILLER", "GARCIA", "NGUYEN", "SCHMIDT", "KOWALSKI", "LI", "ROY")
GIVEN: Final = ("JANE", "ROBERT", "ANNA", "MIGUEL", "TARO", "EVE", "JAN")
_OTHER_SCRIPTS: Final = (
    "Иванов Пётр", "СИДОРОВА АННА", "Παπαδόπουλος", "ΓΕΩΡΓΙΟΥ ΜΑΡΙΑ", "山田 太郎", "王小明",
    "김철수", "박영희", "佐藤花子",
)  # fmt: skip
_FACES: Final = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "LiberationSans-Regular")
_COLOURS: Final = (
    (255, 255, 0), (0, 255, 0), (255, 60, 60), (80, 160, 255), (0, 255, 255), (255, 160, 0)
)  # fmt: skip
KINDS: Final = (
    "plain", "colour", "grey", "black_on_white", "inverted", "faint", "upright", "from_above",
    "upside_down", "slanted", "tiny", "other_script", "over_anatomy", "in_border", "caret", "large",
)  # fmt: skip
BACKGROUNDS: Final = ("ultrasound", "section", "radiograph", "angiogram")


@dataclass(frozen=True, eq=False)
class Written:
    """A picture with one line of writing.

    Attributes:
        picture: (rows, columns, 3), uint8.
        ink: (rows, columns), which pixels are writing.
        background: one of ``BACKGROUNDS``, or ``white``.
    """

    picture: Array
    ink: Array
    background: str


def written(seed: int, kind: str, background: str | None = None) -> Written:
    """A picture with a line of this kind."""
    source = np.random.default_rng([seed, KINDS.index(kind)])
    shape = ((480, 640), (512, 512), (768, 1024), (600, 800))[source.integers(4)]
    chosen = background or str(source.choice(BACKGROUNDS))
    name = "white" if kind == "black_on_white" else chosen
    grey = BACKDROPS[name](source, shape)
    picture = np.repeat((grey * 255)[..., np.newaxis], 3, axis=2)
    glyphs = _glyphs(source, kind)
    y, x = _place(source, grey, glyphs.shape, kind)
    here = (slice(y, y + glyphs.shape[0]), slice(x, x + glyphs.shape[1]))
    _burn(source, picture, here, glyphs, kind)
    ink = np.zeros(shape, dtype=bool)
    ink[here] = glyphs > 0.4
    return Written(np.clip(np.rint(picture), 0, 255).astype(np.uint8), ink, name)


def glyphs_of(text: str, size: int = 18, face: str = "DejaVuSans") -> Array:
    """How much of each pixel ``text`` covers, 0 to 1, cropped to it."""
    font = _font(face, size)
    box = font.getbbox(text)
    canvas = Image.new("L", (int(box[2]) + 8, int(box[3]) + 8))
    ImageDraw.Draw(canvas).text((4, 4), text, fill=255, font=font)
    return _cropped(np.asarray(canvas, dtype=np.float32) / 255)


def write_on(
    values: Array, text: str, *, at: tuple[int, int], level: float, size: int = 18
) -> Array:
    """A copy of ``values`` with ``text`` at (row, column), its strokes of ``level``."""
    glyphs = glyphs_of(text, size)
    copy = values.astype(np.float64)
    rows, columns = slice(at[0], at[0] + glyphs.shape[0]), slice(at[1], at[1] + glyphs.shape[1])
    cover = glyphs if values.ndim == 2 else glyphs[..., np.newaxis]
    copy[rows, columns] = copy[rows, columns] * (1 - cover) + cover * level
    return np.rint(copy).astype(values.dtype)


def _text(source: np.random.Generator, kind: str) -> str:
    family, given = str(source.choice(FAMILY)), str(source.choice(GIVEN))
    if kind == "caret":
        return f"{family}^{given}"
    if kind == "other_script":
        return str(source.choice(_OTHER_SCRIPTS))
    day, month, year = source.integers(1, 28), source.integers(1, 12), source.integers(1930, 2010)
    choices = (
        f"{family}^{given}", f"{family}, {given}", f"{given} {family}", f"Dr. {family.title()}",
        f"MRN {source.integers(10**6, 10**8)}", f"DOB {day:02d}/{month:02d}/{year}",
        f"{family} {given} {day:02d}-{month:02d}-{year}", f"ID:{source.integers(10**5, 10**7)}",
        f"Acc# {source.integers(10**7, 10**9)}", "ST MARY HOSPITAL", family,
    )  # fmt: skip
    return choices[source.integers(len(choices))]


def _glyphs(source: np.random.Generator, kind: str) -> Array:
    text = _text(source, kind)
    low, high = {"tiny": (8, 11), "large": (32, 41)}.get(kind, (11, 32))
    size = int(source.integers(low, high))
    if kind == "other_script":
        glyphs = _any_script(text, size)
    elif source.random() < 0.2:
        glyphs = _hershey(text, size)
    else:
        glyphs = glyphs_of(text, size, str(source.choice(_FACES)))
    turns = {"upright": 1, "upside_down": 2, "from_above": 3}.get(kind, 0)
    glyphs = np.rot90(glyphs, turns)
    if kind == "slanted":
        angle = float(source.uniform(5, 30)) * (1 if source.random() < 0.5 else -1)
        canvas = Image.fromarray((glyphs * 255).astype(np.uint8))
        glyphs = _cropped(
            np.asarray(canvas.rotate(angle, Image.Resampling.BICUBIC, expand=True)) / 255
        )
    return glyphs


def _hershey(text: str, size: int) -> Array:
    face, thickness = cv2.FONT_HERSHEY_SIMPLEX, 1 if size < 22 else 2
    scale = cv2.getFontScaleFromHeight(face, max(6, int(size * 0.72)), 1)
    (width, height), below = cv2.getTextSize(text, face, scale, thickness)
    canvas = np.zeros((height + below + 8, width + 8), dtype=np.uint8)
    cv2.putText(canvas, text, (4, height + 3), face, scale, 255, thickness, cv2.LINE_AA)
    return _cropped(canvas / 255)


def _any_script(text: str, size: int) -> Array:
    """By the font that OpenCV carries, which has Chinese, Japanese and Korean too."""
    canvas = np.zeros((size * 3, size * (len(text) + 4) * 2), dtype=np.uint8)
    cv2.putText(canvas, text, (size, size * 2), 255, cv2.FontFace("uni"), size)
    return _cropped(canvas / 255)


def _font(face: str, size: int) -> Any:
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts"):
        for path in sorted(Path(folder).rglob(f"{face}.ttf")):
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def _cropped(glyphs: Array) -> Array:
    rows, columns = np.nonzero(glyphs > 0.3)
    return glyphs[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(np.float32)


def _place(
    source: np.random.Generator, grey: Array, size: tuple[int, ...], kind: str
) -> tuple[int, int]:
    """Of many places the one that suits the kind: calm, dark, or over anatomy."""
    best: tuple[float, int, int] | None = None
    for _ in range(1 if kind in {"plain", "colour"} else 150):
        y = int(source.integers(2, max(3, grey.shape[0] - size[0] - 2)))
        x = int(source.integers(2, max(3, grey.shape[1] - size[1] - 2)))
        under = grey[y : y + size[0], x : x + size[1]]
        mean, spread = float(under.mean()), float(under.std())
        bright_enough = -mean if mean < 0.75 else 1.0
        suits = {
            "in_border": mean + spread, "grey": mean + spread, "faint": spread,
            "over_anatomy": bright_enough,
        }.get(kind, float(source.random()))  # fmt: skip
        if best is None or suits < best[0]:
            best = (suits, y, x)
    assert best is not None
    return best[1], best[2]


def _burn(
    source: np.random.Generator, picture: Array, here: tuple[slice, slice], glyphs: Array, kind: str
) -> None:
    cover = glyphs[..., np.newaxis]
    under = picture[here]
    mean = float(under.mean())
    if kind == "inverted":
        bar = tuple(slice(max(0, s.start - 3), s.stop + 3) for s in here)
        picture[bar] = float(source.integers(170, 255))
        picture[here] *= 1 - cover
        return
    if kind == "faint":
        picture[here] += cover * float(source.uniform(0.05, 0.10)) * 255 * (1 if mean < 128 else -1)
        return
    level: Array = np.full(3, 0.0 if mean > 165 else 255.0)
    if kind == "colour":
        level = np.array(_COLOURS[source.integers(len(_COLOURS))], dtype=float)
    if kind == "grey":
        level = np.full(3, mean + (1 if mean < 128 else -1) * float(source.uniform(70, 120)))
    if kind == "black_on_white":
        level = np.full(3, float(source.integers(0, 80)))
    picture[here] = under * (1 - cover) + cover * level


def _smooth(source: np.random.Generator, shape: tuple[int, int], reach: float) -> Array:
    field = cv2.GaussianBlur(source.standard_normal(shape).astype(np.float32), (0, 0), reach)
    return np.asarray((field - field.min()) / (np.ptp(field) + 1e-9))


def _ultrasound(source: np.random.Generator, shape: tuple[int, int]) -> Array:
    rows, columns = shape
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    x = x - columns / 2 + source.uniform(-0.1, 0.1) * columns
    far, aside = np.hypot(x, y + rows * 0.15), np.abs(np.arctan2(x, y + rows * 0.15))
    inside = (far < rows * 1.05) & (far > rows * 0.2) & (aside < source.uniform(0.5, 0.75))
    speckle = cv2.GaussianBlur(source.rayleigh(1, shape).astype(np.float32), (0, 0), 1.2)
    bright = np.clip((speckle - 0.6) * 0.84 * _smooth(source, shape, rows / 14), 0, 1)
    return np.where(inside, bright, 0)


def _section(source: np.random.Generator, shape: tuple[int, int]) -> Array:
    rows, columns = shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    body = (x / 0.84) ** 2 + (y / 0.66) ** 2
    grey = 0.45 + 0.12 * (_smooth(source, shape, rows / 20) - 0.5)
    for _ in range(14):
        a, b = source.uniform(-0.6, 0.6, 2)
        wide, high = source.uniform(0.04, 0.24, 2)
        grey = np.where(
            ((x - a) / wide) ** 2 + ((y - b) / high) ** 2 < 1, source.uniform(0.1, 1), grey
        )
    grey = np.where(body < 1, np.where(body > 0.88, 0.25, grey), 0.02)
    noise = cv2.GaussianBlur(source.normal(0, 0.05, shape), (0, 0), 0.6) * (body < 1)
    return np.clip(cv2.GaussianBlur(grey, (0, 0), 0.8) + noise, 0, 1)


def _radiograph(source: np.random.Generator, shape: tuple[int, int]) -> Array:
    rows, columns = shape
    y, x = np.mgrid[: 1 : rows * 1j, -1 : 1 : columns * 1j]
    grey = 0.25 + 0.5 * _smooth(source, shape, rows / 6)
    for rib in range(9):
        grey = grey + 0.12 * np.exp(-(((y - 0.1 - 0.09 * rib - 0.07 * x**2) / 0.012) ** 2))
    return np.clip(grey + source.normal(0, 0.012, shape), 0, 1)


def _angiogram(source: np.random.Generator, shape: tuple[int, int]) -> Array:
    rows, columns = shape
    vessels = np.zeros(shape, dtype=np.float32)
    for _ in range(6):
        path = np.cumsum(source.normal(0, 14, (30, 2)), axis=0) + np.array([columns, rows]) / 2
        width = int(source.integers(2, 7))
        cv2.polylines(vessels, [path.astype(np.int32)], False, 1, width, cv2.LINE_AA)
    grey = 0.6 + 0.2 * _smooth(source, shape, rows / 5) + source.normal(0, 0.02, shape)
    return np.clip(grey - 0.35 * cv2.GaussianBlur(vessels, (0, 0), 1), 0, 1)


def _white(_source: np.random.Generator, shape: tuple[int, int]) -> Array:
    return np.full(shape, 0.96)


BACKDROPS: Final[dict[str, Callable[[np.random.Generator, tuple[int, int]], Array]]] = {
    "ultrasound": _ultrasound, "section": _section, "radiograph": _radiograph,
    "angiogram": _angiogram, "white": _white,
}  # fmt: skip
