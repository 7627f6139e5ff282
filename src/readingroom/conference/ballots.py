"""One answer: what may be given, and nothing else is kept."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from readingroom.conference.models.voting import PollKind
from readingroom.kernel.errors import InvalidInput

FULL: Final = 100
_FARTHEST_PX: Final = 100_000
_MOST_SLICES: Final = 100_000


def read_ballot(kind: PollKind, options: Sequence[str], given: Any) -> dict[str, Any]:
    """What was given, as it is kept.

    A choice is ``{"option": place}``; points are ``{"points": [whole number for each option]}``,
    at most 100 together, the rest being on something else; a mark is ``{"slice": number from 1,
    "at": [column, row]}`` in image pixels, or ``{"none": true}``.

    Raises:
        InvalidInput: it is none of these.
    """
    found = given if isinstance(given, Mapping) else {}
    if kind == PollKind.CHOICE:
        return {"option": _whole(found.get("option"), len(options) - 1, "Choose one answer.")}
    if kind == PollKind.POINTS:
        return {"points": _points(found.get("points"), len(options))}
    if found.get("none") is True:
        return {"none": True}
    place = _whole(found.get("slice"), _MOST_SLICES, "Tap the place on the images first.")
    return {"slice": max(1, place), "at": _spot(found.get("at"))}


def _points(given: Any, count: int) -> list[int]:
    if not isinstance(given, list) or len(given) != count:
        raise InvalidInput("Give each diagnosis points, or leave it at 0.")
    points = [_whole(one, FULL, "Points are whole numbers from 0 to 100.") for one in given]
    if sum(points) > FULL:
        over = sum(points) - FULL
        raise InvalidInput(f"Your points come to {sum(points)}. Take {over} away.")
    return points


def _whole(given: Any, most: int, sentence: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= most:
        raise InvalidInput(sentence)
    return given


def _spot(given: Any) -> list[float]:
    if not isinstance(given, list) or len(given) != len(("column", "row")):
        raise InvalidInput("Tap the place on the images first.")
    return [_coordinate(one) for one in given]


def _coordinate(given: Any) -> float:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not math.isfinite(given) or not 0 <= given <= _FARTHEST_PX:
        raise InvalidInput("That mark lies outside the image. Place it again.")
    return round(float(given), 1)
