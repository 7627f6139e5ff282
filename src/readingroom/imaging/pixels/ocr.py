"""Finding and reading lines of text in a picture, by the models that rapidocr carries.

The models (PP-OCRv6, small) lie in rapidocr's wheel and are run by onnxruntime directly: one
thread, no network, no log, and the map of where text is can be had, from which boxes are made
here. What was read stays in memory and is never written anywhere.

This module is slow to import and takes 300 MB; only ``finding`` imports it, when there is need.
"""

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

Array = npt.NDArray[Any]

_DETECTOR: Final = "PP-OCRv6_det_small.onnx"
_READER: Final = "PP-OCRv6_rec_small.onnx"
_STEP: Final = 32  # sides of a picture are multiples of this
_IS_TEXT: Final = 0.3  # of the map, per pixel
_IS_LINE: Final = 0.5  # of a line, on average
_THINNEST_PX: Final = 2.0
_WIDENING: Final = 1.8  # the map shows lines shrunk: PaddleOCR's DB, "unclip ratio"
_MOST_LINES: Final = 400
_LINE_PX: Final = 48  # height that the reader wants
_WIDEST: Final = 24.0  # widths over height that it is shown
_UPRIGHT: Final = 1.5
_CLEAR: Final = 0.85  # reading of which turning the line round is not tried

cv2.setNumThreads(1)


@dataclass(frozen=True, eq=False)
class Line:
    """A line of text.

    Attributes:
        corners: 4 × 2, x and y in pixels of the picture.
        score: how sure the detector is, 0 to 1.
    """

    corners: Array
    score: float

    @property
    def thickness(self) -> float:
        """The shorter side, in pixels."""
        first, second = self.corners[1] - self.corners[0], self.corners[2] - self.corners[1]
        return float(min(np.hypot(*first), np.hypot(*second)))


@functools.cache
def _session(name: str) -> onnxruntime.InferenceSession:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise RuntimeError("rapidocr is not installed")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    path = Path(spec.origin).parent / "models" / name
    return onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )


def find_lines(picture: Array) -> list[Line]:
    """Where there is text in ``picture`` (rows, columns, 3; uint8), best first."""
    rows, columns = picture.shape[:2]
    size = [max(_STEP, round(side / _STEP) * _STEP) for side in (columns, rows)]
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    values = (scaled.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[np.newaxis]
    session = _session(_DETECTOR)
    found = np.asarray(session.run(None, {session.get_inputs()[0].name: values})[0])[0, 0]
    ratio = np.array([columns / size[0], rows / size[1]])
    return _lines(found, ratio)


def _lines(found: Array, ratio: Array) -> list[Line]:
    contours, _ = cv2.findContours(
        (found > _IS_TEXT).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    lines = []
    for contour in contours[:_MOST_LINES]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        score = _mean_inside(found, contour)
        if min(width, height) < _THINNEST_PX or score < _IS_LINE:
            continue
        more = width * height * _WIDENING / (width + height)
        wider = cv2.boxPoints((centre, (width + more, height + more), angle))
        lines.append(Line(np.asarray(wider) * ratio, score))
    return sorted(lines, key=lambda line: -line.score)


def _mean_inside(found: Array, contour: Array) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), dtype=np.uint8)
    cv2.drawContours(inside, [contour - np.array([x, y])], -1, 1, -1)
    return float(found[y : y + height, x : x + width][inside > 0].mean())


@functools.cache
def _letters() -> list[str]:
    """What each output of the reader stands for; the first is no letter."""
    table = _session(_READER).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ["", *table, " "]


def read_line(picture: Array, corners: Array) -> tuple[str, float]:
    """What the line between ``corners`` says, and how sure that is, 0 to 1.

    A line that stands upright is read from below and from above, one that makes no sense also
    upside down; the surest reading counts.
    """
    strip = _straightened(picture, corners)
    rows, columns = strip.shape[:2]
    if rows > _UPRIGHT * columns:
        ways = [np.rot90(strip, 1), np.rot90(strip, 3)]
    else:
        ways = [strip, np.rot90(strip, 2)]
    best = ("", 0.0)
    for way in ways:
        best = max(best, _read(np.ascontiguousarray(way)), key=lambda reading: reading[1])
        if best[1] >= _CLEAR:
            break
    return best


def _straightened(picture: Array, corners: Array) -> Array:
    """The part of ``picture`` between four corners, with its lines level."""
    points = corners[np.argsort(corners.sum(axis=1))]
    start, end = points[0], points[3]
    second, third = sorted((points[1], points[2]), key=lambda p: p[1] - p[0])
    ordered = np.array([start, second, end, third], dtype=np.float32)
    width = max(1, round(float(np.hypot(*(second - start)))))
    height = max(1, round(float(np.hypot(*(third - start)))))
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(ordered, square)
    return np.asarray(cv2.warpPerspective(picture, matrix, (width, height)))


def _read(strip: Array) -> tuple[str, float]:
    rows, columns = strip.shape[:2]
    width = max(_LINE_PX, round(_LINE_PX * min(columns / rows, _WIDEST)))
    scaled = cv2.resize(strip, (width, _LINE_PX), interpolation=cv2.INTER_LINEAR)
    values = (scaled.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[np.newaxis]
    session = _session(_READER)
    steps = np.asarray(session.run(None, {session.get_inputs()[0].name: values})[0])[0]
    return _decoded(steps.argmax(axis=1), steps.max(axis=1), _letters())


def _decoded(best: Array, sure: Array, letters: Sequence[str]) -> tuple[str, float]:
    """Letters from steps: repeated ones are one, and 0 is between letters (CTC; Graves, 2006)."""
    fresh = np.concatenate([[True], best[1:] != best[:-1]]) & (best > 0)
    text = "".join(letters[int(i)] for i in best[fresh] if int(i) < len(letters))
    return text.strip(), float(sure[fresh].mean()) if fresh.any() else 0.0
