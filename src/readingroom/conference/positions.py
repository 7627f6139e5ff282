"""Where the slices stand: read from whoever has the controls, written for all others."""

import json
import math
import re
from typing import Any, Final

from readingroom.kernel.errors import InvalidInput

MOST_BYTES: Final = 2048
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MOST_FRAME: Final = 100_000
_FARTHEST: Final = 1e7


def read_position(body: bytes) -> str:
    """One position as JSON in one line, made of what was understood.

    Its parts: ``shown`` (which case and stage, as the room's state says), ``series``, ``frame``
    (from 1), ``window`` (centre and width in modality units, or null), ``gaze`` (zoom, and the
    middle as shares of width and height, or null for as it opens), ``pointer`` (column and row in
    image pixels, or null).

    Raises:
        InvalidInput: it is not that.
    """
    try:
        given = json.loads(body) if len(body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise _unreadable()
    told = {
        "shown": _name(given.get("shown")),
        "series": _name(given.get("series")),
        "frame": _frame(given.get("frame")),
        "window": _numbers(given.get("window"), 2),
        "gaze": _numbers(given.get("gaze"), 3),
        "pointer": _numbers(given.get("pointer"), 2),
    }
    return json.dumps(told, separators=(",", ":"))


def _name(given: Any) -> str:
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise _unreadable()
    return given


def _frame(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= _MOST_FRAME:
        raise _unreadable()
    return given


def _numbers(given: Any, count: int) -> list[float] | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != count:
        raise _unreadable()
    return [_number(one) for one in given]


def _number(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise _unreadable()
    if not math.isfinite(given) or abs(given) > _FARTHEST:
        raise _unreadable()
    return round(float(given), 4)


def _unreadable() -> InvalidInput:
    return InvalidInput("The page sent something that can't be read. Load it again.")
